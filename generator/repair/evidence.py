"""What the text around a code says about which character it is.

The evidence of a context for a character is how much likelier the two together are than apart, in nats. It is
taken relative to the character's own frequency, because frequencies differ between texts far more than the
company that characters keep; it is bounded on both sides, because no single context is beyond error.
"""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .language import Ids, LanguageModel, Nats

MAX_CONTEXTS = 24
"""Distinct contexts per code that are weighed: more would not change the choice, and cost time."""
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
    """The distinct surroundings of one code: two symbols before, two after, and the weight of each."""

    around: NDArray[np.int64]
    weight: Nats


def contexts_of(ids: Ids, places: NDArray[np.int64]) -> Contexts:
    """The commonest contexts at the given places of a padded stream."""
    at = places + 2
    around = np.stack([ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]], axis=1)
    if len(places) == 1:
        return Contexts(around, np.ones(1, dtype=np.float32))
    distinct, count = np.unique(around, axis=0, return_counts=True)
    most = np.argsort(-count, kind="stable")[:MAX_CONTEXTS]
    return Contexts(distinct[most], (count[most] ** REPETITION).astype(np.float32))


def weigh(model: LanguageModel, contexts: Sequence[Contexts], candidates: Sequence[Ids]) -> list[Nats]:
    """The evidence for every candidate of every code, all codes looked up at once."""
    around = [np.repeat(c.around, len(x), axis=0) for c, x in zip(contexts, candidates, strict=True)]
    tried = [np.tile(x, len(c.weight)) for c, x in zip(contexts, candidates, strict=True)]
    if not tried:
        return []
    gains = bounded_gain(model, np.concatenate(around), np.concatenate(tried))
    ends = np.cumsum([len(x) for x in tried])[:-1]
    parts = np.split(gains, ends)
    return [c.weight @ part.reshape(len(c.weight), -1) for c, part in zip(contexts, parts, strict=True)]


def bounded_gain(model: LanguageModel, around: NDArray[np.int64], x: Ids) -> Nats:
    """How much each context speaks for each character, in nats between log LEAK and CEILING."""
    a, b, d, e = around.T
    gain = (
        _leaky(model.after_two(a, b, x) - model.unigram[x])
        + _leaky(model.after_two(b, x, d) - model.unigram[d])
        + _leaky(model.after_two(x, d, e) - model.after_one(d, e))
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
