"""A written text as the value a field holds. Raises NotReadable, with the hint, where it is none."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from ..value import NOTHING_MARKS, Value, parse_number, parse_percent
from .fields import Kind
from .positions import ScalarNode

_INTEGER = re.compile(r"[0-9]{1,4}")
_DIGITS = re.compile(r"[0-9][0-9,，]*(?:\.[0-9]+)?")
_BLOCK_STYLES = ("|", ">")


class NotReadableError(Exception):
    """The text is not what the field holds: what is allowed, and what was probably meant."""

    def __init__(self, allowed: str, hint: str | None) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.hint = hint


def text_of(node: ScalarNode) -> str:
    """The text as meant: the line end that closes a block is not part of it."""
    return node.text.rstrip("\n") if node.style in _BLOCK_STYLES else node.text


def convert(kind: Kind, node: ScalarNode) -> object:
    """The field's value: str, Decimal, int or Value; None where a number's place holds a mark for nothing."""
    return _CONVERTERS[kind](text_of(node))


def _number(text: str) -> Decimal | None:
    return _decimal(text, parse_number, "数字，如 43918000.00")


def _percent(text: str) -> Decimal | None:
    return _decimal(text, parse_percent, "带 % 的百分数，如 99.79%")


def _decimal(text: str, parse: Callable[[str], Decimal], allowed: str) -> Decimal | None:
    if text.strip() in NOTHING_MARKS:
        return None
    try:
        return parse(text)
    except ValueError:
        raise NotReadableError(allowed, _meant(text, "%" if parse is parse_percent else "")) from None


def _meant(text: str, suffix: str) -> str | None:
    """The number in the text, in the digits and the form that are read."""
    found = _DIGITS.findall(unicodedata.normalize("NFKC", text[:80]))
    return f"请写成 {found[0]}{suffix}" if len(found) == 1 else None


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text.strip()):
        raise NotReadableError("整数，如 2020", _meant(text, ""))
    return int(text)


_CONVERTERS: dict[Kind, Callable[[str], object]] = {
    Kind.TEXT: str,
    Kind.PARAGRAPHS: str,
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.VALUE: Value,
    Kind.INTEGER: _integer,
}
