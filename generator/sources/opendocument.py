"""Workbooks of OpenDocument: .ods, a package, and .fods, one XML file."""

import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from lxml import etree

from .bounds import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, read_bytes, refuse
from .document import SourceDocument
from .package import checked_package
from .symbols import as_drawn
from .xml_book import XmlSheet, book, parsed

_URN = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}".format
_OFFICE, _TABLE, _TEXT, _STYLE = map(_URN, ("office", "table", "text", "style"))
_FAMILY = f"{_URN('svg-compatible')}font-family"
_GROUPS = {f"{_TABLE}table-{name}" for name in ("rows", "header-rows", "row-group")}
_COLUMN_GROUPS = {f"{_TABLE}table-{name}" for name in ("columns", "header-columns", "column-group")}
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_MARKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_BESIDE = {f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}tracked-changes", f"{_TEXT}ruby-text"}
"""What stands in a text without being part of it."""
_MAX_SPACES = 1_000
_KIND = "OpenDocument 表格"


def read_opendocument(path: Path) -> SourceDocument:
    """Every visible sheet that shows something.

    Raises ZipingbiaoError: F01 unreadable, F20 no such workbook or damaged, F21 too large, F22 a document
    type, F23 encrypted, F24 too large a sheet, F25 an empty one.
    """
    data = read_bytes(path)
    return book(path, _sheets(_parts(path) if data.startswith(b"PK") else [parsed(data, path, _KIND)]))


def _parts(path: Path) -> list[etree._Element]:
    """The content, and the styles that stand beside it."""
    with zipfile.ZipFile(io.BytesIO(checked_package(path, _KIND))) as package:
        names = set(package.namelist())
        if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
            refuse("F23", path, "文件有密码。", "请去掉密码后再导入")
        if "content.xml" not in names:
            refuse("F20", path, f"文件已损坏，或者不是{_KIND}。", "请用办公软件打开后另存一份")
        return [
            parsed(package.read(name), path, _KIND) for name in ("content.xml", "styles.xml") if name in names
        ]


def _sheets(parts: list[etree._Element]) -> Iterator[XmlSheet]:
    styles = _Styles(parts)
    for table in parts[0].iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
        is_hidden = styles.is_hidden(table.get(f"{_TABLE}style-name"))
        sheet = XmlSheet(title=table.get(f"{_TABLE}name") or "", is_hidden=is_hidden)
        _Reader(sheet, styles).read(table)
        yield sheet


class _Styles:
    """What styles say of fonts and of sheets that are not shown."""

    def __init__(self, parts: list[etree._Element]) -> None:
        faces = (face for part in parts for face in part.iter(f"{_STYLE}font-face"))
        self._families = {
            face.get(f"{_STYLE}name") or "": (face.get(_FAMILY) or "").strip("'\"") for face in faces
        }
        styles = (style for part in parts for style in part.iter(f"{_STYLE}style"))
        self._styles = {style.get(f"{_STYLE}name") or "": style for style in styles}

    def is_hidden(self, name: str | None) -> bool:
        """Whether a sheet of that style is not shown."""
        style = self._styles.get(name or "")
        shown = None if style is None else style.find(f"{_STYLE}table-properties")
        return shown is not None and shown.get(f"{_TABLE}display") == "false"

    def font(self, name: str | None) -> str:
        """The font of a style, or of one that it follows; empty where none names any."""
        for _ in range(8):
            style = self._styles.get(name or "")
            if style is None:
                return ""
            properties = style.find(f"{_STYLE}text-properties")
            font = None if properties is None else properties.get(f"{_STYLE}font-name")
            if font:
                return self._families.get(font) or font
            name = style.get(f"{_STYLE}parent-style-name")
        return ""


