"""Every character of 通用规范汉字表 and of GB 2312 is printed with its own glyph and its own code."""

import re
import shutil
import subprocess
from pathlib import Path
from unicodedata import category

import pytest
from attrs import evolve

from generator.maintain.fonts import gb2312
from generator.model.form import Form, Goals
from generator.render import fonts
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import sheet
from tests.support import forms
from tests.support.extracted import verify_text

LINE = 250


@pytest.fixture(scope="module")
def characters(templates: TemplateSet) -> list[str]:
    """What the bundled faces were cut to (`generator.maintain.fonts`): both standards and more symbols."""
    bundled = fonts.characters(templates.font_folders)
    return sorted(character for character in bundled if category(character)[0] not in "ZC")


@pytest.fixture(scope="module")
def form(characters: list[str]) -> Form:
    half = len(characters) // 2
    goals = Goals(expected=_lines(characters[:half]), actual=_lines(characters[half:]))
    return evolve(forms.data_service(), goals=goals)


@pytest.fixture(scope="module")
def content(form: Form, templates: TemplateSet) -> bytes:
    return render_pdf(form, templates=templates)


def _lines(characters: list[str]) -> str:
    rows = ("".join(characters[at : at + LINE]) for at in range(0, len(characters), LINE))
    return "\n".join(rows)


def test_both_standards_are_in_the_document(characters: list[str]) -> None:
    assert set(gb2312()) - {"\u3000"} <= set(characters)
    assert sum(category(character) == "Lo" and character >= "\u4e00" for character in characters) >= 8105


def test_the_file_s_text_is_the_form_s(content: bytes, form: Form) -> None:
    assert verify_pdf(content, form) == ()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is missing")
def test_pdftotext_gives_every_character(
    content: bytes, form: Form, characters: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "characters.pdf"
    file.write_bytes(content)
    raw = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True).stdout.decode()
    assert set(characters) <= set(raw)
    assert verify_text(raw.split("\f"), sheet(form)) == ()
    assert re.sub(r"\s", "", form.goals.expected)[:500] in re.sub(r"\s", "", raw)
