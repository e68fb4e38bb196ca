"""The Latin faces of 方正 (E-BZ, E-HZ9 …), whose letters are claimed as rare ideographs: 犕犜犲 for MTe.

A letter is kept as the two bytes A0 and itself plus 80 hex, and read back as GBK, where these are ideographs
with the radical 犬.
"""

import re
from collections.abc import Iterable

from ...sources.pdf.fonts import PdfFont
from .verdict import RULE, Decision

_NAME = re.compile(r"E-[A-Z]+[0-9]*(?:-.*)?")
_LEAST = 3
"""So many such ideographs, and no other, are needed where the name says nothing."""


def founder_letters(font: PdfFont, used: Iterable[bytes]) -> tuple[Decision, ...]:
    """The letters of a font that claims them so; none for any other font."""
    claims = {code: font.claims.get(code, "") for code in used}
    letters = {code: letter for code, claim in claims.items() if (letter := _letter(claim))}
    ideographs = sum(len(claim) == 1 and "\u3400" <= claim <= "\u9fff" for claim in claims.values())
    alone = len(letters) == ideographs >= _LEAST
    if not letters or not (alone or _NAME.fullmatch(font.name)):
        return ()
    return tuple(
        Decision(code=code, extracted=claims[code], true=letter, witness=RULE, confidence=1.0)
        for code, letter in letters.items()
    )


def _letter(claim: str) -> str:
    """The printing ASCII character that a claim hides; empty where it hides none."""
    try:
        first, second = claim.encode("gbk")
    except (UnicodeEncodeError, ValueError):
        return ""
    return chr(second - 0x80) if first == 0xA0 and 0xA1 <= second <= 0xFE else ""
