"""Which 一级指标 and 二级指标 a row stands under, and the rows nested by them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from attrs import frozen

from ...model.form import UNLEVELLED, Indicator, Level1, Level2
from ...model.problem import Path
from ...model.vocabulary import vocabulary
from ...sources.grid import Cell
from ..other import Leftover
from ..recognised import Doubt
from .parts import Mark

_APART = ({"产出指标", "效益指标"}, {"产出指标", "满意度指标"})
"""一级指标 whose 二级指标 never stand under the other."""


@frozen(kw_only=True)
class Entry:
    """An indicator, the labels it stands under, its reason's cell, and what was inferred."""

    level1: str
    level2: str
    indicator: Indicator
    reason_cell: Cell | None = None
    leftovers: tuple[Leftover, ...] = ()
    marks: tuple[Mark, ...] = ()
    """What is doubtful about its fields."""
    inferred: str = ""
    """Why its 一级指标 was inferred; empty where it is printed."""


@frozen
class LevelsInForce:
    """The last labels printed: a row that prints none belongs to them."""

    level1: str = UNLEVELLED
    level2: str = UNLEVELLED
    inferred: str = ""

    def after(self, level1: str, level2: str) -> "LevelsInForce":
        """The labels in force at a row that prints these; either may be empty."""
        if level1:
            kept = self.level2 if level1 == self.level1 else UNLEVELLED
            return LevelsInForce(level1, level2 or kept)
        if level2 and level2 != self.level2:
            return self._under_parent(level2)
        return self

    def _under_parent(self, level2: str) -> "LevelsInForce":
        """A 二级指标 that the vocabulary puts elsewhere does not belong to the 一级指标 printed above it."""
        parent = vocabulary().parent(level2)
        if parent is None or vocabulary().as_level1(self.level1) == parent:
            return LevelsInForce(self.level1, level2)
        return LevelsInForce(parent, level2, f"表上没有印出“{level2}”的一级指标，按惯例归入{parent}")


def nested(entries: Iterable[Entry]) -> tuple[Level1, ...]:
    """The rows by level, in printed order; a label printed again after a page break is the same level."""
    tree: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        tree.setdefault(entry.level1, {}).setdefault(entry.level2, []).append(entry)
    return tuple(
        Level1(
            name=level1,
            children=tuple(
                Level2(name=level2, indicators=tuple(entry.indicator for entry in rows))
                for level2, rows in children.items()
            ),
        )
        for level1, children in tree.items()
    )


def paths(entries: Iterable[Entry]) -> Iterator[Path]:
    """Where each row stands in the form."""
    rows: dict[tuple[str, str], int] = {}
    for entry in entries:
        level = (entry.level1, entry.level2)
        rows[level] = rows.get(level, -1) + 1
        yield ("绩效指标", *level, rows[level])


def level_doubts(entries: Iterable[Entry]) -> Iterator[Doubt]:
    """One doubt for each 二级指标 whose 一级指标 was inferred or cut, or is one it never stands under."""
    reasons = {(entry.level1, entry.level2): entry.inferred for entry in entries}
    cut = _cut_in_two(dict.fromkeys(level1 for level1, _ in reasons))
    for (level1, level2), why in reasons.items():
        strange = "" if why else cut.get(level1) or _elsewhere(level1, level2)
        if why or strange:
            path = ("绩效指标", level1, level2)
            confidence = 0.9 if why else 0.5
            yield Doubt(kind="D01", path=path, decided=level1, why=why or strange, confidence=confidence)


def _cut_in_two(names: Iterable[str]) -> dict[str, str]:
    """一级指标 → why it may be the first half of a label whose second half stands below it."""
    words = vocabulary()
    return {
        one: f"一级指标“{one}”也许与下面的“{other}”是拆开的一格“{one}{other}”"
        for one, other in pairwise(names)
        if words.as_level1(other) is None and words.as_level1(one + other) is not None
    }


def _elsewhere(level1: str, level2: str) -> str:
    """Why a 二级指标 may not belong to the 一级指标 printed above it; empty where it may."""
    words = vocabulary()
    printed, usual = words.as_level1(level1), words.parent(level2)
    is_first = usual is None and words.as_level1(level2) in ("产出指标", "效益指标")
    strange = is_first or ({printed, usual} in _APART and printed != usual)
    return f"“{level2}”一般不在“{level1}”之下，请核对" if strange else ""


def row_doubts(entries: Iterable[Entry]) -> Iterator[Doubt]:
    """What is doubtful about the fields of each row."""
    found = list(entries)
    for entry, path in zip(found, paths(found), strict=True):
        yield from (mark.at(path) for mark in entry.marks)
