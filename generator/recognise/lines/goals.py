"""The two goal texts, which a dump gives one after the other with nothing between."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush, nsmallest

from .choice import KEPT, Choice
from .flow import key, merge_paragraphs, paragraphs, width
from .scan import Kind, Token
from .segment import Run

Goals = tuple[str, str]
"""预期目标, 实际完成情况."""

_GOAL_LABELS = frozenset({"预期目标", "年度总体目标"})
_SAME_COLUMN = 0.8
"""Text at least this wide, as a part of the goals' width, is more of the goals."""
_SENTENCE_END = ("。", "；", "！", "？", ".", ";")
_FULL_STOP = ("。", "！", "？")
_HALF_STOP = 2.0
_NOT_A_SENTENCE = 8.0


def goal_lines(
    runs: Sequence[Run], free: Sequence[tuple[Token, ...]]
) -> tuple[list[str], list[tuple[Token, ...]]]:
    """The lines of the goals, and the runs of text that are not goals.

    The goals stand right beside their labels; other text as wide is a continuation of them.
    """
    loose = frozenset(free)
    beside = [run for run in runs if _beside_goals(run) and run.lines in loose]
    widest = max((_width(run.lines) for run in beside), default=0.0)
    if not widest:
        widest = max((_width(run) for run in free), default=0.0)
    goals: list[tuple[Token, ...]] = []
    rest: list[tuple[Token, ...]] = []
    for run in free:
        (goals if _width(run) >= _SAME_COLUMN * widest > 0 else rest).append(run)
    return [token.text for run in goals for token in run], rest


def _beside_goals(run: Run) -> bool:
    return any(
        label is not None and label.kind in (Kind.LABEL, Kind.HEADER) and _GOAL_LABELS & set(label.terms)
        for label in (run.previous, run.following)
    )


def _width(lines: Sequence[Token]) -> float:
    return max((width(token.text) for token in lines), default=0.0)


def split_goals(lines: Sequence[str]) -> Choice[Goals]:
    """Where the first text ends and the second begins: after a sentence, each column evenly filled."""
    if not lines:
        return Choice(((0.0, ("", "")),))
    if len(lines) == 1:
        return Choice(((_NOT_A_SENTENCE, (lines[0], "")),))
    cheapest = nsmallest(KEPT, ((cost, cut) for cut, cost in enumerate(_cut_costs(lines), start=1)))
    parts = ((cost, (paragraphs(lines[:cut]), paragraphs(lines[cut:]))) for cost, cut in cheapest)
    return Choice(tuple(parts))


def _cut_costs(lines: Sequence[str]) -> Iterator[float]:
    """What speaks against cutting after each line but the last."""
    both = zip(lines, _ragged_up_to(lines), _ragged_from(lines)[1:], strict=False)
    return (before + after + _end_cost(line) for line, before, after in both)


def _end_cost(line: str) -> float:
    """What speaks against a text ending with this line."""
    if line.endswith(_FULL_STOP):
        return 0.0
    return _HALF_STOP if line.endswith(_SENTENCE_END) else _NOT_A_SENTENCE


class _Column:
    """Lines that make a column, added one by one."""

    def __init__(self) -> None:
        self._full = 0.0
        self._short = 0
        self._short_width = 0.0
        self._filled: list[float] = []
        """A heap of the widths of wrapped lines that do not fall short yet."""

    @property
    def ragged(self) -> float:
        """By how many em the lines that were wrapped fall short of the column's width."""
        return self._short * (self._full - 1.0) - self._short_width

    def widen(self, line: str) -> None:
        """Make the column as wide as the line at least."""
        self._full = max(self._full, width(line))
        while self._filled and self._filled[0] < self._full - 1.0:
            self._short += 1
            self._short_width += heappop(self._filled)

    def wrap(self, line: str) -> None:
        """Add a line that has another below it; one that ends a sentence need not have been wrapped."""
        if not line.endswith(_SENTENCE_END):
            heappush(self._filled, width(line))
            self.widen("")


def _ragged_up_to(lines: Sequence[str]) -> Iterator[float]:
    """How ragged the column is that ends with each line."""
    column = _Column()
    for line in lines:
        column.widen(line)
        yield column.ragged
        column.wrap(line)


def _ragged_from(lines: Sequence[str]) -> list[float]:
    """How ragged the column is that begins with each line."""
    column = _Column()
    ragged: list[float] = []
    for line in reversed(lines):
        column.widen(line)
        if ragged:
            column.wrap(line)
        ragged.append(column.ragged)
    return ragged[::-1]


def goals_key(goals: Goals) -> tuple[str, ...]:
    """What two copies of the goals share."""
    return tuple(map(key, goals))


def merge_goals(mine: Goals, theirs: Goals) -> Goals:
    """One copy's goals with the paragraphs that either shows; both have the same `goals_key`."""
    return (merge_paragraphs(mine[0], theirs[0]), merge_paragraphs(mine[1], theirs[1]))
