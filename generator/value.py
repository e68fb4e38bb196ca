"""Numbers and values as departments print them: ``≥90%``, ``43,918,000.00``, ``2套``, ``基本完成``."""

import re
from decimal import ROUND_HALF_UP, Decimal

from attrs import field, frozen

MAX_NUMBER_LENGTH = 40
"""Characters; longer digits are no amount of money and cost quadratic time."""

NOTHING_MARKS = frozenset({"", "—", "－", "-", "–", "/", "*", "——"})
"""What forms print in a cell that holds nothing."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_OPERATORS = {
    "≥": "≥", ">=": "≥", "≧": "≥", "⩾": "≥", "大于等于": "≥", "不低于": "≥", "不少于": "≥",
    "≤": "≤", "<=": "≤", "≦": "≤", "⩽": "≤", "小于等于": "≤", "不高于": "≤", "不超过": "≤",
    ">": ">", "＞": ">", "大于": ">", "<": "<", "＜": "<", "小于": "<", "=": "=", "＝": "=",
}  # fmt: skip
_VALUE = re.compile(
    r"\s*(?P<operator>" + "|".join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True)) + r")?\s*"
    r"(?P<number>" + _NUMBER.pattern + r")\s*(?P<unit>[^0-9\s].*)?",
    re.DOTALL,
)


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
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@frozen
class Value:
    """A target (年度指标值) or an actual (实际完成值): the text as printed, and what it says.

    `operator` is one of ≥ ≤ > < = or None; `number` and `unit` are None where the text is words.
    Two values are equal when their texts are.
    """

    text: str
    operator: str | None = field(init=False, eq=False, repr=False)
    number: Decimal | None = field(init=False, eq=False, repr=False)
    unit: str | None = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Read operator, number and unit from the text, once."""
        match = _VALUE.fullmatch(self.text)
        operator = number = unit = None
        if match and len(match["number"]) <= MAX_NUMBER_LENGTH:
            operator = _OPERATORS.get(match["operator"] or "")
            number = parse_number(match["number"])
            unit = match["unit"]
        object.__setattr__(self, "operator", operator)
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "unit", unit)

    @property
    def is_nothing(self) -> bool:
        """Whether the cell prints nothing or one of the marks for nothing."""
        return self.text.strip() in NOTHING_MARKS
