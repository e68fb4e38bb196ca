"""The sentence as a witness: where an outline leaves a few candidates, the text around decides between them.

It never brings in a character that the outline does not offer, and settles nothing unless it speaks clearly.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import exp

import numpy as np
from attrs import evolve

from ...sources.pdf.document import PdfDocument
from ..text.language import UNKNOWN, LanguageModel, shipped_model
from .verdict import LANGUAGE, Decision, FontVerdict

_AROUND = 3
"""Characters before and after a place that are heard."""
_PLACES = 24
"""Different surroundings of one code that are heard."""
_MOST = 6.0
"""Nats by which one place may speak against a candidate."""
_CLEAR = 2.0
"""Nats by which the sentence alone must prefer what is chosen."""
_SURE = 5.0
"""Nats by which sentence and outline together must prefer it."""
_SCALE = 0.035
"""Likeness that weighs as one nat."""

Key = tuple[int, bytes]


def settle_by_sentence(document: PdfDocument, verdicts: Mapping[int, FontVerdict]) -> dict[int, FontVerdict]:
    """The verdicts with those doubts settled in which the text around a code speaks for one candidate."""
    doubts = {
        (number, decision.code): decision
        for number, verdict in verdicts.items()
        for decision in verdict.decisions
        if decision.doubtful and len(decision.candidates) > 1
    }
    if not doubts:
        return dict(verdicts)
    model = shipped_model()
    around = _surroundings(document, verdicts, doubts)
    settled = {key: _settled(doubt, around.get(key, ()), model) for key, doubt in doubts.items()}
    return {number: _with(verdict, number, settled) for number, verdict in verdicts.items()}


def _with(verdict: FontVerdict, number: int, settled: Mapping[Key, Decision]) -> FontVerdict:
    decisions = (settled.get((number, decision.code), decision) for decision in verdict.decisions)
    return evolve(verdict, decisions=tuple(d for d in decisions if d.doubtful or d.true != d.extracted))


def _surroundings(
    document: PdfDocument, verdicts: Mapping[int, FontVerdict], doubts: Mapping[Key, Decision]
) -> dict[Key, list[tuple[str, str]]]:
    """Doubtful code → the different texts before and after it, in the order of drawing."""
    read = {(number, d.code): d.guess for number, verdict in verdicts.items() for d in verdict.decisions}
    found: dict[Key, dict[tuple[str, str], None]] = {}
    for page in document.pages:
        keys = [(glyph.font, glyph.code) for glyph in page.glyphs]
        texts = [
            read.get(key, document.claimed_text(glyph)) for key, glyph in zip(keys, page.glyphs, strict=True)
        ]
        for place, key in enumerate(keys):
            if key in doubts and len(found.setdefault(key, {})) < _PLACES:
                found[key][_around(texts, place)] = None
    return {key: list(contexts) for key, contexts in found.items()}


def _around(texts: Sequence[str], place: int) -> tuple[str, str]:
    before = "".join(texts[max(place - 2 * _AROUND, 0) : place])[-_AROUND:]
    return before, "".join(texts[place + 1 : place + 1 + 2 * _AROUND])[:_AROUND]


def _settled(doubt: Decision, around: Iterable[tuple[str, str]], model: LanguageModel) -> Decision:
    """The doubt as the sentence decides it, or as it is."""
    known = [c for c in doubt.candidates if model.ids(c)[0] != UNKNOWN]
    said = dict.fromkeys(known, 0.0)
    for before, after in around:
        here = {c: _likelihood(before, c, after, model) for c in known}
        best = max(here.values(), default=0.0)
        for candidate, nats in here.items():
            said[candidate] += max(nats - best, -_MOST)
    together = {c: said[c] + doubt.candidates[c] / _SCALE for c in known}
    ranked = sorted(together, key=lambda c: -together[c])
    if len(ranked) < 2:
        return doubt
    chosen, lead = ranked[0], together[ranked[0]] - together[ranked[1]]
    if lead < _SURE or min(said[chosen] - said[c] for c in ranked[1:]) < _CLEAR:
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


def _likelihood(before: str, candidate: str, after: str, model: LanguageModel) -> float:
    """Nats of a candidate between its neighbours and of these after it."""
    text = f"\n{before}{candidate}{after}\n"
    ids = model.ids(text)
    pairs = [model.pairs(ids[i : i + 1], ids[i + 1 : i + 2]) for i in range(len(ids) - 1)]
    nats = [float(model.third(one, following)[0]) for one, following in pairwise(pairs)]
    return float(np.sum(nats))
