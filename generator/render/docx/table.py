"""The rows of a sheet as tables with merged cells.

A word processor repeats rows at the head of a table only: the indicators begin a table of their own, under
the one before with nothing seen between them.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from attrs import evolve, frozen
from lxml.etree import _Element

from ...sheet.build import Block, Cell, Position, Role, Row, Sheet
from .. import measure
from ..labels import label_text
from ..pdf.continued import split
from .element import element, paragraph, run
from .marks import marks

INDICATORS = "指标"
"""The name of the block that begins a table."""

TWIPS_PER_MM = Decimal(1440) / Decimal("25.4")

_PADDING = 5.0
"""Points on both sides of a cell together as the styles have it, its lines included."""

_LOW, _HIGH = 482, 1814
"""Least heights in twips of the rows of a blank form, 8.5 and 32 mm as in form.css."""

_STYLES = {
    Role.LABEL: "FormLabel",
    Role.SOURCE: "FormText",
    Role.TEXT: "FormText",
    Role.AMOUNT: "FormAmount",
}
_SIDES = ("top", "bottom")


@frozen
class Part:
    """The blocks of one table; its first `heads` rows are repeated on every page that it reaches."""

    blocks: tuple[Block, ...]
    heads: int = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for block in self.blocks for row in block.rows)


def parts(sheet: Sheet) -> tuple[Part, ...]:
    """The tables that print a sheet; the label beside the repeated head stands below it, as in the PDF."""
    place = next(at for at, block in enumerate(sheet.blocks) if block.name == INDICATORS)
    above, below = sheet.blocks[:place], split(evolve(sheet, blocks=sheet.blocks[place:])).blocks
    return Part(above), Part(below, heads=len(below[0].head))


def tables(sheet: Sheet) -> Iterator[_Element]:
    """The tables of a sheet, and between two of them the paragraph that keeps them apart."""
    edges = [round(at * TWIPS_PER_MM) for at in accumulate(sheet.columns, initial=Decimal(0))]
    for place, part in enumerate(found := parts(sheet)):
        if place:
            yield paragraph("FormGap")
        yield _Table(part, edges, is_last=place == len(found) - 1, is_blank=sheet.is_blank).element()


class _Table:
    """One table; `edges` are where its columns begin and end, in twips."""

    def __init__(self, part: Part, edges: Sequence[int], *, is_last: bool, is_blank: bool) -> None:
        self._part, self._edges, self._is_blank = part, edges, is_blank
        rows = part.rows
        self._open_row = None if is_last else rows[-1].number
        self._cut = rows[part.heads].number if part.heads and len(rows) > part.heads else None
        self._covering = {at: cell for row in rows for cell in row.cells for at in _places(cell)}

    def element(self) -> _Element:
        """The ``w:tbl``."""
        widths = [end - start for start, end in pairwise(self._edges)]
        properties = element(
            "tblPr",
            element("tblStyle", val="FormTable"),
            element("tblW", w=self._edges[-1], type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
        )
        grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
        rows = (self._row(row, is_head=at < self._part.heads) for at, row in enumerate(self._part.rows))
        return element("tbl", properties, grid, *rows)

    def _row(self, row: Row, *, is_head: bool) -> _Element:
        flags = [element("cantSplit")] if is_head or not row.is_prose else []
        if self._is_blank and not is_head:
            flags.append(element("trHeight", val=_HIGH if row.is_prose else _LOW, hRule="atLeast"))
        flags += [element("tblHeader")] if is_head else []
        cells = [self._cell(cell, row.number) for cell in self._cells(row.number)]
        for mark, cell in zip(marks(row.number), (cells[0], cells[-1]), strict=True):
            cell[-1].extend(mark)
        return element("tr", *([element("trPr", *flags)] if flags else ()), *cells)

    def _cells(self, row: int) -> Iterator[Cell]:
        """The cells that stand in a row, those that began above included, from left to right."""
        column, columns = 0, len(self._edges) - 1
        while column < columns:
            cell = self._covering[row, column]
            yield cell
            column += cell.column_span

    def _cell(self, cell: Cell, row: int) -> _Element:
        width = self._edges[cell.column + cell.column_span] - self._edges[cell.column]
        begins = cell.row == row
        properties = [element("tcW", w=width, type="dxa")]
        if cell.column_span > 1:
            properties.append(element("gridSpan", val=cell.column_span))
        if cell.row_span > 1:
            properties.append(element("vMerge", val="restart" if begins else "continue"))
        if sides := self._open_sides(cell, row):
            properties.append(element("tcBorders", *(element(side, val="nil") for side in sides)))
        if cell.is_narrow:
            margins = (element(side, w=0, type="dxa") for side in ("left", "right"))
            properties.append(element("tcMar", *margins))
        properties.append(element("vAlign", val="top" if _is_goal(cell) else "center"))
        return element("tc", element("tcPr", *properties), *_paragraphs(cell, is_empty=not begins))

    def _open_sides(self, cell: Cell, row: int) -> list[str]:
        """Where no line is drawn: below a corner that its label stands under, above the next table."""
        label = self._cut is not None and cell.column == 0 and cell.role is Role.LABEL
        above = label and cell.row == self._cut == row and cell.origin[0] < cell.row
        corner = label and self._cut is not None and cell.row < self._cut == row + 1 and not cell.text
        below = corner or row == self._open_row
        return [side for side, is_open in zip(_SIDES, (above, below), strict=True) if is_open]


def _places(cell: Cell) -> Iterator[Position]:
    for row in range(cell.row, cell.row + cell.row_span):
        for column in range(cell.column, cell.column + cell.column_span):
            yield row, column


def _is_goal(cell: Cell) -> bool:
    return cell.role is Role.TEXT and cell.column_span > 1


def _paragraphs(cell: Cell, *, is_empty: bool) -> Iterator[_Element]:
    """One for each line of the text; a cell that goes on from above has an empty one, as every cell must."""
    style = _STYLES.get(cell.role, "FormCell")
    indent = (element("ind", left=round(cell.indent * measure.FONT_SIZE * 20)),) if cell.indent else ()
    share = measure.fit(cell)
    size = () if share >= 1 else (element("sz", val=int(measure.FONT_SIZE * 2 * share)),)
    lines = [] if is_empty else lines_of(cell)
    for line in lines:
        yield paragraph(style, run(line, *size), properties=indent)
    if not lines:
        yield paragraph(style)


def lines_of(cell: Cell) -> list[str]:
    """The paragraphs that a cell prints: those of its text, a label broken between words."""
    room = float(cell.width) * measure.POINTS_PER_MM - _PADDING
    return [line for line in label_text(cell, room / measure.FONT_SIZE).split("\n") if line.strip()]
