"""Numbers as forms print them, with their unit: ``４３,９１８``, ``300万元``, ``97.5分``."""

import re
import unicodedata
from decimal import Decimal

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


def amount(text: str) -> Amount:
    """A number as forms print it; a percent sign, 分 or a unit of money behind it allowed."""
    plain = _SPACE.sub("", text)
    if plain in NOTHING_MARKS:
        return Amount()
    usual = unicodedata.normalize("NFKC", plain).replace("，", ",").removeprefix("¥")
    unit = next((unit for unit in _SCALES if usual.endswith(unit)), "")
    bare = usual.removesuffix(unit).removesuffix("分")
    for parse in (parse_number, parse_percent):
        try:
            return Amount(parse(bare), unit=unit)
        except ValueError:
            continue
    return Amount(strange=plain)
