"""Which 一级指标 and 二级指标 a row stands under, and the rows nested by them."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from ...model.form import UNLEVELLED, Level1, Level2
from ...model.problem import Path
from ...model.vocabulary import vocabulary
from ..recognised import Doubt
from .entry import Entry


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
    """One doubt for each 二级指标 whose 一级指标 was inferred."""
    reasons = {(entry.level1, entry.level2): entry.inferred for entry in entries if entry.inferred}
    for (level1, level2), why in reasons.items():
        path = ("绩效指标", level1, level2)
        yield Doubt(kind="D01", path=path, decided=level1, why=why, confidence=0.9)


def name_doubts(entries: Iterable[Entry]) -> Iterator[Doubt]:
    """One doubt for each row that printed no name and was given its level's."""
    found = list(entries)
    for entry, path in zip(found, paths(found), strict=True):
        if entry.unnamed:
            name, why = entry.indicator.name, "这一行没有写三级指标的名称，暂用二级指标的"
            yield Doubt(kind="D05", path=(*path, "三级指标"), decided=name, why=why, confidence=0.3)


def column_doubts(entries: Iterable[Entry]) -> Iterator[Doubt]:
    """One doubt for each cell in a column whose label the vocabulary does not know."""
    found = list(entries)
    for entry, path in zip(found, paths(found), strict=True):
        for label in entry.unknown:
            why = f"不认识“{label}”这一栏，照录在“其他栏”里"
            decided = entry.indicator.more[label]
            yield Doubt(kind="D06", path=(*path, "其他栏", label), decided=decided, why=why, confidence=0.0)
