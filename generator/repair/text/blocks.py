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

    enter: float = 4.5
    """A run breaks after two truly consecutive characters."""
    enter_apart: float = 4.5
    """More, where it breaks after an isolated one."""
    widen: float = 0.8
    """A broken run loses another gap."""
    per_lost: float = 0.2
    """Each code point lost."""
    skip: float = 7.0
    """A code inside a broken run that is right, because it comes from a sound font."""
    reset: float = 10.0
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
    raw, emit = _emissions(tried, scores, costs)
    moves = [_moves(emit.shape[1], costs, apart=i < 2) for i in range(len(tried))]
    around = _sweep(emit, moves) + _sweep_back(emit, moves) - 2 * emit
    rows = zip(tried, around, emit, raw, strict=True)
    choices = tuple(_choice(int(x[0]), a, e, r) for x, a, e, r in rows)
    best = float((around[0] + emit[0]).max())
    return Block(choices, best - float(sum(score[0] for score in scores)))


def _emissions(tried: Sequence[NDArray[np.int64]], scores: Sequence[Nats], costs: Costs) -> tuple[Nats, Nats]:
    """The score of every code at every shift; and the same where a code may be left out of the run."""
    shifts = int(max(x[-1] - x[0] for x in tried)) + 1
    raw = np.full((len(tried), shifts), NEVER, dtype=np.float32)
    for row, x, score in zip(raw, tried, scores, strict=True):
        row[x - x[0]] = score
    raw[0, 1:] = NEVER
    left_out = (raw[:, 0] - costs.skip)[:, None]
    emit = np.maximum(raw, left_out)
    emit[0, 1:] = NEVER
    return raw, emit


def _choice(code: int, around: Nats, emit: Nats, raw: Nats) -> Choice:
    """Read the best character and its rival off the scores of all shifts of one code.

    `around` is what the rest of the block scores when this code is shifted so; a code left out of the run
    counts for itself, at whatever shift the run then has.
    """
    by_shift = around + raw
    by_shift[0] = np.max(around + emit, where=emit > raw, initial=by_shift[0])
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