class _Reader:
    """Goes through one sheet cell by cell."""

    def __init__(self, sheet: XmlSheet, styles: _Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._column_styles: dict[int, str | None] = {}

    def read(self, table: etree._Element) -> None:
        """Its columns, then its rows. Raises TooLarge beyond the bounds."""
        number = 1
        for column in _inside(table, _COLUMN_GROUPS, f"{_TABLE}table-column"):
            number = self._column(column, number)
        number = 1
        for row in _inside(table, _GROUPS, f"{_TABLE}table-row"):
            number = self._row(row, number)

    def _column(self, column: etree._Element, first: int) -> int:
        end = first + _count(column, f"{_TABLE}number-columns-repeated")
        numbers = range(first, min(end, MAX_COLUMNS + 1))
        self._sheet.columns.update(numbers if _is_hidden(column) else ())
        self._column_styles.update(dict.fromkeys(numbers, column.get(f"{_TABLE}default-cell-style-name")))
        return end

    def _row(self, row: etree._Element, first: int) -> int:
        """The row, as often as it is repeated; an empty one is only counted."""
        end = first + _count(row, f"{_TABLE}number-rows-repeated")
        if _is_hidden(row):
            self._sheet.rows.update(range(first, min(end, MAX_ROWS + 1)))
        cells = list(self._cells(row))
        for number in range(first, end) if cells else ():
            for place in cells:
                place(number)
        return end

    def _cells(self, row: etree._Element) -> Iterator[Callable[[int], None]]:
        """For each cell that says something, what puts it into a row of that number."""
        for columns, cell in _placed(row):
            merge = _spans(cell)
            style = cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name")
            text = self._shown(cell, style or self._column_styles.get(columns.start))
            is_formula = cell.get(f"{_TABLE}formula") is not None
            if text or merge != (1, 1) or is_formula:
                yield partial(self._put, columns, text, merge, is_formula)

    def _put(self, columns: range, text: str, merge: tuple[int, int], is_formula: bool, row: int) -> None:
        for column in columns:
            self._sheet.put(row, column, text, is_formula=is_formula)
            self._sheet.merge(row, column, *merge)

    def _shown(self, cell: etree._Element, style: str | None) -> str:
        lines = ["".join(self._pieces(line, style)) for line in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")]
        return ("\n".join(lines).strip() or _value(cell))[:MAX_CELL_TEXT]

    def _pieces(self, element: etree._Element, style: str | None) -> Iterator[str]:
        """The text of an element, each piece as its font draws it."""
        font = self._styles.font(style)
        yield as_drawn(element.text or "", font)
        for child in element.iterchildren("*"):
            if child.tag == f"{_TEXT}s":
                yield " " * min(_count(child, f"{_TEXT}c"), _MAX_SPACES)
            elif str(child.tag) in _MARKS:
                yield _MARKS[str(child.tag)]
            elif child.tag not in _BESIDE:
                yield from self._pieces(child, child.get(f"{_TEXT}style-name") or style)
            yield as_drawn(child.tail or "", font)


def _placed(row: etree._Element) -> Iterator[tuple[range, etree._Element]]:
    """Each cell with the columns that it stands in, repeated; some programs leave out what a span covers."""
    column, covered = 1, 0
    for cell in row.iterchildren(_CELL, _COVERED):
        repeated = _count(cell, f"{_TABLE}number-columns-repeated")
        if cell.tag == _CELL:
            column, covered = column + covered, (_spans(cell)[0] - 1) * (repeated == 1)
        else:
            covered = max(0, covered - repeated)
        yield range(column, column + repeated), cell
        column += repeated


def _spans(cell: etree._Element) -> tuple[int, int]:
    """How many columns and rows it reaches over."""
    return _count(cell, f"{_TABLE}number-columns-spanned"), _count(cell, f"{_TABLE}number-rows-spanned")


def _inside(parent: etree._Element, groups: set[str], tag: str) -> Iterator[etree._Element]:
    """The rows or columns of a table, those in groups too, in order."""
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag in groups:
            yield from _inside(child, groups, tag)


def _value(cell: etree._Element) -> str:
    """The value of a cell that says nothing of how it is shown."""
    kind = cell.get(f"{_OFFICE}value-type") or ""
    if kind in ("float", "currency", "percentage"):
        return _number(cell.get(f"{_OFFICE}value") or "", is_percentage=kind == "percentage")
    return cell.get(f"{_OFFICE}{kind}-value") or "" if kind in ("string", "date", "time") else ""


def _number(text: str, *, is_percentage: bool) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{(number * 100).normalize():f}%" if is_percentage else f"{number:f}"


def _is_hidden(element: etree._Element) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _count(element: etree._Element, name: str) -> int:
    """How often a row, a cell or a space is repeated, or over how many it reaches; 1 where it is not said."""
    digits = element.get(name) or ""
    return int(digits) if digits.isascii() and digits.isdigit() and 0 < len(digits) <= 7 else 1
