"""What the log says of a text decoded on a glyph order: an entry for each code, sure or doubtful."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from ..log import Entry
from ..witnesses import GLYPH_ORDER
from .confidence import DOUBTFUL, HEARD, PROVEN, UNHEARD, place_confidence
from .detection import RARE_CODE
from .language import LanguageModel
from .order import CERTAIN, Candidate
from .order_regions import PASSABLE, Findings, OrderRegion
from .stream import Stream
from .usage import Floats

ASKED = 0.01
"""From this chance on a place left as it is becomes a question."""
STAYS = 0.5
"""How sure it is that a rare code is right where nothing but its rareness speaks against it."""

Places = NDArray[np.int64]


@frozen(eq=False)
class Said:
    """What is said about a code, without source and places; and the places of the stream it is said of."""

    entry: Entry
    places: Places


def order_entries(model: LanguageModel, stream: Stream, findings: Findings) -> Iterator[Said]:
    """Everything said about the codes of a text, each place once."""
    spoken = np.zeros(len(stream.codes), dtype=bool)
    for region in findings.regions:
        for said in _of_region(model, stream, region):
            places = said.places[~spoken[said.places]]
            spoken[places] = True
            if len(places):
                yield Said(said.entry, places)
    unchanged = ~spoken & (findings.current == stream.codes)
    for code, candidate in findings.left.items():
        places = np.flatnonzero((stream.codes == code) & unchanged & findings.asked)
        unchanged[places] = False
        yield from _asked(places, candidate)
    for odd in findings.odd:
        yield from _asked(odd.places[unchanged[odd.places]], odd.candidate)
        unchanged[odd.places] = False


def _of_region(model: LanguageModel, stream: Stream, region: OrderRegion) -> Iterator[Said]:
    rivals = _rivals(region.decoding.candidates)
    touched = region.decoding.touched
    for candidate in region.decoding.best.values():
        here = stream.codes[touched.places] == candidate.code
        places, chance, context = touched.places[here], touched.chance[here], touched.context[here]
        if region.asked is not None:
            yield from _asked(places[region.asked[places]], candidate)
            continue
        changed = region.changed[places]
        rare = bool(model.unigram[model.id_of_code[candidate.code]] < RARE_CODE)
        spoken = region.decoding.spoken.get(candidate.code, 0.0)
        confidence = place_confidence(chance[changed], spoken, rare=rare)
        if not rare:
            confidence = np.where(context[changed] < HEARD, np.minimum(confidence, UNHEARD), confidence)
        if region.is_thin:
            confidence = np.minimum(confidence, UNHEARD)
        rival = rivals.get(candidate.code, "")
        certain = chance[changed] >= CERTAIN
        yield from _changed(region, candidate, rival, places[changed], confidence, certain)
        yield from _asked(places[~changed & (chance >= ASKED)], candidate)


def _changed(
    region: OrderRegion,
    candidate: Candidate,
    rival: str,
    places: Places,
    confidence: Floats,
    certain: NDArray[np.bool_],
) -> Iterator[Said]:
    """The entries for the changed places of a code: proven, sure and doubtful ones."""
    proven = _proven(region, places) & certain
    confidence = np.where(proven, np.maximum(confidence, PROVEN), confidence)
    sure = confidence >= DOUBTFUL
    for certified, here in ((True, proven), (False, sure & ~proven), (False, ~sure)):
        if here.any():
            entry = _entry(region, candidate, rival, float(confidence[here].mean()))
            yield Said(_certified(entry) if certified else entry, places[here])


def _proven(region: OrderRegion, places: Places) -> NDArray[np.bool_]:
    """Which places a certificate of the whole text covers."""
    certificate = region.certificate
    if certificate is None or not certificate.is_whole or region.worth < PASSABLE:
        return np.zeros(len(places), dtype=bool)
    return certificate.agreeing[places]


def _asked(places: Places, candidate: Candidate) -> Iterator[Said]:
    if len(places):
        yield Said(_left_standing(candidate), places)


def _left_standing(candidate: Candidate) -> Entry:
    figures = {"次选": chr(candidate.true), "字形次序": candidate.order}
    return _plain(candidate, chr(candidate.code), figures, STAYS, doubtful=True)


def _entry(region: OrderRegion, candidate: Candidate, rival: str, confidence: float) -> Entry:
    figures: dict[str, float | str] = {"字形次序": candidate.order, "机会": round(candidate.chance, 3)}
    if rival:
        figures["次选"] = rival
    certificate = region.certificate
    if certificate is not None and certificate.missing:
        figures["文外须有"] = certificate.missing
    entry = _plain(candidate, chr(candidate.true), figures, confidence, doubtful=confidence < DOUBTFUL)
    return evolve(entry, region=region.name)


def _certified(entry: Entry) -> Entry:
    return evolve(entry, certified=True, figures={**entry.figures, "复核": "吻合"})


def _plain(
    candidate: Candidate, true: str, figures: Mapping[str, float | str], confidence: float, *, doubtful: bool
) -> Entry:
    return Entry(
        source="",
        code=candidate.code,
        extracted=chr(candidate.code),
        true=true,
        witness=GLYPH_ORDER,
        figures=figures,
        confidence=round(confidence, 3),
        doubtful=doubtful,
    )


def _rivals(candidates: Iterable[Candidate]) -> dict[int, str]:
    """The second-best character of each code."""
    ranked = sorted(candidates, key=lambda candidate: -candidate.chance)
    seen: set[int] = set()
    rivals: dict[int, str] = {}
    for candidate in ranked:
        if candidate.code in seen:
            rivals.setdefault(candidate.code, chr(candidate.true))
        seen.add(candidate.code)
    return rivals
