"""A written text as the value a field holds. Raises NotReadable, with the hint, where it is none."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from math import prod

from ...model.value import NOTHING_MARKS, Value, parse_number, parse_percent
from ..fields import Kind
from .positions import ScalarNode

_INTEGER = re.compile(r"[0-9]{1,4}")
MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_MAGNITUDE = re.compile(r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<magnitude>[十百千万亿]{1,3})元?")
_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
BLOCK_STYLES = ("|", ">")


class NotReadableError(Exception):
    """The text is not what the field holds: what is allowed, and what was probably meant."""

    def __init__(self, allowed: str, hint: str | None) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.hint = hint


def text_of(node: ScalarNode) -> str:
    """The text as meant: the line end that closes a block is not part of it."""
    return node.text.rstrip("\n") if node.style in BLOCK_STYLES else node.text


def convert(kind: Kind, text: str) -> object:
    """The field's value: str, Decimal, int or Value; None where a number's place holds a mark for nothing."""
    return _CONVERTERS[kind](text)


def _number(text: str) -> Decimal | None:
    if text.strip() in NOTHING_MARKS:
        return None
    try:
        return parse_number(text)
    except ValueError:
        raise NotReadableError(
            "数字，如 1234.50", _in_full(text) or _likely("{}", _only_number(text))
        ) from None


def _percent(text: str) -> Decimal | None:
    if text.strip() in NOTHING_MARKS:
        return None
    try:
        return parse_percent(text)
    except ValueError:
        number = _only_number(text)
        if number is not None and "." in number and Decimal(number) <= 1:
            number = f"{(Decimal(number) * 100).normalize():f}"
        raise NotReadableError("带 % 的百分数，如 99.79%", _likely("{}%", number)) from None


def _only_number(text: str) -> str | None:
    """The one number in the text, in the digits that are read."""
    found = _DIGITS.findall(unicodedata.normalize("NFKC", text[:80]))
    return found[0].replace(",", "") if len(found) == 1 else None


def _in_full(text: str) -> str | None:
    """A number with a word for its magnitude, written out: 4391.8万 is 43918000.00; None for any other."""
    match = _MAGNITUDE.fullmatch("".join(unicodedata.normalize("NFKC", text[:80]).split()))
    if match is None:
        return None
    stated = Decimal(match["number"].replace(",", ""))
    number = stated * prod(MAGNITUDES[word] for word in match["magnitude"])
    exact = number.quantize(Decimal("0.01")) if number == round(number, 2) else number.normalize()
    otherwise = f"；单位是{match['magnitude']}元的，写成 {stated:f}" if match["magnitude"] in "万亿" else ""
    return f"请写成 {exact:f}（单位是元的）{otherwise}"


def _likely(form: str, number: str | None) -> str | None:
    return None if number is None else f"请写成 {form.format(number)}"


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text.strip()):
        number = _only_number(text)
        hint = _likely("{}", number) if number and _INTEGER.fullmatch(number) else "请核对，写成四位数的年份"
        raise NotReadableError("整数，如 2020", hint)
    return int(text)


_CONVERTERS: dict[Kind, Callable[[str], object]] = {
    Kind.TEXT: str,
    Kind.PARAGRAPHS: str,
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.VALUE: Value,
    Kind.INTEGER: _integer,
}
