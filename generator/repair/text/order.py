"""Decode a text on the glyph order of a face: which characters its codes are if the faulty writer made it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from .chains import Chains
from .clues import PlacesByCode, Surroundings, gather
from .explain import SETTINGS, SHARES, Explanation, Observed, Setting, explain, promising, pursued
from .gate import RARE_CODE
from .language import LanguageModel
from .places import Touched, touched
from .stream import Stream, padded_ids
from .usage import Floats

ROUNDS = 3
LIKELY = 0.5
"""From this chance on a candidate is context for the next round."""
LIKELY_COMMON = 0.85
"""The same for a common code where fonts mix or the text is an excerpt: it may as well stand for itself."""
NAMED = 0.02
"""The least chance worth naming."""

UNUSUAL = 1.0
"""Nats by which each order must do better than those before it: the first are the commonest."""

SCREENING = (Setting(1.02, 0.98), Setting(16.0, 0.98), Setting(4.0, 0.35), Setting(16.0, 0.1))
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
    first = tuple(tuple(_candidates(f.chains, f.explanation)) for f in found)
    best = max(found, key=lambda f: f.explanation.score)
    return Tried(_settle(task, best.every), first)


def _on_each(task: _Task, orders: Sequence[Chains]) -> "list[_Found]":
    surroundings = Surroundings(task.places, padded_ids(task.model, task.base))
    found = (
        _explain(task, every, surroundings, SCREENING, handicap=rank * UNUSUAL)
        for rank, every in enumerate(orders)
    )
    return [explained for explained in found if explained]


def _settle(task: _Task, every: Chains) -> OrderDecoding:
    """Decode on one order until nothing changes."""
    current, settings, decoding = task.base, SETTINGS, None
    for _ in range(ROUNDS):
        surroundings = Surroundings(task.places, padded_ids(task.model, current))
        found = _explain(task, every, surroundings, settings)
        if found is None:
            break
        decoding = _decoding(task, current, found)
        if np.array_equal(decoding.current, current):
            break
        current, settings = decoding.current, (decoding.setting,)
    assert decoding is not None
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
class _Found:
    every: Chains
    chains: Chains
    explanation: Explanation
    spoken: Floats


def _explain(
    task: _Task,
    every: Chains,
    surroundings: Surroundings,
    settings: Sequence[Setting],
    handicap: float = 0.0,
) -> _Found | None:
    model, observed = task.model, task.observed
    chains = every.select(pursued(every, observed))
    clues = gather(model, chains, surroundings)
    keep = promising(model, chains, observed, clues.evidence)
    chains, clues = chains.select(keep), clues.select(keep)
    if not len(chains.at):
        return None
    found = explain(model, every, chains, observed, clues.evidence, settings)
    spoken = clues.evidence(SHARES[0])
    return _Found(every, chains, evolve(found, score=found.score - handicap), spoken)


def _decoding(task: _Task, current: Codes, found: _Found) -> OrderDecoding:
    explanation = found.explanation
    candidates = tuple(_candidates(found.chains, explanation))
    best = _best(candidates)
    mapped = {code: candidate.true for code, candidate in best.items()}
    chance = {code: candidate.chance for code, candidate in best.items()}
    ids = padded_ids(task.model, current)
    at = touched(task.model, task.stream, task.chosen, ids, mapped, chance, explanation.setting.share)
    after = task.base.copy()
    common = task.model.unigram[task.model.id_of_code[task.stream.codes[at.places]]] >= RARE_CODE
    needed = LIKELY if explanation.setting == SETTINGS[0] else LIKELY_COMMON
    taken = at.places[at.chance > np.where(common, needed, LIKELY)]
    after[taken] = [mapped[code] for code in task.stream.codes[taken].tolist()]
    spoken = {
        int(found.chains.code[step]): float(found.spoken[step])
        for step in np.flatnonzero(explanation.chance > LIKELY / 2).tolist()
        if mapped.get(int(found.chains.code[step])) == found.chains.true[step]
    }
    return OrderDecoding(
        found.every, explanation.score, explanation.setting, candidates, at, spoken, taken, after
    )


def _candidates(chains: Chains, explanation: Explanation) -> Iterator[Candidate]:
    """Each pair of a code and a character once, the chances of its chains added."""
    chance: dict[tuple[int, int], float] = {}
    for step in np.flatnonzero(explanation.chance > NAMED / 4).tolist():
        pair = int(chains.code[step]), int(chains.true[step])
        chance[pair] = chance.get(pair, 0.0) + float(explanation.chance[step])
    for (code, true), total in sorted(chance.items()):
        if total > NAMED:
            yield Candidate(code, true, min(total, 1.0), chains.name)
