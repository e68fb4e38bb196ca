"""What a simple font's program calls its glyphs: `period` is a full stop, whatever ToUnicode says.

TeX has been seen to give a Latin face the ToUnicode of the Chinese one beside it: 昮 for each full stop.
Only names of letters, figures and signs are heard, and never against a claim of one: subsets of Chinese faces
bear such names at random, so that the outline has to agree.
"""

import io
import re
import struct
from collections.abc import Iterable, Mapping

import pikepdf
from fontTools.agl import AGL2UV
from fontTools.cffLib import CFFFontSet

from ...sources.pdf.fonts import PdfFont

_MAX_PROGRAM = 4 * 2**20
_PLACED = re.compile(rb"dup\s+(\d{1,3})\s*/([A-Za-z]{1,40})\s+put")
_SIZED = re.compile(r"(?:display|text|[bB]igg?)$")
"""How TeX's signs of several sizes are called: parenleftbig, summationdisplay."""
_LEAST_SIGN = 0x21
_CJK = 0x2E80
_LIGATURES = frozenset(("ff", "fi", "fl", "ffi", "ffl"))


def named_characters(font: PdfFont, codes: Iterable[bytes]) -> dict[bytes, str]:
    """Code → the letter, figure or sign that its glyph is named after; empty for composite fonts."""
    if font.is_composite:
        return {}
    names = {**_built_in(font.program), **_differences(font.object.get("/Encoding"))}
    said = {code: _character(names.get(code[0], "")) for code in codes if len(code) == 1}
    return {code: character for code, character in said.items() if character}


def _character(name: str) -> str:
    if name in _LIGATURES:
        return name
    point = AGL2UV.get(name) or AGL2UV.get(_SIZED.sub("", name)) or 0
    return chr(point) if _LEAST_SIGN <= point < _CJK else ""


def _differences(encoding: pikepdf.Object | None) -> dict[int, str]:
    listed = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
    names: dict[int, str] = {}
    number = 0
    for entry in listed if isinstance(listed, pikepdf.Array) else ():
        if isinstance(entry, int):
            number = entry
        else:
            names[number] = str(entry).removeprefix("/")
            number += 1
    return names


def _built_in(program: pikepdf.Object | None) -> Mapping[int, str]:
    if not isinstance(program, pikepdf.Stream):
        return {}
    try:
        data = program.read_bytes()
        if len(data) > _MAX_PROGRAM:
            return {}
        return _type1_names(data) or _cff_names(data)
    except (pikepdf.PdfError, struct.error, KeyError, IndexError, ValueError, AssertionError, OSError):
        return {}  # a damaged program is no witness


def _type1_names(data: bytes) -> dict[int, str]:
    if not data.startswith(b"%!"):
        return {}
    clear = data.partition(b"eexec")[0]
    return {int(number): name.decode() for number, name in _PLACED.findall(clear)}


def _cff_names(data: bytes) -> dict[int, str]:
    if not data.startswith(b"\x01\x00"):
        return {}
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    encoding = fonts[0].Encoding
    return {} if isinstance(encoding, str) else dict(enumerate(encoding))
