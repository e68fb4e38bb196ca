"""Weighs the evidence on a font and decides: sound, broken by the mechanism, or wrong in some other way.

A font whose claims hold is left alone, whatever single glyphs look like; only one that is proved wrong is
decided code by code. Thresholds come from the measurements that `bench/pdf.py` repeats.
"""

from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from math import exp

from attrs import evolve, field, frozen

from ...sources.pdf.fonts import PdfFont
from .advances import wide_codes
from .ascending import Between, between_neighbours
from .embedded import embedded_characters
from .glyph_names import named_characters
from .glyph_scores import GlyphScores
from .glyph_sheet import draw_glyphs
from .order import Sure, order_of
from .outline import Claimed, Free, InRun, choose_freely, explain_by_runs, style_of
from .references import FACES, is_common, references
from .signs import is_usual, parts_of, sign_scores
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
_NAMED_SHARE = 0.9
"""The least share of misclaimed glyphs that look like what they are called, for the names to be heard."""
_GUESSED = 0.70
"""The least likeness by which a doubtful guess is read where the file says nothing."""
_BELIEVED = 0.05
"""By how much less a glyph may be like its claim than like another character where few claims are wrong."""
_OPEN = 0.15
"""By how much less a character may be like a glyph and still be what it is by its place among others."""
_WEIGHED = 0.25
"""The same for what the sentence weighs against the likest."""
_FEW = 2
_FEW_SHARE = 0.02
"""So many contradictions, and at least so large a share, prove a font wrong without the mechanism."""

_MANY_SHARE = 0.25
"""With so large a share contradicted or lacking, no claim of the font is believed."""
_RARE_LEAD = 2.0
"""So many times the lead is asked of an ideograph outside GB 2312: it may be how a face draws another."""
_PLAIN_SIGN = 0.80
"""The least likeness by which a glyph is a seldom sign, or an ideograph that signs look like."""
_FAINTLY = 0.5
"""The least likeness by which a sign is thought of."""
_NEVER = 2.0
"""No lead is enough: a small glyph may be a comma as well as 丶."""
_SYMBOL_LEAD = 0.30
"""By how much a symbol must lead among all characters."""

_SYMBOL_BETWEEN = 0.15
"""The same between its neighbours, where codes ascend."""


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


