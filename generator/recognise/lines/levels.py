"""Which 一级指标 and 二级指标 each row belongs to, when merged labels have come loose from their rows."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from attrs import evolve, frozen

from ...model.vocabulary import vocabulary
from .rows import Row, RowsFound
from .scan import Kind

CONTINUED = 1.0
"""Cost of taking an unlabelled row for a further row of the label above it while loose labels wait."""
SKIPPED = 2.0
"""Cost of leaving a loose label without rows."""
UNKNOWN = "（未识别）"
"""Stands for a level that nothing in the text names."""


@frozen(kw_only=True)
class Level:
    """A row's levels as printed, empty where none is, and why, where they were inferred."""

    level1: str = ""
    level2: str
    why1: str | None = None
    why2: str | None = None
    confidence: float = 1.0
    others: tuple[str, ...] = ()
    """二级指标 that the row could belong to as well."""


def assign_levels(found: RowsFound) -> tuple[Level, ...]:
    """One `Level` for each row, in order."""
    labels = [Level(level2=row.level2.text if row.level2 else "") for row in found.rows]
    loose = _loose_labels(found)
    for start, end in _unlabelled(found.rows):
        before = labels[start - 1].level2 if start else ""
        after = labels[end].level2 if end < len(labels) else ""
        waiting = [label for label in loose if _between(label, before, after)]
        names = [row.cells.best[0] for row in found.rows[start:end]]
        labels[start:end] = _spread(names, before, waiting, after)
    printed = _printed_level1(found)
    return tuple(_with_level1(label, printed) for label in labels)


def _loose_labels(found: RowsFound) -> list[str]:
    """二级指标 labels that stand apart from rows, in the order in which forms print them."""
    texts = dict.fromkeys(token.text for token in found.floating if token.kind is Kind.LEVEL2)
    return sorted(texts, key=_order)


def _unlabelled(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Stretches of rows with no 二级指标 printed beside them."""
    for is_labelled, stretch in groupby(range(len(rows)), lambda number: rows[number].level2 is not None):
        if not is_labelled:
            start, *further = stretch
            yield start, start + 1 + len(further)


@cache
def _order(label: str) -> int:
    """The place of a 二级指标 in the order in which forms print them."""
    canonical = vocabulary().as_level2(label)
    known = list(vocabulary().hints)
    return known.index(canonical) if canonical in known else len(known)


def _between(label: str, before: str, after: str) -> bool:
    return (not before or _order(before) < _order(label)) and (not after or _order(label) < _order(after))


def _spread(names: Sequence[str], before: str, waiting: Sequence[str], after: str) -> list[Level]:
    """A label for each of some rows in order: from the loose ones, else from the row above or below."""
    if not waiting:
        label = before or after
        why = f"二级指标未与本行印在一起，按相邻行归入“{label}”" if label else "文本中没有可用的二级指标"
        return [Level(level2=label, why2=why, confidence=0.8 if label else 0.0)] * len(names)
    chosen = _cheapest_path(names, [before, *waiting])
    why = "二级指标的标签与所跨的行在文本中分开了，按顺序与名称归入“{}”"
    confidence = 0.9 if len(waiting) == 1 else 0.75
    others = {label: tuple(other for other in waiting if other != label) for label in chosen}
    return [
        Level(level2=label, why2=why.format(label), confidence=confidence, others=others[label])
        for label in chosen
    ]


def _cheapest_path(names: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Labels for rows in order, never going back; see the costs above and the vocabulary's hints.

    Of paths that cost the same, the one that stays longest with the labels above.
    """
    last = len(labels) - 1
    left = [SKIPPED * (last - index) for index in range(len(labels))]
    """What the rows below cost at the least where a row has this label."""
    steps: list[list[int]] = []
    """Row from below → label of the row above → label of the row."""
    for name in reversed(names):
        fits = [_fit(name, label) for label in labels]
        ways = [_best_step(index, fits, left, labels) for index in range(-1, len(labels))]
        steps.append([label for _, label in ways[1:]])
        left = [cost for cost, _ in ways[1:]]
        first = ways[0][1]
    path = [first]
    for step in reversed(steps[:-1]):
        path.append(step[path[-1]])
    return [labels[index] for index in path]


def _best_step(
    previous: int, fits: Sequence[float], left: Sequence[float], labels: Sequence[str]
) -> tuple[float, int]:
    """The least cost of a row and those below, and the row's label; `previous` is that of the row above."""
    return min(
        (_entry_cost(previous, index, labels) + fits[index] + left[index], index)
        for index in range(max(previous, 0), len(labels))
    )


def _entry_cost(previous: int, index: int, labels: Sequence[str]) -> float:
    """Cost of going from one label to the next row's; index 0 is the label of the row above."""
    if index == 0:
        return CONTINUED if labels[0] else 100.0
    skipped = index - max(previous, 0) - 1
    return SKIPPED * max(skipped, 0)


def _fit(name: str, label: str) -> float:
    """Minus one where a row's name speaks for a label."""
    hints = vocabulary().hints.get(vocabulary().as_level2(label) or "", ())
    return -1.0 if any(hint in name for hint in hints) else 0.0


def _printed_level1(found: RowsFound) -> dict[str, str]:
    """Canonical 一级指标 → as printed, for those printed anywhere in the form."""
    tokens = [*found.floating, *(row.level1 for row in found.rows if row.level1)]
    return {token.term: token.text for token in tokens if token.kind is Kind.LEVEL1}


def _with_level1(level: Level, printed: dict[str, str]) -> Level:
    parent = vocabulary().parent(level.level2)
    level = evolve(level, level1=printed.get(parent or "", ""), level2=level.level2 or UNKNOWN)
    if level.level1:
        return level
    why = f"文本中没有印出一级指标，按二级指标“{level.level2}”推定"
    confidence = min(level.confidence, 0.9 if parent else 0.0)
    return evolve(level, level1=parent or UNKNOWN, why1=why, confidence=confidence)
