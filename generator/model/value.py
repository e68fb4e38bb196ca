"""Numbers and values as departments print them: ``≥90%``, ``43,918,000.00``, ``2套``, ``基本完成``."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from attrs import field, frozen

from .quantity import Measure, Period, measure, read_period, read_quantity

MAX_NUMBER_LENGTH = 40
"""Characters; longer digits are no amount of money and cost quadratic time."""

_WIDE = Context(prec=4 * MAX_NUMBER_LENGTH)
"""Digits enough for any product of numbers that are read."""

NOTHING_MARKS = frozenset({"", "—", "－", "-", "–", "/", "*", "——"})
"""What forms print in a cell that holds nothing."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")


def parse_number(text: str) -> Decimal:
    """The decimal a cell prints, thousands separators allowed, its written digits kept.

    Raises ValueError where the text is not one plain number.
    """
    stripped = text.strip()
    if len(stripped) > MAX_NUMBER_LENGTH or not _NUMBER.fullmatch(stripped):
        raise ValueError(text)
    return Decimal(stripped.replace(",", "").replace("，", ""))


def parse_percent(text: str) -> Decimal:
    """The percentage a cell prints, in percent: ``99.79%`` is 99.79. Raises ValueError otherwise."""
    stripped = text.strip()
    if stripped[-1:] not in ("%", "％"):
        raise ValueError(text)
    return parse_number(stripped[:-1])


def round_half_up(number: Decimal, places: int = 2) -> Decimal:
    """Rounded as the ministry's forms are: half away from zero, to `places` decimals."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)


def decimal_places(number: Decimal | None) -> int:
    """How many decimals the number was written with; 2, as forms print them, for none."""
    exponent = -2 if number is None else number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@frozen
class Value:
    """A target (年度指标值) or an actual (实际完成值): the text as printed, and what it says.

    `operator` is one of ≥ ≤ > < = or None; `number` and `unit` are None where the text is words. A range
    (90%–95%) has its other end in `upper`. `measure` is the same in units that can be compared; `period` is
    the date or deadline where the text is one, which is then no number. Two values are equal when their
    texts are.
    """

    text: str
    operator: str | None = field(init=False, eq=False, repr=False)
    number: Decimal | None = field(init=False, eq=False, repr=False)
    unit: str | None = field(init=False, eq=False, repr=False)
    upper: Decimal | None = field(init=False, eq=False, repr=False)
    measure: Measure | None = field(init=False, eq=False, repr=False)
    period: Period | None = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Read what the text says, once."""
        period = read_period(self.text)
        quantity = None if period else read_quantity(self.text)
        for name in ("operator", "number", "unit", "upper"):
            object.__setattr__(self, name, quantity and getattr(quantity, name))
        object.__setattr__(self, "measure", quantity and measure(quantity))
        object.__setattr__(self, "period", period)

    @property
    def is_nothing(self) -> bool:
        """Whether the cell prints nothing or one of the marks for nothing."""
        return self.text.strip() in NOTHING_MARKS
