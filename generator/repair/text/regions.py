"""The regions of a text: lines that behave as one font, each with a map of its own, or with none.

A plain text no longer says which font a line was set in. Lines that read better as they stand than under the
map of the rest are taken for another, sound font; they may in turn hold a broken one.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .decode import Decoding, decode
from .detection import is_as_measured, is_broken, is_suspect
from .evidence import bounded_gain, pack
from .language import LanguageModel, Nats
from .stream import Stream, padded_ids

SWITCH = 2.0
"""Nats for going from a broken font to a sound one, or back."""
LOUDEST = 8.0
"""Nats that one character can speak for a font."""


ROUNDS = 3
MAX_REGIONS = 3


UNSURE = 2.5
"""Nats below which a line's font is doubtful."""


@frozen(eq=False)
class Region:
    """The places of a stream that one broken font has set, and what its codes are.

    `unsure` are places of its changed codes, in it or not, whose line may belong to it or to a sound font.
    """

    name: str
    chosen: NDArray[np.bool_]
    decoding: Decoding
    unsure: NDArray[np.bool_]
    as_measured: bool
    """Whether the confidences that were measured hold for it."""
    suspect: bool = False
    """Perhaps sound: nothing is changed, but what would have been is doubtful."""


def broken_regions(model: LanguageModel, stream: Stream, decodable: NDArray[np.bool_]) -> Iterator[Region]:
    """Every region of the decodable places that is broken, the largest first; none in a sound text."""
    rest = decodable
    for number in range(1, MAX_REGIONS + 1):
        decoding = decode(model, stream, rest)
        if not is_broken(model, decoding):
            if number == 1 and is_suspect(model, decoding):
                yield Region("", rest, decoding, np.zeros_like(rest), as_measured=False, suspect=True)
            return
        region = _settle(model, stream, f"字体{number}", rest, decoding)
        yield region
        rest = rest & ~region.chosen


def _settle(
    model: LanguageModel, stream: Stream, name: str, places: NDArray[np.bool_], decoding: Decoding
) -> Region:
    """Leave sound lines out and decode again, until the lines stay the same."""
    chosen = places
    for _ in range(ROUNDS):
        soundness = line_soundness(model, stream, decoding.mapped)[stream.line]
        kept = places & (soundness <= 0)
        if np.array_equal(kept, chosen) or not kept.any():
            break
        chosen, decoding = kept, decode(model, stream, kept, decoding.mapped)
    touched = places & np.isin(stream.codes, list(decoding.mapped))
    # A sound font that no line clearly shows is not presumed.
    unsure = touched & (np.abs(soundness) < UNSURE) & (chosen != places).any()
    return Region(name, chosen, decoding, unsure, is_as_measured(model, decoding))


def line_soundness(model: LanguageModel, stream: Stream, mapped: Mapping[int, int]) -> NDArray[np.float64]:
    """For each line of the text, by how many nats it reads better as it stands than under the map."""
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
    return bounded_gain(model, pack(ids, places), ids[places + 2]) + model.unigram[ids[places + 2]]


def _smooth(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """The margin between a line's two states, sound and broken, in the best assignment of all lines.

    Lines without evidence say nothing, and count as broken; the text begins in the broken font.
    """
    spoken = np.flatnonzero(gain)
    to_the_end = _best_ends(gain[spoken][::-1], 0.0)[::-1]
    from_the_start = _best_ends(gain[spoken], SWITCH)
    soundness = np.full(len(gain), -np.inf)
    soundness[spoken] = from_the_start + to_the_end - gain[spoken]
    return soundness


def _best_ends(gain: NDArray[np.float64], begin: float) -> NDArray[np.float64]:
    """For each line, how much better the lines up to it do when it is sound rather than broken."""
    better, ends = -begin, np.empty(len(gain))
    for i, line_gain in enumerate(gain):
        better = (min(max(better, -SWITCH), SWITCH) if i else better) + line_gain
        ends[i] = better
    return ends
