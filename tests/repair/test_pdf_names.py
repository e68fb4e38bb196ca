"""Glyphs of simple fonts are what their program calls them, where they look like it."""

import io
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from generator.repair.pdf.glyph_names import named_characters
from generator.repair.pdf.read import read_pdf, repair_pdf
from generator.sources.pdf.fonts import PdfFont, collect_fonts
from generator.sources.pdf.tounicode import write_tounicode
from tests.support.broken_pdf import FONT_FILE

NAMES = {0x2E: "period", 0x31: "one", 0x32: "two", 0x41: "A", 0x6E: "n", 0x6F: "o"}
SHOWN = {0x2E: ".", 0x31: "1", 0x32: "2", 0x41: "A", 0x6E: "n", 0x6F: "o"}


def program(shown: dict[int, str], names: dict[int, str]) -> bytes:
    """A TrueType font with some outlines under some names, found by their Unicode as a viewer does."""
    source = TTFont(FONT_FILE)
    cmap, outlines = source.getBestCmap(), source.getGlyphSet()
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for number, character in shown.items():
        record, pen = DecomposingRecordingPen(outlines), TTGlyphPen(None)
        outlines[cmap[ord(character)]].draw(record)
        record.replay(pen)
        glyphs[names[number]] = pen.glyph()
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(SHOWN[n]): names[n] for n in shown})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2()
    builder.setupPost()
    file = io.BytesIO()
    builder.font.save(file)
    return file.getvalue()


def simple_pdf(folder: Path, claims: dict[int, str], shown: dict[int, str] = SHOWN) -> Path:
    """A page in one font of one-byte codes that are named by /Differences."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        base = pikepdf.Name("/ABCDEF+Roman")
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=base, Flags=32, ItalicAngle=0, StemV=80, Ascent=880,
            Descent=-120, CapHeight=700, FontBBox=[0, -120, 1000, 880],
            FontFile2=pdf.make_stream(program(shown, NAMES)),
        )  # fmt: skip
        listed = [part for number, name in NAMES.items() for part in (number, pikepdf.Name("/" + name))]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=base,
            FirstChar=0x2E, LastChar=0x6F, Widths=[1000] * (0x6F - 0x2D),
            FontDescriptor=pdf.make_indirect(descriptor),
            Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=listed),
        )  # fmt: skip
        if claims:
            font.ToUnicode = pdf.make_stream(write_tounicode({bytes([n]): c for n, c in claims.items()}))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
        page.obj.Contents = pdf.make_stream(f"BT /F 20 Tf 40 700 Td <{bytes(NAMES).hex()}> Tj ET".encode())
        pdf.save(folder / "名.pdf")
    return folder / "名.pdf"


def claimed(path: Path) -> dict[int, str]:
    (font,) = collect_fonts(pikepdf.open(io.BytesIO(repair_pdf(path).data)))
    return {code[0]: text for code, text in font.claims.items()}


def test_letters_that_were_given_the_map_of_an_ideographic_face(tmp_path: Path) -> None:
    path = simple_pdf(tmp_path, {number: chr(0x6600 + number) for number in NAMES})
    assert claimed(path) == SHOWN
    assert not read_pdf(path).doubts


def test_names_are_no_witness_against_what_the_glyphs_show(tmp_path: Path) -> None:
    """Subsets of Chinese faces name their glyphs as they please."""
    ideographs = dict(zip(SHOWN, "绩效自评表单", strict=True))
    path = simple_pdf(tmp_path, ideographs, shown=ideographs)
    assert repair_pdf(path).data == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("period", "."),
        ("lambda", "λ"),
        ("summationdisplay", "∑"),
        ("parenleftbig", "("),
        ("ffi", "ffi"),
        ("G12", ""),
    ],
)
def test_names_by_the_glyph_list_and_of_sizes(name: str, shown: str) -> None:
    encoding = pikepdf.Dictionary(Differences=[7, pikepdf.Name("/" + name)])
    font = PdfFont(number=0, name="CMEX10", object=pikepdf.Dictionary(Encoding=encoding))
    assert named_characters(font, [b"\7"]) == ({b"\7": shown} if shown else {})
