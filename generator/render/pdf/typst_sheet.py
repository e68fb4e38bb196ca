"""The printed sheet as Typst's own data: a dictionary for each cell, and where a page may end in it."""

import re
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen
from markupsafe import Markup

from ...sheet.build import Block, Cell, Position, Role, Row, Sheet
from .. import measure
from ..measure import POINTS_PER_MM
from ..typst_code import code, literal
from .continued import again, below_heads, is_merged
from .typst_heights import Heights

_PADDING = 7.5
"""Points in a cell beside its text."""

_HIGHEST_HEAD = 0.4
_HIGHEST_ROW = 0.8
"""Of a page; a head that is higher is printed once, a row that is higher may be broken."""

_WORD = re.compile(r"[^\s\u2e80-\uffef\U00020000-\U0003ffff]{4,}")
"""What is not broken inside, unless it fills more than a line."""

_NOTHING = '""'

_BLANK_ROW, _BLANK_TEXT = 6, 29
"""Millimetres to write in by hand, padding left out: of a row, and of a long text."""


@frozen(kw_only=True)
class PrintedBlock:
    """A block of the sheet; its cells are Typst's dictionaries."""

    title: str
    head: Sequence[Markup]
    """Printed again on every page."""
    body: Sequence[Markup]
    heights: Sequence[float | None] = ()
    """Of each row in points, where they are told; None for one that Typst finds."""


def printed_blocks(
    sheet: Sheet, heights: Heights, *, is_on_one_page: bool = False, is_told: bool = False
) -> tuple[PrintedBlock, ...]:
    """The blocks of a sheet, for the template; on one page nothing goes on.

    The heights of rows may be told (`is_told`) where type and faces are ours.
    """
    is_told = is_told and is_on_one_page
    printers = (
        _Printer(block, heights, is_blank=sheet.is_blank, is_on_one_page=is_on_one_page, is_told=is_told)
        for block in below_heads(sheet).blocks
    )
    return tuple(printer.printed() for printer in printers)


