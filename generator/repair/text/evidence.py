"""What the text around a code says about which character it is.

The evidence of a context for a character is how much likelier the two together are than apart, in nats. It is
taken relative to the character's own frequency, because frequencies differ between texts far more than the
company that characters keep; it is bounded on both sides, because no single context is beyond error.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .language import Ids, LanguageModel, Nats

BITS = 15
"""Enough for every symbol of the model."""
MAX_CONTEXTS = 24
"""Distinct contexts per code that are weighed: more would not change the choice, and cost time."""
AT_ONCE = 200_000
"""Look-ups done together: bounds the memory."""
LEAK = 0.03
"""Share of the text that keeps no company at all: bounds what a single neighbour can speak against."""
FLOOR = 0.02
"""The same for the whole context."""
CEILING = 10.0
"""Nats that one context can speak for a character at most."""
FREQUENCY = 0.15
"""Share of a character's own frequency that counts beside its company."""
REPETITION = 0.4
"""A context met n times weighs n to this power: a repeated phrase is one witness, not n."""
DISPERSION = 1.5
"""How evenly a character's use is spread over texts: a text uses it not at all, or often."""


@frozen(eq=False)
class Contexts:
    """The distinct surroundings of one code and the weight of each.

    Two symbols before and two after are packed into one number, `BITS` each.
    """

    packed: NDArray[np.int64]
    weight: Nats


_FIRST = np.ones(1, dtype=np.bool_)
_ONCE = np.ones(1, dtype=np.float32)


def pack(ids: Ids, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The surroundings of places of a padded stream, one number each."""
    at = places + 2
    return ids[at - 2] << 3 * BITS | ids[at - 1] << 2 * BITS | ids[at + 1] << BITS | ids[at + 2]


def contexts_of(packed: NDArray[np.int64], limit: int = MAX_CONTEXTS) -> Contexts:
    """The commonest of the packed contexts of a code."""
    if len(packed) <= 1:
        return Contexts(packed, _ONCE[: len(packed)])
    packed = np.sort(packed)
    first = np.flatnonzero(np.concatenate([_FIRST, packed[1:] != packed[:-1]]))
    count = np.concatenate([first[1:], [len(packed)]]) - first
    packed = packed[first]
    if len(packed) > limit or count.max() > 1:
        most = np.argsort(-count, kind="stable")[:limit]
        packed, count = packed[most], count[most]
    return Contexts(packed, (count**REPETITION).astype(np.float32))


def weigh(model: LanguageModel, contexts: Sequence[Contexts], candidates: Sequence[Ids]) -> Iterator[Nats]:
    """The evidence for every candidate of every code, many looked up at once."""
    ends = np.cumsum([len(c.weight) * len(x) for c, x in zip(contexts, candidates, strict=True)])
    start = 0
    while start < len(contexts):
        before = ends[start - 1] if start else 0
        stop = max(int(np.searchsorted(ends, before + AT_ONCE)), start + 1)
        yield from _weigh_together(model, contexts[start:stop], candidates[start:stop])
        start = stop


def _weigh_together(
    model: LanguageModel, contexts: Sequence[Contexts], candidates: Sequence[Ids]
) -> Iterator[Nats]:
    around = np.concatenate([np.repeat(c.packed, len(x)) for c, x in zip(contexts, candidates, strict=True)])
    tried = np.concatenate([np.tile(x, len(c.weight)) for c, x in zip(contexts, candidates, strict=True)])
    gains = bounded_gain(model, around, tried)
    start = 0
    for c, x in zip(contexts, candidates, strict=True):
        part = gains[start : start + len(c.weight) * len(x)]
        yield c.weight @ part.reshape(len(c.weight), len(x))
        start += len(part)


def bounded_gain(model: LanguageModel, packed: NDArray[np.int64], x: Ids) -> Nats:
    """How much each context speaks for each character, in nats between log FLOOR and CEILING."""
    a, b, d, e = (packed >> shift * BITS & (1 << BITS) - 1 for shift in (3, 2, 1, 0))
    ab, bx, xd, de = model.pairs(a, b), model.pairs(b, x), model.pairs(x, d), model.pairs(d, e)
    gain = (
        _leaky(model.third(ab, bx) - model.unigram[x])
        + _leaky(model.third(bx, xd) - model.unigram[d])
        + _leaky(model.third(xd, de) - model.second(de))
        + np.float32(FREQUENCY) * model.unigram[x]
    )
    bounded: Nats = np.minimum(np.logaddexp(gain, np.float32(np.log(FLOOR))), np.float32(CEILING))
    return bounded


def _leaky(gain: Nats) -> Nats:
    leaky: Nats = np.logaddexp(gain + np.float32(np.log1p(-LEAK)), np.float32(np.log(LEAK)))
    return leaky


def frequency_gain(model: LanguageModel, length: int, count: int, x: Ids) -> Nats:
    """How likely it is that a text of this length uses a character so often, against not at all.

    Negative binomial: a text uses a character either not at all or many times.
    """
    expected = np.exp(model.unigram[x].astype(np.float64)) * max(length, 1)
    chance = expected / (expected + DISPERSION)
    rising = sum(np.log((DISPERSION + i) / (1 + i)) for i in range(min(count, 200)))
    gain: Nats = (rising + min(count, 200) * np.log(chance)).astype(np.float32)
    return gain
