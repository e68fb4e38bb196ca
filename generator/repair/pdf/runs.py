"""The mechanism of the fault: sorted distinct characters stored as runs that lose their gaps.

Within a font, the characters that ToUnicode claims form blocks of consecutive codes. The head of a block is
right; after it the true character runs ahead of the claimed one by an offset that only grows: each growth is
a lost gap. `best_offsets` chooses the offsets that fit the glyphs best.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from attrs import frozen

from .glyph_scores import Scores

GAP_COST = 0.03
"""Score a lost gap must gain to be believed."""
SYMBOL_GAP_COST = 0.25
"""The same among symbols and Latin, whose shapes differ more from face to face."""
_IDEOGRAPHS = range(0x4E00, 0xA000)
MAX_OFFSET = 6_000
"""Characters; how far a run may run ahead."""
_LAST = 0x110000


@frozen
class Block:
    """Consecutive claimed characters from `head` on, and the head of the next block."""

    head: int
    length: int
    next_head: int

    @property
    def gap_cost(self) -> float:
        """What a lost gap must gain in this block."""
        return GAP_COST if self.head in _IDEOGRAPHS else SYMBOL_GAP_COST

    @property
    def offsets(self) -> int:
        """How many offsets are possible: the last character must stay before the next head."""
        return max(1, min(self.next_head - self.head - self.length + 1, MAX_OFFSET))


def blocks(claimed: Iterable[int]) -> Iterator[Block]:
    """The blocks that some claimed code points form, ascending."""
    points = sorted(set(claimed))
    if not points:
        return
    heads = [i for i, point in enumerate(points) if i == 0 or points[i - 1] != point - 1]
    for start, end in zip(heads, [*heads[1:], len(points)], strict=True):
        yield Block(points[start], end - start, points[end] if end < len(points) else _LAST)


@frozen
class Offsets:
    """For each place of a block the chosen offset, by how much it beats the next best, and that one."""

    chosen: tuple[int, ...]
    margins: tuple[float, ...]
    seconds: tuple[int, ...]
    gain: float
    """By how much the whole choice fits better than the claims."""


def best_offsets(scores: Scores, gap_cost: float) -> Offsets:
    """Choose never-falling offsets for a block, the first 0. `scores` is (places, offsets)."""
    totals = _through(scores, gap_cost)
    chosen = totals.argmax(axis=1)
    best = totals.max(axis=1)
    others = totals.copy()
    others[np.arange(len(totals)), chosen] = -np.inf
    seconds = others.argmax(axis=1) if totals.shape[1] > 1 else chosen
    margins = best - others.max(axis=1) if totals.shape[1] > 1 else np.full(len(best), np.inf)
    gain = float(best[0] - scores[:, 0].sum())
    return Offsets(tuple(map(int, chosen)), tuple(map(float, margins)), tuple(map(int, seconds)), gain)


def _through(scores: Scores, gap_cost: float) -> Scores:
    """The best total of a choice that goes through each (place, offset)."""
    start = np.full(scores.shape[1], -np.inf, np.float32)
    start[0] = 0
    ahead = np.empty_like(scores)
    for place in range(len(scores)):
        before = start if place == 0 else _grown(ahead[place - 1], gap_cost)
        ahead[place] = before + scores[place]
    behind = np.zeros_like(scores)
    for place in range(len(scores) - 2, -1, -1):
        behind[place] = _grown((behind[place + 1] + scores[place + 1])[::-1], gap_cost)[::-1]
    return np.asarray(ahead + behind, np.float32)


def _grown(totals: Scores, gap_cost: float) -> Scores:
    """The best total at each offset when the step before had that offset, or a lesser one at a cost."""
    lesser = np.maximum.accumulate(totals)
    result = totals.copy()
    result[1:] = np.maximum(totals[1:], lesser[:-1] - gap_cost)
    return result
