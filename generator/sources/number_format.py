"""A workbook's numbers as their cells show them: 0.9979 in the format 0.00% is 99.79%."""

import math
import operator
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from .date_format import shown_date

_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|_.|\*.|\[([^\[\]]*)\]|(General|G/通用格式)|([0#?]|[.,])|(.)',
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?[0-9.]{1,30})\s*\]")
_CURRENCY = re.compile(r"\$([^-]{1,8})(?:-.*)?\Z")
_MAX_FORMAT = 255
_SIGNIFICANT = 15
"""Digits that a workbook keeps of a number."""
_GENERAL = ("", "general", "@", "g/通用格式")


def shown(value: object, number_format: str) -> str:
    """A cell's value as text; formats that are not understood fall back to the plain number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _shown_number(value, number_format[:_MAX_FORMAT])
    if isinstance(value, (datetime, date, time)):
        return shown_date(value, number_format[:_MAX_FORMAT])
    return _shown_text(str(value), number_format[:_MAX_FORMAT])


def plain(value: float) -> str:
    """A number without format: at most 15 significant digits, never with an exponent."""
    text = format(Decimal(f"{value:.{_SIGNIFICANT}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown_text(value: str, number_format: str) -> str:
    """A text, with what the format puts around texts: @"级"."""
    sections = _sections(number_format)
    section = sections[3] if len(sections) > 3 else sections[-1] if "@" in sections[-1] else "@"
    if section.strip() == "@":
        return value
    return "".join(
        quoted or escaped or other for quoted, escaped, _, _, _, other in _TOKEN.findall(section)
    ).replace("@", value, 1)


def _shown_number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return ""
    sections = _sections(number_format)
    if any(map(_CONDITION.search, sections)):
        return _in_section(Decimal(plain(value)), _by_condition(sections, value))
    section = sections[0]
    if len(sections) > 2 and value == 0:
        section = sections[2]
    elif len(sections) > 1 and value < 0:
        section, value = sections[1], -value
    return _in_section(Decimal(plain(value)), section)


def _by_condition(sections: list[str], value: float) -> str:
    """The first section whose condition a number meets, or that has none."""
    for section in sections:
        condition = _CONDITION.search(section)
        if condition is None or _holds(value, condition[1], condition[2]):
            return section
    return ""


def _holds(value: float, sign: str, limit: str) -> bool:
    try:
        border = float(limit)
    except ValueError:
        return False
    return bool(_COMPARE[sign](value, border))


_COMPARE = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq,
    "<>": operator.ne,
}  # fmt: skip


def _sections(number_format: str) -> list[str]:
    """The parts of a format: positive; negative; zero; text. Quoted semicolons do not part them."""
    parts = re.findall(r'(?:"[^"]*"|[\\!].|[^;"\\!]|["\\!])+|(?<=;)(?=;|\Z)', number_format)
    return parts or ["General"]


def _in_section(value: Decimal, section: str) -> str:
    if section.strip().lower() in _GENERAL:
        return plain(float(value))
    pieces = [_Piece(*found) for found in _TOKEN.findall(section)]
    places = [number for number, piece in enumerate(pieces) if piece.place]
    general = next((piece for piece in pieces if piece.general), None)
    if not places or general is not None:
        number = plain(float(value)) if general is not None else ""
        return "".join(number if piece is general else piece.text for piece in pieces)
    if any(piece.text.upper() == "E" or piece.text == "/" for piece in pieces[places[0] : places[-1]]):
        return plain(float(value))  # powers of ten and fractions: the number is the same
    percent = sum(piece.text in ("%", "％") for piece in pieces if not piece.literal)
    return _filled(value.scaleb(2 * percent), pieces, places[0], places[-1] + 1)


class _Piece:
    """One token of a format."""

    def __init__(self, quoted: str, escaped: str, bracket: str, general: str, place: str, other: str) -> None:
        currency = _CURRENCY.match(bracket)
        self.text = quoted or escaped or other or (currency[1] if currency else "")
        self.literal = bool(quoted or escaped)
        self.general = bool(general)
        self.place = place


def _filled(value: Decimal, pieces: Sequence[_Piece], first: int, end: int) -> str:
    """The number put into its places, among the texts that stand between them."""
    inner = pieces[first:end]
    point = next((number for number, piece in enumerate(inner) if piece.place == "."), len(inner))
    whole, fraction = inner[:point], inner[point + 1 :]
    commas = [number for number, piece in enumerate(inner) if piece.place == ","]
    last = max((number for number, piece in enumerate(inner) if piece.place in _DIGIT), default=-1)
    thousands = sum(number > last for number in commas)
    grouped = any(number < min(point, last) for number in commas)
    most = sum(piece.place in _DIGIT for piece in fraction)
    rounded = value.scaleb(-3 * thousands).quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    head, _, tail = format(abs(rounded), "f").partition(".")
    sign = "-" if rounded < 0 else ""
    before = "".join(piece.text for piece in pieces[:first])
    after = "".join(piece.text for piece in pieces[end:])
    return f"{before}{sign}{_whole(head, whole, grouped)}{_fraction(tail, fraction)}{after}"


_DIGIT = frozenset("0#?")


def _whole(digits: str, pieces: Sequence[_Piece], grouped: bool) -> str:
    """The digits before the point, filled in from the right; what is left stands before the first place."""
    places = [piece for piece in pieces if piece.place in _DIGIT]
    least = len(places) - next((n for n, piece in enumerate(places) if piece.place == "0"), len(places))
    left = list(("" if digits == "0" else digits).rjust(least, "0"))
    if grouped:
        return f"{int(''.join(left)):,}".rjust(least, "0") if left else ""
    filled: list[str] = []
    count = len(places)
    for piece in reversed(pieces):
        if piece.place in _DIGIT:
            count -= 1
            filled.append("".join(left) if count == 0 else left.pop() if left else "")
            left = [] if count == 0 else left
        elif piece.text:
            filled.append(piece.text)
    return "".join(reversed(filled)) if places else "".join(left)


def _fraction(digits: str, pieces: Sequence[_Piece]) -> str:
    """The point and the digits behind it, without those that the format leaves out where they are 0."""
    places = [piece.place for piece in pieces if piece.place in _DIGIT]
    shown_digits = list(digits)
    while shown_digits and shown_digits[-1] == "0" and places[len(shown_digits) - 1] != "0":
        shown_digits.pop()
    texts: list[str] = []
    for piece in pieces:
        if piece.place in _DIGIT:
            texts.append(shown_digits.pop(0) if shown_digits else "")
        else:
            texts.append(piece.text)
    text = "".join(texts)
    return f".{text}" if digits and any(c.isdigit() for c in text) else text
