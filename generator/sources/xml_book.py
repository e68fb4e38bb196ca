"""What workbooks share that are XML: how they are parsed, what a sheet gathers, what is refused."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import define, field
from lxml import etree

from .bounds import MAX_TABLES, refuse
from .document import SourceDocument, document_of
from .flow import TooLarge, check_size
from .grid import Grid
from .omitted import Omitted, hidden_sheet
from .sheet_grid import Texts, sheet_grids
from .sheet_layout import Merge, SheetLayout


@define(kw_only=True)
class XmlSheet:
    """One sheet as it is gone through; `rows` and `columns` are the hidden ones."""

    title: str
    is_hidden: bool = False
    texts: Texts = field(factory=dict)
    merges: list[Merge] = field(factory=list)
    rows: set[int] = field(factory=set)
    columns: set[int] = field(factory=set)
    uncomputed: set[tuple[int, int]] = field(factory=set)

    def put(self, row: int, column: int, text: str, *, is_formula: bool) -> None:
        """What a cell shows. Raises TooLarge beyond the bounds."""
        if text:
            self.texts[row, column] = text
        elif is_formula:
            self.uncomputed.add((row, column))
        if text or is_formula:
            check_size(row, column, len(self.texts) + len(self.uncomputed))

    def merge(self, row: int, column: int, columns: int, rows: int) -> None:
        """An area of so many columns and rows. Raises TooLarge where there are too many."""
        if (columns, rows) != (1, 1):
            self.merges.append(Merge(column, row, column + columns - 1, row + rows - 1))
            check_size(row, column, len(self.merges))

    def grids(self) -> Iterator[Grid]:
        """The sheet as a grid; none where it shows nothing."""
        hidden = (frozenset(self.rows), frozenset(self.columns))
        layout = SheetLayout(tuple(self.merges), *hidden, uncomputed=frozenset(self.uncomputed))
        return sheet_grids(self.title, self.texts, layout)


def parsed(data: bytes, path: Path, kind: str) -> etree._Element:
    """The root of an XML document; `kind` names what it should be. Raises ZipingbiaoError F20, F22."""
    parser = etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True, huge_tree=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError:
        refuse("F20", path, f"文件已损坏，不是完整的{kind}。", "请用表格软件打开后另存为 .xlsx")
    if root.getroottree().docinfo.doctype:
        refuse("F22", path, "文件含有文档类型声明，没有读取。", "请用办公软件另存一份")
    return root


def book(path: Path, sheets: Iterable[XmlSheet]) -> SourceDocument:
    """Every visible sheet that shows something. Raises ZipingbiaoError F20, F24 too large, F25 empty."""
    hidden: list[Omitted] = []
    try:
        return document_of(path, _grids(sheets, hidden), "工作表", ("工作簿里没有内容。",), hidden)
    except ValueError:
        refuse("F20", path, "文件已损坏，工作表读不通。", "请用表格软件打开后另存一份")


def _grids(sheets: Iterable[XmlSheet], hidden: list[Omitted]) -> Iterator[Grid]:
    for number, sheet in enumerate(sheets, start=1):
        if number > MAX_TABLES:
            raise TooLarge(f"超过 {MAX_TABLES} 张工作表")
        if sheet.is_hidden:
            hidden.extend(hidden_sheet(sheet.title, sheet.texts.values()))
        else:
            yield from sheet.grids()
