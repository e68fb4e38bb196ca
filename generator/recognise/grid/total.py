"""总分: the last row of the indicator table."""

from collections.abc import Sequence
from decimal import Decimal

from ...sources.grid import Cell
from .indicators import ROLES, SCORE
from .parts import Found, Leftover, amount, columns
from .rows import Row, joined, squeezed
from .sections import Kind, Section

_GRADES = frozenset({"优", "良", "中", "差"})


def read_total(parts: Sequence[Section]) -> Found[Decimal | None]:
    """The number under 得分, or the last one where the row's cells are merged otherwise."""
    rows = [row for part in parts if part.kind is Kind.TOTAL for row in part.rows]
    headers = [part.header for part in parts if part.kind is Kind.INDICATORS]
    if not rows or not headers:
        return Found(None)
    printed = amount(columns(headers[-1], ROLES).text(rows[0], SCORE)).number
    total = _last_number(rows[0]) if printed is None else printed
    return Found(total, tuple(left for row in rows for left in _words_in(row)))


def read_grade(parts: Sequence[Section]) -> str | None:
    """The grade beside the total, where one is printed there."""
    cells = (cell for part in parts if part.kind is Kind.TOTAL for row in part.rows for cell in row.written)
    return next((text for text in map(_squeezed, cells) if text in _GRADES), None)


def _squeezed(cell: Cell) -> str:
    return squeezed(cell.text)


def _last_number(row: Row) -> Decimal | None:
    numbers = (amount(cell.text).number for cell in reversed(row.written))
    return next((number for number in numbers if number is not None), None)


def _words_in(row: Row) -> list[Leftover]:
    """What the row prints beside numbers: no column of the form has it."""
    return [
        Leftover("总分", joined(cell.text), "总分一行里没有它的位置")
        for cell in row.written[1:]
        if amount(cell.text).strange and squeezed(cell.text) not in _GRADES
    ]
