"""How high the rows of a sheet are as Typst sets them: about, and where it can be told for certain.

A row whose height is told is laid out once, where Typst lays out others twice to find theirs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ...sheet.build import Cell, Role, Row, Sheet
from .. import measure
from ..labels import page_text
from ..lines import QUARTER, broken, count
from ..measure import POINTS_PER_MM

_LINE = measure.FONT_SIZE * measure.LINE_HEIGHT
_LEADING = _LINE - measure.FONT_SIZE
_ABOVE, _PROSE_ABOVE = 3.5, 4.8
"""Points in a cell above its text, and below."""

_PAGE = {False: 297 - 31, True: 210 - 31}
"""Millimetres of height of an upright page and of one on its long side, margins left out."""

_TITLES = 17 + 10.5 + (2.2 + 3.4) * POINTS_PER_MM
_LABELS = 9 + 5 * POINTS_PER_MM
"""Points of the two titles, and of the labels to sign at."""

_SHORTEST = 3
"""Characters of a text that may need more than a line."""

_LATIN = re.compile("[!-~]+")


class Heights:
    """What is known of the heights of a sheet before Typst sets it, in points; each text is broken once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._lines: dict[tuple[int, int, str], Sequence[str]] = {}
        self.page = _PAGE[sheet.landscape] * POINTS_PER_MM
        """Of what a page holds."""
        self.about: Mapping[int, float] = {
            row.number: max(map(self._about, _alone(row)), default=0.0) for row in sheet.rows
        }
        """About how high each row is, by its number."""

    def fit_a_page(self, signatures: Sequence[str] = ()) -> bool:
        """Whether the form seems to fit one page: most of those that nearly do are told rightly."""
        beside = _TITLES + (_LABELS if signatures else 0.0)
        return not self._sheet.is_blank and beside + sum(self.about.values()) <= self.page

    def certain(self, rows: Sequence[Row]) -> Mapping[int, float | None]:
        """How high each row of a block is for certain, by its number; None where that is not known.

        The last row of a merged cell that may ask for more than its rows have is not told, so that it can
        grow.
        """
        certain: dict[int, float | None] = {}
        least: dict[int, float] = {}
        for row in rows:
            found = [self._certain(cell) for cell in _alone(row)]
            known = [high for high in found if high is not None]
            least[row.number] = max(known, default=0.0)
            certain[row.number] = least[row.number] if known and len(known) == len(found) else None
        for cell in (cell for row in rows for cell in row.cells if cell.row_span > 1):
            high = self._certain(cell)
            if high is None or high > sum(least[cell.row + at] for at in range(cell.row_span)):
                certain[cell.row + cell.row_span - 1] = None
        return certain

    def lines(self, cell: Cell) -> Sequence[str]:
        """Of a text that is no paragraph, broken as on the other engine's page where they are known."""
        key = cell.row, cell.column, cell.text
        if key not in self._lines:
            self._lines[key] = _lines(cell)
        return self._lines[key]

    def _about(self, cell: Cell) -> float:
        return _high(cell, max(1, self._count(cell)))

    def _count(self, cell: Cell) -> int:
        """About how many lines a cell has."""
        if cell.role is not Role.TEXT:
            return len(self.lines(cell))
        return count("\n".join(cell.paragraphs), measure.line_room(cell)) if cell.text else 1

    def _certain(self, cell: Cell) -> float | None:
        """The height of a cell none of whose lines can need another; None for others."""
        if not cell.text:
            return _high(cell, 1)
        lines = cell.paragraphs if cell.role is Role.TEXT else self.lines(cell)
        return _high(cell, len(lines)) if _are_within(lines, cell) else None


def _lines(cell: Cell) -> Sequence[str]:
    if (
        measure.is_on_one_line(cell)
        or len(cell.text) < _SHORTEST
        or not measure.is_known(cell.text.replace("\n", ""))
    ):
        return cell.text.split("\n")
    room = measure.line_room(cell)
    return [line for paragraph in broken(page_text(cell, room), room) for line in paragraph]


def _alone(row: Row) -> Iterator[Cell]:
    """The cells of a row that reach no other."""
    return (cell for cell in row.cells if cell.row_span == 1)


def _high(cell: Cell, lines: int) -> float:
    return lines * _LINE - _LEADING + (_PROSE_ABOVE if measure.is_prose(cell) else _ABOVE) * 2


def _are_within(lines: Sequence[str], cell: Cell) -> bool:
    """Whether none of the lines takes more than the cell's room at its widest."""
    if not all(map(str.strip, lines)) or not measure.is_known("".join(lines)):
        return False
    room, size, is_bold = measure.line_room(cell), measure.fit(cell), cell.role is Role.LABEL
    return all(_widest(line, is_bold) * size <= room for line in lines)


@lru_cache(maxsize=8192)
def _widest(line: str, is_bold: bool) -> float:
    """How much a line takes in em, with what may stand beside its Latin words."""
    return measure.width(line, bold=is_bold) + 2 * QUARTER * len(_LATIN.findall(line))
