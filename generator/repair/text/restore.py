"""Restore a plain text: `repair_text`."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from ..log import NO_DECISIONS, Decisions, Entry, RepairLog, Spot, replay
from .blocks import Choice
from .confidence import DOUBTFUL, confidence_of
from .defects import Cleaned, Edit, clean
from .language import LanguageModel, shipped_model
from .regions import Region, broken_regions
from .stream import read_stream

LANGUAGE = "语言"
PERSON = "人工"
RULE = "规则"

MAX_PART = 200_000
"""Characters decoded together; a longer text is decoded in parts, each with maps of its own."""
CONTEXT = 8
"""Characters shown on either side of a doubtful place."""
CONTEXTS_SHOWN = 3
UNSURE_LINE = 0.7
"""How often the better of two fonts is right in a line that does not say clearly which it is."""
SUSPECT = 0.5
"""How sure it is that a code stays in a text that may be sound."""

Places = NDArray[np.bool_]


@frozen(kw_only=True)
class CharacterDoubt:
    """A code whose character is not sure: what was taken, what else fits, and where it stands."""

    source: str
    region: str
    code: int
    extracted: str
    guess: str
    alternatives: tuple[str, ...]
    contexts: tuple[str, ...]
    """Restored text around some of its places."""
    confidence: float
    places: tuple[Spot, ...]


@frozen
class TextRepair:
    """A restored text (NFC, the same number of lines), every change, and what a person should settle."""

    text: str
    log: RepairLog
    doubts: tuple[CharacterDoubt, ...] = ()


@frozen
class _Raw:
    """The raw text with the offsets of its lines."""

    text: str
    source: str
    starts: tuple[int, ...]

    def spot(self, offset: int) -> Spot:
        line = bisect_right(self.starts, offset)
        return Spot(line, offset - self.starts[line - 1] + 1)

    def offset(self, spot: Spot) -> int | None:
        if not 1 <= spot.line <= len(self.starts):
            return None
        return self.starts[spot.line - 1] + spot.column - 1


def repair_text(text: str, *, source: str, decisions: Decisions = NO_DECISIONS) -> TextRepair:
    """Restore a text; `source` names it in the log. Any string is accepted.

    Time and memory are linear in the length. A text that is not broken comes back as it is, but for defects
    that need no decoding. ``replay(result.log, text) == result.text`` always holds.
    """
    raw = _raw(text, source)
    model = shipped_model()
    settled = _settled_offsets(raw, decisions)
    covered = frozenset(o for start, entry in settled.items() for o in _span(start, entry))
    cleaned = clean(text, model, keep=covered)
    found = [*_defect_entries(raw, cleaned.edits), *_map_entries(model, raw, cleaned)]
    log = RepairLog((*_without(raw, found, covered), *_settled_entries(raw, settled)))
    restored = replay(log, text)
    return TextRepair(restored, log, tuple(_doubts(log, restored.split("\n"))))


def _raw(text: str, source: str) -> _Raw:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _Raw(text, source, (0, *(np.flatnonzero(codes == ord("\n")) + 1).tolist()))


def _defect_entries(raw: _Raw, edits: Iterable[Edit]) -> Iterator[Entry]:
    """One entry per rule and character."""
    by_change = sorted(edits, key=lambda edit: (edit.rule, edit.extracted, edit.true, edit.offset))
    for (rule, extracted, true), group in groupby(by_change, lambda e: (e.rule, e.extracted, e.true)):
        spots = tuple(raw.spot(edit.offset) for edit in group)
        yield Entry(source=raw.source, rule=rule, extracted=extracted, true=true, witness=RULE, places=spots)


def _map_entries(model: LanguageModel, raw: _Raw, cleaned: Cleaned) -> Iterator[Entry]:
    for start in range(0, len(cleaned.text), MAX_PART):
        stream = read_stream(cleaned.text[start : start + MAX_PART])
        decodable = ~cleaned.edited[start + stream.offset]
        offsets = cleaned.offsets[start + stream.offset]
        regions = list(broken_regions(model, stream, decodable))
        chosen = np.logical_or.reduce([np.zeros(len(offsets), dtype=bool), *(r.chosen for r in regions)])
        for region in regions:
            for choice in region.decoding.choices:
                here = stream.codes == choice.code
                for entry, at in _entries(_entry(raw, region, choice), region, here, chosen):
                    if at.any():
                        yield evolve(entry, places=tuple(map(raw.spot, offsets[at].tolist())))


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


def _entry(raw: _Raw, region: Region, choice: Choice) -> Entry:
    count = region.decoding.counts[choice.code]
    confidence = confidence_of(choice, count, as_measured=region.as_measured)
    figures: dict[str, float | str] = {"优势": round(min(choice.margin, 999.0), 1)}
    if choice.rival is not None:
        figures["次选"] = chr(choice.rival)
    return Entry(
        source=raw.source,
        region=region.name,
        code=choice.code,
        extracted=chr(choice.code),
        true=chr(choice.true),
        witness=LANGUAGE,
        figures=figures,
        confidence=confidence,
        doubtful=confidence < DOUBTFUL,
    )


def _settled_offsets(raw: _Raw, decisions: Decisions) -> dict[int, Entry]:
    """The decision for each offset that has one; without places it applies wherever its text stands.

    Where two overlap, the earlier in the log holds. Line ends are no one's to change.
    """
    settled: dict[int, Entry] = {}
    covered: set[int] = set()
    for entry in decisions.entries:
        for offset in _named_offsets(raw, entry):
            if offset is not None and raw.text.startswith(entry.extracted, offset):
                span = _span(offset, entry)
                if span and covered.isdisjoint(span):
                    settled[offset] = entry
                    covered.update(span)
    return settled


def _span(offset: int, entry: Entry) -> range:
    return range(offset, offset + len(entry.extracted))


def _named_offsets(raw: _Raw, entry: Entry) -> Iterable[int | None]:
    if "\n" in entry.extracted + entry.true:
        return ()
    if entry.places:
        return [raw.offset(spot) for spot in entry.places]
    return _find_all(raw.text, entry.extracted)


def _find_all(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _without(raw: _Raw, entries: Iterable[Entry], covered: frozenset[int]) -> Iterator[Entry]:
    """The entries for the places that no person has settled."""
    for entry in entries:
        places = tuple(spot for spot in entry.places if raw.offset(spot) not in covered)
        if places:
            yield evolve(entry, places=places)


def _settled_entries(raw: _Raw, settled: dict[int, Entry]) -> Iterator[Entry]:
    offsets: dict[int, list[int]] = {}
    for offset, entry in sorted(settled.items(), key=lambda item: item[0]):
        offsets.setdefault(id(entry), []).append(offset)
    for at in offsets.values():
        spots = tuple(raw.spot(offset) for offset in at)
        yield evolve(
            settled[at[0]], places=spots, settled=True, doubtful=False, confidence=1.0, witness=PERSON
        )


def _doubts(log: RepairLog, lines: Sequence[str]) -> Iterator[CharacterDoubt]:
    shift = _column_shifts(log)
    for entry in log.entries:
        if entry.doubtful and entry.code is not None:
            shown = entry.places[:CONTEXTS_SHOWN]
            yield CharacterDoubt(
                source=entry.source,
                region=entry.region,
                code=entry.code,
                extracted=entry.extracted,
                guess=entry.true,
                alternatives=_alternatives(entry),
                contexts=tuple(_context(lines[s.line - 1], s.column - 1 - shift(s)) for s in shown),
                confidence=entry.confidence,
                places=entry.places,
            )


def _alternatives(entry: Entry) -> tuple[str, ...]:
    named = (str(entry.figures.get("次选", "")), entry.extracted)
    return tuple(dict.fromkeys(character for character in named if character and character != entry.true))


def _context(line: str, column: int) -> str:
    return line[max(column - CONTEXT, 0) : column + CONTEXT + 1].strip()


def _column_shifts(log: RepairLog) -> Callable[[Spot], int]:
    """By how many columns a place of the raw text has moved left in the restored one."""
    lost: dict[int, list[tuple[int, int]]] = {}
    for entry in log.entries:
        if len(entry.true) != len(entry.extracted):
            for spot in entry.places:
                lost.setdefault(spot.line, []).append((spot.column, len(entry.extracted) - len(entry.true)))

    def shift(spot: Spot) -> int:
        return sum(length for column, length in lost.get(spot.line, ()) if column < spot.column)

    return shift
