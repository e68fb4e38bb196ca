"""What the log says of a text from a producer that loses gaps in no known order: an entry for each code."""

from collections.abc import Iterator

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from ..log import Entry
from ..witnesses import LANGUAGE
from .blocks import Choice
from .confidence import DOUBTFUL, confidence_of
from .language import LanguageModel
from .order_entries import Said
from .regions import Region, broken_regions
from .stream import Stream

UNSURE_LINE = 0.7
"""How often the better of two fonts is right in a line that does not say clearly which it is."""
SUSPECT = 0.5
"""How sure it is that a code stays in a text that may be sound."""

Places = NDArray[np.bool_]


def free_entries(model: LanguageModel, stream: Stream, decodable: Places) -> tuple[Said, ...]:
    """Everything said about the codes of a text; nothing of a text that is not broken."""
    regions = list(broken_regions(model, stream, decodable))
    chosen = np.logical_or.reduce([np.zeros(len(stream.codes), dtype=bool), *(r.chosen for r in regions)])
    return tuple(
        Said(entry, np.flatnonzero(at))
        for region in regions
        for choice in region.decoding.choices
        for entry, at in _entries(_entry(region, choice), region, stream.codes == choice.code, chosen)
        if at.any()
    )


def _entries(entry: Entry, region: Region, here: Places, chosen: Places) -> Iterator[tuple[Entry, Places]]:
    """What is said about one code, and at which places: it may be surer in some lines than in others."""
    if region.suspect:
        if entry.true != entry.extracted:
            yield _left_standing(entry), here & region.chosen
        return
    if entry.true == entry.extracted:
        if entry.doubtful:
            yield entry, here & region.chosen
        return
    yield entry, here & region.chosen & ~region.unsure
    figures = {**entry.figures, "字体": "不定"}
    unsure = evolve(entry, figures=figures, doubtful=True, confidence=min(entry.confidence, UNSURE_LINE))
    yield unsure, here & region.chosen & region.unsure
    yield evolve(unsure, true=entry.extracted), here & region.unsure & ~chosen


def _left_standing(entry: Entry) -> Entry:
    figures = {**entry.figures, "次选": entry.true}
    return evolve(entry, true=entry.extracted, figures=figures, doubtful=True, confidence=SUSPECT)


def _entry(region: Region, choice: Choice) -> Entry:
    count = region.decoding.counts[choice.code]
    confidence = confidence_of(choice, count, as_measured=region.as_measured)
    figures: dict[str, float | str] = {"优势": round(min(choice.margin, 999.0), 1)}
    if choice.rival is not None:
        figures["次选"] = chr(choice.rival)
    return Entry(
        source="",
        region=region.name,
        code=choice.code,
        extracted=chr(choice.code),
        true=chr(choice.true),
        witness=LANGUAGE,
        figures=figures,
        confidence=confidence,
        doubtful=confidence < DOUBTFUL,
    )
