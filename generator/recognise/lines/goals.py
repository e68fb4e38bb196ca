"""The two goal texts, which a dump gives one after the other with nothing between."""

from collections.abc import Sequence

from .choice import Choice
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
    runs: Sequence[Run], free: Sequence[Sequence[Token]]
) -> tuple[list[str], list[Sequence[Token]]]:
    """The lines of the goals, and the runs of text that are not goals.

    The goals stand right beside their labels; other text as wide is a continuation of them.
    """
    beside = [run for run in runs if run.lines in free and _beside_goals(run)]
    widest = max((_width(run.lines) for run in beside), default=0.0)
    if not widest:
        widest = max((_width(run) for run in free), default=0.0)
    goals = [run for run in free if _width(run) >= _SAME_COLUMN * widest > 0]
    rest = [run for run in free if run not in goals]
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
    options = []
    for cut in range(1, len(lines)):
        cost = _ragged(lines[:cut]) + _ragged(lines[cut:])
        cost += _end_cost(lines[cut - 1])
        options.append((cost, (paragraphs(lines[:cut]), paragraphs(lines[cut:]))))
    if not options:
        options = [(_NOT_A_SENTENCE, (lines[0], ""))]
    return Choice.among(options)


def _end_cost(line: str) -> float:
    """What speaks against a text ending with this line."""
    if line.endswith(_FULL_STOP):
        return 0.0
    return _HALF_STOP if line.endswith(_SENTENCE_END) else _NOT_A_SENTENCE


def _ragged(lines: Sequence[str]) -> float:
    """By how many em the lines of a column that were wrapped fall short of its width."""
    full = max(map(width, lines))
    wrapped = [line for line in lines[:-1] if not line.endswith(_SENTENCE_END)]
    return sum(max(0.0, full - width(line) - 1.0) for line in wrapped)


def goals_key(goals: Goals) -> tuple[str, ...]:
    """What two copies of the goals share."""
    return tuple(map(key, goals))


def merge_goals(mine: Goals, theirs: Goals) -> Goals:
    """One copy's goals with the paragraphs that either shows; both have the same `goals_key`."""
    return (merge_paragraphs(mine[0], theirs[0]), merge_paragraphs(mine[1], theirs[1]))
