"""Fonts whose codes are no text but pictures by an agreed table: Symbol, Wingdings, ZapfDingbats, Webdings.

Their outlines are never compared with characters: a tick box is no 囗, a bullet no 口. The table says what a
code is; where it does not, a person is asked.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import pikepdf

from ...sources.pdf.fonts import PdfFont
from .verdict import RULE, Decision

_FIRST = 0x20
_PRIVATE = 0xF000
"""Where Windows puts the 256 codes of a symbol font."""
_ADOBE = dict(
    zip(
        range(0xF8E5, 0xF8FF),
        (0x60, 0xBD, 0xBE, *range(0xE2, 0xE5), *range(0xE6, 0xF0), 0xF4, *range(0xF6, 0xFF)),
        strict=True,
    )
)
"""Where Adobe put the signs of Symbol that Unicode lacked then: pieces of large brackets. Point → number."""
_NAME = re.compile(
    r"(?:itc)?(symbol|zapfdingbats|wingdings[23]?|webdings)(?:mt|ps|itc|regular|bold|italic|oblique)*"
)


def symbol_table(font: PdfFont) -> str | None:
    """What the codes from 0x20 to 0xFF of such a font show, spaces where nobody knows; None for text."""
    match = _NAME.fullmatch(re.sub(r"[^a-z0-9]", "", font.name.casefold()))
    return _tables()[match[1]] if match else None


@cache
def _tables() -> dict[str, str]:
    text = files(__package__).joinpath("symbol_fonts.json").read_text("utf-8")
    return {name.replace(" ", "").casefold(): table for name, table in json.loads(text).items()}


def symbol_decisions(font: PdfFont, used: Iterable[bytes], table: str) -> Iterator[Decision]:
    """What the table says of codes whose claim says nothing, or only the letter of the same number."""
    for code in used:
        claim = font.claims.get(code, "")
        number = _number(font, code, claim, table)
        if number is None:
            continue
        true = table[number - _FIRST] if _FIRST <= number <= 0xFF else ""
        if true.strip() or number == _FIRST:
            if true != claim:
                yield Decision(code=code, extracted=claim, true=true, witness=RULE, confidence=1.0)
        else:
            yield Decision(
                code=code, extracted=claim, true=claim, witness=RULE, confidence=0.0, doubtful=True
            )


def _number(font: PdfFont, code: bytes, claim: str, table: str) -> int | None:
    """The number of a code in the table, 0 where it is not known; None where the claim is true."""
    if len(claim) == 1 and 0xE000 <= ord(claim) <= 0xF8FF:
        return _private_number(ord(claim), table)
    if not claim or claim == "\ufffd":
        return code[0] if len(code) == 1 and not _is_recoded(font) else 0
    if len(claim) > 1 or claim in table:
        return None
    if len(code) == 1 and _is_latin(code, claim) and not _is_recoded(font):
        return code[0]
    return ord(claim) if _FIRST < ord(claim) <= 0xFF and not _is_shown(claim, table) else None


def _private_number(point: int, table: str) -> int:
    if _PRIVATE <= point <= _PRIVATE + 0xFF:
        return point - _PRIVATE
    return _ADOBE.get(point, 0) if _has_digits(table) else 0


def _is_recoded(font: PdfFont) -> bool:
    """Whether the file itself says by names which glyph a code is."""
    encoding = font.object.get("/Encoding")
    return isinstance(encoding, pikepdf.Dictionary) and "/Differences" in encoding


def _is_latin(code: bytes, claim: str) -> bool:
    """Whether a claim is only what the byte is in the code page of Windows."""
    return code.decode("cp1252", "replace") == claim


def _is_shown(claim: str, table: str) -> bool:
    """Whether a font may show what a claim of Latin-1 says: Symbol shows such signs, the others none."""
    return _has_digits(table) and (not claim.isalpha() or claim == "µ")


def _has_digits(table: str) -> bool:
    """Whether a table is that of Symbol, which alone has figures."""
    return "1" in table
