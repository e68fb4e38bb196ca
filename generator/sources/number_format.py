"""A workbook's numbers as their cells show them: 0.9979 in the format 0.00% is 99.79%."""

import math
import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#?][0#?,.]*|\.[0#?]+)|(.)', re.DOTALL)
_MAX_FORMAT = 255
_SIGNIFICANT = 15
"""Digits that a workbook keeps of a number."""


def shown(value: object, number_format: str) -> str:
    """A cell's value as text; formats that are not understood fall back to the plain number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _shown_number(value, number_format[:_MAX_FORMAT])
    if isinstance(value, (datetime, date, time)):
        return _shown_date(value)
    return str(value)


def plain(value: float) -> str:
    """A number without format: at most 15 significant digits, never with an exponent."""
    text = format(Decimal(f"{value:.{_SIGNIFICANT}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown_date(value: datetime | date | time) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()


def _shown_number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return ""
    sections = _sections(number_format)
    section = sections[0]
    if len(sections) > 2 and value == 0:
        section = sections[2]
    elif len(sections) > 1 and value < 0:
        section, value = sections[1], -value
    return _in_section(Decimal(plain(value)), section)


def _sections(number_format: str) -> list[str]:
    """The parts of a format: positive; negative; zero; text. Quoted semicolons do not part them."""
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;"\\]|["\\])+|(?<=;)(?=;|\Z)', number_format)
    return parts or ["General"]


def _in_section(value: Decimal, section: str) -> str:
    if section.strip().lower() in ("", "general", "@", "g/通用格式"):
        return plain(float(value))
    pieces: list[str] = []
    pattern: str | None = None
    percent = 0
    for quoted, escaped, digits, other in _TOKEN.findall(section):
        percent += other in ("%", "％")
        if digits and pattern is None:
            pattern = digits
            pieces.append("\0")
        else:
            pieces.append(quoted or escaped or other)
    if pattern is None:
        return "".join(pieces)
    return "".join(pieces).replace("\0", _digits(value.scaleb(2 * percent), pattern), 1)


def _digits(value: Decimal, pattern: str) -> str:
    """The number in a run of 0, #, ?: commas at its end divide by thousands, commas within it group."""
    digits = pattern.rstrip(",")
    thousands = len(pattern) - len(digits)
    whole, _, fraction = digits.partition(".")
    grouped = "," in whole
    least, most = fraction.count("0"), len(fraction)
    rounded = value.scaleb(-3 * thousands).quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    text = format(rounded, ",f" if grouped else "f")
    head, point, tail = text.partition(".")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    if "0" not in whole and head.strip("-") == "0":
        head = head.strip("0")
    return head + (point if tail else "") + tail
