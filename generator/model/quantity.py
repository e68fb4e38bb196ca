"""What a printed quantity says: operator, number, range, unit, date. `value` is built on it."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from attrs import frozen

from .data_file import data_file

MAX_TEXT_LENGTH = 40
"""Characters; a longer cell is prose, or no amount that anyone pays."""

_NUMBER = r"[+-]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_UNIT = r"(?:[*×][0-9]+)?[^0-9\s，。；;：:、≥≤<>=＝~～—()（）-]{0,12}"
_YEAR = "(?:19|20)[0-9]{2}年"
_RANGE = r"[~～\-–—至到]"
_DATE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:年度?|[./-](?=[0-9]))"
    r"(?:(?P<month>1[0-2]|0?[1-9])(?:月份?|[./-](?=[0-9])|$)"
    r"(?:(?P<day>3[01]|[12][0-9]|0?[1-9])[日号]?)?)?"
    r"(?P<end>底|末)?(?:之前|以前|前|内)?(?:完成)?"
)
_BRACKETED_PERCENT = re.compile(r"[（(]%[）)]")
"""As some systems print it: ≥90.00(%)."""
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_PLACES = {"十": 10, "百": 100, "千": 1000}


@frozen(kw_only=True)
class Quantity:
    """A number with its operator (≥ ≤ > < = or None) and its unit as printed; `upper` closes a range."""

    operator: str | None
    number: Decimal
    unit: str | None
    upper: Decimal | None = None


@frozen(kw_only=True)
class Measure:
    """A quantity in the unit it is compared in: 1.1万例 is 11000 例, 九成 is 90 %."""

    low: Decimal
    high: Decimal
    unit: str


@frozen(kw_only=True)
class Period:
    """The first and last day that a printed date can mean."""

    first: date
    last: date


@frozen(kw_only=True)
class _Words:
    before: Mapping[str, str]
    after: Mapping[str, str]
    multipliers: Mapping[str, Decimal]
    units: Mapping[str, tuple[str, Decimal]]
    time: frozenset[str]
    vague: re.Pattern[str]
    pattern: re.Pattern[str]
    counted: re.Pattern[str]


def read_quantity(text: str) -> Quantity | None:
    """The quantity that the whole text says; None where it is words or more than one quantity."""
    if len(text) > MAX_TEXT_LENGTH:
        return None
    plain = re.sub(r"\s+", "", text.translate(_FULL_WIDTH)).rstrip("。；;")
    plain = _BRACKETED_PERCENT.sub("%", plain)
    return _in_digits(plain) or _in_numerals(plain)


def measure(quantity: Quantity) -> Measure:
    """The quantity in comparable units."""
    words = _words()
    unit = words.vague.sub("", quantity.unit or "")
    factor = Decimal(1)
    if unit not in words.units:
        head = next((m for m in words.multipliers if unit.startswith(m)), "")
        factor = words.multipliers.get(head, factor)
        unit = unit.removeprefix(head)
    base, times = words.units.get(unit, (unit, Decimal(1)))
    upper = quantity.number if quantity.upper is None else quantity.upper
    return Measure(low=quantity.number * factor * times, high=upper * factor * times, unit=base)


def is_time(unit: str) -> bool:
    """Whether a comparable unit is one of time."""
    return unit in _words().time


def read_period(text: str) -> Period | None:
    """The date that the whole text says: ``2020年12月底前``, ``2020-06-30``."""
    match = _DATE.fullmatch(re.sub(r"\s+", "", text)) if len(text) <= MAX_TEXT_LENGTH else None
    if match is None:
        return None
    year, month, day = (int(match[part]) if match[part] else None for part in ("year", "month", "day"))
    assert year is not None
    last_month = month or 12
    last_day = calendar.monthrange(year, last_month)[1]
    if day and day > last_day:
        return None
    first = date(year, last_month if match["end"] else month or 1, day or (last_day if match["end"] else 1))
    return Period(first=first, last=date(year, last_month, day or last_day))


def _in_digits(text: str) -> Quantity | None:
    words = _words()
    match = words.pattern.fullmatch(text)
    if match is None:
        return None
    number, upper = _decimal(match["number"]), match["upper"] and _decimal(match["upper"])
    operator = words.before.get(match["before"] or "") or words.after.get(match["after"] or "")
    return Quantity(operator=operator, number=number, unit=match["unit"] or None, upper=upper or None)


def _in_numerals(text: str) -> Quantity | None:
    match = _words().counted.fullmatch(text)
    if match is None:
        return None
    operator = _words().before.get(match["before"] or "") or _words().after.get(match["after"] or "")
    if match["percent"]:
        return Quantity(operator=operator, number=_numeral(match["percent"]), unit="%")
    return Quantity(operator=operator, number=_numeral(match["numeral"]), unit=match["unit"])


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", ""))


def _numeral(text: str) -> Decimal:
    """A Chinese numeral below ten thousand: 一百零五, 十二, 两."""
    total = digit = 0
    for character in text:
        if character in _PLACES:
            total += (digit or 1) * _PLACES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return Decimal(total + digit)


def _alternatives(words: Mapping[str, object] | list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: sign for sign, words in table.items() for word in (sign, *words)}


@cache
def _words() -> _Words:
    data = data_file("quantities.yaml")
    before, after = _inverted(data["before"]), _inverted(data["after"])
    verbs, vague = _alternatives(data["verbs"]), _alternatives(data["vague"])
    head = rf"(?:{verbs})*(?P<before>{_alternatives(before)})?(?:{verbs})*"
    tail = rf"(?:[（(]含[）)]|含)?(?P<after>{_alternatives(after)})?"
    numeral = "[零〇一二两三四五六七八九十百千]{1,8}"
    return _Words(
        before=before,
        after=after,
        multipliers={word: Decimal(n) for word, n in data["multipliers"].items()},
        units={word: (unit, Decimal(str(n))) for word, (unit, n) in data["units"].items()},
        time=frozenset(data["time"]),
        vague=re.compile(rf"^(?:{vague})|(?:{vague})$"),
        pattern=re.compile(
            rf"{head}(?!{_YEAR})(?P<number>{_NUMBER})(?:(?P<lower_unit>{_UNIT}){_RANGE}(?P<upper>{_NUMBER}))?"
            rf"(?P<unit>{_UNIT}?){tail}"
        ),
        counted=re.compile(
            rf"{head}(?:百分之(?P<percent>{numeral})|"
            rf"(?P<numeral>{numeral})(?P<unit>{_alternatives(data['counted'])})){tail}"
        ),
    )
