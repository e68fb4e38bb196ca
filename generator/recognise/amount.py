"""Numbers as forms print them, with their unit: ``４３,９１８``, ``300万元``, ``97.5分``."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from ..model.value import NOTHING_MARKS, parse_number, parse_percent

_SPACE = re.compile(r"\s+")
_SCALES = {"亿元": Decimal(10) ** 8, "万元": Decimal(10) ** 4, "元": Decimal(1)}


@frozen
class Amount:
    """A cell read as a number: None where it prints nothing; `strange` where it prints something else."""

    number: Decimal | None = None
    strange: str = ""
    unit: str = ""
    """The unit of money behind it: 元, 万元 or 亿元."""

    def in_unit(self, unit: str) -> Decimal | None:
        """The number in another unit of money."""
        if self.number is None or not self.unit or self.unit == unit or unit not in _SCALES:
            return self.number
        scaled = self.number * _SCALES[self.unit] / _SCALES[unit]
        return scaled.quantize(Decimal(1)) if scaled == scaled.to_integral_value() else scaled.normalize()


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """The plain number that a text is."""
    return _parsed(parse_number, text)


@lru_cache(maxsize=4096)
def percent(text: str) -> Decimal | None:
    """The percentage that a text is."""
    return _parsed(parse_percent, text)


def _parsed(parse: Callable[[str], Decimal], text: str) -> Decimal | None:
    try:
        return parse(text)
    except ValueError:
        return None


def amount(text: str) -> Amount:
    """A number as forms print it; a percent sign, 分 or a unit of money behind it allowed."""
    plain = _SPACE.sub("", text)
    if plain in NOTHING_MARKS:
        return Amount()
    usual = unicodedata.normalize("NFKC", plain).replace("，", ",").removeprefix("¥")
    unit = next((unit for unit in _SCALES if usual.endswith(unit)), "")
    bare = usual.removesuffix(unit).removesuffix("分")
    found = _parsed(parse_number, bare)
    found = _parsed(parse_percent, bare) if found is None else found
    return Amount(strange=plain) if found is None else Amount(found, unit=unit)
