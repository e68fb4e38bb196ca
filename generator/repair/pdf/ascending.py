"""Where a font's codes ascend as its characters do, a glyph stands between its neighbours.

Faces number their glyphs in the order of Unicode, and subsets keep it or count anew in it. Whether this font
does is seen from the glyphs whose outlines are sure. What lies between two of these can be nothing outside of
them, and doubtful glyphs side by side hold one another in order: 1 before 2 is no l.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from attrs import frozen

from .glyph_scores import GlyphScores, Scores

_LEAST = 12
"""Sure glyphs by which the order is seen."""
_ASCENDING = 0.97
"""The least share of them that ascends."""
_NEAR = 24
_MAX_CHOICES = 4_000_000
"""Glyphs × characters between two neighbours that are compared."""


@frozen
class Between:
    """What a glyph between its neighbours is, by how much that leads, and what comes next."""

    true: str
    second: str
    lead: float
    near: tuple[tuple[str, float], ...]
    """What it may be at most, the likeliest first, by how much each is behind."""


def between_neighbours(
    scores: GlyphScores, numbers: Mapping[int, int], sure: Mapping[int, str]
) -> dict[int, Between]:
    """Row → what it is by its place, for rows that are not sure; nothing where the codes do not ascend.

    `numbers` gives each row's code, `sure` the characters of some rows.
    """
    rows = sorted(numbers, key=lambda row: numbers[row])
    anchors = _longest_ascent([row for row in rows if row in sure], sure)
    if len(anchors) < max(_LEAST, _ASCENDING * len(sure)):
        return {}
    found: dict[int, Between] = {}
    for group, low, high in _groups(rows, sure, frozenset(anchors)):
        found.update(_settle(scores, group, low, high))
    return found


def _longest_ascent(rows: Sequence[int], sure: Mapping[int, str]) -> list[int]:
    """The most rows whose characters ascend with their codes."""
    ends: list[str] = []
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for row in rows:
        place = bisect_left(ends, sure[row])
        before[row] = tails[place - 1] if place else None
        ends[place : place + 1], tails[place : place + 1] = [sure[row]], [row]
    found: list[int] = []
    last: int | None = tails[-1] if tails else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]


def _groups(
    rows: Sequence[int], sure: Mapping[int, str], anchors: frozenset[int]
) -> Iterator[tuple[list[int], str, str]]:
    """Doubtful rows side by side, with the sure characters before and after them."""
    group: list[int] = []
    low = "\x20"
    for row in rows:
        if row in anchors:
            if group:
                yield group, low, sure[row]
            group, low = [], sure[row]
        elif row not in sure:
            group.append(row)
    if group:
        yield group, low, "\U0010ffff"


def _settle(scores: GlyphScores, group: Sequence[int], low: str, high: str) -> dict[int, Between]:
    columns = np.array(scores.references.between(chr(ord(low) + 1), high), np.intp)
    if len(columns) < len(group) or len(columns) * len(group) > _MAX_CHOICES:
        return {}
    totals = _through(scores.against(group, columns))
    return {row: _between(scores, columns, total) for row, total in zip(group, totals, strict=True)}


def _between(scores: GlyphScores, columns: np.ndarray, totals: Scores) -> Between:
    order = np.argsort(-totals)[:_NEAR]
    near = tuple(
        (chr(scores.references.characters[columns[i]]), float(totals[order[0]] - totals[i])) for i in order
    )
    second, lead = near[1] if len(near) > 1 else ("", float("inf"))
    return Between(near[0][0], second, lead, near)


def _through(scores: Scores) -> Scores:
    """The best total of ascending choices that go through each (glyph, character)."""
    return np.asarray(_before(scores) + _before(scores[::-1, ::-1])[::-1, ::-1] + scores, np.float32)


def _before(scores: Scores) -> Scores:
    """The best total of the glyphs before each (glyph, character), each before the next."""
    totals = np.zeros_like(scores)
    for place in range(1, len(scores)):
        best = np.maximum.accumulate(totals[place - 1] + scores[place - 1])
        totals[place, 1:] = best[:-1]
        totals[place, 0] = -np.inf
    return totals