@frozen(kw_only=True, slots=False)
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

    wide: frozenset[bytes] | None = field(default=None, repr=False)
    """The codes that are as wide as ideographs; None where widths are not known."""
    parts: Mapping[int, int] = field(factory=dict, repr=False)
    """Row → pieces of ink, for glyphs that no claim names and that may be signs."""

    @cached_property
    def between(self) -> Mapping[int, Between]:
        """What doubtful glyphs are by their place among the sure ones, where the codes ascend."""
        sure = {row: free.best for row, free in self.free.items() if _is_sure(self.claimed, row, free)}
        numbers = {row: int.from_bytes(self.codes[row]) for row in self.free}
        return between_neighbours(self.claimed.scores, numbers, sure)

    @classmethod
    def of(cls, font: PdfFont, codes: Sequence[bytes]) -> "Evidence":
        """What a font gives for some of its codes. Raises UndrawableFont."""
        ink = draw_glyphs(font.object, codes)
        scores = GlyphScores.of(ink, references())
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
            wide=wide_codes(font, codes),
            parts={row: parts_of(ink[row]) for row, near in free.items() if _may_be_sign(claimed, row, near)},
            own={**ordered, **_named(font, codes, claimed, free), **own},
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
        believed: list[Decision | None] = []
        odd: set[int] = set()
        if wrong and family.wrong >= max(_FEW, _MANY_SHARE * family.compared):
            wrong = set(truths)
            found = [self._blank(row) for row in range(len(self.codes)) if self._is_blank(row)]
        elif not self.is_lost and not self._disowned() and not (wrong and _is_proved_wrong(family)):
            odd = {row for row in wrong if self._is_odd(row, truths[row])}
            truths = {row: truths[row] for row in truths if row in odd or self._is_unclaimed(row, wrong)}
            wrong &= set(truths)
        elif not self.is_lost and not self._disowned():
            believed = [self._believed(row) for row in truths if row not in wrong and self._is_believed(row)]
            truths = {
                row: truth for row, truth in truths.items() if row in wrong or not self._is_believed(row)
            }
        margins = self._margins()
        decided = {row: self._decide(row, truth, row in wrong, margins) for row, truth in truths.items()}
        found += [decision.asked if row in odd else decision for row, decision in decided.items()]
        return [decision for decision in found if not decision.stands] + [*filter(None, believed)]

    def _margins(self) -> Margins:
        shown = {row: free.best for row, free in self.free.items()}
        return _KAI_MARGINS if style_of(self.claimed.scores, shown) == FACES[2] else _MARGINS

    def _is_unclaimed(self, row: int, recognised: Container[int]) -> bool:
        """Whether the file says nothing of a code that something else tells."""
        if self.claimed.claims[row]:
            return False
        return self.codes[row] in self.own or (row in recognised and self._has_han)

    @property
    def _has_han(self) -> bool:
        """Whether a font has ideographs: in one of letters and signs a sum looks a little like 汇."""
        return any(map(is_ideograph, self.claimed.claims)) or any(map(_is_han, self.free.values()))

    def _is_odd(self, row: int, truth: str) -> bool:
        """Whether a claim that is contradicted in an otherwise sound font is worth a question."""
        return _is_han(self.free[row]) if is_ideograph(truth) else bool(truth) and self._has_han

    def _is_believed(self, row: int) -> bool:
        """Whether a claim of a font that lies here and there is what its glyph looks like, or nearly so."""
        claim = self.claimed.claims[row]
        return bool(claim) and self.free[row].score - self.claimed.score(row, claim) < _BELIEVED

    def _believed(self, row: int) -> Decision | None:
        """The claim as it stands, with the ideographs that its glyph looks like nearly as much."""
        claim, free = self.claimed.claims[row], self.free[row]
        likeness = self.claimed.score(row, claim)
        near = {c: score for c, score in free.near if _is_likely(c) and score > likeness - _BELIEVED}
        if not is_ideograph(claim) or not near.keys() - {claim}:
            return None
        return Decision(
            code=self.codes[row],
            extracted=self.raw[row],
            true=self.raw[row],
            witness=OUTLINE,
            figures={"相似度": round(likeness, 3), "领先": round(likeness - free.score, 3)},
            confidence=0.5,
            candidates={**near, claim: likeness},
        )

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
        if claim in own or not (any(map(is_ideograph, own)) or (own and is_ideograph(claim))):
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
            finding = self._by_outline(row, margins)
        elif own:
            finding = _Finding(truth, self.own[self.codes[row]].witness, 1.0, margins.in_run, "")
        else:
            run = self.runs.get(ord(self.claimed.claims[row]))
            margin, second = (run.margin, chr(run.second)) if run else (1.0, "")
            finding = _Finding(truth, OUTLINE, margin, margins.in_run, second)
        return self._decision(row, finding, margins)

    def _by_outline(self, row: int, margins: Margins) -> "_Finding":
        """What a glyph looks like, whatever the file claims, among its neighbours or among all."""
        finding = self._by_likeness(row, margins)
        open_ = self._signs(row)
        if not open_:
            return finding
        best, second = (*sorted(open_, key=lambda c: -open_[c]), "")[:2]
        if finding.true == best or is_ideograph(finding.true):
            return evolve(finding, least=_NEVER) if self._is_faint(row, finding.true) else finding
        return _Finding(best, OUTLINE, open_[best] - open_.get(second, 0.0), _NEVER, second)

    def _is_faint(self, row: int, text: str) -> bool:
        """Whether a glyph is too little like a seldom sign, or an ideograph that signs look like."""
        return not (is_usual(text) and text not in _SIGNLIKE) and self.claimed.score(row, text) < _PLAIN_SIGN

    def _signs(self, row: int) -> dict[str, float]:
        """The signs in use, and ideographs, that a glyph without a claim may be; empty for other glyphs."""
        if row not in self.parts:
            return {}
        wide = self._is_wide(row)
        likeness = sign_scores(self.claimed.scores, row, wide, self.parts[row])
        if wide is not False and self.claimed.scores.is_large(row):
            likeness |= {c: score for c, score in self.free[row].near if is_ideograph(c)}
        least = max(likeness.values(), default=0.0) - _WEIGHED
        return {c: score for c, score in likeness.items() if score >= max(least, _FAINTLY)}

    def _by_likeness(self, row: int, margins: Margins) -> "_Finding":
        free = self.free[row]
        least = self._least(row, margins)
        place = self.between.get(row) if free.margin < least else None
        if (
            place
            and self._is_wide_enough(row, place.true)
            and self.claimed.score(row, place.true) >= max(free.score - _OPEN, _LIKE)
        ):
            needed = margins.in_run if is_ideograph(place.true) else _SYMBOL_BETWEEN
            return _Finding(place.true, OUTLINE, place.lead, needed, place.second, place.near)
        return _Finding(free.best, OUTLINE, free.margin, least, free.second)

    def _is_wide_enough(self, row: int, text: str) -> bool:
        """Whether a letter or sign is as narrow as its glyph: faces put their wide forms apart."""
        return not self._is_wide(row) or not "!" <= text <= "~"

    def _is_wide(self, row: int) -> bool | None:
        """Whether a glyph is as wide as an ideograph; None where that is not known."""
        return None if self.wide is None else self.codes[row] in self.wide

    def _candidates(self, row: int, finding: "_Finding") -> dict[str, float]:
        """What the sentence may choose between: characters that the outline nearly likes as much."""
        claim = self.claimed.claims[row]
        if row in self.parts:
            open_ = self._signs(row)
            usual = [c for c, score in open_.items() if is_usual(c) or score >= _PLAIN_SIGN]
            return open_ if max(open_, key=lambda c: open_[c], default="") in usual else {}
        if not is_ideograph(finding.true):
            return {}
        if claim and not is_ideograph(claim) and not self._is_contradicted(row, claim):
            return {}
        if finding.near:
            best = self.claimed.score(row, finding.true)
            return {c: best - behind for c, behind in finding.near if is_ideograph(c) and behind <= _WEIGHED}
        likeness = dict(self.free[row].near)
        named = (c for c in (finding.true, finding.second) if c)
        likeness |= {c: self.claimed.score(row, c) for c in named if c not in likeness}
        least = likeness[finding.true] - _WEIGHED
        return {c: score for c, score in likeness.items() if is_ideograph(c) and score >= least}

    def _least(self, row: int, margins: Margins) -> float:
        """By how much the best of all characters must lead for a row."""
        free = self.free[row]
        if not is_ideograph(free.best):
            return _SYMBOL_LEAD
        sure = self.claimed.scores.is_large(row) and free.score >= _LIKE
        handwritten = free.score < _PLAIN
        rare = 1.0 if is_common(free.best) else _RARE_LEAD
        return (_KAI_MARGINS if handwritten else margins).free * rare if sure else _NEVER

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
    near: tuple[tuple[str, float], ...] = ()
    """What else it may be, by how much each is behind; empty where that is any character it is like."""

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


