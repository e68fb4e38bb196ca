"""The mechanism: in a block of consecutive codes, which increasing map of a broken run explains it best."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .language import Nats

MAX_GAP = 24
"""Code points that one step of a broken run may lose (24 is the most met in the wild)."""
MAX_SHIFT = 160
"""Code points by which a character may have been moved in all."""
NEVER = np.float32(-1e9)


@frozen
class Costs:
    """What the mechanism makes unlikely, in nats."""

    enter: float = 7.0
    """A run breaks after two truly consecutive characters."""
    enter_apart: float = 3.0
    """More, where it breaks after an isolated one."""
    widen: float = 1.0
    """A broken run loses another gap."""
    per_lost: float = 0.12
    """Each code point lost."""
    skip: float = 6.0
    """A code inside a broken run that is right, because it comes from a sound font."""
    reset: float = 9.0
    """A broken run ends although its codes go on, for the same reason."""


@frozen
class Choice:
    """What a code was decoded to."""

    code: int
    true: int
    margin: float
    """Nats by which the decoding is better than the best one with another character here."""
    rival: int | None
    """The character of that other decoding."""


@frozen
class Block:
    """The choices for one block, and by how many nats they are better than leaving all its codes."""

    choices: tuple[Choice, ...]
    gain: float


def decode_block(tried: Sequence[NDArray[np.int64]], scores: Sequence[Nats], costs: Costs) -> Block:
    """The best increasing map of one block.

    `tried[i]` are the candidates for the i-th code, ascending, the code itself first; `scores[i]` are theirs.
    """
    emit, skipped = _emissions(tried, scores, costs)
    moves = [_moves(emit.shape[1], costs, apart=i < 2) for i in range(len(tried))]
    total = _sweep(emit, moves) + _sweep_back(emit, moves) - emit
    choices = tuple(_choice(x, row, skip) for x, row, skip in zip(tried, total, skipped, strict=True))
    return Block(choices, float(total[0].max() - sum(score[0] for score in scores)))


def _emissions(
    tried: Sequence[NDArray[np.int64]], scores: Sequence[Nats], costs: Costs
) -> tuple[Nats, NDArray[np.bool_]]:
    """The score of every code at every shift, and where it is that of a code left out of the run."""
    shifts = int(max(x[-1] - x[0] for x in tried)) + 1
    emit = np.full((len(tried), shifts), NEVER, dtype=np.float32)
    for row, x, score in zip(emit, tried, scores, strict=True):
        row[x - x[0]] = score
    left_out = (emit[:, 0] - costs.skip)[:, None]
    skipped = emit < left_out
    skipped[:, 0] = False
    emit = np.maximum(emit, left_out)
    emit[0, 1:] = NEVER
    return emit, skipped


def _choice(tried: NDArray[np.int64], total: Nats, skipped: NDArray[np.bool_]) -> Choice:
    """Read the best character and its rival off the scores of all shifts of one code."""
    code = int(tried[0])
    by_shift = np.where(skipped, NEVER, total)
    by_shift[0] = np.max(total, where=skipped, initial=total[0])
    best = int(np.argmax(by_shift))
    score = by_shift[best]
    by_shift[best] = NEVER
    rival = int(np.argmax(by_shift))
    possible = by_shift[rival] > NEVER / 2
    return Choice(code, code + best, float(score - by_shift[rival]), code + rival if possible else None)


@cache
def _moves(shifts: int, costs: Costs, *, apart: bool) -> NDArray[np.float32]:
    """The score of going from each shift (rows) to each other (columns)."""
    old, new = np.indices((shifts, shifts))
    lost = new - old
    score = np.where(lost == 0, 0.0, -(costs.widen + costs.per_lost * lost))
    entering = (old == 0) & (lost > 0)
    score = np.where(entering, score - costs.enter - apart * costs.enter_apart, score)
    score = np.where((lost < 0) | (lost > MAX_GAP), NEVER, score)
    score[1:, 0] = -costs.reset
    return score.astype(np.float32)


def _sweep(emit: Nats, moves: Sequence[NDArray[np.float32]]) -> Nats:
    best = emit.copy()
    for i in range(1, len(emit)):
        best[i] += np.max(best[i - 1][:, None] + moves[i], axis=0)
    return best


def _sweep_back(emit: Nats, moves: Sequence[NDArray[np.float32]]) -> Nats:
    best = emit.copy()
    for i in range(len(emit) - 2, -1, -1):
        best[i] += np.max(moves[i + 1] + best[i + 1][None, :], axis=1)
    return best
