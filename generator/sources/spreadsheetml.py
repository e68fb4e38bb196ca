"""Workbooks in the XML of Excel 2003 (SpreadsheetML), often under the name .xls."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lxml import etree

from .bounds import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, MAX_TABLES, read_bytes, refuse
from .document import SourceDocument
from .flow import TooLarge
from .grid import Grid
from .number_format import shown
from .omitted import Omitted, omitted
from .sheet_grid import Texts, check_size, sheet_grids
from .sheet_layout import Merge, SheetLayout
from .symbols import as_drawn

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
_MAX_MERGES = 200_000


def read_spreadsheetml(path: Path) -> SourceDocument:
    """Every visible sheet that shows something.

    Raises ZipingbiaoError: F01 unreadable, F20 no such workbook or damaged, F22 a document type, F24 too
    large a sheet, F25 an empty one.
    """
    root = _parsed(path)
    hidden: list[Omitted] = []
    try:
        grids = tuple(_grids(root, hidden))
    except TooLarge as error:
        refuse("F24", path, f"工作表太大：{error}。", "请只保留自评表所在的工作表")
    except ValueError:
        refuse("F20", path, "文件已损坏，工作表读不通。", "请用表格软件打开后另存一份")
    if not grids:
        refuse("F25", path, "工作簿里没有内容。")
    return SourceDocument(path=str(path), content=grids, omitted=tuple(hidden))


def _parsed(path: Path) -> etree._Element:
    data = read_bytes(path)
    parser = etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True, huge_tree=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError:
        refuse("F20", path, "文件已损坏，不是完整的 XML 工作簿。", "请用表格软件打开后另存为 .xlsx")
    if root.getroottree().docinfo.doctype:
        refuse("F22", path, "文件含有文档类型声明，没有读取。", "请用办公软件另存一份")
    return root


def _grids(root: etree._Element, hidden: list[Omitted]) -> Iterator[Grid]:
    formats = _Formats(root)
    sheets = list(root.iter(f"{_SS}Worksheet"))
    if len(sheets) > MAX_TABLES:
        raise TooLarge(f"超过 {MAX_TABLES} 张工作表")
    for sheet in sheets:
        title = sheet.get(f"{_SS}Name") or ""
        table = _Table(sheet, formats)
        state = sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible") or ""
        if "Hidden" in state:
            entry = omitted(f"工作表“{title}”", "隐藏内容", table.texts.values())
            hidden.extend(filter(None, [entry]))
        else:
            yield from sheet_grids(title, table.texts, table.layout())


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


class _Table:
    """One sheet gone through cell by cell: texts, merged areas, what is hidden."""

    def __init__(self, sheet: etree._Element, formats: _Formats) -> None:
        self.texts: Texts = {}
        self._formats = formats
        self._merges: list[Merge] = []
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._styles: dict[int, str] = {}
        self._uncomputed: set[tuple[int, int]] = set()
        for table in sheet.iterchildren(f"{_SS}Table"):
            self._read(table)

    def layout(self) -> SheetLayout:
        last = max((row for row, _ in self.texts), default=0)
        hidden = (frozenset(self._rows), frozenset(self._columns))
        return SheetLayout(tuple(self._merges), *hidden, last, frozenset(self._uncomputed))

    def _read(self, table: etree._Element) -> None:
        number = 0
        for column in table.iterchildren(f"{_SS}Column"):
            number = _index(column, number)
            last = number + _count(column.get(f"{_SS}Span"))
            if column.get(f"{_SS}Hidden") == "1":
                self._columns.update(range(number, min(last, MAX_COLUMNS) + 1))
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
                self._rows.update(range(number, min(last, MAX_ROWS) + 1))
            number = last

    def _row(self, row: etree._Element, number: int) -> None:
        column = 0
        for cell in row.iterchildren(f"{_SS}Cell"):
            column = _index(cell, column)
            self._cell(cell, number, column, cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or "")
            across, down = _count(cell.get(f"{_SS}MergeAcross")), _count(cell.get(f"{_SS}MergeDown"))
            if (across or down) and len(self._merges) < _MAX_MERGES:
                self._merges.append(Merge(column, number, column + across, number + down))
            column += across

    def _cell(self, cell: etree._Element, row: int, column: int, style: str) -> None:
        data = cell.find(f"{_SS}Data")
        text = (
            ""
            if data is None
            else self._formats.shown(data, style or self._styles.get(column, "") or "Default")
        )
        if text.strip():
            self.texts[row, column] = text.strip()[:MAX_CELL_TEXT]
            check_size(row, column, len(self.texts))
        elif cell.get(f"{_SS}Formula"):
            self._uncomputed.add((row, column))


def _index(element: etree._Element, last: int) -> int:
    """The number of a row, column or cell: its own, or the one after the last."""
    return _count(element.get(f"{_SS}Index")) or last + 1


def _count(attribute: str | None) -> int:
    digits = attribute or ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 7 else 0
