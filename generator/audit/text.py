"""Numbers and places in the words of a message."""

from collections.abc import Iterable
from decimal import Decimal

from ..model.value import NOTHING_MARKS, round_half_up
from .words import words

Number = Decimal | None


def shown(number: Decimal) -> str:
    """The number with its written digits and thousands separators."""
    return f"{number:,f}"


def points(number: Decimal) -> str:
    """A score, rounded as forms print it: two decimals."""
    return shown(round_half_up(number))


def percent(number: Decimal) -> str:
    """A rate in percent, two decimals."""
    return f"{points(number)}%"


def is_reason(text: str | None) -> bool:
    """Whether a cell of reasons holds one."""
    bare = (text or "").strip().rstrip("。")
    return bare not in NOTHING_MARKS and bare not in words().no_reason


def added(numbers: Iterable[Number]) -> Decimal:
    """The sum; what is not stated counts as nothing."""
    return sum((n for n in numbers if n is not None), Decimal(0))
