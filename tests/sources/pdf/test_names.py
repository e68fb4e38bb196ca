"""Names are bytes: whatever they are, a file is read and repaired, and they are shown as what they say."""

import io
import random
from pathlib import Path

import pikepdf
import pytest

from generator.render.pdf.attachment import yaml_in_pdf
from generator.repair.pdf.read import read_pdf, repair_pdf
from generator.sources.pdf.document import read_document
from generator.sources.pdf.names import decode_name
from generator.sources.pdf.tounicode import write_tounicode

FILES = 60
GBK = "微软雅黑".encode("gb18030")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (GBK, "微软雅黑"),
        ("微".encode("gb18030"), "微"),
        ("方正小标宋简体".encode("gb18030"), "方正小标宋简体"),
        ("华文中宋,Bold".encode("gb18030"), "华文中宋,Bold"),
        ("仿宋".encode(), "仿宋"),
        (b"SimSun", "SimSun"),
        ("ＭＳ 明朝".encode("shift-jis"), "#82l#82r#20#96#be#92#a9"),
        (b"F\xff\x00", "F#ff#00"),
        (b"", ""),
    ],
)
def test_bytes_as_text(name: bytes, text: str) -> None:
    assert decode_name(name) == text


@pytest.mark.parametrize("escaped", [True, False])
def test_office_fonts_are_named_by_the_machines_code_page(tmp_path: Path, escaped: bool) -> None:
    name = b"ABCDEE+" + GBK + b",Bold"
    path = _saved(tmp_path, _document([name], [b"F"], escaped=escaped))
    assert [font.name for font in read_document(path).fonts] == ["微软雅黑,Bold"]


def test_only_the_tag_of_a_subset_is_left_out(tmp_path: Path) -> None:
    name = "方正大黑_GBK".encode("gb18030") + b"+ZEFSzV-12"
    path = _saved(tmp_path, _document([name], [b"F"]))
    assert [font.name for font in read_document(path).fonts] == ["方正大黑_GBK+ZEFSzV-12"]


@pytest.mark.parametrize("escaped", [True, False])
def test_fonts_under_keys_of_any_bytes(tmp_path: Path, escaped: bool) -> None:
    """Two keys that are no UTF-8 name two fonts, each found, numbered and used."""
    path = _saved(tmp_path, _document([b"A", b"B"], [b"\xc8\xed", b"\xd1\xc5"], escaped=escaped))
    document = read_document(path)
    assert [font.name for font in document.fonts] == ["A", "B"]
    assert [glyph.font for glyph in document.pages[0].glyphs] == [0, 1]
    assert "".join(map(document.claimed_text, document.pages[0].glyphs)) == "aa"


def test_no_name_stops_a_reader(tmp_path: Path) -> None:
    rng = random.Random(20200101)
    for _ in range(FILES):
        fonts = [_random_name(rng) for _ in range(rng.randint(1, 3))]
        keys = list(dict.fromkeys(_random_name(rng) for _ in fonts))
        data = _document(fonts[: len(keys)], keys, escaped=rng.random() < 0.5, other=_random_name(rng))
        path = _saved(tmp_path, data)
        assert read_pdf(path).lines[1] == ("a" * len(keys),)
        with pikepdf.open(io.BytesIO(repair_pdf(path).data)) as pdf:
            assert len(pdf.pages) == 1
        assert yaml_in_pdf(path) is None


