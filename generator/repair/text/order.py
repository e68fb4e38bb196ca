"""Decode a text on the glyph order of a face: which characters its codes are if the faulty writer made it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from .chains import Chains
from .clues import Clues, PlacesByCode, Surroundings, gather
from .detection import RARE_CODE
from .explain import (
    LENGTHS,
    SETTINGS,
    SHARES,
    Explanation,
    Observed,
    Setting,
    Weights,
    explain,
    promising,
    pursued,
    weigh_counts,
)
from .language import LanguageModel
from .places import Touched, touched
from .stream import Stream, padded_ids

ROUNDS = 3
LIKELY = 0.5
"""From this chance on a candidate is context for the next round."""
LIKELY_COMMON, LIKELY_MIXED = 0.7, 0.99
"""The same for a common code in an excerpt, and where fonts mix: it may as well stand for itself."""
AGAINST = -4.0
"""Nats by which a rare code that makes a good word where it stands speaks against every candidate."""
CERTAIN = 0.95
"""The chance from which a code is its candidate's though what is around its places says otherwise."""
NAMED = 0.01
"""The least chance worth naming."""

UNUSUAL = 1.0
"""Nats by which each order must do better than those before it: the first are the commonest."""

SCREENING = (Setting(1.02, 0.98), Setting(16.0, 0.98), Setting(4.0, 0.35), Setting(4.0, 0.02))
"""Settings under which the orders are compared."""

Codes = NDArray[np.int64]
Chosen = NDArray[np.bool_]


@frozen
class Candidate:
    """What a code may be by the writer, and the chance that it is where its place is in the broken font."""

    code: int
    true: int
    chance: float
    order: str
    """The name of the order."""


@frozen(eq=False)
class OrderDecoding:
    """The best explanation of some places of a text on one order."""

    chains: Chains
    score: float
    """Nats by which it is better than taking the text for sound."""
    setting: Setting
    candidates: tuple[Candidate, ...]
    touched: Touched
    """The places of all codes with a candidate."""
    spoken: Mapping[int, float]
    """What the surroundings of each code say for its candidate rather than itself, in nats."""
    taken: NDArray[np.int64]
    """The places that are likely a candidate's."""
    current: Codes
    """The stream's codes, each with the likely candidate in its place where that fits better."""

    @property
    def likely(self) -> dict[int, int]:
        """Code to the character it likely is."""
        return {c.code: c.true for c in self.candidates if c.chance > LIKELY}

    @property
    def best(self) -> dict[int, Candidate]:
        """The likeliest candidate of each code."""
        return _best(self.candidates)


def _best(candidates: Iterable[Candidate]) -> dict[int, Candidate]:
    ascending = sorted(candidates, key=lambda candidate: candidate.chance)
    return {candidate.code: candidate for candidate in ascending}


@frozen(eq=False)
class _Task:
    """Some places of a text, and what does not change from round to round."""

    model: LanguageModel
    stream: Stream
    chosen: Chosen
    base: Codes
    places: PlacesByCode
    observed: Observed


@frozen(eq=False)
class Tried:
    """The best decoding of some places of a text, and what each order at first makes of its codes."""

    best: OrderDecoding
    first: tuple[tuple[Candidate, ...], ...]


def decode_on_orders(
    model: LanguageModel, stream: Stream, chosen: Chosen, current: Codes, orders: Sequence[Chains]
) -> Tried | None:
    """Explain the chosen places on the order that explains them best; None where none has anything to say.

    `current` are the codes of the stream as far as they are known: what is around a place. What one round
    finds is around the places of the next.
    """
    places = places_by_code(stream, chosen)
    task = _Task(model, stream, chosen, current, places, _observed(places, len(stream.codes)))
    found = _on_each(task, orders)
    if not found:
        return None
    first = tuple(tuple(_candidates(f.prepared.chains, f.explanation)) for f in found)
    best = max(found, key=lambda f: f.explanation.score)
    return Tried(_settle(task, best.prepared), first)


def _on_each(task: _Task, orders: Sequence[Chains]) -> "list[_Found]":
    surroundings = Surroundings(task.places, padded_ids(task.model, task.base))
    prepared = ((rank, _prepare(task, every, surroundings)) for rank, every in enumerate(orders))
    return [_less_likely(_explain(task, each, SCREENING), rank) for rank, each in prepared if each]


def _less_likely(found: "_Found", rank: int) -> "_Found":
    score = found.explanation.score - rank * UNUSUAL
    return evolve(found, explanation=evolve(found.explanation, score=score))


