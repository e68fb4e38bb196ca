"""The bookmarks of a form: its title, its sections, its levels, each once and where it begins."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from attrs import evolve, frozen

from generator.model.form import Form
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.store import load
from tests.layouts.makers import truth
from tests.support import forms

SECTIONS = ("项目基本信息", "项目资金", "年度总体目标", "绩效指标")


@frozen
class Mark:
    depth: int
    label: str
    page: int
    top: float


def _outline(form: Form, templates: TemplateSet) -> list[Mark]:
    document = pypdfium2.PdfDocument(render_pdf(form, templates=templates))
    entries = [(entry, entry.get_dest()) for entry in document.get_toc()]
    return [
        Mark(entry.level, entry.get_title(), target.get_index(), target.get_view()[1][1])
        for entry, target in entries
    ]


def _expected(form: Form) -> list[tuple[int, str]]:
    marks = [(0, form.title), *((1, section) for section in SECTIONS)]
    for level1 in form.levels:
        marks += [(2, level1.name), *((3, level2.name) for level2 in level1.children)]
    return marks


def _named(marks: list[Mark]) -> list[tuple[int, str]]:
    return [(mark.depth, mark.label) for mark in marks]


@pytest.mark.parametrize("make", [forms.data_service, forms.network, forms.too_much])
def test_title_sections_and_levels_in_the_order_of_the_document(
    templates: TemplateSet, make: Callable[[], Form]
) -> None:
    marks = _outline(make(), templates)
    assert _named(marks) == _expected(make())
    places = [(mark.page, -mark.top) for mark in marks]
    assert places == sorted(places)


def test_a_level_that_opens_again_would_be_marked_twice_without_its_guard(
    templates: TemplateSet, workspace: Path
) -> None:
    every_part = "(cell.path | length - 1 if cell.role == 'level' else 0)"
    source = templates.text("form.html").replace("cell.opens", every_part)
    (workspace / "form.html").write_text(source, "utf-8")
    marks = _named(_outline(forms.too_much(), TemplateSet((workspace,))))
    assert marks != _expected(forms.too_much())
    assert (2, "产出指标（续）") in marks


def test_labels_have_no_line_breaks(templates: TemplateSet) -> None:
    form = forms.data_service()
    first = evolve(form.levels[0], name="产出\n指标")
    broken = evolve(form, title="自评表\n（试行）", levels=(first, *form.levels[1:]))
    labels = [mark.label for mark in _outline(broken, templates)]
    assert (labels[0], labels[5]) == ("自评表（试行）", "产出指标")


def test_the_form_s_own_words_name_its_sections(templates: TemplateSet) -> None:
    form = load(truth("L5")).form
    assert form is not None
    sections = [mark.label for mark in _outline(form, templates) if mark.depth == 1]
    assert sections == ["项目基本信息", "预算执行情况（20分）", "年度绩效目标（80分）"]
