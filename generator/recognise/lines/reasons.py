"""Reasons for deviations: running text cut into reasons, and each given to the row it explains."""

from collections.abc import Callable, Iterator, Sequence, Set
from decimal import Decimal
from functools import cache, partial
from heapq import nsmallest
from itertools import combinations, pairwise

from ...model.splitting import split_before
from ...model.vocabulary import vocabulary
from .choice import KEPT, Choice
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
_MOST_PAIRS = 40_000
"""Rows times reasons that are looked at; beyond, reasons are given to rows one by one, which is a doubt."""
_MOST_STEPS = 2_000_000
"""Rows times reasons, over all orders and cuts; beyond, only the order of the dump is looked at."""


def cut_reasons(runs: Sequence[Sequence[Token]], wanted: int) -> Choice[tuple[str, ...]]:
    """The ways to cut runs of text into reasons, `wanted` of them if that is possible.

    A reason ends at a label or where a line ends with a sentence; the shorter that line, the surer.
    """
    texts = [[token.text for token in run] for run in runs]
    places = [(r, i) for r, lines in enumerate(texts) for i in _sentence_ends(lines)]
    target = min(max(wanted, len(texts)), len(texts) + len(places)) - len(texts)
    if _exceeds_most_cuts(len(places), target):
        target = len(places)
    costs = dict(zip(places, _cut_costs(texts), strict=True))
    ways = ((sum(map(costs.__getitem__, cuts)), cuts) for cuts in combinations(places, target))
    cheapest = nsmallest(KEPT, ways, key=lambda way: way[0])
    return Choice(tuple((cost, tuple(_cut(texts, frozenset(cuts)))) for cost, cuts in cheapest))


def _exceeds_most_cuts(n: int, k: int) -> bool:
    """Whether there are more ways to choose `k` of `n` than are looked at."""
    count = 1
    for step in range(min(k, n - k)):
        count = count * (n - step) // (step + 1)
        if count > _MOST_CUTS:
            return True
    return False


def _sentence_ends(lines: Sequence[str]) -> list[int]:
    return [index for index, line in enumerate(lines[:-1]) if line.endswith(("。", "！", "；"))]


def _cut_costs(texts: Sequence[Sequence[str]]) -> Iterator[float]:
    """What speaks against a reason ending with each line that ends a sentence."""
    for lines in texts:
        full = max(map(width, lines))
        for index in _sentence_ends(lines):
            carries_on = lines[index + 1].startswith(vocabulary().connectives)
            yield 2 * width(lines[index]) / full + (3.0 if carries_on else 0.0)


def _cut(texts: Sequence[Sequence[str]], cuts: Set[tuple[int, int]]) -> list[str]:
    places = [(run, index) for run, lines in enumerate(texts) for index in range(len(lines))]
    parts = split_before(places, lambda part, place: part[-1] in cuts or part[-1][0] != place[0])
    return [join([texts[run][index] for run, index in part]) for part in parts]


def assign_reasons(
    runs: Sequence[Sequence[Token]], rows: Sequence[tuple[str, Decimal, Decimal]]
) -> Choice[Reasons]:
    """The ways to give the reasons in some runs of text to rows (name, weight, score).

    Rows that lost points want a reason; common words of name and reason speak for a pair; the order of
    reasons follows that of the rows, but two may have changed places.
    """
    nothing: Reasons = (None,) * len(rows)
    if not runs or not rows:
        return Choice(((0.0, nothing),))
    wanted = sum(1 for _, weight, score in rows if score < weight)
    cuts = cut_reasons(runs, wanted).options
    if len(rows) * min(map(len, (reasons for _, reasons in cuts))) > _MOST_PAIRS:
        return Choice(((0.0, _one_by_one(cuts[0][1], rows)), (0.0, nothing)))
    likeness = cache(partial(_likeness, cache(_pairs)))  # each pair of texts is compared once
    options: dict[Reasons, float] = {}
    for cut_cost, reasons in cuts:
        for order_cost, ordered in _orders(reasons, len(rows), _MOST_STEPS // len(cuts)):
            cost, assigned = _in_order(ordered, rows, likeness)
            total = cut_cost + order_cost + cost
            options[assigned] = min(total, options.get(assigned, total))
    return Choice.among([(cost, assigned) for assigned, cost in options.items()])


def _one_by_one(reasons: Sequence[str], rows: Sequence[tuple[str, Decimal, Decimal]]) -> Reasons:
    """The reasons given to the rows that lost points, or else to all, from the first; more to the last."""
    lost = [number for number, (_, weight, score) in enumerate(rows) if score < weight]
    numbers = lost if len(lost) >= len(reasons) else range(len(rows))
    *each, last = numbers[: len(reasons)]
    given = dict(zip(each, reasons, strict=False)) | {last: "\n".join(reasons[len(each) :])}
    return tuple(given.get(number) for number in range(len(rows)))


def _orders(reasons: tuple[str, ...], rows: int, most: int) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The reasons as they stand, and with any two of them exchanged where that takes few steps.

    With more reasons than rows their order says nothing.
    """
    yield 0.0, reasons
    pairs = list(combinations(range(min(len(reasons), _MOST_EXCHANGED)), 2))
    if len(reasons) > rows or len(pairs) * len(reasons) * rows > most:
        return
    for i, j in pairs:
        exchanged = list(reasons)
        exchanged[i], exchanged[j] = exchanged[j], exchanged[i]
        yield EXCHANGED, tuple(exchanged)


def _in_order(
    reasons: Sequence[str],
    rows: Sequence[tuple[str, Decimal, Decimal]],
    likeness: Callable[[str, str], float],
) -> tuple[float, Reasons]:
    """A reason or None for each row, in order, at the least cost; with too many, all go to the last row."""
    if len(reasons) > len(rows):
        return _IMPOSSIBLE, (*(None for _ in rows[1:]), "\n".join(reasons))
    best: list[tuple[float, _Given | None]] = [(0.0, None), *((_IMPOSSIBLE, None) for _ in reasons)]
    for name, weight, score in rows:
        lost = score < weight
        step: list[tuple[float, _Given | None]] = []
        for used in range(len(reasons) + 1):
            cost, given = best[used]
            cost += UNEXPLAINED if lost else 0.0
            given = (given, None)
            if used:
                before, others = best[used - 1]
                price = (0.0 if lost else NEEDLESS) - likeness(name, reasons[used - 1])
                if before + price < cost:
                    cost, given = before + price, (others, reasons[used - 1])
            step.append((cost, given))
        best = step
    cost, given = best[-1]
    return cost, _unrolled(given)


_Given = tuple["_Given | None", str | None]
"""What the rows above were given, and a row's reason."""


def _unrolled(given: _Given | None) -> Reasons:
    reasons = []
    while given is not None:
        given, reason = given
        reasons.append(reason)
    return tuple(reversed(reasons))


def _likeness(pairs_of: Callable[[str], frozenset[str]], name: str, reason: str) -> float:
    """The share, from 0 to 0.9, of the pairs of characters of a row's name that its reason has, too."""
    pairs = pairs_of(name)
    return 0.9 * len(pairs & pairs_of(reason)) / len(pairs) if pairs else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text)))


def reasons_key(reasons: Reasons) -> tuple[str, ...]:
    """What two copies of the same reasons share."""
    return tuple(key(reason or "") for reason in reasons)
