"""Tables that have no upright rules: where these would be, by how the words stand.

The horizontal rules part the rows. Columns are parted where a row has a gap between its words, and where
pieces of the rules end. All of it is inferred: a person has to look.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .content import Ruling
from .lattice import GAP, distinct, united
from .text import Placed
from .words import Word, words_of

_FEWEST_ROWS = 4
_FEWEST_WORDS = 3
"""Words that make a line a row of a table."""
_THROUGH = 2.0
"""Points by which a rule reaches over an edge that it passes."""


class _Band(NamedTuple):
    """The height of a row, with the words in it."""

    top: float
    bottom: float
    words: tuple[Word, ...]


def uprights_by_alignment(rulings: Sequence[Ruling], characters: Iterable[Placed]) -> tuple[Ruling, ...]:
    """The upright lines that a table of horizontal ones would have; none where there is no table."""
    pieces = [ruling for ruling in rulings if ruling.horizontal]
    levels = distinct(piece.position for piece in pieces if piece.end - piece.start >= 2 * GAP)
    if len(levels) <= _FEWEST_ROWS:
        return ()
    words = words_of(characters)
    bands = [
        _Band(top, bottom, tuple(word for word in words if top < word.y < bottom))
        for top, bottom in pairwise(levels)
    ]
    return _uprights(bands, pieces)


def _uprights(bands: Sequence[_Band], pieces: Sequence[Ruling]) -> tuple[Ruling, ...]:
    rows = [band for band in bands if len(_joined(band.words)) >= _FEWEST_WORDS]
    if len(rows) < _FEWEST_ROWS:
        return ()
    ends = distinct(end for piece in pieces for end in (piece.start, piece.end))[1:-1]
    parting = [[x for x in ends if _is_free(x, band) and _may_part(x, band, pieces)] for band in bands]
    left_over = [
        (start, end)
        for band, edges in zip(bands, parting, strict=True)
        for start, end in _gaps(band)
        if not any(start - 1 <= x <= end + 1 for x in edges)
    ]
    words = [word for band in bands for word in band.words]
    outer = _outer(words, pieces)
    uprights = [*(_upright(x, band) for band in bands for x in _stabs(left_over) if _is_free(x, band))]
    uprights += [_upright(x, band) for band, edges in zip(bands, parting, strict=True) for x in edges]
    uprights += [_upright(x, band) for band in bands for x in outer]
    return tuple(uprights)


def _upright(x: float, band: _Band) -> Ruling:
    return Ruling(False, x, band.top, band.bottom)


def _outer(words: Sequence[Word], pieces: Sequence[Ruling]) -> tuple[float, float]:
    starts = [word.x0 - 2 for word in words] + [piece.start for piece in pieces]
    ends = [word.x1 + 2 for word in words] + [piece.end for piece in pieces]
    return min(starts), max(ends)


def _joined(words: Iterable[Word]) -> list[tuple[float, float]]:
    """The widths that words take up, those that overlap as one."""
    return united((word.x0, word.x1) for word in words)


def _gaps(band: _Band) -> Iterator[tuple[float, float]]:
    """Where no word of a row stands, between two that do."""
    for (_, left), (right, _) in pairwise(_joined(band.words)):
        yield left, right


def _stabs(gaps: Sequence[tuple[float, float]]) -> list[float]:
    """The fewest places such that every gap holds one, each in the middle of what its gaps share."""
    edges: list[float] = []
    low = high = 0.0
    for start, end in sorted(gaps):
        if edges and start <= high:
            low, high = start, min(high, end)
            edges[-1] = (low + high) / 2
        else:
            low, high = start, end
            edges.append((low + high) / 2)
    return edges


def _is_free(x: float, band: _Band) -> bool:
    return not any(word.x0 < x < word.x1 for word in band.words)


def _may_part(x: float, band: _Band, pieces: Sequence[Ruling]) -> bool:
    """Whether a rule above or below ends at an edge, or none passes it."""
    beside = [p for p in pieces if min(abs(p.position - band.top), abs(p.position - band.bottom)) <= GAP]
    ends = any(min(abs(p.start - x), abs(p.end - x)) <= GAP for p in beside)
    return ends or not any(p.start + _THROUGH < x < p.end - _THROUGH for p in beside)
