"""What the witnesses say about a code of a font."""

from collections.abc import Mapping

from attrs import field, frozen

from ..log import CHARACTER_MAP
from ..witnesses import EMBEDDED, OPTICAL, OUTLINE, PERSON, RULE

__all__ = ["EMBEDDED", "OPTICAL", "OUTLINE", "PERSON", "RULE", "Decision", "FontVerdict"]


@frozen(kw_only=True)
class Decision:
    """One code: what the file claims, what is true, who says so, by which figures, how surely (0–1).

    `true` is the better guess where it is doubtful, and may then equal `extracted`.
    """

    code: bytes
    extracted: str
    true: str
    witness: str
    figures: Mapping[str, float | str] = field(factory=dict, hash=False)
    confidence: float
    doubtful: bool = False
    alternatives: tuple[str, ...] = ()
    rule: str = CHARACTER_MAP
    """What was wrong, as the log names it."""


@frozen(kw_only=True)
class FontVerdict:
    """The decisions on a font, of the codes that are changed or doubtful; a sound font has none."""

    font: int
    decisions: tuple[Decision, ...] = ()
