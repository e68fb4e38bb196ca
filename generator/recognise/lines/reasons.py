"""Reasons for deviations: running text cut into reasons, and each given to the row it explains."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from ...model.vocabulary import vocabulary
from .choice import Choice
from .flow import join, key, width
from .scan import Token

Reasons = tuple[str | None, ...]
"""The reason of each row, or None."""

_MOST_CUTS = 4096
"""Ways to cut that are looked at; beyond, only the cut at every sentence's end is."""
UNEXPLAINED = 1.0
"""Cost of leaving a row that lost points without a reason."""
NEEDLESS = 2.0
"""Cost of giving a reason to a row that lost none."""
EXCHANGED = 1.0
"""Cost of two reasons standing in the dump in the other order than their rows."""
_MOST_EXCHANGED = 12
_IMPOSSIBLE = 1e6


def cut_reasons(runs: Sequence[Sequence[Token]], wanted: int) -> Choice[tuple[str, ...]]:
    """The ways to cut runs of text into reasons, `wanted` of them if that is possible.

    A reason ends at a label or where a line ends with a sentence; the shorter that line, the surer.
    """
    texts = [[token.text for token in run] for run in runs]
    places = [(r, i) for r, lines in enumerate(texts) for i in _sentence_ends(lines)]
    target = min(max(wanted, len(texts)), len(texts) + len(places)) - len(texts)
    if _combinations(len(places), target) > _MOST_CUTS:
        target = len(places)
    options = []
    for cuts in combinations(places, target):
        cost = sum(_cut_cost(texts[r], i) for r, i in cuts)
        options.append((cost, tuple(_cut(texts, set(cuts)))))
    return Choice.among(options)


def _combinations(n: int, k: int) -> int:
    count = 1
    for step in range(k):
        count = count * (n - step) // (step + 1)
    return count


def _sentence_ends(lines: Sequence[str]) -> list[int]:
    return [index for index, line in enumerate(lines[:-1]) if line.endswith(("。", "！", "；"))]


def _cut_cost(lines: Sequence[str], index: int) -> float:
    """What speaks against a reason ending with this line: a full line, or a next line that carries on."""
    full = max(map(width, lines))
    carries_on = lines[index + 1].startswith(vocabulary().connectives)
    return 2 * width(lines[index]) / full + (3.0 if carries_on else 0.0)


def _cut(texts: Sequence[Sequence[str]], cuts: set[tuple[int, int]]) -> list[str]:
    reasons = []
    for run, lines in enumerate(texts):
        start = 0
        for index in range(len(lines)):
            if (run, index) in cuts or index == len(lines) - 1:
                reasons.append(join(lines[start : index + 1]))
                start = index + 1
    return reasons


def assign_reasons(
    runs: Sequence[Sequence[Token]], rows: Sequence[tuple[str, Decimal, Decimal]]
) -> Choice[Reasons]:
    """The ways to give the reasons in some runs of text to rows (name, weight, score).

    Rows that lost points want a reason; common words of name and reason speak for a pair; the order of
    reasons follows that of the rows, but two may have changed places.
    """
    nothing: Choice[Reasons] = Choice(((0.0, (None,) * len(rows)),))
    if not runs or not rows:
        return nothing
    wanted = sum(1 for _, weight, score in rows if score < weight)
    options: dict[Reasons, float] = {}
    for cut_cost, reasons in cut_reasons(runs, wanted).options:
        for order_cost, ordered in _orders(reasons):
            cost, assigned = _in_order(ordered, rows)
            total = cut_cost + order_cost + cost
            options[assigned] = min(total, options.get(assigned, total))
    return Choice.among([(cost, assigned) for assigned, cost in options.items()])


def _orders(reasons: tuple[str, ...]) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The reasons as they stand, and with any two of them exchanged."""
    yield 0.0, reasons
    for i, j in combinations(range(min(len(reasons), _MOST_EXCHANGED)), 2):
        exchanged = list(reasons)
        exchanged[i], exchanged[j] = exchanged[j], exchanged[i]
        yield EXCHANGED, tuple(exchanged)


def _in_order(reasons: Sequence[str], rows: Sequence[tuple[str, Decimal, Decimal]]) -> tuple[float, Reasons]:
    """A reason or None for each row, in order, at the least cost; surplus reasons go to the last row."""
    nothing: Reasons = ()
    best = [(0.0, nothing), *((_IMPOSSIBLE, nothing) for _ in reasons)]
    for name, weight, score in rows:
        lost = score < weight
        step: list[tuple[float, Reasons]] = []
        for used in range(len(reasons) + 1):
            cost, given = best[used]
            options = [(cost + (UNEXPLAINED if lost else 0.0), (*given, None))]
            if used:
                cost, given = best[used - 1]
                price = (0.0 if lost else NEEDLESS) - _overlap(name, reasons[used - 1])
                options.append((cost + price, (*given, reasons[used - 1])))
            step.append(min(options, key=lambda option: option[0]))
        best = step
    if best[-1][0] >= _IMPOSSIBLE:
        return _IMPOSSIBLE, (*(None for _ in rows[1:]), "\n".join(reasons))
    return best[-1]


def _overlap(name: str, reason: str) -> float:
    """How much of a row's name its reason takes up, from 0 to 0.9."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return 0.9 * sum(pair in reason for pair in pairs) / len(pairs) if pairs else 0.0


def reasons_key(reasons: Reasons) -> tuple[str, ...]:
    """What two copies of the same reasons share."""
    return tuple(key(reason or "") for reason in reasons)
