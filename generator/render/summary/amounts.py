"""How a report prints numbers: a dash for what is not there."""

from decimal import Decimal

from ...model.value import decimal_places, round_half_up
from ...sheet.build import amount_text, decimal_text, percent_text

_DASH = "—"


def count(number: int) -> str:
    """How many, with separators."""
    return f"{number:,}"


def amount(number: Decimal | None) -> str:
    """Money with separators."""
    return _DASH if number is None else amount_text(round_half_up(number))


def points(number: Decimal | None) -> str:
    """Points with two decimals, more where they are printed with more."""
    return _DASH if number is None else decimal_text(round_half_up(number, max(2, decimal_places(number))))


def rate(number: Decimal | None) -> str:
    """A percentage with two decimals."""
    return _DASH if number is None else percent_text(round_half_up(number))
