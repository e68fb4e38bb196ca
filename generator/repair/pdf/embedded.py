"""The witness of highest authority: the Unicode cmap that some producers leave in the embedded font."""

import io
import struct
from collections.abc import Iterable, Mapping

import pikepdf
from fontTools.ttLib import TTFont, TTLibError

from ...sources.pdf.fonts import PdfFont

_MAX_PROGRAM = 64 * 2**20
_PRIVATE = range(0xE000, 0xF900)


def embedded_characters(font: PdfFont, codes: Iterable[bytes]) -> dict[bytes, frozenset[str]]:
    """Code → the characters that the font program's own cmap gives its glyph; empty where there is none.

    Only composite fonts with a two-byte identity encoding are asked: elsewhere the way from code to
    glyph goes through tables that producers fill at will.
    """
    if not font.is_composite or font.object.get("/Encoding") != "/Identity-H":
        return {}
    glyphs = _glyph_characters(font)
    return {code: glyphs[glyph] for code, glyph in _glyph_of_codes(font, codes).items() if glyph in glyphs}


def _glyph_characters(font: PdfFont) -> dict[int, frozenset[str]]:
    """Glyph → characters, private ones left out."""
    characters: dict[int, set[str]] = {}
    for character, glyph in _unicode_cmap(font).items():
        if character not in _PRIVATE:
            characters.setdefault(glyph, set()).add(chr(character))
    return {glyph: frozenset(group) for glyph, group in characters.items()}


def _unicode_cmap(font: PdfFont) -> Mapping[int, int]:
    program = font.program
    if not isinstance(program, pikepdf.Stream):
        return {}
    try:
        data = program.read_bytes()
        if len(data) > _MAX_PROGRAM or data[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
            return {}
        with TTFont(io.BytesIO(data), lazy=True) as parsed:
            if "cmap" not in parsed:
                return {}
            named = parsed.getBestCmap() or {}
            return {character: parsed.getGlyphID(name) for character, name in named.items()}
    except (
        pikepdf.PdfError,
        TTLibError,
        struct.error,
        KeyError,
        IndexError,
        ValueError,
        AssertionError,
        OSError,
    ):
        return {}  # a damaged program is no witness


def _glyph_of_codes(font: PdfFont, used: Iterable[bytes]) -> dict[bytes, int]:
    """Code → glyph, for codes of two bytes, claimed or not."""
    mapping = font.descendant.get("/CIDToGIDMap")
    table = mapping.read_bytes() if isinstance(mapping, pikepdf.Stream) else None
    codes = [code for code in used if len(code) == 2]
    if table is None:
        return {code: int.from_bytes(code) for code in codes}
    places = {code: 2 * int.from_bytes(code) for code in codes}
    return {code: int.from_bytes(table[at : at + 2]) for code, at in places.items() if at + 2 <= len(table)}
