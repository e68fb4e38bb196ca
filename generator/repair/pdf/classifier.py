"""Weighs the evidence on a font and decides: sound, broken by the mechanism, or wrong in some other way.

A font whose claims hold is left alone, whatever single glyphs look like; only one that is proved wrong is
decided code by code. Thresholds come from the measurements that `bench/pdf.py` repeats.
"""

from collections.abc import Mapping, Sequence
from math import exp

from attrs import field, frozen

from ...sources.pdf.fonts import PdfFont
from .embedded import embedded_characters
from .glyph_scores import GlyphScores
from .glyph_sheet import draw_glyphs
from .outline import Claimed, Free, InRun, choose_freely, explain_by_runs, style_of
from .references import FACES, references
from .verdict import EMBEDDED, OUTLINE, Decision, FontVerdict, stated

MAX_GLYPHS = 8_000
"""Of one font that are drawn and compared."""

_PROOF_GAIN = 0.12
"""A block of ideographs whose glyphs fit shifted characters better by this much proves lost gaps."""
_CONTRADICTED = 0.30
"""A glyph that fits another character better than its claim by this much contradicts it."""
_LIKE = 0.55
"""The least likeness by which a glyph is recognised at all."""
_FEW = 2
_FEW_SHARE = 0.02
"""So many contradictions, and at least so large a share, prove a font wrong without the mechanism."""

_MANY_SHARE = 0.25
"""With so large a share contradicted or lacking, no claim of the font is believed."""
_NEVER = 2.0
"""No lead is enough: a small glyph may be a comma as well as 丶."""
_SYMBOL_LEAD = 0.30
"""By how much a symbol must lead among all characters."""


@frozen
class Margins:
    """By how much the best character must lead, in the interval of a run and among all characters."""

    in_run: float
    free: float
    scale: float
    """The lead at which confidence has come two thirds of the way."""


_MARGINS = Margins(in_run=0.05, free=0.10, scale=0.022)
_KAI_MARGINS = Margins(in_run=0.08, free=0.15, scale=0.035)


def classify_font(font: PdfFont, used: Sequence[bytes]) -> FontVerdict:
    """The verdict on the codes of a font that the document uses.

    Raises UndrawableFont.
    """
    if not font.is_drawn_by_file or not used:
        return FontVerdict(font=font.number)
    decisions = Evidence.of(font, list(used)[:MAX_GLYPHS]).decisions()
    return FontVerdict(font=font.number, decisions=tuple(decisions))


