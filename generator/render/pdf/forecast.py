"""Which rows will begin a page, estimated before a page is laid out, in the measures of form.css.

A label that opens again is laid out with its page, so that the breaks have to be known before. A right guess,
three of four, saves laying out a form of several pages a second time; no page depends on the guess.
"""

from collections.abc import Iterator

from ...sheet.build import Cell, Role, Row, Sheet
from .. import measure

_POINTS_PER_MM = 72 / 25.4
_FONT = 9.0
_LINE = _FONT * 1.4
_BORDER = 0.5
_MARGINS = 31 * _POINTS_PER_MM
_TITLE = 17 * 1.35 + 10.5 * 1.4 + 2.8 * _POINTS_PER_MM

_CELL, _NARROW, _PROSE = (4.0, 3.2), (7.0, 3.2), (6.0, 6.0)
"""Padding in points: left and right together, above and below together."""


def forecast(sheet: Sheet) -> frozenset[int]:
    """The numbers of the rows that will begin a page after the first."""
    return frozenset(number for number, is_cut in _ends(sheet) if not is_cut)


def cuts_rows(sheet: Sheet) -> bool:
    """Whether a page is likely to end inside a row."""
    return any(is_cut for _, is_cut in _ends(sheet))


def _ends(sheet: Sheet) -> Iterator[tuple[int, bool]]:
    """Fill page after page: the row at each page's end, and whether it goes on over it or begins the next."""
    heights = _heights(sheet)
    page = (210 if sheet.landscape else 297) * _POINTS_PER_MM - _MARGINS
    used = _TITLE
    for block in sheet.blocks:
        head = sum(heights[row.number] for row in block.head)
        used += head
        for row in block.body:
            height = heights[row.number]
            if used + height > page and not row.is_prose:
                yield row.number, False
                used = head
            used += height
            if used > page:
                yield row.number, True
                used += head - page


def _heights(sheet: Sheet) -> dict[int, float]:
    """The height of each row in points; merged texts stretch all of theirs."""
    heights = {row.number: _row_height(row) for row in sheet.rows}
    for cell in sheet.cells():
        rows = range(cell.row, cell.row + cell.row_span)
        lacking = _height(cell) - sum(heights[row] for row in rows)
        for row in rows:
            heights[row] += max(0.0, lacking) / len(rows)
    return heights


def _row_height(row: Row) -> float:
    return max((_height(cell) for cell in row.cells if cell.row_span == 1), default=_LINE + _CELL[1])


def _height(cell: Cell) -> float:
    aside, above = _padding(cell)
    wraps = cell.role not in (Role.AMOUNT, Role.NUMBER, Role.PERCENT)
    available = (float(cell.width) * _POINTS_PER_MM - aside - _BORDER) / _FONT - cell.indent
    lines = measure.lines(cell.text, max(1.0, available)) if wraps and cell.text else 1
    return lines * _LINE + above + _BORDER


def _padding(cell: Cell) -> tuple[float, float]:
    if cell.is_narrow:
        return _NARROW
    return _PROSE if cell.role is Role.TEXT and cell.column_span > 1 else _CELL