def _settle(task: _Task, first: "_Prepared") -> OrderDecoding:
    """Decode on one order until nothing changes."""
    decoding = _decoding(task, task.base, _explain(task, first, SETTINGS))
    current = task.base
    for _ in range(ROUNDS - 1):
        if np.array_equal(decoding.current, current):
            break
        current = decoding.current
        prepared = _prepare(task, first.every, Surroundings(task.places, padded_ids(task.model, current)))
        if prepared is None:
            break
        decoding = _decoding(task, current, _explain(task, prepared, [decoding.setting]))
    return decoding


def places_by_code(stream: Stream, chosen: Chosen) -> dict[int, NDArray[np.int64]]:
    """The chosen places of every code, codes ascending."""
    places = np.flatnonzero(stream.is_code & chosen)
    order = np.argsort(stream.codes[places], kind="stable")
    codes, starts = np.unique(stream.codes[places][order], return_index=True)
    return dict(zip(codes.tolist(), np.split(places[order], starts[1:]), strict=False))


def _observed(places: PlacesByCode, length: int) -> Observed:
    counts = np.zeros(0x10000, dtype=np.int64)
    counts[list(places)] = [len(at) for at in places.values()]
    return Observed(counts, length)


@frozen(eq=False)
class _Prepared:
    """The steps of an order worth weighing, and what speaks for each."""

    every: Chains
    chains: Chains
    clues: Clues
    weights: Weights


@frozen(eq=False)
class _Found:
    prepared: _Prepared
    explanation: Explanation


def _prepare(task: _Task, every: Chains, surroundings: Surroundings) -> _Prepared | None:
    """What is worth weighing, None where nothing is."""
    chains = every.select(pursued(every, task.observed))
    clues = gather(task.model, chains, surroundings)
    weights = weigh_counts(task.model, chains, task.observed)
    keep = promising(chains, weights, task.observed, clues.evidence)
    if not keep.any():
        return None
    return _Prepared(every, chains.select(keep), clues.select(keep), weights.select(keep))


def _explain(task: _Task, prepared: _Prepared, settings: Sequence[Setting]) -> _Found:
    every, chains, clues = prepared.every, prepared.chains, prepared.clues
    found = explain(every, chains, prepared.weights, task.observed, clues.evidence, settings)
    return _Found(prepared, found)


def _decoding(task: _Task, current: Codes, found: _Found) -> OrderDecoding:
    explanation, chains = found.explanation, found.prepared.chains
    candidates = tuple(_candidates(chains, explanation))
    best = _best(candidates)
    mapped = {code: candidate.true for code, candidate in best.items()}
    chance = {code: candidate.chance for code, candidate in best.items()}
    ids = padded_ids(task.model, current)
    at = touched(task.model, task.stream, task.chosen, ids, mapped, chance, explanation.setting.share)
    evidence = found.prepared.clues.evidence(explanation.setting.share)
    spoken = {
        int(chains.code[step]): float(evidence[step])
        for step in np.flatnonzero(explanation.chance > LIKELY / 2).tolist()
        if mapped.get(int(chains.code[step])) == chains.true[step]
    }
    after = task.base.copy()
    common = task.model.unigram[task.model.id_of_code[task.stream.codes[at.places]]] >= RARE_CODE
    likely = at.chance > np.where(common, _needed(explanation.setting), LIKELY)
    denied = [code for code, nats in spoken.items() if nats < 0 and chance[code] < CERTAIN]
    likely &= ~np.isin(task.stream.codes[at.places], denied)
    taken = at.places[likely & (common | (at.context > AGAINST))]
    after[taken] = [mapped[code] for code in task.stream.codes[taken].tolist()]
    return OrderDecoding(
        chains=found.prepared.every,
        score=explanation.score,
        setting=explanation.setting,
        candidates=candidates,
        touched=at,
        spoken=spoken,
        taken=taken,
        current=after,
    )


def _needed(setting: Setting) -> float:
    """The chance that a common code must have."""
    if setting.share < SHARES[0]:
        return LIKELY_MIXED
    return LIKELY if setting.length == LENGTHS[0] else LIKELY_COMMON


def _candidates(chains: Chains, explanation: Explanation) -> Iterator[Candidate]:
    """Each pair of a code and a character once, the chances of its chains added."""
    chance: dict[tuple[int, int], float] = {}
    for step in np.flatnonzero(explanation.chance > NAMED / 4).tolist():
        pair = int(chains.code[step]), int(chains.true[step])
        chance[pair] = chance.get(pair, 0.0) + float(explanation.chance[step])
    for (code, true), total in sorted(chance.items()):
        if total > NAMED:
            yield Candidate(code, true, min(total, 1.0), chains.name)
