"""The verdicts on all fonts of a document, and what each glyph says by them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve

from ...model import problem
from ...model.problem import Problem
from ...sources.pdf.content import Glyph
from ...sources.pdf.document import PdfDocument
from ...sources.pdf.fonts import PdfFont
from ..log import Decisions, Entry
from ..text.defects import Edit, compatibility, one_ideograph, radicals
from .classifier import MAX_GLYPHS, Evidence, Tally
from .founder import founder_letters
from .glyph_sheet import UndrawableFont, draw_glyphs
from .optical import OpticalReader
from .sentence import settle_by_sentence
from .symbols import symbol_decisions, symbol_table
from .verdict import OPTICAL, PERSON, RULE, Decision, FontVerdict, stated

_NAMED = 4
"""Fonts that are named in one message."""
_SEEN = 0.95
"""How sure the recogniser must be to settle a doubt."""


def judge_document(
    document: PdfDocument, decisions: Decisions, reader: OpticalReader | None = None
) -> tuple[dict[int, FontVerdict], tuple[Problem, ...]]:
    """The verdict on each font, with a person's decisions above every witness.

    A `reader` is heard on what the others leave doubtful.
    """
    evidence, problems = _evidence(document)
    families: dict[str, Tally] = {}
    for number, found in evidence.items():
        name = document.fonts[number].name
        families[name] = families.get(name, Tally()) + found.tally
    verdicts: dict[int, FontVerdict] = {}
    for font in document.fonts:
        tabled = _by_table(font, sorted(document.used.get(font.number, {})))
        heard = evidence.get(font.number)
        outlined = tuple(heard.decisions(families[font.name])) if heard else ()
        verdicts[font.number] = FontVerdict(font=font.number, decisions=(*tabled, *outlined))
    verdicts = settle_by_sentence(document, verdicts)
    for font in document.fonts:
        used = sorted(document.used.get(font.number, {}))
        verdict = _plain(_heard(verdicts[font.number], font, reader), font, used)
        verdicts[font.number] = _settled(verdict, font, used, _decided(font, document.fonts, decisions))
    return verdicts, (*problems, *_silent(document, verdicts, evidence))


def _silent(
    document: PdfDocument, verdicts: Mapping[int, FontVerdict], evidence: Mapping[int, Evidence]
) -> Iterator[Problem]:
    """A word on the fonts with glyphs of which neither the file nor anything else says what they are."""
    silent: dict[str, int] = {}
    for font in document.fonts:
        decided = {d.code for d in verdicts[font.number].decisions if d.true or d.doubtful}
        blank = evidence[font.number].blank if font.number in evidence else frozenset()
        codes = document.used.get(font.number, {}).keys() - decided - blank
        unsaid = sum(not stated(font.claims.get(code, "")) for code in codes)
        if unsaid:
            silent[font.name] = silent.get(font.name, 0) + unsaid
    if silent:
        shown = "、".join(name or "未命名" for name in [*silent][:_NAMED]) + (
            "等" if len(silent) > _NAMED else ""
        )
        message = f"字体“{shown}”有{sum(silent.values())}个字码没有说明是什么字，也认不出来，这些字没有读出。"
        yield problem.warning("F35", message, at=document.path, hint="请对照原件核对文字")


def _by_table(font: PdfFont, used: Sequence[bytes]) -> tuple[Decision, ...]:
    """What a fixed table says of the codes of a font, whatever its glyphs look like."""
    table = symbol_table(font)
    return founder_letters(font, used) if table is None else tuple(symbol_decisions(font, used, table))


def _evidence(document: PdfDocument) -> tuple[dict[int, Evidence], tuple[Problem, ...]]:
    """The evidence on each font whose glyphs are in the file, codes that a table tells left out."""
    evidence: dict[int, Evidence] = {}
    problems: list[Problem] = []
    for font in document.fonts:
        used = sorted(document.used.get(font.number, {}))
        told = {decision.code for decision in _by_table(font, used)}
        codes = [code for code in used if code not in told][:MAX_GLYPHS]
        if not codes or not font.is_drawn_by_file or symbol_table(font) is not None:
            continue
        try:
            evidence[font.number] = Evidence.of(_without(font, told), codes)
        except UndrawableFont:
            problems.append(_undrawable(font, document.path))
    return evidence, tuple(problems)


def _without(font: PdfFont, told: Collection[bytes]) -> PdfFont:
    """The font without the claims of some codes, which would spoil its runs."""
    if not told:
        return font
    return evolve(font, claims={code: claim for code, claim in font.claims.items() if code not in told})


def _heard(verdict: FontVerdict, font: PdfFont, reader: OpticalReader | None) -> FontVerdict:
    """The verdict with those doubts settled in which the recogniser sees what the other witnesses guessed."""
    doubtful = [decision for decision in verdict.decisions if decision.doubtful]
    if reader is None or not doubtful:
        return verdict
    pictures = draw_glyphs(font.object, [decision.code for decision in doubtful])
    settled = [_confirmed(d, *reader.read_glyph(ink)) for d, ink in zip(doubtful, pictures, strict=True)]
    kept = [decision for decision in verdict.decisions if not decision.doubtful]
    changed = [decision for decision in settled if decision.doubtful or decision.true != decision.extracted]
    return FontVerdict(font=verdict.font, decisions=(*kept, *changed))


def _confirmed(decision: Decision, seen: str, confidence: float) -> Decision:
    if confidence < _SEEN or seen not in (decision.guess, decision.true):
        return decision
    witness = f"{decision.witness}、{OPTICAL}"
    return evolve(
        decision, true=seen, witness=witness, confidence=confidence, doubtful=False, alternatives=()
    )


def _plain(verdict: FontVerdict, font: PdfFont, used: Iterable[bytes]) -> FontVerdict:
    """The verdict with radicals and compatibility ideographs as the characters that they stand for."""
    decided = {decision.code for decision in verdict.decisions}
    claims = {code: font.claims.get(code, "") for code in used if code not in decided}
    plain = [_plain_text(code, claim) for code, claim in claims.items()]
    return FontVerdict(font=verdict.font, decisions=(*verdict.decisions, *(d for d in plain if d)))


def _plain_text(code: bytes, claim: str) -> Decision | None:
    edits = [*radicals(claim), *compatibility(claim)]
    if not edits:
        return None
    true = one_ideograph(claim) or _without_forms(claim, edits)
    return Decision(code=code, extracted=claim, true=true, witness=RULE, confidence=1.0, rule=edits[0].rule)


def _without_forms(claim: str, edits: Iterable[Edit]) -> str:
    for edit in edits:
        claim = claim.replace(edit.extracted, edit.true)
    return claim


def _undrawable(font: PdfFont, path: Path) -> Problem:
    message = f"字体“{font.name or font.number}”已损坏，无法核对它的文字。"
    return problem.warning("F35", message, at=path, hint="请对照原件核对文字")


def _settled(
    verdict: FontVerdict,
    font: PdfFont,
    used: Iterable[bytes],
    mine: Mapping[tuple[int, str], Entry],
) -> FontVerdict:
    """The verdict with what a person has decided about the font's codes."""
    by_person = [
        Decision(code=code, extracted=claim, true=entry.true, witness=PERSON, confidence=1.0)
        for code in used
        for claim in [font.claims.get(code, "")]
        if (entry := mine.get((int.from_bytes(code), claim)))
    ]
    codes = {decision.code for decision in by_person}
    kept = [decision for decision in verdict.decisions if decision.code not in codes]
    return FontVerdict(font=verdict.font, decisions=(*kept, *by_person))


