"""The blank form of every layout can be read, and prints the labels that its layout prints."""

import re

import pytest
from attrs import evolve

from generator.model.form import Form
from generator.model.layout import STANDARD, layout_names, load_layout
from generator.model.problem import ZipingbiaoError
from generator.model.vocabulary import bare
from generator.render.docx.form import render_docx, verify_docx
from generator.sheet.build import sheet
from generator.store import loads
from generator.store.write.blank import blank, to_print


def head(layout: str | None) -> Form:
    return Form(project="甲项目", department="某局", year=2022, layout=layout)


@pytest.mark.parametrize("name", layout_names())
def test_blank_form_reads_back(name: str) -> None:
    layout = None if name == STANDARD else name
    loaded = loads(blank(head(layout)), file="甲.yaml")
    assert loaded.form is not None, [str(problem) for problem in loaded.problems]
    assert loaded.form.layout == layout
    assert loaded.form.labels == load_layout(name).labels()


@pytest.mark.parametrize("name", layout_names())
def test_blank_form_prints_its_layout(name: str) -> None:
    form = loads(blank(head(None if name == STANDARD else name)), file="甲.yaml").form
    assert form is not None
    printed = sheet(form)
    layout = load_layout(name)
    texts = {bare(cell.text) for cell in printed.cells()}
    words = {bare(layout.words.get(term, term)) for term in layout.indicators.spans}
    assert words <= texts
    assert printed.title == layout.title


@pytest.mark.parametrize("name", layout_names())
def test_sample_is_uncommented_where_it_stands(name: str) -> None:
    """As an editor does it: the mark and the space behind it go, no line is indented anew."""
    lines = blank(head(None if name == STANDARD else name)).splitlines()
    first = next(at for at, line in enumerate(lines) if line.lstrip().startswith("## "))
    last = next(at for at, line in enumerate(lines[first:], first) if not line.lstrip().startswith("#"))
    text = [re.sub("^( *)#(?: |(?=#))", r"\1", line) for line in lines[first:last]]
    text[1] = re.sub(": #.*", ": 开通率", text[1])
    loaded = loads("\n".join([*lines[:first], *text, *lines[last:]]), file="甲.yaml")
    assert loaded.problems == ()
    assert loaded.form is not None
    assert [indicator.name for _, indicator in loaded.form.indicators()] == ["开通率"]


@pytest.mark.parametrize("name", layout_names())
def test_paper_blank_has_a_row_for_every_level(name: str) -> None:
    layout = load_layout(name)
    form = to_print(evolve(head(None if name == STANDARD else name), year=0), rows=2)
    printed = sheet(form)
    assert printed.is_blank
    assert "0" not in printed.subtitle
    levels = [cell.text for cell in printed.cells() if cell.role == "level" and len(cell.path) == 2]
    assert levels == list(layout.levels) * ("一级指标" in layout.indicators.spans)
    children = [child for level in form.levels for child in level.children]
    assert len(list(form.indicators())) == 2 * len(children)
    assert verify_docx(render_docx(form), form) == ()


@pytest.mark.parametrize("name", layout_names())
def test_every_section_fills_the_table(name: str) -> None:
    layout = load_layout(name)
    width = len(layout.widths)
    for section in filter(None, (layout.funds, layout.goals, layout.indicators)):
        assert section.side + section.name + sum(section.spans.values()) == width
    for row in layout.heading:
        assert sum(entry.label_span + entry.value_span for entry in row) == width


def test_unknown_layout_is_a_problem_with_its_remedy() -> None:
    with pytest.raises(ZipingbiaoError) as caught:
        sheet(head("火星"))
    (problem,) = caught.value.problems
    assert problem.path == ("版式",)
    assert "hubei" in str(problem.hint)