@frozen(kw_only=True)
class Evidence:
    """What is known of one font: its claims, outlines and own tables; rows are the places of its codes."""

    codes: Sequence[bytes] = field(repr=False)
    raw: Sequence[str] = field(repr=False)
    """What the file says of each code, empty words included."""
    claimed: Claimed = field(repr=False)
    runs: Mapping[int, InRun] = field(repr=False)
    free: Mapping[int, Free] = field(repr=False)
    embedded: Mapping[bytes, frozenset[str]] = field(repr=False)

    @classmethod
    def of(cls, font: PdfFont, codes: Sequence[bytes]) -> "Evidence":
        """What a font gives for some of its codes. Raises UndrawableFont."""
        scores = GlyphScores.of(draw_glyphs(font.object, codes), references())
        raw = [font.claims.get(code, "") for code in codes]
        claimed = Claimed(
            scores=scores,
            claims=[stated(claim) for claim in raw],
            all_claims=frozenset(ord(text) for text in font.claims.values() if len(text) == 1),
        )
        rows = [row for row, claim in enumerate(claimed.claims) if scores.inked[row] and len(claim) <= 1]
        return cls(
            codes=codes,
            raw=raw,
            claimed=claimed,
            runs=explain_by_runs(claimed),
            free=choose_freely(claimed, rows),
            embedded=embedded_characters(font),
        )

    def decisions(self) -> list[Decision]:
        """The codes that are changed or doubtful."""
        lost = any(run.gain >= _PROOF_GAIN for run in self.runs.values() if is_ideograph(chr(run.claimed)))
        truths = {row: self._by_run(row) if lost else self.claimed.claims[row] for row in self.free}
        wrong = {row for row, truth in truths.items() if self._is_contradicted(row, truth)}
        found: list[Decision] = []
        if self._is_disbelieved(wrong):
            wrong = set(truths)
            found = [self._blank(row) for row in range(len(self.codes)) if self._is_blank(row)]
        elif not lost and not self._disowned() and len(wrong) < max(_FEW, _FEW_SHARE * len(truths)):
            wrong = {row for row in wrong if not self.claimed.claims[row]}
            truths = {row: truths[row] for row in wrong}
        margins = self._margins()
        found += [self._decide(row, truth, row in wrong, margins) for row, truth in truths.items()]
        return [decision for decision in found if decision.doubtful or decision.true != decision.extracted]

    def _margins(self) -> Margins:
        shown = {row: free.best for row, free in self.free.items()}
        return _KAI_MARGINS if style_of(self.claimed.scores, shown) == FACES[2] else _MARGINS

    def _is_disbelieved(self, wrong: set[int]) -> bool:
        """Whether so many claims are contradicted or lacking that none counts."""
        return len(wrong) >= max(_FEW, _MANY_SHARE * len(self.free))

    def _is_blank(self, row: int) -> bool:
        """Whether a code that shows nothing is not said to be white space."""
        return not self.claimed.scores.inked[row] and not self.claimed.claims[row].isspace()

    def _blank(self, row: int) -> Decision:
        return Decision(
            code=self.codes[row], extracted=self.raw[row], true=" ", witness=OUTLINE, confidence=0.95
        )

    def _by_run(self, row: int) -> str:
        claim = self.claimed.claims[row]
        run = self.runs.get(ord(claim)) if claim else None
        return chr(run.true) if run else claim

    def _is_contradicted(self, row: int, truth: str) -> bool:
        """Whether a glyph looks like another character far more than like the one it should be."""
        free = self.free[row]
        if not self.claimed.scores.is_large(row) or not (is_ideograph(free.best) or is_ideograph(truth)):
            return False
        if not truth:
            return free.score >= _LIKE
        known = self.claimed.scores.references.index(truth) is not None
        apart = free.score - self.claimed.score(row, truth)
        return known and free.score >= _LIKE and apart >= _CONTRADICTED

    def _disowned(self) -> bool:
        """Whether the font program's own table names other ideographs than the file does, and fits better."""
        rows = [row for row in self.free if is_ideograph(self.claimed.claims[row])]
        return any(self._is_disowned(row) for row in rows)

    def _is_disowned(self, row: int) -> bool:
        own, claim = self.embedded.get(self.codes[row], frozenset()), self.claimed.claims[row]
        better = (self.claimed.score(row, text) > self.claimed.score(row, claim) for text in own)
        return bool(own) and claim not in own and any(better)

    def _decide(self, row: int, truth: str, wrong: bool, margins: Margins) -> Decision:
        own = self.embedded.get(self.codes[row], frozenset())
        if own and truth not in own:
            truth = max(sorted(own), key=lambda text: self.claimed.score(row, text))
            wrong = self._is_contradicted(row, truth)
        if wrong or not truth:
            free = self.free[row]
            finding = _Finding(free.best, OUTLINE, free.margin, self._least(row, margins), free.second)
        elif own:
            finding = _Finding(truth, EMBEDDED, 1.0, margins.in_run, "")
        else:
            run = self.runs.get(ord(self.claimed.claims[row]))
            margin, second = (run.margin, chr(run.second)) if run else (1.0, "")
            finding = _Finding(truth, OUTLINE, margin, margins.in_run, second)
        return self._decision(row, finding, margins)

    def _least(self, row: int, margins: Margins) -> float:
        """By how much the best of all characters must lead for a row."""
        free = self.free[row]
        if not is_ideograph(free.best):
            return _SYMBOL_LEAD
        sure = self.claimed.scores.is_large(row) and free.score >= _LIKE
        return margins.free if sure else _NEVER

    def _decision(self, row: int, finding: "_Finding", margins: Margins) -> Decision:
        lead = min(finding.lead, 1.0)
        others = (finding.second,) if finding.is_doubtful and finding.second else ()
        true = finding.true
        if finding.is_doubtful and not _is_readable(self.claimed.claims[row], true):
            true, others = self.raw[row], (true, *others)
        return Decision(
            code=self.codes[row],
            extracted=self.raw[row],
            true=true,
            witness=finding.witness,
            figures={"相似度": round(self.claimed.score(row, finding.true), 3), "领先": round(lead, 3)},
            confidence=round(1 - 0.5 * exp(-lead / margins.scale), 4),
            doubtful=finding.is_doubtful,
            alternatives=tuple(other for other in others if other != true),
        )


@frozen
class _Finding:
    """What a witness says of a row, by how much it leads, by how much it must, and what comes next."""

    true: str
    witness: str
    lead: float
    least: float
    second: str

    @property
    def is_doubtful(self) -> bool:
        return self.lead < self.least


def _is_readable(claim: str, guess: str) -> bool:
    """Whether a doubtful guess may be read in the place of a claim: only ideographs are told apart so."""
    return is_ideograph(guess) and (not claim or is_ideograph(claim))


def is_ideograph(text: str) -> bool:
    """Whether a text is one character of the CJK Unified Ideographs block."""
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"
