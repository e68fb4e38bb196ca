"""The sentence as a witness: where an outline leaves a few candidates, the text around decides between them.

It never brings in a character that the outline does not offer, and settles nothing unless it speaks clearly.
Where it would much rather have quite another character, the true one may be no candidate: it stays a doubt.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise
from math import exp

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from ...sources.pdf.document import PdfDocument
from ..text.language import BREAK, DIGIT, FIRST_CHARACTER, LATIN, UNKNOWN, LanguageModel, shipped_model
from .references import is_common
from .signs import rarity
from .verdict import LANGUAGE, Decision, FontVerdict, is_ideograph

_AROUND = 2
"""Characters before and after a place that are heard."""
_PLACES = 24
"""Different surroundings of one code that are heard."""
_MOST = (1.0, 4.0, 12.0)
"""Nats by which one place may speak against a candidate, by how many of its neighbours are ideographs."""
_TRUST = 0.75
"""How much of what the model says counts: it has read statutes, and is too sure of itself elsewhere."""
_AGAIN = 0.4
"""What a place counts of which one neighbour was heard before: it says much the same again."""
_DENIED = 6.0
"""Nats by which the sentence alone must prefer another before a claim like its glyph is asked about."""
_CLEAR = 1.5
"""Nats by which the sentence alone must prefer digits to letters, or letters to digits, for one of them."""
_SURE = 5.0
"""Nats by which sentence and outline together must prefer what is chosen."""
_SURE_EACH = 0.3
"""By how many more for each further place: many that say little may all say it for one wrong reason."""
_FITTING = 10.0
"""Nats by which, on average, the sentence may prefer some character that the outline does not offer."""
_FITTING_SIGN = 5.0
"""The same where a sign is chosen that is drawn like some ideograph: ＋ like 十."""
_DRAWN_ALIKE = frozenset("＋－—＝□○〇×｜／＼∧‰")
_ASKED = 6
"""Surroundings that are asked for it."""
_UNHEARD = 5.0
"""Nats by which a character that the model has never met is less likely than all such together."""
_TAKEN = 6.0
"""Nats by which a character that another glyph of the font surely is is less likely: a face draws it once."""
_OTHER = "\ufffd"
"""A character that neither the outline nor the model knows."""
_ROUNDS = 3
"""How often what was settled is heard as the surroundings of what is not."""
_SCALE = 0.02
"""Likeness that weighs as one nat: a glyph that leads by .04 is another one time in eight, by .085 in 80."""
_HEAVIEST = 6.5
"""Nats that an outline weighs at most: one character in 600 is drawn quite otherwise in other faces."""
_ALIKE = 0.03
"""The same for a sign that some ideograph is like: where a sentence may pause it wants a sign too readily."""
_PLAIN = 4.0
"""Nats by which the outline alone prefers what is chosen, so that places need not add to it."""
_LIKELY = 0.1
"""By how much less a character may be like a glyph and still be chosen; what is less like it can but deny."""

Key = tuple[int, bytes]
Context = tuple[str, str]
"""The text before and after a place."""


def settle_by_sentence(document: PdfDocument, verdicts: Mapping[int, FontVerdict]) -> dict[int, FontVerdict]:
    """The verdicts with those doubts settled in which the text around a code speaks for one candidate."""
    for _ in range(_ROUNDS):
        doubts = _doubts(verdicts)
        if not doubts:
            break
        model = shipped_model()
        around = _surroundings(document, verdicts, doubts)
        taken = {number: _taken(document, verdict) for number, verdict in verdicts.items()}
        settled = {
            key: _settled(doubt, around.get(key, ()), taken[key[0]], model) for key, doubt in doubts.items()
        }
        settled = {**doubts, **_once(settled)}
        if all(decision.doubtful for decision in settled.values()):
            break
        verdicts = {number: _with(verdict, number, settled) for number, verdict in verdicts.items()}
    verdicts = _questioned(document, verdicts)
    return {number: _changed(verdict) for number, verdict in verdicts.items()}


def _once(settled: Mapping[Key, Decision]) -> dict[Key, Decision]:
    """What was settled, of several glyphs of a font that were to be one character only the surest."""
    surest: dict[tuple[int, str], Key] = {}
    for key, decision in settled.items():
        if not decision.doubtful:
            other = surest.setdefault((key[0], decision.true), key)
            if decision.figures["文句"] > settled[other].figures["文句"]:  # type: ignore[operator]
                surest[key[0], decision.true] = key
    return {key: settled[key] for key in surest.values()}


def _doubts(verdicts: Mapping[int, FontVerdict]) -> dict[Key, Decision]:
    return {
        (number, decision.code): decision
        for number, verdict in verdicts.items()
        for decision in verdict.decisions
        if decision.doubtful and decision.candidates
    }


def _taken(document: PdfDocument, verdict: FontVerdict) -> frozenset[str]:
    """The characters that some codes of a font are without a doubt."""
    decided = {decision.code: "" if decision.doubtful else decision.true for decision in verdict.decisions}
    claims = document.fonts[verdict.font].claims
    used = document.used.get(verdict.font, {})
    return frozenset(decided.get(code, claims.get(code, "")) for code in used)


def _with(verdict: FontVerdict, number: int, settled: Mapping[Key, Decision]) -> FontVerdict:
    decisions = (settled.get((number, decision.code), decision) for decision in verdict.decisions)
    return evolve(verdict, decisions=tuple(decisions))


def _changed(verdict: FontVerdict) -> FontVerdict:
    """The verdict without what was settled as the file has it."""
    return evolve(verdict, decisions=tuple(d for d in verdict.decisions if not d.stands))


def _surroundings(
    document: PdfDocument, verdicts: Mapping[int, FontVerdict], doubts: Mapping[Key, Decision]
) -> dict[Key, list[Context]]:
    """Doubtful code → the different texts before and after it, in the order of drawing."""
    read = {(number, d.code): d.guess for number, verdict in verdicts.items() for d in verdict.decisions}
    found: dict[Key, dict[Context, None]] = {}
    for page in document.pages:
        keys = [(glyph.font, glyph.code) for glyph in page.glyphs]
        texts = [
            read.get(key, document.claimed_text(glyph)) for key, glyph in zip(keys, page.glyphs, strict=True)
        ]
        for place, key in enumerate(keys):
            if key in doubts and len(found.setdefault(key, {})) < _PLACES:
                found[key][_around(texts, place)] = None
    return {key: list(contexts) for key, contexts in found.items()}


def _around(texts: Sequence[str], place: int) -> Context:
    before = "".join(texts[max(place - 2 * _AROUND, 0) : place])[-_AROUND:]
    return before, "".join(texts[place + 1 : place + 1 + 2 * _AROUND])[:_AROUND]


def _settled(
    doubt: Decision, around: Sequence[Context], taken: Container[str], model: LanguageModel
) -> Decision:
    """The doubt as the sentence decides it, or as it is."""
    chosen, lead = _preferred(doubt, around, taken, model)
    if not chosen or not _is_fitting(chosen, doubt, around, model):
        return doubt
    return evolve(
        doubt,
        true=chosen,
        witness=f"{doubt.witness}、{LANGUAGE}",
        figures={**doubt.figures, "文句": round(lead, 1)},
        confidence=round(1 - 0.5 * exp(-lead / 2), 4),
        doubtful=False,
        alternatives=(),
    )


def _preferred(
    open_: Decision,
    around: Sequence[Context],
    taken: Container[str],
    model: LanguageModel,
    least: float = -np.inf,
) -> tuple[str, float]:
    """The candidate that sentence and outline clearly prefer, "" where there is none, and by how many nats.

    By `least` nats the sentence alone must prefer it.
    """
    likeness = _open(open_)
    said = _said(list(likeness), around, model)
    against = np.array([_TAKEN * (c in taken) + rarity(c) for c in likeness])
    behind = _behind(list(likeness.values()))
    together = said - behind - against
    order = np.argsort(-together)
    chosen, lead = [*likeness][order[0]], float(together[order[0]] - together[order[1]])
    clear = float(min(said[order[0]] - said[order[1:]]))
    is_like = likeness[chosen] >= _least_like(chosen, likeness)
    ids = model.ids("".join(likeness))
    is_heard = ids[order[0]] != ids[order[1]] and behind[order[1]] - behind[order[0]] < _PLAIN
    heard = max(len(around) - 1, 0) if is_heard else 0
    is_sure = lead >= _SURE + _SURE_EACH * heard and clear >= least
    is_sure = is_sure and _is_of_kind(int(order[0]), said, ids, behind)
    return (chosen if is_like and is_sure and chosen != _OTHER else ""), lead


def _is_typed(character: str) -> bool:
    """Whether a character is no ideograph outside GB 2312, which may be how a face draws another."""
    return not is_ideograph(character) or is_common(character)


def _least_like(chosen: str, likeness: Mapping[str, float]) -> float:
    """How like the glyph what is chosen must be, by what else is like it."""
    if is_ideograph(chosen):
        return max(like for c, like in likeness.items() if c == chosen or _is_typed(c)) - _LIKELY
    ideographs = [like - _ALIKE for c, like in likeness.items() if is_ideograph(c)]
    return max([max(likeness.values()) - _LIKELY, *ideographs])


def _is_of_kind(
    chosen: int, said: NDArray[np.float64], ids: NDArray[np.int64], behind: NDArray[np.float64]
) -> bool:
    """Whether the sentence wants a digit where one is chosen, or a letter: 0 is drawn like O, | like l."""
    others = {DIGIT: (LATIN,), LATIN: (DIGIT, BREAK)}.get(int(ids[chosen]), ())
    against = said[np.isin(ids, others) & (behind - behind[chosen] < _HEAVIEST)]
    return not len(against) or bool(said[chosen] - against.max() >= _CLEAR)


def _behind(likeness: Sequence[float]) -> NDArray[np.float64]:
    """Nats by which the outline makes each candidate less likely than the one most like it."""
    behind = max(likeness) - np.array(likeness)
    return np.asarray(np.minimum(behind / _SCALE, _HEAVIEST), np.float64)


def _questioned(document: PdfDocument, verdicts: Mapping[int, FontVerdict]) -> dict[int, FontVerdict]:
    """The verdicts with those open claims made doubts that the sentence speaks against."""
    stands = {
        (number, decision.code): decision
        for number, verdict in verdicts.items()
        for decision in verdict.decisions
        if decision.stands and len(decision.candidates) > 1
    }
    if not stands:
        return dict(verdicts)
    around = _surroundings(document, verdicts, stands)
    taken = {number: _taken(document, verdict) for number, verdict in verdicts.items()}
    asked = {
        key: _against(decision, around.get(key, ()), taken[key[0]] - {decision.extracted})
        for key, decision in stands.items()
    }
    return {number: _with(verdict, number, asked) for number, verdict in verdicts.items()}


def _against(stands: Decision, around: Sequence[Context], taken: Container[str]) -> Decision:
    model = shipped_model()
    chosen, _ = _preferred(stands, around, taken, model, _DENIED)
    if chosen in ("", stands.extracted) or not _is_fitting(chosen, stands, around, model):
        return stands
    return evolve(stands, true=chosen).asked


def _open(doubt: Decision) -> dict[str, float]:
    """What the sentence may choose between, with how like the glyph it is: never only one.

    Where the outline offers one, it stands against a character that neither knows.
    """
    if len(doubt.candidates) > 1:
        return dict(doubt.candidates)
    lead = float(doubt.figures["领先"])
    return {**doubt.candidates, _OTHER: max(doubt.candidates.values()) - lead}


def _said(candidates: Sequence[str], around: Iterable[Context], model: LanguageModel) -> NDArray[np.float64]:
    """Nats by which each candidate is less likely than the best, over all places."""
    ids = np.concatenate([model.ids(candidate) for candidate in candidates])
    said = np.zeros(len(ids))
    heard: set[str] = set()
    for before, after in around:
        nats = _nats(before, ids, after, model) - _UNHEARD * (ids == UNKNOWN)
        most = _MOST[is_ideograph(before[-1:]) + is_ideograph(after[:1])]
        beside = {before[-1:] + "_", "_" + after[:1]}
        weight = _AGAIN if heard & beside else 1.0
        heard |= beside
        said += weight * np.maximum(_TRUST * (nats - nats.max()), -most)
    return said


def _is_fitting(chosen: str, open_: Decision, around: Sequence[Context], model: LanguageModel) -> bool:
    """Whether the sentence has nothing far better than what is chosen.

    Signs are asked about where they look like ideographs.
    """
    least = _FITTING if is_ideograph(chosen) else _FITTING_SIGN
    if (
        not is_ideograph(chosen)
        and chosen not in _DRAWN_ALIKE
        and not any(map(is_ideograph, open_.candidates))
    ):
        return True
    every = np.arange(FIRST_CHARACTER, model.size)
    asked = around[:_ASKED]
    behind = [
        _nats(before, every, after, model).max() - _nats(before, model.ids(chosen), after, model)[0]
        for before, after in asked
    ]
    return bool(np.mean(behind) <= least)


def _nats(before: str, ids: NDArray[np.int64], after: str, model: LanguageModel) -> NDArray[np.float64]:
    """How likely each character is between its neighbours, and these after it."""
    first, second = (np.full(len(ids), i) for i in model.ids("\n\n" + before)[-2:])
    third, fourth = (np.full(len(ids), i) for i in model.ids(after + "\n\n")[:2])
    pairs = [model.pairs(*two) for two in ((first, second), (second, ids), (ids, third), (third, fourth))]
    nats = [model.third(one, following) for one, following in pairwise(pairs)]
    return np.asarray(np.sum(nats, axis=0), np.float64)
