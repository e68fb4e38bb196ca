"""Rendered pages against approved ones: sizes, lines, words and their places."""

from pathlib import Path

import pytest

from generator.render.templates import TemplateSet

from .structure import SAMPLES, approved, differences, render, structure


@pytest.mark.parametrize("name", SAMPLES)
def test_pages_are_as_approved(name: str, templates: TemplateSet) -> None:
    assert differences(structure(render(name, templates)), approved(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("padding: var(--cell, 1.6pt 3.2pt);", "padding: 2.6pt 2pt;", "across"),
        (".5pt solid #000", "none", "across: 0"),
        ("size: A4 landscape", "size: A4 portrait", "size"),
        ("text-align: right", "text-align: left", "words"),
    ],
)
def test_what_an_eye_would_notice_is_found(
    templates: TemplateSet, workspace: Path, old: str, new: str, kind: str
) -> None:
    source = templates.text("form.css")
    assert old in source
    (workspace / "form.css").write_text(source.replace(old, new), "utf-8")
    found = structure(render("long-side", TemplateSet((workspace,))))
    assert any(kind in difference for difference in differences(found, approved("long-side")))


def test_a_page_too_many_is_found() -> None:
    assert differences(approved("two-pages")[:1], approved("two-pages")) == ["1 pages instead of 2"]
