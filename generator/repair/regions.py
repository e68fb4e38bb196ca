"""The regions of a text: lines that behave as one font, each with a map of its own, or with none.

A plain text no longer says which font a line was set in. Lines that read better as they stand than under the
map of the rest are taken for another, sound font; they may in turn hold a broken one.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .decode import Decoding, decode
from .evidence import bounded_gain
from .gate import is_broken
from .language import LanguageModel, Nats
from .stream import Stream, padded_ids

SWITCH = 5.0
"""Nats for going from a broken font to a sound one, or back."""
LOUDEST = 6.0
"""Nats that one character can speak for a font."""


ROUNDS = 3
MAX_REGIONS = 4


@frozen(eq=False)
class Region:
    """The places of a stream that one broken font has set, and what its codes are."""

    name: str
    chosen: NDArray[np.bool_]
    decoding: Decoding


def broken_regions(model: LanguageModel, stream: Stream, decodable: NDArray[np.bool_]) -> Iterator[Region]:
    """Every region of the decodable places that is broken, the largest first; none in a sound text."""
    rest = decodable
    for number in range(1, MAX_REGIONS + 1):
        decoding = decode(model, stream, rest)
        if not is_broken(model, decoding):
            return
        region = _settle(model, stream, Region(f"字体{number}", rest, decoding))
        yield region
        rest = rest & ~region.chosen


def _settle(model: LanguageModel, stream: Stream, region: Region) -> Region:
    """Leave sound lines out and decode again, until the lines stay the same."""
    everything = region.chosen
    for _ in range(ROUNDS):
        sound = sound_lines(model, stream, region.decoding.mapped)
        chosen = everything & ~sound[stream.line]
        if np.array_equal(chosen, region.chosen) or not chosen.any():
            break
        region = Region(region.name, chosen, decode(model, stream, chosen))
    return region


def sound_lines(model: LanguageModel, stream: Stream, mapped: Mapping[int, int]) -> NDArray[np.bool_]:
    """For each line of the text, whether it reads better as it stands than under the map."""
    lines = int(stream.line[-1]) + 1 if len(stream.line) else 0
    touched = np.flatnonzero(np.isin(stream.codes, list(mapped)))
    gain = _gain_of_staying(model, stream, mapped, touched)
    return _smooth(np.bincount(stream.line[touched], gain, lines).astype(np.float64))


def _gain_of_staying(
    model: LanguageModel, stream: Stream, mapped: Mapping[int, int], touched: NDArray[np.int64]
) -> Nats:
    changed = stream.codes.copy()
    changed[touched] = [mapped[int(code)] for code in stream.codes[touched]]
    as_is = _likelihood(model, padded_ids(model, stream.codes), touched)
    as_mapped = _likelihood(model, padded_ids(model, changed), touched)
    gain: Nats = np.clip(as_is - as_mapped, -LOUDEST, LOUDEST)
    return gain


def _likelihood(model: LanguageModel, ids: NDArray[np.int64], places: NDArray[np.int64]) -> Nats:
    at = places + 2
    around = np.stack([ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]], axis=1)
    return bounded_gain(model, around, ids[at]) + model.unigram[ids[at]]


def _smooth(gain: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Two states by Viterbi; only lines with evidence count, and the text begins in a broken font."""
    spoken = np.flatnonzero(gain)
    sound, broken = -SWITCH, 0.0
    came_from = np.zeros((len(spoken), 2), dtype=bool)
    for i, line in enumerate(spoken):
        came_from[i] = broken - SWITCH > sound, broken >= sound - SWITCH
        sound, broken = max(sound, broken - SWITCH) + gain[line], max(broken, sound - SWITCH)
    state = sound > broken
    result = np.zeros(len(gain), dtype=bool)
    for i in range(len(spoken) - 1, -1, -1):
        result[spoken[i]] = state
        state = not came_from[i][0] if state else not came_from[i][1]
    return result
