"""Tables and the lines around them as one stream of rows: a form may run over any number of tables."""

import re
from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from itertools import pairwise

from attrs import evolve, frozen

from ...model.value import NOTHING_MARKS
from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Cell, Grid

_PAGE_MARK = re.compile(
    r"[-—－–\s]*+(?:第\s*+)?[0-9]{1,4}+(?:\s*+[页/／]\s*+(?:共\s*+)?[0-9]{0,4}+\s*+页?+)?+[-—－–\s]*+"
)
_MARKED_PAGE = re.compile(r"[-—－–]\s*[0-9]{1,4}\s*[-—－–]|第\s*[0-9]{1,4}\s*页.{0,10}")
_CONTINUED = re.compile(r"[（(]续[表）)]*$")
_LONGEST_KEY = 120
_BESIDE_LEVELS = frozenset({"总分"})
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"(?<!\s)\s*\n\s*+")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\xad]")
"""Characters without width, which pages and programs leave inside words."""
_FURNITURE = re.compile(
    r"附\s*(?:件|表|录)?\s*[0-9一二三四五六七八九十]{0,3}\s*(?:[-－—][0-9]{1,2})?\s*[:：]?"
)
"""What numbers an annex, as 附件5; like the number of a page it is no part of the form."""
_ASCII_WORD = re.compile(r"[A-Za-z0-9,.;:)]\Z")


@frozen
class Row:
    """The cells that cover one printed row, left to right; a line outside any table is a row of one cell."""

    cells: tuple[Cell, ...]
    number: int
    table: int
    """Which table of the document, from 0."""
    outside: bool = False
    """Whether it stands before or after a table."""

    @cached_property
    def starting(self) -> tuple[Cell, ...]:
        """The cells that begin in this row."""
        return tuple(cell for cell in self.cells if cell.row == self.number)

    @cached_property
    def written(self) -> tuple[Cell, ...]:
        """The cells that begin here and hold text."""
        return tuple(cell for cell in self.starting if cell.text.strip())

    @property
    def alone(self) -> str:
        """The text of its only written cell without white space; empty where it has more."""
        return squeezed(self.written[0].text) if len(self.written) == 1 else ""

    @property
    def text(self) -> str:
        """What the row says, its cells parted by a bar."""
        return "｜".join(joined(cell.text) for cell in self.written)

    def under(self, header: Cell) -> Cell | None:
        """The cell that shares most columns with a header's."""
        if id(header) not in self._under:
            self._under[id(header)] = header, self._best_under(header)
        return self._under[id(header)][1]

    @cached_property
    def _under(self) -> dict[int, tuple[Cell, Cell | None]]:
        """What was found below each header before; the header is kept, so that its id stays its own."""
        return {}

    def _best_under(self, header: Cell) -> Cell | None:
        shares = ((overlap(cell, header), bool(cell.text), cell) for cell in self.cells)
        best = max(shares, key=lambda share: share[:2], default=None)
        return best[2] if best is not None and best[0] else None


def overlap(one: Cell, other: Cell) -> float:
    """How much of the page's width two cells share: in points where both have a place, else in columns.

    Points hold across pages, where the same column may have another index.
    """
    if one.box and other.box:
        return max(0.0, min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0))
    left, right = one.column, one.column + one.column_span
    if right <= other.column or left >= other.column + other.column_span:
        return 0
    return min(right, other.column + other.column_span) - max(left, other.column)


def stream(grids: Iterable[Grid]) -> Iterator[Row]:
    """Every row of a document that says something, in printed order; page marks are left out."""
    for table, grid in enumerate(grids):
        yield from _lines(grid.before, table, -len(grid.before))
        for number, cells in enumerate(_uncut(_cells_by_row(grid))):
            row = Row(cells, number, table)
            if row.written and not _is_furniture(row):
                yield row
        yield from _lines(grid.after, table, grid.rows)


def _is_furniture(row: Row) -> bool:
    """Whether a row is the mark of a page or an annex."""
    alone = len(row.written) == 1
    return _MARKED_PAGE.fullmatch(row.text) is not None or (alone and is_annex(row.text))


def is_annex(text: str) -> bool:
    """Whether a text only numbers an annex: 附件5."""
    return bool(text) and _FURNITURE.fullmatch(text) is not None


def _lines(lines: Iterable[str], table: int, first: int) -> Iterator[Row]:
    for number, line in enumerate(lines, first):
        if line.strip() and not _PAGE_MARK.fullmatch(line.strip()):
            yield Row((Cell(row=number, column=0, text=line),), number, table, outside=True)


def _cells_by_row(grid: Grid) -> list[tuple[Cell, ...]]:
    covering: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for cell in map(_seen, grid.cells):
        for row in range(cell.row, min(cell.row + cell.row_span, grid.rows)):
            covering[row].append(cell)
    return [tuple(sorted(cells, key=lambda cell: cell.column)) for cells in covering]


def _uncut(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows, one that a page's end cut between its cells made whole."""
    for number, (above, below) in enumerate(pairwise(rows)):
        if _is_cut(above, below):
            kept = (
                one if one.text.strip() else evolve(other, row=number)
                for one, other in zip(above, below, strict=True)
            )
            rows[number], rows[number + 1] = tuple(kept), ()
    return rows


def _is_cut(above: tuple[Cell, ...], below: tuple[Cell, ...]) -> bool:
    """Whether two rows on two pages have the same columns, none printed in both and some in each."""
    if len(above) != len(below) or not above or _page(above) in (None, _page(below)):
        return False
    columns = list(zip(above, below, strict=True))
    written = [(bool(one.text.strip()), bool(other.text.strip())) for one, other in columns]
    same = all((one.column, one.column_span) == (other.column, other.column_span) for one, other in columns)
    return (
        same
        and not any(one and other for one, other in written)
        and all(map(any, zip(*written, strict=True)))
    )


def _page(cells: tuple[Cell, ...]) -> int | None:
    return cells[0].box.page if cells[0].box else None


def _seen(cell: Cell) -> Cell:
    """The cell without characters that have no width."""
    return evolve(cell, text=_UNSEEN.sub("", cell.text)) if _UNSEEN.search(cell.text) else cell


def level_name(text: str) -> str:
    """A level's name without white space and the mark that it goes on from the page before."""
    return as_key(_CONTINUED.sub("", squeezed(text)), "指标", _BESIDE_LEVELS)


def as_key(name: str, what: str, fields: Set[str]) -> str:
    """A name that can be a key of the YAML: no word for one of the fields beside it, and not too long."""
    name = name[:_LONGEST_KEY]
    return f"{what}·{name}" if vocabulary().label(name) in fields else name


def squeezed(text: str) -> str:
    """A label's text without any white space."""
    return _SPACE.sub("", text)


def joined(text: str) -> str:
    """A one-line field's text: breaks inside Chinese text vanish, between Latin words they are a space."""
    pieces = _BREAK.split(text.strip())
    whole = pieces[0]
    for piece in pieces[1:]:
        both_latin = _ASCII_WORD.search(whole) and piece[:1].isascii() and piece[:1].isalnum()
        whole += (" " if both_latin else "") + piece
    return whole


def is_nothing(text: str) -> bool:
    """Whether a cell prints nothing or a mark for nothing."""
    return squeezed(text) in NOTHING_MARKS


def is_label(cell: Cell) -> bool:
    """Whether a cell prints a label that the vocabulary knows."""
    return vocabulary().label(cell.text) is not None


def printed_word(cell: Cell) -> str:
    """A label as printed, without white space and brackets."""
    return bare(cell.text)
