"""Restore a plain text: `repair_text`."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from ..log import NO_DECISIONS, Decisions, Entry, RepairLog, Spot, replay
from ..witnesses import GLYPH_ORDER, PERSON, RULE
from .anchors import moved_places
from .certificate import Certificate
from .defects import Cleaned, Edit, clean
from .free_entries import free_entries
from .language import LanguageModel, shipped_model
from .order_entries import Said, order_entries
from .order_regions import Findings, find_regions, rare_characters, rare_codes
from .places import fluency
from .stream import Stream, read_stream

MAX_PART = 200_000
"""Characters decoded together; a longer text is decoded in parts, each with maps of its own."""
MORE_FLUENT = 30.0
"""Nats by which gaps of any kind must make a better text than the known orders: they are freer to fit."""
CONTEXT = 8
"""Characters shown on either side of a doubtful place."""
CONTEXTS_SHOWN = 3

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
class Proof:
    """How the restored text, broken as the writer breaks it, compares with what was received."""

    face: str
    agreed: int
    others: int
    """Ideographs that do not agree: another, sound font must have set them."""
    missing: str
    """Characters the document must use beyond this text, if this is how it was broken."""

    @classmethod
    def of(cls, certificate: Certificate) -> "Proof":
        """The figures of a certificate."""
        return cls(certificate.face, certificate.agreed, certificate.others, certificate.missing)


@frozen
class TextRepair:
    """A restored text (NFC, the same number of lines), every change, and what a person should settle."""

    text: str
    log: RepairLog
    doubts: tuple[CharacterDoubt, ...] = ()
    proofs: tuple[Proof, ...] = ()
    """For each broken font, the restored text held against what was received."""
    unexplained: str = ""
    """Rare characters left as they are, for which no order offers another: names, old words, or errors."""


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
    decoded = _decoded(model, raw, cleaned)
    found = [*_defect_entries(raw, cleaned.edits), *decoded.entries]
    log = RepairLog((*_without(raw, found, covered), *_settled_entries(raw, settled)))
    restored = replay(log, text)
    doubts = tuple(_doubts(log, restored.split("\n")))
    return TextRepair(restored, log, doubts, decoded.proofs, _unexplained(model, log, restored))


def _raw(text: str, source: str) -> _Raw:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _Raw(text, source, (0, *(np.flatnonzero(codes == ord("\n")) + 1).tolist()))


def _defect_entries(raw: _Raw, edits: Iterable[Edit]) -> Iterator[Entry]:
    """One entry per rule and character."""
    by_change = sorted(edits, key=lambda edit: (edit.rule, edit.extracted, edit.true, edit.offset))
    for (rule, extracted, true), group in groupby(by_change, lambda e: (e.rule, e.extracted, e.true)):
        spots = tuple(raw.spot(edit.offset) for edit in group)
        yield Entry(source=raw.source, rule=rule, extracted=extracted, true=true, witness=RULE, places=spots)


@frozen
class _Decoded:
    entries: tuple[Entry, ...]
    proofs: tuple[Proof, ...]


def _decoded(model: LanguageModel, raw: _Raw, cleaned: Cleaned) -> _Decoded:
    entries: list[Entry] = []
    proofs: list[Proof] = []
    for start in range(0, len(cleaned.text), MAX_PART):
        stream = read_stream(cleaned.text[start : start + MAX_PART])
        decodable = ~cleaned.edited[start + stream.offset]
        offsets = cleaned.offsets[start + stream.offset]
        findings = find_regions(model, stream, decodable)
        for said in _said(model, stream, decodable, findings):
            places = tuple(map(raw.spot, offsets[said.places].tolist()))
            entries.append(evolve(said.entry, source=raw.source, places=places))
        names = {entry.region for entry in entries if entry.witness == GLYPH_ORDER}
        proofs += (Proof.of(r.certificate) for r in findings.regions if r.certificate and r.name in names)
    return _Decoded(tuple(entries), tuple(proofs))


def _said(model: LanguageModel, stream: Stream, decodable: Places, findings: Findings) -> Iterable[Said]:
    """By a known glyph order; by gaps of any kind where these explain the text better than all orders."""
    by_order = tuple(order_entries(model, stream, findings))
    if findings.is_faithful:
        return by_order
    free = free_entries(model, stream, decodable)
    if findings.is_broken:
        return free if _is_more_fluent(model, stream, free, by_order) else by_order
    explained = {said.entry.code for said in free} & rare_codes(model, stream, decodable)
    return free if free and (not findings.left or len(explained) > len(findings.left)) else by_order


def _is_more_fluent(
    model: LanguageModel, stream: Stream, some: Sequence[Said], others: Sequence[Said]
) -> bool:
    """Whether the changes of some make a better text than those of others."""
    first, second = _changed(stream, some), _changed(stream, others)
    places = (first != stream.codes) | (second != stream.codes)
    return fluency(model, stream, first, places) > fluency(model, stream, second, places) + MORE_FLUENT


def _changed(stream: Stream, said: Iterable[Said]) -> NDArray[np.int64]:
    codes = stream.codes.copy()
    for item in said:
        codes[item.places] = ord(item.entry.true)
    return codes


def _unexplained(model: LanguageModel, log: RepairLog, restored: str) -> str:
    """The rare characters of a restored text that nothing is said about."""
    said = {character for entry in log.entries for character in (entry.extracted, entry.true)}
    return "".join(sorted(rare_characters(model, restored) - said))


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
    if entry.places and len(entry.contexts) == len(entry.places):
        return moved_places(raw.text, entry, [raw.offset(spot) for spot in entry.places])
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
