"""By how much a number's type shrinks, so that it stays on one line of its column."""

from ...sheet.build import Cell, Role
from .. import measure

FONT_SIZE = 9.0
"""Points, as form.css sets it."""

_PADDING = 5.0
"""Points on both sides of a cell together, its lines included."""

_POINTS_PER_MM = 72 / 25.4
_SMALLEST = 0.6
"""Below this share of the font size a number is broken rather than shrunk."""


def fit(cell: Cell) -> float:
    """By how much a cell's type must shrink for its number to stay on one line; 1 where it fits."""
    if cell.role not in (Role.AMOUNT, Role.NUMBER, Role.PERCENT) or not cell.text:
        return 1.0
    available = float(cell.width) * _POINTS_PER_MM - _PADDING
    share = available / (measure.width(cell.text) * FONT_SIZE)
    return 1.0 if share >= 1 else max(share, _SMALLEST)
