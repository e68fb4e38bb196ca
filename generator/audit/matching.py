"""Which indicator of one form is which of another, and how their targets differ."""

import re
from collections import defaultdict
from collections.abc import Sequence
from enum import Enum, auto
from unicodedata import normalize

from attrs import frozen

from ..model.names import plain
from ..model.quantity import is_time
from ..model.value import Value
from .rows import Row
from .words import wants_fewer

_IN_BRACKETS = re.compile(r"\([^()]{0,20}\)")
_NUMBER = re.compile(r"^(?:指标|\()?[0-9]{1,2}(?:[:.、)]|(?<=[0-9])(?=[:.、)]))+")
_SILENT = re.compile(r"[\s,.;:、，。；：()（）“”\"]+")


@frozen
class Pairs:
    """Rows of two forms that are one indicator, and those that only one of them has."""

    both: tuple[tuple[Row, Row], ...]
    first: tuple[Row, ...]
    second: tuple[Row, ...]


class Change(Enum):
    """What became of a target."""

    SAME = auto()
    LOWERED = auto()
    RAISED = auto()
    OTHERWISE = auto()
    """Quantities that cannot be compared, or a quantity and words."""
    REWORDED = auto()
    """Words, and other words."""


def paired(first: Sequence[Row], second: Sequence[Row]) -> Pairs:
    """Match by levels and name, then by name alone, then by name without what stands in its brackets.

    Of several of one name the first is the first.
    """
    left, right, both = list(first), list(second), list[tuple[Row, Row]]()
    for key in (_levels_and_name, _name, _name_without_brackets):
        waiting: defaultdict[object, list[Row]] = defaultdict(list)
        for row in right:
            waiting[key(row)].append(row)
        for row in list(left):
            if waiting[key(row)]:
                other = waiting[key(row)].pop(0)
                both.append((row, other))
                left.remove(row)
                right.remove(other)
    return Pairs(tuple(both), tuple(left), tuple(right))


def _levels_and_name(row: Row) -> tuple[str, str, str]:
    return row.level1, row.level2, _name(row)


def _name(row: Row) -> str:
    """The name without spaces, a number before it and 指标 after it, of one width and kind of bracket."""
    return _NUMBER.sub("", plain(row.indicator.name or row.level2)).removesuffix("指标")


def _name_without_brackets(row: Row) -> str:
    return _IN_BRACKETS.sub("", _name(row)) or _name(row)


def change(row: Row, before: Value, after: Value) -> Change:
    """How a target differs from what it was; `row` says whether less of it is better."""
    if _plain(before.text) == _plain(after.text):
        return Change.SAME
    if before.period and after.period:
        if before.period == after.period:
            return Change.SAME
        return Change.LOWERED if after.period.last > before.period.last else Change.RAISED
    if before.measure is None or after.measure is None:
        is_words = before.measure is None and after.measure is None
        return Change.REWORDED if is_words and not (before.period or after.period) else Change.OTHERWISE
    return _of_quantities(row, before, after)


def _of_quantities(row: Row, before: Value, after: Value) -> Change:
    """12次 is what ≥12次 is; but ≤12次 is another."""
    assert before.measure is not None
    assert after.measure is not None
    units = {before.measure.unit, after.measure.unit} - {""}
    ways = {_way(before), _way(after)} - {None}
    if len(units) > 1 or len(ways) > 1:
        return Change.OTHERWISE
    old, new = (before.measure.low, before.measure.high), (after.measure.low, after.measure.high)
    if old == new:
        return Change.SAME
    fewer = _wants_fewer(row, ways, units)
    if fewer is None or (old[1] != old[0]) != (new[1] != new[0]):
        return Change.OTHERWISE
    is_lower = new[1] > old[1] if fewer else new[0] < old[0]
    return Change.LOWERED if is_lower else Change.RAISED


def _way(value: Value) -> str | None:
    """Which side of its number a target allows; a plain one says nothing of it."""
    return {"≥": "≥", ">": "≥", "≤": "≤", "<": "≤"}.get(value.operator or "")


def _wants_fewer(row: Row, ways: set[str | None], units: set[str]) -> bool | None:
    """Whether less is better; None where nothing says so."""
    if ways:
        return "≤" in ways
    if "成本" in row.level1 + row.level2 or wants_fewer(row.indicator.name) or any(map(is_time, units)):
        return None
    return False


def _plain(text: str) -> str:
    return _SILENT.sub("", normalize("NFKC", text)).casefold()
