"""Every way in which a face's order can break: for each pair a range may begin with, what it then writes.

A range that begins with the consecutive characters before and at an `end` counts on over the glyphs behind
it. `at` are the places of those glyphs in the face's order, `code` is what is written for them, `true` what
they draw; the steps of one chain lie together, from `first[k]` to `first[k + 1]`. How far a chain may reach
is bounded by how likely a large document is to use every character in it.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .faces import BY_CODE, BY_UNICODE, Face, gb2312_by_code, gb2312_by_unicode, yahei
from .faulty_writer import LOW
from .language import FIRST_CHARACTER, LanguageModel
from .usage import Floats, log_absent

Places = NDArray[np.int64]

LARGEST = 1_000_000
"""Characters of the largest document thought of."""
IMPOSSIBLE = -25.0
"""Nats below which a document is not thought to use all the characters of a chain."""
UNHEARD = 1e-9
"""The frequency of a character that the language model does not know."""


@frozen(eq=False)
class Chains:
    """See above; `frequency` is that of the character of each place of the order."""

    name: str
    faces: tuple[Face, ...]
    """Faces of one order at different glyph numbers: a text does not say at which."""
    codes: Places
    frequency: Floats
    end: Places
    first: Places
    owner: Places
    at: Places
    code: Places
    true: Places
    unclaimed_from: Places
    """The place of the first glyph in the chain whose own code point is beyond what is written by here."""
    forced: Floats
    """The share of the faces in which the range must end at this step."""
    released: NDArray[np.bool_]
    """Whether the code is no character of the chain, so that the chain takes it from its own glyph."""

    def select(self, keep: NDArray[np.bool_]) -> "Chains":
        """The chains cut down to the first steps of some; each then ends where it is cut."""
        lengths = np.bincount(self.owner[keep], minlength=len(self.end))
        some = lengths > 0
        forced = self.forced.copy()
        forced[np.flatnonzero(keep[:-1] & ~keep[1:])] = 1.0
        return Chains(
            name=self.name,
            faces=self.faces,
            codes=self.codes,
            frequency=self.frequency,
            end=self.end[some],
            first=np.concatenate([[0], np.cumsum(lengths[some])]),
            owner=np.repeat(np.arange(int(some.sum())), lengths[some]),
            forced=forced[keep],
            **{
                name: getattr(self, name)[keep]
                for name in ("at", "code", "true", "unclaimed_from", "released")
            },
        )


@cache
def known_chains(model: LanguageModel) -> tuple[Chains, ...]:
    """The chains of every known order, the commonest first."""
    families = (
        (yahei(),),
        (yahei(bold=True),),
        tuple(map(gb2312_by_unicode, BY_UNICODE)),
        tuple(map(gb2312_by_code, BY_CODE)),
    )
    return tuple(chains_of(model, faces) for faces in families)


def chains_of(model: LanguageModel, faces: Sequence[Face]) -> Chains:
    """The chains of faces of one order."""
    codes = faces[0].codes
    frequency = frequency_of(model, codes)
    joined = _joined(faces)
    ends = _ends(codes, joined)
    used = np.log(-np.expm1(log_absent(frequency * LARGEST)))
    lengths = np.array([_length(codes, joined, used, end) for end in ends], dtype=np.int64)
    ends, lengths = ends[lengths > 0], lengths[lengths > 0]
    first = np.concatenate([[0], np.cumsum(lengths)])
    owner = np.repeat(np.arange(len(ends)), lengths)
    step = np.arange(len(owner)) - first[owner] + 1
    at = ends[owner] + step
    code = codes[ends][owner] + step
    place_of = np.full(0x10000, -1)
    place_of[codes] = np.arange(len(codes))
    own = place_of[code]
    return Chains(
        name=faces[0].name,
        faces=tuple(faces),
        codes=codes,
        frequency=frequency,
        end=ends,
        first=first,
        owner=owner,
        at=at,
        code=code,
        true=codes[at],
        unclaimed_from=_unclaimed_from(codes, ends, first, code),
        forced=np.where(code & LOW == LOW, 1.0, 1.0 - joined[at + 1]),
        released=(own < ends[owner] - 1) | (own >= at),
    )


def frequency_of(model: LanguageModel, codes: Places) -> Floats:
    """How often each character is used, as a share of a text."""
    ids = model.id_of_code[codes]
    known = np.exp(model.unigram[ids].astype(np.float64))
    return np.where(ids >= FIRST_CHARACTER, known, UNHEARD)


def _joined(faces: Sequence[Face]) -> Floats:
    """For each place, and the one behind the last, in which share of the faces a run may come on to it."""
    gids = faces[0].gids
    runs_on = np.concatenate([[False], np.diff(gids) == 1, [False]])
    open_low = np.mean([face.gids & LOW != LOW for face in faces], axis=0)
    joined: Floats = np.where(runs_on, np.concatenate([[0.0], open_low]), 0.0)
    return joined


def _ends(codes: Places, joined: Floats) -> Places:
    """The places of the last of consecutive characters, where the next glyph draws another one."""
    pair = np.concatenate([[False], np.diff(codes) == 1])
    pair &= (joined[:-1] > 0) & (codes & LOW != 0)
    breaks = np.concatenate([np.diff(codes) != 1, [False]]) & (joined[1:] > 0) & (codes & LOW != LOW)
    return np.flatnonzero(pair & breaks)


def _length(codes: Places, joined: Floats, used: Floats, end: int) -> int:
    room = min(LOW - int(codes[end] & LOW), len(codes) - end - 1)
    runs_on = joined[end + 1 : end + 1 + room] > 0
    chance = used[end - 1] + used[end] + np.cumsum(used[end + 1 : end + 1 + room])
    possible = runs_on & (chance > IMPOSSIBLE)
    return room if possible.all() else int(np.argmin(possible))


def _unclaimed_from(codes: Places, ends: Places, first: Places, code: Places) -> Places:
    result = np.empty(len(code), dtype=np.int64)
    for end, start, stop in zip(ends.tolist(), first[:-1].tolist(), first[1:].tolist(), strict=True):
        reached = np.maximum.accumulate(codes[end + 1 : end + 1 + stop - start])
        result[start:stop] = end + 1 + np.searchsorted(reached, code[start:stop], side="right")
    return result
