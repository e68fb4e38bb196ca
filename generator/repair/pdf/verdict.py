"""What the witnesses say about a code of a font."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from ..log import CHARACTER_MAP
from ..text.defects import one_ideograph
from ..witnesses import EMBEDDED, GLYPH_ORDER, LANGUAGE, OPTICAL, OUTLINE, PERSON, RULE

__all__ = [
    "EMBEDDED",
    "GLYPH_ORDER",
    "LANGUAGE",
    "OPTICAL",
    "OUTLINE",
    "PERSON",
    "RULE",
    "Decision",
    "FontVerdict",
]


@frozen(kw_only=True)
class Decision:
    """One code: what the file claims, what is true, who says so, by which figures, how surely (0–1).

    Where it is doubtful, `true` is the better guess, or `extracted` where no guess is good enough to be
    read in its place; `alternatives` are what else it may be, the likeliest first.
    """

    code: bytes
    extracted: str
    true: str
    witness: str
    figures: Mapping[str, float | str] = field(factory=dict, hash=False)
    confidence: float
    doubtful: bool = False
    alternatives: tuple[str, ...] = ()
    candidates: Mapping[str, float] = field(factory=dict, hash=False, repr=False)
    """The characters that the outline leaves open, with their likeness; empty where it is sure."""
    rule: str = CHARACTER_MAP
    """What was wrong, as the log names it."""

    @property
    def stands(self) -> bool:
        """Whether the claim is true without a doubt."""
        return not self.doubtful and self.true == self.extracted

    @property
    def guess(self) -> str:
        """The likeliest character, whether or not it is read."""
        stands = self.doubtful and self.true == self.extracted and self.alternatives
        return self.alternatives[0] if stands else self.true

    @property
    def asked(self) -> "Decision":
        """The same as a question: the claim stands, and what was found stands beside it."""
        if self.true == self.extracted:
            return evolve(self, candidates={})
        others = (self.true, *self.alternatives)
        return evolve(self, true=self.extracted, doubtful=True, alternatives=others, candidates={})

    @property
    def as_written(self) -> "Decision":
        """What a text layer is to say: a doubt stays out, but an ideograph where the file says nothing."""
        if not self.doubtful or self.true == self.extracted:
            return self
        if is_ideograph(self.true) and not stated(self.extracted):
            return self
        return self.asked


@frozen(kw_only=True)
class FontVerdict:
    """The decisions on a font, of the codes that are changed or doubtful; a sound font has none."""

    font: int
    decisions: tuple[Decision, ...] = ()

    @property
    def as_written(self) -> "FontVerdict":
        """What a text layer is to say, see `Decision.as_written`."""
        return evolve(self, decisions=tuple(decision.as_written for decision in self.decisions))


def stated(claim: str) -> str:
    """What a claim says: private, replacement and control characters nothing, forms their ideograph."""
    empty = all(c in "\ufffd\ufffe\uffff" or "\ue000" <= c <= "\uf8ff" or ord(c) < 0x20 for c in claim)
    return "" if empty else one_ideograph(claim) or claim


def is_ideograph(text: str) -> bool:
    """Whether a text is one character of the CJK Unified Ideographs block."""
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"
