"""Weighs the evidence on a font and decides: sound, broken by the mechanism, or wrong in some other way.

A font whose claims hold is left alone, whatever single glyphs look like; only one that is proved wrong is
decided code by code. Thresholds come from the measurements that `bench/pdf.py` repeats.
"""

from collections.abc import Container, Mapping, Sequence
from math import exp

from attrs import field, frozen

from ...sources.pdf.fonts import PdfFont
from .embedded import embedded_characters
from .glyph_scores import GlyphScores
from .glyph_sheet import draw_glyphs
from .order import Sure, order_of
from .outline import Claimed, Free, InRun, choose_freely, explain_by_runs, style_of
from .references import FACES, references
from .verdict import EMBEDDED, GLYPH_ORDER, OUTLINE, Decision, is_ideograph, stated

MAX_GLYPHS = 8_000
"""Of one font that are drawn and compared."""

_PROOF_GAIN = 0.12
"""A block of ideographs whose glyphs fit shifted characters better by this much proves lost gaps."""
_CONTRADICTED = 0.30
"""A glyph that fits another character better than its claim by this much contradicts it."""
_LIKE = 0.55
"""The least likeness by which a glyph is recognised at all."""
_PLAIN = 0.75
"""The least likeness to an ideograph by which a glyph contradicts a sign that no reference shows, as Œ."""
_SIGNLIKE = frozenset("一二三丨丶丿乙亅口囗回日曰田十卜乂人入八川王工干土士凸凹丁冂凵匚〇中井亚")
"""Ideographs that a rule, a box, a cross or an arrow may look like."""
_GUESSED = 0.70
"""The least likeness by which a doubtful guess is read where the file says nothing."""
_OPEN = 0.15
"""By how much less a character may be like a glyph and still be open to the sentence."""
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


@frozen
class Tally:
    """How many glyphs of a font, or of all fonts of one name, were compared, and how many contradict."""

    compared: int = 0
    wrong: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.compared + other.compared, self.wrong + other.wrong)


@frozen
class Own:
    """The characters that a font itself gives for a code, and by which witness."""

    characters: frozenset[str]
    witness: str


