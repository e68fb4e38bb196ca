"""The fonts of a document, each once; marks that a file brings along mean nothing."""

import io
from pathlib import Path
from typing import Any

import pikepdf

from generator.repair.pdf.read import read_pdf
from generator.sources.pdf.document import read_document
from generator.sources.pdf.fonts import FONT_NUMBER, collect_fonts


def document(fonts: pikepdf.Dictionary, content: bytes) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200)).obj
        page.Resources = pikepdf.Dictionary(Font=fonts)
        page.Contents = pdf.make_stream(content)
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


def latin(**more: Any) -> pikepdf.Dictionary:  # noqa: ANN401 - any object
    name = pikepdf.Name
    return pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica, **more)


def chinese(encoding: str) -> pikepdf.Dictionary:
    """A font that is not in the file, addressed by one of the predefined encodings."""
    system = pikepdf.Dictionary(Registry="Adobe", Ordering="GB1", Supplement=2)
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        CIDSystemInfo=system,
        DW=1000,
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        Encoding=pikepdf.Name(f"/{encoding}"),
        DescendantFonts=pikepdf.Array([descendant]),
    )


def text_of(data: bytes, folder: Path) -> str:
    path = folder / "one.pdf"
    path.write_bytes(data)
    found = read_document(path)
    return "".join(found.claimed_text(glyph) for glyph in found.pages[0].glyphs)


def test_text_of_a_font_without_tounicode(tmp_path: Path) -> None:
    fonts = pikepdf.Dictionary(F=latin(Encoding=pikepdf.Name.WinAnsiEncoding))
    assert text_of(document(fonts, b"BT /F 9 Tf 10 100 Td (PC 100%) Tj ET"), tmp_path) == "PC 100%"


def test_predefined_chinese_encodings(tmp_path: Path) -> None:
    for encoding, codec in (("GBK-EUC-H", "gbk"), ("UniGB-UCS2-H", "utf-16-be")):
        shown = "绩效自评".encode(codec).hex().encode()
        data = document(
            pikepdf.Dictionary(F=chinese(encoding)), b"BT /F 9 Tf 10 100 Td <" + shown + b"> Tj ET"
        )
        assert text_of(data, tmp_path) == "绩效自评"


def test_font_that_is_not_in_the_file_is_left_alone(tmp_path: Path) -> None:
    shown = "绩敁自评".encode("gbk", "replace").hex().encode()
    data = document(
        pikepdf.Dictionary(F=chinese("GBK-EUC-H")), b"BT /F 9 Tf 10 100 Td <" + shown + b"> Tj ET"
    )
    (tmp_path / "one.pdf").write_bytes(data)
    assert read_pdf(tmp_path / "one.pdf").log.entries == ()


def test_marks_in_the_file_are_overwritten(tmp_path: Path) -> None:
    fonts = pikepdf.Dictionary(A=latin(**{FONT_NUMBER[1:]: 99}), B=latin(**{FONT_NUMBER[1:]: -5}))
    data = document(fonts, b"BT /A 9 Tf 10 100 Td (a) Tj /B 9 Tf (b) Tj ET")
    assert text_of(data, tmp_path) == "ab"


def test_shared_font_is_counted_once() -> None:
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(latin())
        for _ in range(3):
            page = pdf.add_blank_page(page_size=(10, 10)).obj
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        assert len(collect_fonts(pdf)) == 1
