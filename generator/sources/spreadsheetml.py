"""Workbooks in the XML of Excel 2003 (SpreadsheetML), often under the name .xls."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lxml import etree

from .bounds import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, read_bytes
from .document import SourceDocument
from .number_format import shown
from .symbols import as_drawn
from .xml_book import XmlSheet, book, parsed

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_NAMED = {
    "General Number": "General", "Percent": "0.00%", "Standard": "#,##0.00", "Fixed": "0.00",
    "Currency": "#,##0.00", "Euro Currency": "#,##0.00", "Short Date": "yyyy/m/d",
    "General Date": "yyyy/m/d h:mm", "Long Date": "yyyy年m月d日", "Medium Date": "yyyy/m/d",
    "Short Time": "h:mm", "Medium Time": "h:mm AM/PM", "Long Time": "h:mm:ss",
}  # fmt: skip
"""Formats that the XML has names for."""


def read_spreadsheetml(path: Path) -> SourceDocument:
    """Every visible sheet that shows something.

    Raises ZipingbiaoError: F01 unreadable, F20 no such workbook or damaged, F22 a document type, F24 too
    large a sheet, F25 an empty one.
    """
    return book(path, _sheets(parsed(read_bytes(path), path, "XML 工作簿")))


def _sheets(root: etree._Element) -> Iterator[XmlSheet]:
    formats = _Formats(root)
    for element in root.iter(f"{_SS}Worksheet"):
        state = element.findtext(f"{_X}WorksheetOptions/{_X}Visible") or ""
        sheet = XmlSheet(title=element.get(f"{_SS}Name") or "", is_hidden="Hidden" in state)
        for table in element.iterchildren(f"{_SS}Table"):
            _Reader(sheet, formats).read(table)
        yield sheet


class _Formats:
    """The number format and font of each style."""

    def __init__(self, root: etree._Element) -> None:
        styles = {style.get(f"{_SS}ID") or "": style for style in root.iter(f"{_SS}Style")}
        self._formats = {
            name: self._of(style, styles, "NumberFormat", "Format") for name, style in styles.items()
        }
        self._fonts = {name: self._of(style, styles, "Font", "FontName") for name, style in styles.items()}

    def _of(self, style: etree._Element, styles: dict[str, etree._Element], name: str, key: str) -> str:
        for parent in (style, styles.get(style.get(f"{_SS}Parent") or "Default")):
            element = None if parent is None else parent.find(f"{_SS}{name}")
            value = None if element is None else element.get(f"{_SS}{key}")
            if value:
                return _NAMED.get(value, value)
        return ""

    def shown(self, data: etree._Element, style: str) -> str:
        """What a cell of a style shows."""
        text = "".join(str(piece) for piece in data.itertext())
        value = _value(text, data.get(f"{_SS}Type") or "String")
        return as_drawn(shown(value, self._formats.get(style) or "General"), self._fonts.get(style, ""))


def _value(text: str, kind: str) -> object:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text


class _Reader:
    """Goes through one sheet cell by cell."""

    def __init__(self, sheet: XmlSheet, formats: _Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._styles: dict[int, str] = {}

    def read(self, table: etree._Element) -> None:
        """Its columns, then its rows. Raises TooLarge beyond the bounds."""
        number = 0
        for column in table.iterchildren(f"{_SS}Column"):
            number = _index(column, number)
            last = number + _count(column.get(f"{_SS}Span"))
            if column.get(f"{_SS}Hidden") == "1":
                self._sheet.columns.update(range(number, min(last, MAX_COLUMNS) + 1))
            self._styles.update(
                dict.fromkeys(range(number, min(last, MAX_COLUMNS) + 1), column.get(f"{_SS}StyleID") or "")
            )
            number = last
        number = 0
        for row in table.iterchildren(f"{_SS}Row"):
            number = _index(row, number)
            self._row(row, number)
            last = number + _count(row.get(f"{_SS}Span"))
            if row.get(f"{_SS}Hidden") == "1":
                self._sheet.rows.update(range(number, min(last, MAX_ROWS) + 1))
            number = last

    def _row(self, row: etree._Element, number: int) -> None:
        column = 0
        for cell in row.iterchildren(f"{_SS}Cell"):
            column = _index(cell, column)
            self._cell(cell, number, column, cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or "")
            across, down = _count(cell.get(f"{_SS}MergeAcross")), _count(cell.get(f"{_SS}MergeDown"))
            self._sheet.merge(number, column, across + 1, down + 1)
            column += across

    def _cell(self, cell: etree._Element, row: int, column: int, style: str) -> None:
        data = cell.find(f"{_SS}Data")
        text = (
            ""
            if data is None
            else self._formats.shown(data, style or self._styles.get(column, "") or "Default")
        )
        is_formula = bool(cell.get(f"{_SS}Formula"))
        self._sheet.put(row, column, text.strip()[:MAX_CELL_TEXT], is_formula=is_formula)


def _index(element: etree._Element, last: int) -> int:
    """The number of a row, column or cell: its own, or the one after the last."""
    return _count(element.get(f"{_SS}Index")) or last + 1


def _count(attribute: str | None) -> int:
    digits = attribute or ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 7 else 0