@frozen(kw_only=True)
class Evidence:
    """What is known of one font: its claims, outlines and own tables; rows are the places of its codes."""

    codes: Sequence[bytes] = field(repr=False)
    raw: Sequence[str] = field(repr=False)
    """What the file says of each code, empty words included."""
    claimed: Claimed = field(repr=False)
    runs: Mapping[int, InRun] = field(repr=False)
    free: Mapping[int, Free] = field(repr=False)
    own: Mapping[bytes, "Own"] = field(repr=False)
    """What the font itself says of its codes, by the table in it or by the order of its face."""

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
        free = choose_freely(claimed, rows)
        own = {code: Own(found, EMBEDDED) for code, found in embedded_characters(font, codes).items()}
        ordered = _ordered(font, codes, claimed, free)
        return cls(
            codes=codes,
            raw=raw,
            claimed=claimed,
            runs=explain_by_runs(claimed),
            free=free,
            own={**ordered, **own},
        )

    @property
    def blank(self) -> frozenset[bytes]:
        """The codes that show nothing."""
        return frozenset(
            code for code, inked in zip(self.codes, self.claimed.scores.inked, strict=True) if not inked
        )

    @property
    def is_lost(self) -> bool:
        """Whether a block of ideographs proves that runs have lost their gaps."""
        return any(run.gain >= _PROOF_GAIN for run in self.runs.values() if is_ideograph(chr(run.claimed)))

    def _truths(self) -> dict[int, str]:
        """Row → what it is by its claim, gaps mended."""
        lost = self.is_lost
        return {row: self._by_run(row) if lost else self.claimed.claims[row] for row in self.free}

    def _wrong(self, truths: Mapping[int, str]) -> set[int]:
        return {row for row, truth in truths.items() if self._is_contradicted(row, truth)}

    @property
    def tally(self) -> Tally:
        """How many glyphs are compared, and how many contradict their claims."""
        truths = self._truths()
        return Tally(len(truths), len(self._wrong(truths)))

    def decisions(self, family: Tally) -> list[Decision]:
        """The codes that are changed or doubtful; `family` is the tally of all fonts of the same name."""
        truths = self._truths()
        wrong = self._wrong(truths)
        found: list[Decision] = []
        odd: set[int] = set()
        if wrong and family.wrong >= max(_FEW, _MANY_SHARE * family.compared):
            wrong = set(truths)
            found = [self._blank(row) for row in range(len(self.codes)) if self._is_blank(row)]
        elif not self.is_lost and not self._disowned() and not (wrong and _is_proved_wrong(family)):
            odd = {row for row in wrong if is_no_ideograph(truths[row])}
            truths = {row: truths[row] for row in truths if row in odd or self._is_unclaimed(row, wrong)}
            wrong &= set(truths)
        margins = self._margins()
        decided = {row: self._decide(row, truth, row in wrong, margins) for row, truth in truths.items()}
        found += [decision.asked if row in odd else decision for row, decision in decided.items()]
        return [decision for decision in found if decision.doubtful or decision.true != decision.extracted]

    def _margins(self) -> Margins:
        shown = {row: free.best for row, free in self.free.items()}
        return _KAI_MARGINS if style_of(self.claimed.scores, shown) == FACES[2] else _MARGINS

    def _is_unclaimed(self, row: int, recognised: Container[int]) -> bool:
        """Whether the file says nothing of a code that something else tells."""
        return not self.claimed.claims[row] and (row in recognised or self.codes[row] in self.own)

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
        if self.claimed.scores.references.index(truth) is None:
            plain = is_no_ideograph(truth) and free.best not in _SIGNLIKE
            return plain and free.score >= _PLAIN
        apart = free.score - self.claimed.score(row, truth)
        return free.score >= _LIKE and apart >= _CONTRADICTED

    def _disowned(self) -> bool:
        """Whether the font itself names other ideographs than the file does, and fits better."""
        return any(self._is_disowned(row) for row in self.free)

    def _is_disowned(self, row: int) -> bool:
        own, claim = self._own(row), self.claimed.claims[row]
        if not (is_ideograph(claim) or is_no_ideograph(claim)):
            return False
        if claim in own or not any(map(is_ideograph, own)):
            return False
        return any(self.claimed.score(row, text) > self.claimed.score(row, claim) for text in own)

    def _own(self, row: int) -> frozenset[str]:
        found = self.own.get(self.codes[row])
        return found.characters if found else frozenset()

    def _decide(self, row: int, truth: str, wrong: bool, margins: Margins) -> Decision:
        own = self._own(row)
        if own and truth not in own:
            truth = max(sorted(own), key=lambda text: self.claimed.score(row, text))
            wrong = self._is_contradicted(row, truth)
        elif own:
            wrong = False
        if wrong or not truth:
            free = self.free[row]
            finding = _Finding(free.best, OUTLINE, free.margin, self._least(row, margins), free.second)
        elif own:
            finding = _Finding(truth, self.own[self.codes[row]].witness, 1.0, margins.in_run, "")
        else:
            run = self.runs.get(ord(self.claimed.claims[row]))
            margin, second = (run.margin, chr(run.second)) if run else (1.0, "")
            finding = _Finding(truth, OUTLINE, margin, margins.in_run, second)
        return self._decision(row, finding, margins)

    def _candidates(self, row: int, finding: "_Finding") -> dict[str, float]:
        """What the sentence may choose between: ideographs that the outline nearly likes as much."""
        claim = self.claimed.claims[row]
        if not is_ideograph(finding.true) or (claim and not is_ideograph(claim)):
            return {}
        likeness = dict(self.free[row].near)
        named = (c for c in (finding.true, finding.second) if c)
        likeness |= {c: self.claimed.score(row, c) for c in named if c not in likeness}
        least = likeness[finding.true] - _OPEN
        return {c: score for c, score in likeness.items() if is_ideograph(c) and score >= least}

    def _least(self, row: int, margins: Margins) -> float:
        """By how much the best of all characters must lead for a row."""
        free = self.free[row]
        if not is_ideograph(free.best):
            return _SYMBOL_LEAD
        sure = self.claimed.scores.is_large(row) and free.score >= _LIKE
        handwritten = free.score < _PLAIN
        return (_KAI_MARGINS if handwritten else margins).free if sure else _NEVER

    def _decision(self, row: int, finding: "_Finding", margins: Margins) -> Decision:
        lead = min(finding.lead, 1.0)
        others = (finding.second,) if finding.is_doubtful and finding.second else ()
        true = finding.true
        likeness = self.claimed.score(row, true)
        if finding.is_doubtful and not _is_readable(self.claimed.claims[row], true, likeness):
            true, others = self.raw[row], (true, *others)
        return Decision(
            code=self.codes[row],
            extracted=self.raw[row],
            true=true,
            witness=finding.witness,
            figures={"相似度": round(likeness, 3), "领先": round(lead, 3)},
            confidence=round(1 - 0.5 * exp(-lead / margins.scale), 4),
            doubtful=finding.is_doubtful,
            alternatives=tuple(other for other in others if other != true),
            candidates=self._candidates(row, finding) if finding.is_doubtful else {},
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


def _is_proved_wrong(family: Tally) -> bool:
    return family.wrong >= max(_FEW, _FEW_SHARE * family.compared)


def _ordered(
    font: PdfFont, codes: Sequence[bytes], claimed: Claimed, free: Mapping[int, Free]
) -> dict[bytes, Own]:
    """What the order of the face says, where it is borne out by the font and by the glyph itself."""
    sure = (row for row in free if _is_sure(claimed, row, free[row]))
    order = order_of(font, (Sure(int.from_bytes(codes[row]), free[row].best) for row in sure))
    said = {row: order(int.from_bytes(codes[row])) for row in free} if order else {}
    return {
        codes[row]: Own(frozenset({character}), GLYPH_ORDER)
        for row, character in said.items()
        if character and free[row].score - claimed.score(row, character) < _CONTRADICTED
    }


def _is_sure(claimed: Claimed, row: int, free: Free) -> bool:
    large = is_ideograph(free.best) and claimed.scores.is_large(row)
    return large and free.score >= _LIKE and free.margin >= _MARGINS.free


def is_no_ideograph(text: str) -> bool:
    """Whether a text is one character that is no ideograph of any block."""
    return len(text) == 1 and not (
        "\u2e80" <= text <= "\u9fff" or "\uf900" <= text <= "\ufaff" or text > "\uffff"
    )


def _is_readable(claim: str, guess: str, likeness: float) -> bool:
    """Whether a doubtful guess may be read in the place of a claim: only ideographs are told apart so.

    Where the file says nothing the guess must at least look like it: Hangul looks a little like 叫.
    """
    return likeness >= _GUESSED if not claim else is_ideograph(guess) and is_ideograph(claim)
