"""The printed sheet as Typst's own data: a dictionary for each cell, and where a page may end in it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen
from markupsafe import Markup

from ...sheet.build import Block, Cell, Role, Row, Sheet
from .. import measure
from ..labels import page_text
from ..lines import broken, count
from ..measure import POINTS_PER_MM
from ..typst_code import code, literal
from .continued import again, below_heads, is_merged

_LINE = measure.FONT_SIZE * measure.LINE_HEIGHT
_LEADING = _LINE - measure.FONT_SIZE
_ABOVE, _PROSE_ABOVE = 3.5, 4.8
"""Points in a cell above its text, and below."""

_PADDING = 7.5
"""Points in a cell beside its text."""

_PAGE = {False: 297 - 31, True: 210 - 31}
"""Millimetres of height of an upright page and of one on its long side, margins left out."""

_HIGHEST_HEAD = 0.4
_HIGHEST_ROW = 0.8
"""Of a page; a head that is higher is printed once, a row that is higher may be broken."""

_TITLES = 17 + 10.5 + (2.2 + 3.4) * POINTS_PER_MM
_LABELS = 9 + 5 * POINTS_PER_MM
"""Points of the two titles, and of the labels to sign at."""

_WORD = re.compile(r"[^\s\u2e80-\uffef\U00020000-\U0003ffff]{4,}")
"""What is not broken inside, unless it fills more than a line."""

_SHORTEST = 3
"""Characters of a text that may need more than a line."""

_BLANK_ROW, _BLANK_TEXT = 6, 29
"""Millimetres to write in by hand, padding left out: of a row, and of a long text."""


@frozen(kw_only=True)
class PrintedBlock:
    """A block of the sheet; its cells are Typst's dictionaries."""

    title: str
    head: Sequence[Markup]
    """Printed again on every page."""
    body: Sequence[Markup]


def heights(sheet: Sheet) -> Mapping[int, float]:
    """About how high each row is, in points, by its number."""
    return {row.number: _height(row) for row in sheet.rows}


def fits_a_page(sheet: Sheet, heights: Mapping[int, float], signatures: Sequence[str] = ()) -> bool:
    """Whether the form seems to fit one page: most of those that nearly do are told rightly."""
    beside = _TITLES + (_LABELS if signatures else 0.0)
    return not sheet.is_blank and beside + sum(heights.values()) <= _page(sheet)


def printed_blocks(
    sheet: Sheet, heights: Mapping[int, float], *, is_on_one_page: bool = False
) -> tuple[PrintedBlock, ...]:
    """The blocks of a sheet, for the template; on one page nothing goes on."""
    printers = (
        _Printer(block, heights, _page(sheet), is_blank=sheet.is_blank, is_on_one_page=is_on_one_page)
        for block in below_heads(sheet).blocks
    )
    return tuple(printer.printed() for printer in printers)


def _page(sheet: Sheet) -> float:
    return _PAGE[sheet.landscape] * POINTS_PER_MM


class _Printer:
    """Prints one block."""

    def __init__(
        self, block: Block, heights: Mapping[int, float], page: float, *, is_blank: bool, is_on_one_page: bool
    ) -> None:
        self._block = block
        self._is_blank = is_blank
        self._is_on_one_page = is_on_one_page
        self._repeats = sum(heights[row.number] for row in block.head) <= _HIGHEST_HEAD * page
        self._rows = block.body if self._repeats else block.rows
        high = _HIGHEST_ROW * page
        self._open = {row.number for row in self._rows if row.is_prose or heights[row.number] > high}
        going_on = [cell for row in self._rows for cell in row.cells if self._goes_on(cell)]
        self._ends = {_last(cell): self._row_ends(_last(cell)) for cell in going_on}

    def printed(self) -> PrintedBlock:
        """The block's cells in the order of the table."""
        head = [self._cell(cell, row) for row in self._block.head for cell in row.cells]
        body = [self._cell(cell, row) for row in self._block.body for cell in row.cells]
        title = self._block.title.replace("\n", "")
        if self._repeats:
            return PrintedBlock(title=title, head=head, body=body)
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

    def _cell(self, cell: Cell, row: Row) -> Markup:
        fields = [
            f"x: {cell.column}, y: {cell.row - self._block.rows[0].number}, row: {cell.row}, "
            f"colspan: {cell.column_span}, rowspan: {cell.row_span}, "
            f'role: "{cell.role}", body: {_content(cell)}'
        ]
        fields += self._details(cell, row)
        return code(f"({', '.join(fields)})")

    def _details(self, cell: Cell, row: Row) -> Iterator[str]:
        """What only some cells have."""
        is_head = row in self._block.head
        if cell.is_narrow:
            yield "is-narrow: true"
            if self._block.head:
                yield f'open-side: "{"bottom" if is_head else "top"}"'
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
            yield f"again: {_content(evolve(cell, text=again(cell.text)))}, last: {_last(cell)}"
        if self._is_blank and not is_head and not cell.text:
            yield f"height: {_BLANK_TEXT if row.is_prose else _BLANK_ROW}"


def _host(row: Row) -> Cell:
    """The cell in which the levels that begin in a row are told: merged ones are laid out after others."""
    return next((cell for cell in row.cells if cell.row_span == 1), row.cells[0])


def _longest(cell: Cell) -> int:
    return -len(cell.text)


def _last(cell: Cell) -> int:
    """The number of the last row that a cell reaches."""
    return cell.row + cell.row_span - 1


def _height(row: Row) -> float:
    return max((_cell_height(cell) for cell in row.cells if cell.row_span == 1), default=0.0)


def _cell_height(cell: Cell) -> float:
    lines = max(1, _count(cell))
    return lines * _LINE - _LEADING + (_PROSE_ABOVE if measure.is_prose(cell) else _ABOVE) * 2


def _count(cell: Cell) -> int:
    """How many lines a cell has."""
    if cell.role is not Role.TEXT:
        return len(_lines(cell))
    return count("\n".join(cell.paragraphs), measure.line_room(cell)) if cell.text else 1


def _inner(cell: Cell) -> float:
    """The width of a cell's text, in em."""
    return max(1.0, (float(cell.width) * POINTS_PER_MM - _PADDING) / measure.FONT_SIZE - cell.indent)


def _content(cell: Cell) -> str:
    """The text: its paragraphs or lines, with places to break in words that fill more than a line."""
    if cell.role is Role.TEXT:
        return " + parbreak() + ".join(_line(line, cell) for line in cell.paragraphs) or '""'
    return " + linebreak() + ".join(_line(line, cell) for line in _lines(cell)) or '""'


def _lines(cell: Cell) -> Sequence[str]:
    """The lines of a text that is no paragraph, broken as on the other engine's page where they are known."""
    if (
        measure.is_on_one_line(cell)
        or len(cell.text) < _SHORTEST
        or not measure.is_known(cell.text.replace("\n", ""))
    ):
        return cell.text.split("\n")
    room = measure.line_room(cell)
    return [line for paragraph in broken(page_text(cell, room), room) for line in paragraph]


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