def test_encoding_that_nobody_knows_is_two_bytes(tmp_path: Path) -> None:
    """As viewers take it: what ToUnicode says of the codes is read, whatever the encoding is called."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200)).obj
        descendant = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2)
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            Encoding=pikepdf.Object.parse(b"/#b1#e0#c2#eb"),
            DescendantFonts=pikepdf.Array([descendant]),
            ToUnicode=pdf.make_stream(write_tounicode({b"\0a": "项", b"\0b": "目"})),
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 9 Tf 10 100 Td <00610062> Tj ET")
        pdf.save(tmp_path / "one.pdf")
    assert read_pdf(tmp_path / "one.pdf").lines[1] == ("项目",)


def test_attachment_whose_name_is_no_text(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["form.yaml"] = b"a: 1"
        pdf.attachments["form.yaml"].obj.UF = pikepdf.String(b"\xfe\xff\xd8\x00")
        pdf.save(tmp_path / "one.pdf")
    assert yaml_in_pdf(tmp_path / "one.pdf") is None


def test_repair_keeps_names_byte_for_byte(tmp_path: Path) -> None:
    """A claim that is changed has the file written anew: its names stay what they are."""
    path = _saved(tmp_path, _document([GBK], [b"\xc8\xed"], claim="⼊"))
    repaired = repair_pdf(path)
    assert [(entry.region, entry.true) for entry in repaired.log.entries] == [("微软雅黑", "入")]
    with pikepdf.open(io.BytesIO(repaired.data)) as pdf:
        assert pdf.pages[0].obj.Resources.Font.unparse().startswith(b"<< /#c8#ed")
        fonts = [font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and "/BaseFont" in font]
        assert [bytes(font.BaseFont) for font in fonts] == [b"/" + GBK]


def _saved(folder: Path, data: bytes) -> Path:
    path = folder / "one.pdf"
    path.write_bytes(data)
    return path


def _random_name(rng: random.Random) -> bytes:
    kind = rng.randrange(3)
    if kind == 0:
        return rng.choice(["宋体", "微软雅黑", "方正小标宋"]).encode("gb18030")
    high = range(0x80, 0x100) if kind == 1 else range(1, 0x100)
    return bytes(rng.choice(high) for _ in range(rng.randint(1, 12)))


def _written(name: bytes, *, escaped: bool) -> bytes:
    """A name as a file writes it: raw where it may be."""
    regular = [byte for byte in name if byte > 0x20 and byte not in b"#%()/<>[]{}\x7f"]
    raw = {byte for byte in regular if not escaped or (byte < 0x80 and chr(byte).isalnum())}
    return b"/" + b"".join(bytes([byte]) if byte in raw else b"#%02x" % byte for byte in name)


def _document(
    fonts: list[bytes],
    keys: list[bytes],
    *,
    escaped: bool = True,
    other: bytes = b"\xb2\xe3",
    claim: str = "a",
) -> bytes:
    """A page that shows the code 61 in each font; `other` names all else that can have a name."""

    def name(raw: bytes) -> bytes:
        return _written(raw, escaped=escaped)

    others = [name(other)] * 5
    text = bytes(byte for byte in other if byte not in b"()\\")
    cmap = b"1 beginbfchar <61> <%s> endbfchar" % claim.encode("utf-16-be").hex().encode()
    shown = b" ".join(name(key) + b" 9 Tf (a) Tj" for key in keys)
    content = b"/OC %s BDC BT 10 100 Td %s ET EMC %s gs" % (name(other), shown, name(other))
    dictionaries = [
        b"<</Type /Font /Subtype /Type1 /BaseFont %s /FirstChar 97 /LastChar 97 /Widths [500]"
        b" /ToUnicode 4 0 R /Encoding <</Differences [97 %s]>> %s %s>>" % (name(font), *others[:3])
        for font in fonts
    ]
    first = 9
    resources = b" ".join(b"%s %d 0 R" % (name(key), first + n) for n, key in enumerate(keys))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R /OCProperties <</OCGs [6 0 R] /D <</Name (%s) /Order [6 0 R]>>>>"
        b" /AcroForm <</Fields [7 0 R] /DR <</Font <<%s>>>>>> %s 1>>" % (text, resources, name(other)),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 5 0 R /Annots [7 0 R] /Resources"
        b" <</Font <<%s>> /Properties <<%s 6 0 R>> /ExtGState <<%s <</LW 1 /BM %s>>>>"
        b" /ColorSpace <<%s %s>>>>>>" % (resources, *others),
        _stream(cmap),
        _stream(content),
        b"<</Type /OCG /Name (%s) /Intent %s>>" % (text, name(other)),
        b"<</Type /Annot /Subtype /Widget /FT /Tx /T (%s) /V %s /Rect [0 0 9 9] /DA (%s 9 Tf)>>"
        % (text, name(other), text),
        b"<</Title (%s) /Producer %s %s (%s)>>" % (text, name(other), name(other), text),
        *dictionaries,
    ]
    return _file(objects, info=8)


def _stream(data: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes], info: int) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    file = io.BytesIO(b"%PDF-1.7\n")
    file.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    file.write(b"trailer\n<</Size %d /Root 1 0 R /Info %d 0 R>>\n" % (len(objects) + 1, info))
    file.write(b"startxref\n%d\n%%%%EOF" % start)
    return file.getvalue()
