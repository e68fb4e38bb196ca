"""Characters that the bundled faces lack: the system's fonts first, then the shipped ones, then an error."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from attrs import evolve
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from generator.model.problem import ZipingbiaoError
from generator.render import fallback
from generator.render.fonts_used import changed_fonts, noting
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.sources.pdf.tounicode import parse_tounicode
from tests.support import forms

NAME = "𠮷野㐂𪛖"
FORM = evolve(
    forms.data_service(), project=f"{NAME}大厦维修", operator="张𥖄、䨻", title="𠮷项目支出绩效自评表"
)
RARE = set("𠮷㐂𪛖𥖄䨻")


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the system's fonts, empty at first."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(fallback, "system_folders", lambda: (folder,))
    return folder


def _box(characters: str, *, fs_type: int = 0, side: int = 500) -> bytes:
    """A font that prints a box for each character."""
    pen = TTGlyphPen(None)
    if side:
        pen.moveTo((0, 0))
        for point in ((0, side), (side, side), (side, 0)):
            pen.lineTo(point)
        pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({ord(character): "box" for character in characters})
    builder.setupGlyf({".notdef": box, "box": box})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "box": (1000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Box", "styleName": "Regular"})
    builder.setupOS2(fsType=fs_type)
    builder.setupPost()
    content = BytesIO()
    builder.save(content)
    return content.getvalue()


def _outline(font: TTFont, name: str) -> list[Any]:
    pen = RecordingPen()
    font.getGlyphSet()[name].draw(pen)
    return list(pen.value)


def _printed(content: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Each character of the small fonts in a file, and the outline that stands for it."""
    with pikepdf.open(BytesIO(content)) as file:
        fonts: dict[str, Any] = {}
        for page in file.pages:
            fonts |= {str(font.BaseFont): font for font in page.Resources.Font.values()}
        for base, font in fonts.items():
            if "zipingbiao" in base:
                embedded = TTFont(BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
                for code, text in parse_tounicode(font.ToUnicode).items():
                    name = embedded.getGlyphName(int.from_bytes(code, "big"))
                    yield text, _outline(embedded, name)


def _source(character: str) -> list[Any]:
    face = fallback.face_of(character)
    assert face is not None
    font = TTFont(BytesIO(face.small_font([ord(character)])))
    return _outline(font, font.getBestCmap()[ord(character)])


def test_the_shipped_fonts_print_what_the_system_lacks(system: Path, templates: TemplateSet) -> None:
    """Each with its own outline: what a page's text says of a glyph is not what the glyph shows."""
    with noting() as used:
        content = render_pdf(FORM, templates=templates)
    printed = dict(_printed(content))
    assert set(printed) == RARE
    assert all(outline == _source(character) for character, outline in printed.items())
    assert len({str(outline) for outline in printed.values()}) == len(RARE)
    assert verify_pdf(content, FORM) == ()
    assert list(used) == [str(fallback.ARCHIVE)]
    assert render_pdf(FORM, templates=templates) == content


def test_the_system_s_fonts_come_first(system: Path, templates: TemplateSet) -> None:
    (system / "宋.ttf").write_bytes(_box("𡘙㕧"))
    form = evolve(FORM, project="𡘙㕧𣱼", title="项目支出绩效自评表")
    with noting() as used:
        printed = dict(_printed(render_pdf(form, templates=templates)))
    assert {character for character in printed if printed[character] == _source("𡘙")} == {"𡘙", "㕧"}
    assert printed["𣱼"] == _source("𣱼")
    assert set(used) == {str(system / "宋.ttf"), str(fallback.ARCHIVE)}


def test_a_font_that_may_not_be_embedded_or_has_no_letters_lends_nothing(system: Path) -> None:
    (system / "locked.ttf").write_bytes(_box("𠮷", fs_type=0x0002))
    (system / "LastResort.otf").write_bytes(_box("𠮷"))
    (system / "broken.ttf").write_bytes(_box("𠮷")[:300])
    (system / "empty.ttf").write_bytes(_box("𠮷", side=0))
    face = fallback.face_of("𠮷")
    assert face is not None
    assert face.path == fallback.ARCHIVE


def test_a_face_like_a_form_s_is_preferred(system: Path) -> None:
    for name in ("a-hei.ttf", "b-song-bold.ttf", "c-song.ttf"):
        (system / name).write_bytes(_box("𠮷"))
    face = fallback.face_of("𠮷")
    assert face is not None
    assert face.path.name == "c-song.ttf"


def test_a_character_that_nothing_has_is_an_error_with_its_field(
    system: Path, templates: TemplateSet
) -> None:
    with pytest.raises(ZipingbiaoError, match="〔实施单位〕字符“\U00030edd”（U\\+30EDD）"):
        render_pdf(evolve(FORM, operator="\U00030edd"), templates=templates)


def test_a_font_that_changed_is_told(system: Path) -> None:
    font = system / "宋.ttf"
    font.write_bytes(b"1")
    states = {str(font): [1, font.stat().st_mtime_ns], str(system / "没有.ttf"): [1, 1]}
    assert changed_fonts(states) == (str(system / "没有.ttf"),)
    font.write_bytes(b"12")
    assert changed_fonts(states)[0] == str(font)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(0x4E00, 0x9FEF, id="统一汉字"),
        pytest.param(0x3400, 0x4DB5, id="扩展 A"),
        pytest.param(0x20000, 0x2A6D6, id="扩展 B"),
        pytest.param(0x2A700, 0x2B734, id="扩展 C"),
        pytest.param(0x2B740, 0x2B81D, id="扩展 D"),
        pytest.param(0x2B820, 0x2CEA1, id="扩展 E"),
        pytest.param(0x2CEB0, 0x2EBE0, id="扩展 F"),
        pytest.param(0x1F600, 0x1F64F, id="表情"),
    ],
)
def test_the_extensions_are_covered(
    first: int, last: int, system: Path, templates: TemplateSet, shipped: frozenset[int]
) -> None:
    assert [f"{code:X}" for code in range(first, last + 1) if code not in shipped] == []


@pytest.fixture(scope="module")
def shipped(templates: TemplateSet) -> frozenset[int]:
    """What the bundled faces and the archive have together."""
    from generator.render.fonts import characters

    archived = (code for face in fallback.archived() for code in face.codes)
    return frozenset(archived) | {ord(character) for character in characters(templates.font_folders)}