class _Printer:
    """Prints one block."""

    def __init__(
        self, block: Block, heights: Heights, *, is_blank: bool, is_on_one_page: bool, is_told: bool
    ) -> None:
        about = heights.about
        self._heights = heights
        self._repeats = sum(about[row.number] for row in block.head) <= _HIGHEST_HEAD * heights.page
        self._begun = frozenset() if self._repeats else _corners(block)
        self._block = block = block if self._repeats else _with_labels_above(block)
        self._is_blank = is_blank
        self._is_on_one_page = is_on_one_page
        self._rows = block.body if self._repeats else block.rows
        high = _HIGHEST_ROW * heights.page
        self._open = {row.number for row in self._rows if row.is_prose or about[row.number] > high}
        going_on = [cell for row in self._rows for cell in row.cells if self._goes_on(cell)]
        self._ends = {_last(cell): self._row_ends(_last(cell)) for cell in going_on}
        self._certain = heights.certain(block.rows) if is_told and self._repeats else {}

    def printed(self) -> PrintedBlock:
        """The block's cells in the order of the table."""
        head = [self._cell(cell, row, is_head=True) for row in self._block.head for cell in row.cells]
        body = [self._cell(cell, row, is_head=False) for row in self._block.body for cell in row.cells]
        title = self._block.title.replace("\n", "")
        if self._repeats:
            told = tuple(self._certain.values())
            return PrintedBlock(title=title, head=head, body=body, heights=told if any(told) else ())
        return PrintedBlock(title=title, head=(), body=(*head, *body))

    def _goes_on(self, cell: Cell) -> bool:
        """Whether a page may cut it beside what it is merged over."""
        return (
            not self._is_on_one_page
            and bool(cell.text)
            and (cell.row_span > 1 or (is_merged(cell) and cell.row in self._open))
        )

    def _row_ends(self, number: int) -> frozenset[int]:
        """The columns of the cells whose texts end where a row ends: the longest, where all go on."""
        (row,) = (row for row in self._rows if row.number == number)
        here = [cell for cell in row.cells if not self._goes_on(cell)] or sorted(row.cells, key=_longest)
        return frozenset(cell.column for cell in (here if number in self._open else here[:1]))

    def _cell(self, cell: Cell, row: Row, *, is_head: bool) -> Markup:
        body = _NOTHING if cell.origin in self._begun and not is_head else self._content(cell)
        fields = [
            f"x: {cell.column}, y: {cell.row - self._block.rows[0].number}, row: {cell.row}, "
            f"colspan: {cell.column_span}, rowspan: {cell.row_span}, "
            f'role: "{cell.role}", body: {body}'
        ]
        fields += self._details(cell, row, is_head=is_head)
        return code(f"({', '.join(fields)})")

    def _content(self, cell: Cell) -> str:
        """The text: its paragraphs or lines, with places to break in words that fill more than a line."""
        if cell.role is Role.TEXT:
            return " + parbreak() + ".join(_line(line, cell) for line in cell.paragraphs) or _NOTHING
        return " + linebreak() + ".join(_line(line, cell) for line in self._heights.lines(cell)) or _NOTHING

    def _details(self, cell: Cell, row: Row, *, is_head: bool) -> Iterator[str]:
        """What only some cells have."""
        if cell.is_narrow:
            yield "is-narrow: true"
            if self._block.head:
                yield f'open-side: "{"bottom" if is_head else "top"}"'
        if self._certain.get(cell.row) and cell.row_span == 1:
            yield "is-fixed: true"
        if cell.indent:
            yield f"indent: {cell.indent}"
        if (share := measure.fit(cell)) < 1:
            yield f"shrink: {share:.3f}"
        if cell is _host(row) and (opened := [other for other in row.cells if other.opens]):
            titles = (f"({other.opens}, {literal(other.text.replace(chr(10), ''))}), " for other in opened)
            yield f"opens: ({''.join(titles)})"
        if cell.row_span > 1 or cell.row in self._open:
            yield "is-open: true"
        if cell.column in self._ends.get(cell.row, ()):
            yield "ends: true"
        if self._ends.get(_last(cell)) and self._goes_on(cell):
            yield f"again: {self._content(evolve(cell, text=again(cell.text)))}, last: {_last(cell)}"
        if self._is_blank and not is_head and not cell.text:
            yield f"height: {_BLANK_TEXT if row.is_prose else _BLANK_ROW}"


def _corners(block: Block) -> frozenset[Position]:
    """The origins of the cells that reach from a head into the body."""
    if not (block.head and block.body):
        return frozenset()
    above = {cell.origin for row in block.head for cell in row.cells}
    return frozenset(cell.origin for cell in block.body[0].cells if cell.origin in above)


def _with_labels_above(block: Block) -> Block:
    """The block, whose head is printed once, with each label beside both told beside the head."""
    texts = {cell.origin: cell.text for cell in block.body[0].cells} if block.body else {}
    head = (
        evolve(
            row,
            cells=tuple(evolve(cell, text=cell.text or texts.get(cell.origin, "")) for cell in row.cells),
        )
        for row in block.head
    )
    return evolve(block, head=tuple(head))


def _host(row: Row) -> Cell:
    """The cell in which the levels that begin in a row are told: merged ones are laid out after others."""
    return next((cell for cell in row.cells if cell.row_span == 1), row.cells[0])


def _longest(cell: Cell) -> int:
    return -len(cell.text)


def _last(cell: Cell) -> int:
    """The number of the last row that a cell reaches."""
    return cell.row + cell.row_span - 1


def _inner(cell: Cell) -> float:
    """The width of a cell's text, in em."""
    return max(1.0, (float(cell.width) * POINTS_PER_MM - _PADDING) / measure.FONT_SIZE - cell.indent)


def _line(text: str, cell: Cell) -> str:
    width = _inner(cell)
    if len(text) <= width or not any(measure.width(found[0]) > width for found in _WORD.finditer(text)):
        return literal(text)
    return " + ".join(_pieces(text, width))


def _pieces(text: str, width: float) -> Iterator[str]:
    end = 0
    for found in _WORD.finditer(text):
        if measure.width(found[0]) > width:
            if end < found.start():
                yield literal(text[end : found.start()])
            yield f"{literal(list(found[0]))}.join(box())"
            end = found.end()
    if end < len(text):
        yield literal(text[end:])
