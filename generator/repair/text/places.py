"""At which places a code is what the writer made of another character: sound and broken fonts mix."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .clues import gains
from .evidence import pack
from .language import Ids, LanguageModel
from .stream import Stream, padded_ids
from .usage import Floats

PRIOR = 0.5
"""Share of the difference in frequency that counts at a single place."""
LOUDEST = 8.0
"""Nats that a place can say at most about the font of its neighbours."""
SWITCH_LINE, SWITCH = 0.2, 0.05
"""How often the font changes from one touched place to the next, on another line and on the same."""


@frozen(eq=False)
class Touched:
    """The places whose code has a candidate, and the chance that each is this candidate's."""

    places: NDArray[np.int64]
    chance: Floats
    context: Floats
    """What the surroundings of each place alone say for the candidate, in nats."""


def touched(
    model: LanguageModel,
    stream: Stream,
    chosen: NDArray[np.bool_],
    ids: Ids,
    mapped: Mapping[int, int],
    chance: Mapping[int, float],
    share: float,
) -> Touched:
    """Weigh every chosen place of a mapped code by its surroundings and by the font of its neighbours.

    `ids` are the symbols of the padded stream as far as it is known; `chance` is that of the map itself.
    """
    target = np.zeros(0x10000, dtype=np.int64)
    target[list(mapped)] = list(mapped.values())
    places = np.flatnonzero(chosen & stream.is_code & (target[np.minimum(stream.codes, 0xFFFF)] > 0))
    codes = stream.codes[places]
    own = model.id_of_code[codes].astype(np.int64)
    other = model.id_of_code[target[codes]].astype(np.int64)
    around = pack(ids, places)
    context = (gains(model, around, other) - gains(model, around, own)).astype(np.float64)
    alone = context + PRIOR * (model.unigram[other] - model.unigram[own])
    believed = np.array([chance[code] for code in codes.tolist()])
    heard = np.where(believed > 0.5, np.clip(alone, -LOUDEST, LOUDEST), 0.0)
    same_line = np.concatenate([[False], np.diff(stream.line[places]) == 0])
    odds = alone + _neighbours(heard, same_line, share)
    return Touched(places, believed / (1 + np.exp(-np.clip(odds, -50, 50))), context)


def fluency(
    model: LanguageModel, stream: Stream, current: NDArray[np.int64], places: NDArray[np.bool_]
) -> float:
    """How well the characters at some places of a stream go with what is around them, in nats.

    A repeated phrase counts once.
    """
    ids = padded_ids(model, current)
    at = np.flatnonzero(places)
    around, own = np.unique(np.stack([pack(ids, at), ids[at + 2]]), axis=1)
    return float((gains(model, around, own) + PRIOR * model.unigram[own]).astype(np.float64).sum())


def _neighbours(heard: Floats, same_line: NDArray[np.bool_], share: float) -> Floats:
    """What the other places say of each, heard through the chance that the font changes between them."""
    if not len(heard):
        return heard
    switches = np.where(same_line, SWITCH, SWITCH_LINE).tolist()
    before = _messages(heard.tolist(), switches, share)
    after = _messages(heard[::-1].tolist(), [SWITCH_LINE, *switches[:0:-1]], share)[::-1]
    prior = math.log(share / (1 - share))
    result: Floats = np.array(before) + np.array(after) - prior
    return result


def _messages(heard: Sequence[float], switches: Sequence[float], share: float) -> list[float]:
    """What the places before say about each: the odds of the broken font, in nats."""
    odds, messages = math.log(share / (1 - share)), []
    for own, switch in zip(heard, switches, strict=True):
        chance = 1 / (1 + math.exp(-odds))
        chance = chance * (1 - switch) + switch * share
        odds = math.log(chance / (1 - chance))
        messages.append(odds)
        odds += own
    return messages
