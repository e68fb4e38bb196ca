import re
import shutil
import subprocess
from collections import Counter
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from attrs import evolve

from generator.model.form import Form, Goals
from generator.model.problem import ZipingbiaoError
from generator.render.pdf.attachment import attachment
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import sheet
from tests.support import forms
from tests.support.extracted import pdf_text, verify_text

FORMS = {
    form.project[:8]: form
    for form in (forms.one_stop(), forms.data_service(), forms.network(), forms.too_much())
}
_FILES: dict[str, bytes] = {}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


def _pdf(form: Form, templates: TemplateSet) -> bytes:
    """Each form's file is made once for all tests."""
    if form.project not in _FILES:
        _FILES[form.project] = render_pdf(form, templates=templates)
    return _FILES[form.project]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_text_of_the_file_is_the_form_s(form: Form, templates: TemplateSet) -> None:
    assert verify_pdf(_pdf(form, templates), form) == ()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is missing")
def test_pdftotext_extracts_the_form_s_text(form: Form, templates: TemplateSet, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(_pdf(form, templates))
    text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True).stdout.decode()
    assert verify_text(text.split("\f"), sheet(form)) == ()


def test_goals_come_out_in_order(templates: TemplateSet) -> None:
    form = forms.network()
    text = _plain("".join(pdf_text(_pdf(form, templates))))
    assert _plain(form.goals.expected) + _plain(form.goals.actual) in text


def test_nothing_stands_outside_its_cell(form: Form, templates: TemplateSet, tmp_path: Path) -> None:
    """Every character lies between the vertical lines of the table; no two characters overlap."""
    file = tmp_path / "form.pdf"
    file.write_bytes(_pdf(form, templates))
    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            edges = [edge for edge in page.edges if edge["orientation"] == "v"]
            for char in page.chars:
                middle = (char["top"] + char["bottom"]) / 2
                crossing = [
                    edge
                    for edge in edges
                    if char["x0"] + 0.3 < edge["x0"] < char["x1"] - 0.3
                    and edge["top"] < middle < edge["bottom"]
                ]
                assert not crossing, char["text"]
                assert 28 < char["x0"] < char["x1"] < 568, char["text"]
            places = Counter(
                (round(char["x0"]), round(char["top"])) for char in page.chars if char["text"].strip()
            )
            assert max(places.values()) == 1


def test_a4_and_equal_forms_give_equal_bytes(templates: TemplateSet) -> None:
    form = forms.data_service()
    content = _pdf(form, templates)
    assert content == render_pdf(form, templates=templates)
    with pdfplumber.open(BytesIO(content)) as pdf:
        assert [(round(page.width), round(page.height)) for page in pdf.pages] == [(595, 842)]


def test_a_dropped_cell_and_an_added_word_are_found(templates: TemplateSet, workspace: Path) -> None:
    source = templates.text("form.html")
    (workspace / "form.html").write_text(
        source.replace(">{{ sheet.title }}</h1>", ">草稿</h1>"), encoding="utf-8"
    )
    form = forms.data_service()
    content = render_pdf(form, templates=TemplateSet((workspace,)))
    assert {problem.rule for problem in verify_pdf(content, form)} == {"V01", "V02"}


def test_a_changed_character_is_found(templates: TemplateSet) -> None:
    form = forms.data_service()
    goals = Goals(expected=form.goals.expected.replace("效益", "敁益", 1), actual=form.goals.actual)
    changed = verify_pdf(_pdf(form, templates), evolve(form, goals=goals))
    assert ("年度总体目标", "预期目标") in {problem.path for problem in changed}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/x.png", "../../etc/passwd"])
def test_no_resource_outside_the_templates(templates: TemplateSet, workspace: Path, url: str) -> None:
    source = templates.text("form.html").replace("<h1", f'<img src="{url}" alt=""><h1')
    (workspace / "form.html").write_text(source, encoding="utf-8")
    with pytest.raises(ZipingbiaoError, match="模板"):
        render_pdf(forms.data_service(), templates=TemplateSet((workspace,)))


def test_markup_in_a_form_is_text(templates: TemplateSet) -> None:
    form = evolve(forms.data_service(), project="<script>alert(1)</script>&amp;<img src=x>{{ 7 * 7 }}")
    assert verify_pdf(render_pdf(form, templates=templates), form) == ()


def test_the_digest_of_its_source_is_a_keyword(templates: TemplateSet) -> None:
    yaml = "项目名称: 甲\n".encode()
    content = render_pdf(forms.data_service(), templates=templates, attachments=(attachment(yaml, "甲"),))
    with pikepdf.open(BytesIO(content)) as file:
        assert f"sha256:{sha256(yaml).hexdigest()}" in str(file.docinfo["/Keywords"])
        assert sha256(yaml).hexdigest() in file.Root.Metadata.read_bytes().decode()
