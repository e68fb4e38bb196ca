import os
from collections import Counter

import pytest
from fontTools.ttLib import TTFont

from generator.maintain.fonts import TICKS, gb2312
from generator.model.problem import ZipingbiaoError
from generator.render import fonts, libraries
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet, packaged_folder
from generator.sheet.build import Cell, Role
from tests.support import forms


def _cell(text: str) -> Cell:
    return Cell(row=0, column=0, text=text, role=Role.TEXT, path=("项目名称",))


def test_bundled_fonts_print_gb2312_and_the_symbols_of_forms(templates: TemplateSet) -> None:
    bundled = fonts.characters(templates.font_folders)
    assert gb2312() <= bundled
    assert set("≥≤≠±×÷%‰℃①⑳ⅠⅡ□☑√—…“”‘’《》〔〕·￥¥αβμΩ" + TICKS) <= bundled


@pytest.mark.parametrize("name", ["NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf"])
def test_no_two_characters_share_a_glyph(name: str) -> None:
    """The text of a PDF can name one of them only."""
    with TTFont(packaged_folder() / "fonts" / name, lazy=True) as font:
        names = Counter(glyph for code, glyph in font.getBestCmap().items() if code not in (0xA0, 0xAD))
    assert [glyph for glyph, times in names.items() if times > 1] == []


def test_a_character_without_glyph_is_named_with_its_field(templates: TemplateSet) -> None:
    problems = fonts.unprintable([_cell("甲\ue123乙\x07")], templates.font_folders)
    assert [problem.value for problem in problems] == ["\ue123", "\x07"]
    assert "U+E123" in problems[0].message
    assert problems[0].path == ("项目名称",)


def test_white_space_needs_no_glyph(templates: TemplateSet) -> None:
    assert not fonts.unprintable([_cell("甲\u3000\u00a0\u200b\n乙")], templates.font_folders)


def test_the_form_with_such_a_character_is_refused(templates: TemplateSet) -> None:
    from attrs import evolve

    with pytest.raises(ZipingbiaoError, match="G01"):
        render_pdf(evolve(forms.data_service(), project="\ue123"), templates=templates)


def test_the_environment_is_left_as_it_was(templates: TemplateSet) -> None:
    before = os.environ.get("FONTCONFIG_FILE")
    fonts.font_configuration(templates.font_folders)
    assert os.environ.get("FONTCONFIG_FILE") == before


def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert libraries.missing_libraries() == ()
    absent = libraries.Library("没有的库", "libabsent0", "libabsent.so.0", "absent")
    monkeypatch.setattr(libraries, "LIBRARIES", (*libraries.LIBRARIES, absent))
    assert libraries.missing_libraries() == ("libabsent0",)
    with pytest.raises(ZipingbiaoError, match="apt-get install libabsent0"):
        libraries.require_libraries()
