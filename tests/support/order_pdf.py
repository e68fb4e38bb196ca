"""Makes PDFs whose fonts carry the glyph numbers of a known face, as Office writes them.

The outlines of a free face are placed at the numbers; ToUnicode is right, or by the law of the writer at
fault, or missing. What is broken is known.
"""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from generator.repair.text.faces import Face
from generator.repair.text.faulty_writer import broken_map
from generator.sources.pdf.tounicode import write_tounicode

from .broken_pdf import FONT_FILE, Broken

Claims = Literal["true", "law", "none"]
_EM = 1000
_PER_LINE = 40
_OTHERS = 3
"""The number of the first glyph that is no ideograph of the face; they are few."""


def order_pdf(
    text: str,
    face: Face,
    *,
    claims: Claims = "law",
    cmap: bool = False,
    name: str = "ABCDEE+MicrosoftYaHei",
    outlines: Path = FONT_FILE,
) -> Broken:
    """A text set in one font; characters that the outlines lack are left out. Its font has the number 0."""
    characters = sorted(set(text) & _covered(outlines))
    numbers = _numbered(characters, face)
    said = broken_map(face, characters) if claims == "law" else {}
    told = {number: "" if claims == "none" else said.get(c, c) for c, number in numbers.items()}
    with pikepdf.new() as pdf:
        lines = [text[i : i + _PER_LINE] for i in range(0, len(text), _PER_LINE)]
        font = _font(pdf, name, _program(numbers, outlines, cmap=cmap))
        if claims != "none":
            font.ToUnicode = pdf.make_stream(write_tounicode({n.to_bytes(2): c for n, c in told.items()}))
        _set(pdf, font, [[numbers[c] for c in line if c in numbers] for line in lines])
        file = io.BytesIO()
        pdf.save(file)
    truth = {(0, number.to_bytes(2)): (told[number], c) for c, number in numbers.items()}
    return Broken(file.getvalue(), truth)


def _numbered(characters: Iterable[str], face: Face) -> dict[str, int]:
    """Character → its number in the face, others from _OTHERS on."""
    numbers: dict[str, int] = {}
    for character in characters:
        gid = face.gid(character)
        numbers[character] = _OTHERS + len(numbers) if gid is None else gid
    return numbers


@cache
def _source(path: Path) -> TTFont:
    return TTFont(path, fontNumber=0)


def _covered(path: Path) -> set[str]:
    return {chr(code) for code in _source(path).getBestCmap()}


def _program(numbers: dict[str, int], outlines: Path, *, cmap: bool) -> bytes:
    """A TrueType font with each character's outline at its number, and empty glyphs between."""
    source = _source(outlines)
    names, glyphs = source.getBestCmap(), source.getGlyphSet()
    order = [f"g{number}" for number in range(max(numbers.values()) + 1)]
    drawn = {name: TTGlyphPen(None).glyph() for name in order}
    for character, number in numbers.items():
        record, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
        glyphs[names[ord(character)]].draw(record)
        record.replay(pen)
        drawn[order[number]] = pen.glyph()
    units = source["head"].unitsPerEm
    builder = FontBuilder(units, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(c): order[number] for c, number in numbers.items()} if cmap else {})
    builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (units, 0)))
    builder.setupHorizontalHeader(ascent=units * 88 // 100, descent=-units * 12 // 100)
    builder.setupPost(keepGlyphNames=False)
    if not cmap:
        del builder.font["cmap"]
    file = io.BytesIO()
    builder.font.save(file)
    return file.getvalue()


def _font(pdf: pikepdf.Pdf, name: str, program: bytes) -> Any:  # noqa: ANN401 - attributes are keys
    base = pikepdf.Name("/" + name)
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=base, Flags=4, ItalicAngle=0, StemV=80,
        Ascent=880, Descent=-120, CapHeight=700, FontBBox=[0, -120, _EM, 880],
        FontFile2=pdf.make_stream(program),
    )  # fmt: skip
    system = pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    child = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=base, CIDSystemInfo=system,
        FontDescriptor=pdf.make_indirect(descriptor), DW=_EM, CIDToGIDMap=pikepdf.Name.Identity,
    )  # fmt: skip
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=base,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(child)],
        )
    )


def _set(pdf: pikepdf.Pdf, font: pikepdf.Object, lines: Sequence[Sequence[int]]) -> None:
    """The lines on pages of 50."""
    for start in range(0, len(lines), 50):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        strings = [
            b"".join(number.to_bytes(2) for number in line).hex() for line in lines[start : start + 50]
        ]
        shown = (f"BT /F 12 Tf 1 0 0 1 40 {800 - 15 * row} Tm <{s}> Tj ET" for row, s in enumerate(strings))
        page.obj.Contents = pdf.make_stream("\n".join(shown).encode())