def _named(
    font: PdfFont, codes: Sequence[bytes], claimed: Claimed, free: Mapping[int, Free]
) -> dict[bytes, Own]:
    """What the names of glyphs say of codes that claim nothing, or ideographs that are not shown."""
    said = named_characters(font, codes)
    rows = {row: said[codes[row]] for row in free if codes[row] in said}
    misclaimed = {row: name for row, name in rows.items() if is_ideograph(claimed.claims[row])}
    shown = sum(_is_shown(claimed, row, name) for row, name in misclaimed.items())
    kept = misclaimed if shown >= _NAMED_SHARE * len(misclaimed) else {}
    kept |= {row: name for row, name in rows.items() if not claimed.claims[row] and not _is_han(free[row])}
    return {codes[row]: Own(frozenset({name}), EMBEDDED) for row, name in kept.items()}


def _is_shown(claimed: Claimed, row: int, name: str) -> bool:
    """Whether a glyph looks like what it is called, and more so than like its claim."""
    likeness = claimed.score(row, name)
    return likeness >= _LIKE and likeness > claimed.score(row, claimed.claims[row])


def _may_be_sign(claimed: Claimed, row: int, free: Free) -> bool:
    """Whether a glyph that no claim names may be a sign, a digit or a letter."""
    large = is_ideograph(free.best) and claimed.scores.is_large(row)
    return not claimed.claims[row] and (not large or free.best in _SIGNLIKE)


def _is_likely(character: str) -> bool:
    return is_ideograph(character) and is_common(character)


def _is_han(free: Free) -> bool:
    """Whether a glyph is an ideograph for all that its outline says, and no sign that looks like one."""
    plain = free.score >= _PLAIN and free.margin >= _MARGINS.free
    return plain and is_ideograph(free.best) and free.best not in _SIGNLIKE


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
