"""Formulas over cells that a workbook holds as numbers; elsewhere the number they come to stands itself."""

from collections.abc import Iterable
from decimal import Decimal

from ...model.value import decimal_places
from ..xlsx.listing import Content, Formula
from ..xlsx.worksheet import exact


def all_exact(numbers: Iterable[Decimal | None]) -> bool:
    """Whether all of the numbers that are there stand in their cells as numbers, not as text."""
    return all(number is None or exact(number) for number in numbers)


def live(formula: str, number: Decimal, operands: Iterable[Decimal | None]) -> Content:
    """The formula, where a workbook reckons with all of its operands and holds what it comes to."""
    return Formula(formula, number) if all_exact((number, *operands)) else number


def live_rate(formula: str, percent: Decimal, operands: Iterable[Decimal | None]) -> Content:
    """Likewise for a formula that comes to a share, of which the percentage is known."""
    share = percent.scaleb(-2)
    return Formula(formula, share) if all_exact((share, *operands)) else percent


def rounded(formula: str, number: Decimal) -> str:
    """The formula, rounded to the decimals of what it comes to, at least to two."""
    return f"=ROUND({formula},{max(2, decimal_places(number.normalize()))})"