def _decided(
    font: PdfFont, fonts: Iterable[PdfFont], decisions: Decisions
) -> Mapping[tuple[int, str], Entry]:
    """(code, claim) → what a person decided in just this font.

    An entry that does not say which font it is of counts where only one bears its name.
    """
    single = sum(other.name == font.name for other in fonts) == 1
    return {
        (entry.code, entry.extracted): entry
        for entry in decisions.entries
        if entry.code is not None
        and entry.region == font.name
        and (entry.font == font.number or (entry.font is None and single))
    }


class Decoder:
    """What each glyph says, by the verdicts."""

    def __init__(self, document: PdfDocument, verdicts: Mapping[int, FontVerdict]) -> None:
        self._claimed = document.claimed_text
        self._true = {
            (number, decision.code): decision.true
            for number, verdict in verdicts.items()
            for decision in verdict.decisions
        }

    def is_decided(self, glyph: Glyph) -> bool:
        """Whether a glyph was restored or is doubtful."""
        return (glyph.font, glyph.code) in self._true

    def __call__(self, glyph: Glyph) -> str:
        """The true text of a glyph."""
        true = self._true.get((glyph.font, glyph.code))
        return self._claimed(glyph) if true is None else true

    def shown(self, glyph: Glyph) -> str:
        """The true text, and a replacement character for what says nothing, so that its place counts."""
        return self(glyph) or "\ufffd"
