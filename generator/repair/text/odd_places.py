"""Single places that read much better with another character, for which an order may write what stands there.

One common code in a whole excerpt is too little to say which font it is from. Such places are asked about,
never changed.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .chains import Chains, known_chains
from .clues import gains
from .detection import RARE_CODE
from .evidence import pack
from .language import LanguageModel, Nats
from .order import UNUSUAL, Candidate
from .stream import Stream, padded_ids
from .usage import log_absent

ODD = 5.5
"""Nats that the surroundings must say for the other character beyond its chain's cost, in a sound text."""
ODD_IN_BROKEN = 3.0
"""The same in a text of which some part is broken, or may be."""
AT_HOME = 1.5
"""Nats from which a character is where it belongs, so that no other need be tried."""
LARGE = 20_000
"""Characters of the document that the text may be part of."""
COSTLY = -5.0
"""Nats below which a chain is not thought of: the document would have to use too much of it."""

Places = NDArray[np.int64]


@frozen(eq=False)
class _Pairs:
    """What may be written for what, codes ascending, and how likely a large document is to make it so."""

    code: Places
    true: Places
    chance: Nats
    order: tuple[str, ...]


@frozen(eq=False)
class OddPlaces:
    """The places of one candidate."""

    candidate: Candidate
    places: Places


def odd_places(
    model: LanguageModel, stream: Stream, current: Places, chosen: NDArray[np.bool_], needed: float
) -> Iterator[OddPlaces]:
    """The odd ones among the chosen places; `current` are the text's characters as far as they are known."""
    ids = padded_ids(model, current)
    pairs = _pairs(model)
    places = np.flatnonzero(chosen & stream.is_code & (current == stream.codes))
    places = places[model.unigram[ids[places + 2]] >= RARE_CODE]
    own = gains(model, pack(ids, places), ids[places + 2])
    places, own = places[own < AT_HOME], own[own < AT_HOME]
    first = np.searchsorted(pairs.code, stream.codes[places])
    number = np.searchsorted(pairs.code, stream.codes[places], side="right") - first
    at = np.repeat(np.arange(len(places)), number)
    tried = np.repeat(first - np.cumsum(number) + number, number) + np.arange(number.sum())
    other = gains(model, pack(ids, places[at]), model.id_of_code[pairs.true[tried]].astype(np.int64))
    better = np.flatnonzero(other - own[at] + pairs.chance[tried] >= needed)
    for pair in np.unique(tried[better]).tolist():
        code, true = int(pairs.code[pair]), int(pairs.true[pair])
        chance = float(np.exp(pairs.chance[pair]))
        yield OddPlaces(
            Candidate(code, true, chance, pairs.order[pair]), places[at[better[tried[better] == pair]]]
        )


@cache
def _pairs(model: LanguageModel) -> _Pairs:
    best: dict[tuple[int, int], tuple[float, str]] = {}
    for rank, chains in enumerate(known_chains(model)):
        chances = _chances(chains) - rank * UNUSUAL
        steps = np.flatnonzero(chances > COSTLY)
        for step in steps[np.argsort(chances[steps])].tolist():
            pair = int(chains.code[step]), int(chains.true[step])
            best[pair] = max(best.get(pair, (COSTLY, "")), (float(chances[step]), chains.name))
    ordered = sorted(best)
    return _Pairs(
        code=np.array([code for code, _ in ordered]),
        true=np.array([true for _, true in ordered]),
        chance=np.array([best[pair][0] for pair in ordered], dtype=np.float32),
        order=tuple(best[pair][1] for pair in ordered),
    )


def _chances(chains: Chains) -> NDArray[np.float64]:
    """How likely a large document is to use all characters of a chain up to each step, in nats."""
    used = np.log(-np.expm1(log_absent(chains.frequency * LARGE)))
    total = np.concatenate([[0.0], np.cumsum(used[chains.at])])
    along = total[1:] - total[chains.first[:-1]][chains.owner]
    result: NDArray[np.float64] = along + (used[chains.end - 1] + used[chains.end])[chains.owner]
    return result
