"""Decode the places of one region of a text: which character each of its codes is."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from .blocks import MAX_GAP, MAX_SHIFT, Block, Choice, Costs, decode_block
from .evidence import MAX_CONTEXTS, Contexts, contexts_of, frequency_gain, pack, weigh
from .language import FIRST_CHARACTER, Ids, LanguageModel, Nats
from .stream import LAST_CODE, Stream, padded_ids

RARE = np.float32(np.log(4e-7))
"""Characters rarer than this are no candidates."""
ROUNDS = 5
WORK = 60
"""Look-ups per character and round, up to `MOST_WORK` in all: beyond it fewer contexts are weighed."""
MOST_WORK = 1_000_000
FEWEST_CONTEXTS = 2
DEFAULT_COSTS = Costs()
NO_GUESS: Mapping[int, int] = MappingProxyType({})


@frozen
class Decoding:
    """The decoded blocks, and how often every code of the region occurs."""

    blocks: tuple[Block, ...]
    counts: dict[int, int]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Of all codes that stand in blocks."""
        return tuple(choice for block in self.blocks for choice in block.choices)

    @property
    def mapped(self) -> dict[int, int]:
        """Code to character, where they differ."""
        return {choice.code: choice.true for choice in self.choices if choice.true != choice.code}

    @property
    def changed_share(self) -> float:
        """Which share of the region's places the map changes."""
        changed = sum(self.counts[code] for code in self.mapped)
        return changed / max(sum(self.counts.values()), 1)


@define(eq=False)
class _Slot:
    """One code that stands in a block, while it is decoded."""

    code: int
    block: int
    places: NDArray[np.int64]
    tried: NDArray[np.int64]
    ids: Ids
    usage: Nats
    scores: Nats = field(factory=lambda: np.empty(0, dtype=np.float32))
    contexts: Contexts | None = None


def decode(
    model: LanguageModel,
    stream: Stream,
    chosen: NDArray[np.bool_],
    guess: Mapping[int, int] = NO_GUESS,
    costs: Costs = DEFAULT_COSTS,
) -> Decoding:
    """Decode the chosen places until nothing changes: what one round decodes is context in the next.

    `guess` is a map to begin with, code to character.
    """
    places = _places_by_code(stream, chosen)
    length = sum(map(len, places.values()))
    slots = list(_slots(model, places, length))
    limit = _context_limit(slots, length)
    current = stream.codes.copy()
    for code in guess.keys() & places.keys():
        current[places[code]] = guess[code]
    blocks: list[Block] = []
    for _ in range(ROUNDS):
        if not _weigh_changed(model, slots, padded_ids(model, current), limit):
            break
        blocks = _decode_blocks(slots, costs)
        for slot, choice in zip(slots, (c for block in blocks for c in block.choices), strict=True):
            current[slot.places] = choice.true
    return Decoding(tuple(blocks), {code: len(at) for code, at in places.items()})


def _places_by_code(stream: Stream, chosen: NDArray[np.bool_]) -> dict[int, NDArray[np.int64]]:
    """The places of every code, codes ascending."""
    places = np.flatnonzero(stream.is_code & chosen)
    order = np.argsort(stream.codes[places], kind="stable")
    codes, starts = np.unique(stream.codes[places][order], return_index=True)
    parts = np.split(places[order], starts[1:])
    return dict(zip(codes.tolist(), parts, strict=False))


def _slots(model: LanguageModel, places: dict[int, NDArray[np.int64]], length: int) -> Iterator[_Slot]:
    """Every code whose neighbour occurs too: only there can a run have counted on."""
    codes = list(places)
    start = 0
    for i, code in enumerate(codes):
        if i and codes[i - 1] != code - 1:
            start = i
        follows = codes[i + 1 : i + 2] == [code + 1]
        if i > start or follows:
            tried = _candidates(model, code, i - start)
            ids = model.id_of_code[tried].astype(np.int64)
            yield _Slot(
                code, start, places[code], tried, ids, frequency_gain(model, length, len(places[code]), ids)
            )


def _candidates(model: LanguageModel, code: int, position: int) -> NDArray[np.int64]:
    """The code itself, and what a broken run could have moved onto it."""
    reach = min(MAX_SHIFT, MAX_GAP * position, LAST_CODE - code)
    moved = np.arange(code + 1, code + reach + 1)
    ids = model.id_of_code[moved]
    usual = (ids >= FIRST_CHARACTER) & (model.unigram[ids] > RARE)
    return np.concatenate([[code], moved[usual]])


def _context_limit(slots: Sequence[_Slot], length: int) -> int:
    """How many contexts of a code are weighed, so that the work stays linear in the length."""
    candidates = sum(len(slot.tried) for slot in slots)
    affordable = min(WORK * length, MOST_WORK) // max(candidates, 1)
    return max(FEWEST_CONTEXTS, min(MAX_CONTEXTS, affordable))


def _weigh_changed(model: LanguageModel, slots: Sequence[_Slot], ids: Ids, limit: int) -> bool:
    """Weigh anew the codes whose contexts have changed; whether there were any."""
    stale = []
    for slot in slots:
        contexts = contexts_of(pack(ids, slot.places), limit)
        if slot.contexts is None or not np.array_equal(slot.contexts.packed, contexts.packed):
            slot.contexts = contexts
            stale.append(slot)
    evidence = weigh(model, [s.contexts for s in stale if s.contexts], [s.ids for s in stale])
    for slot, gains in zip(stale, evidence, strict=True):
        slot.scores = gains + slot.usage
    return bool(stale)


def _decode_blocks(slots: Sequence[_Slot], costs: Costs) -> list[Block]:
    grouped = (list(group) for _, group in groupby(slots, key=lambda slot: slot.block))
    return [decode_block([s.tried for s in group], [s.scores for s in group], costs) for group in grouped]
