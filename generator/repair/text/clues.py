"""What the surroundings of each code say about what the steps of chains would make of it."""

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .chains import Chains
from .detection import RARE_CODE
from .evidence import BITS, Contexts, bounded_gain, contexts_of, pack
from .language import Ids, LanguageModel, Nats
from .usage import Floats

PRIOR = 0.5
"""Share of the difference in frequency that counts in each context of a common code."""
PURE = 0.9
"""Share from which all places of a code are in the broken font."""
UNEVEN = ((1.0, 0.0), (0.5, 1.0), (0.15, 1.5))
"""Which part of that share a code of its own may have where fonts mix, and what that costs in nats."""
CONTEXTS = 20
"""Distinct contexts of a code that are weighed for each of its candidates."""
AT_ONCE = 200_000
"""Look-ups done together: bounds the memory."""

PlacesByCode = Mapping[int, NDArray[np.int64]]


@frozen(eq=False)
class Clues:
    """For pairs of a code and a candidate, each context's gain in nats over the code itself, and its weight.

    `pair` is the pair of each step, -1 where the text lacks the code; `first` is where each pair's contexts
    begin.
    """

    pair: NDArray[np.int64]
    first: NDArray[np.int64]
    gain: Nats
    weight: Nats

    def evidence(self, share: float) -> Floats:
        """What all contexts of each step's code say, where this share of them is in the broken font."""
        if not len(self.first):
            return np.zeros(len(self.pair))
        if share >= PURE:
            by_pair = self._at(share)
        else:
            by_pair = np.max([self._at(share * part) - cost for part, cost in UNEVEN], axis=0)
        return np.where(self.pair >= 0, by_pair[self.pair], 0.0)

    def _at(self, share: float) -> Floats:
        each = self.weight * np.logaddexp(np.log(share) + self.gain, np.log1p(-share))
        result: Floats = np.add.reduceat(each, self.first).astype(np.float64)
        return result

    def select(self, keep: NDArray[np.bool_]) -> "Clues":
        """The clues for some of the steps."""
        return Clues(self.pair[keep], self.first, self.gain, self.weight)


class Surroundings:
    """The contexts of every code in a padded stream, each code's found when first asked for."""

    def __init__(self, places: PlacesByCode, ids: Ids) -> None:
        self.places = places
        self._packed = pack(ids, np.arange(len(ids) - 4))
        self._known: dict[int, Contexts] = {}

    def of(self, code: int) -> Contexts:
        """The commonest contexts of a code."""
        if code not in self._known:
            self._known[code] = contexts_of(self._packed[self.places[code]], CONTEXTS)
        return self._known[code]


def gather(model: LanguageModel, chains: Chains, surroundings: Surroundings) -> Clues:
    """The clues for all steps whose code the text has."""
    seen = np.isin(chains.code, list(surroundings.places))
    keys, index = np.unique(chains.code[seen] << 16 | chains.true[seen], return_inverse=True)
    pair = np.full(len(chains.code), -1)
    pair[seen] = index
    if not len(keys):
        nothing = np.empty(0, dtype=np.float32)
        return Clues(pair, np.empty(0, dtype=np.int64), nothing, nothing)
    each = [surroundings.of(code) for code in (keys >> 16).tolist()]
    lengths = np.array([len(c.packed) for c in each], dtype=np.int64)
    around = np.concatenate([c.packed for c in each])
    tried = np.repeat(model.id_of_code[keys & 0xFFFF].astype(np.int64), lengths)
    own = np.repeat(model.id_of_code[keys >> 16].astype(np.int64), lengths)
    commoner = np.float32(PRIOR) * (model.unigram[tried] - model.unigram[own])
    commoner[model.unigram[own] < RARE_CODE] = 0  # how seldom a rare code is used its count says already
    return Clues(
        pair=pair,
        first=np.concatenate([[0], np.cumsum(lengths)[:-1]]),
        gain=gains(model, around, tried) - gains(model, around, own) + commoner,
        weight=np.concatenate([c.weight for c in each]),
    )


def gains(model: LanguageModel, packed: NDArray[np.int64], x: Ids) -> Nats:
    """`bounded_gain` of any number of contexts; near ones together, which the look-ups reward."""
    around, context = np.unique(packed, return_inverse=True)
    once, index = np.unique(context << BITS | x, return_inverse=True)
    parts = [
        bounded_gain(model, around[some >> BITS], some & (1 << BITS) - 1)
        for some in (once[start : start + AT_ONCE] for start in range(0, len(once), AT_ONCE))
    ]
    result: Nats = np.concatenate([np.empty(0, dtype=np.float32), *parts])[index]
    return result
