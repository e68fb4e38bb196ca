"""A template that never ends costs its own output, and says so."""

from pathlib import Path

import pytest

from generator.outputs.formats import PDF
from generator.outputs.plan import plan
from generator.outputs.run import run, warm
from generator.render.templates import packaged_folder
from generator.store import dump
from generator.workspace.workspace import Workspace
from tests.support import forms

NEVER = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """What is loaded once, however long that takes, is no part of a limit."""
    warm(packaged_folder(), ("pdf",))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    form = forms.data_service()
    file = workspace.yaml_path(form)
    file.parent.mkdir(parents=True)
    file.write_text(dump(form), "utf-8")
    workspace.templates.mkdir()
    return workspace


def said(workspace: Workspace) -> list[str]:
    steps = plan(workspace.yaml_files(), workspace, (PDF,))
    return [problem.rule for done in run(steps, workspace) for problem in done.problems]


def test_an_endless_template_is_given_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.outputs.run._FORM_SECONDS", 1.0)
    (workspace.templates / "form.html").write_text(NEVER, "utf-8")
    assert said(workspace) == ["T03"]


USES = "".join(f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 10 + "</g>" for n in range(9))
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><g id="a0"><rect width="1" height="1"/></g>'
    f'{USES}<use href="#a9"/></svg>'
)
VARIABLES = "".join(f"--a{n + 1}: " + f"var(--a{n}) " * 10 + ";" for n in range(9))
ENDLESS = {
    "a page of a millimetre": ("form.css", "@page { size: 1mm 1mm !important; margin: 0 !important }"),
    "a content without end": ("form.css", f'td::after {{ content: "{"长" * 100_000}" }}'),
    "variables of variables": ("form.css", f'td::after {{ --a0: "x"; {VARIABLES} content: var(--a9) }}'),
    "pictures of pictures": ("form.html", SVG),
    "a style that is its own": ("form.css", "@import url(form.css);"),
}


@pytest.mark.parametrize(("name", "added"), ENDLESS.values(), ids=ENDLESS)
def test_a_page_without_end_is_given_up(
    workspace: Workspace, name: str, added: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.outputs.run._FORM_SECONDS", 1.0)
    text = (packaged_folder() / name).read_text("utf-8")
    text = added + text if "@import" in added else text.replace("</body>", f"{added}</body>")
    (workspace.templates / name).write_text(text if added in text else text + added, "utf-8")
    assert said(workspace) == ["T03"]


FAULTY = {
    "another encoding": ("form.css", "/* 样式 */".encode("gbk")),
    "no text": ("form.html", bytes(range(256))),
    "itself within itself": ("form.html", b"{% include 'form.html' %}"),
    "a macro that calls itself": ("form.html", b"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"),
    "all the memory": ("form.html", b"{{ 'x' * 10 ** 11 }}"),
}


@pytest.mark.parametrize(("name", "content"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_template_is_said_and_is_no_defect(workspace: Workspace, name: str, content: bytes) -> None:
    (workspace.templates / name).write_bytes(content)
    assert said(workspace) == ["T01"]


@pytest.mark.parametrize("font", [b"\0\1\0\0" + b"x" * 500, b"", b"OTTO" + b"\xff" * 500])
def test_a_broken_font_does_not_keep_the_form_from_being_printed(workspace: Workspace, font: bytes) -> None:
    (workspace.templates / "fonts").mkdir()
    (workspace.templates / "fonts/坏.ttf").write_bytes(font)
    assert set(said(workspace)) <= {"T01", "T02"}


def test_a_stylesheet_too_deep_is_a_fault_of_the_template(workspace: Workspace) -> None:
    style = (packaged_folder() / "form.css").read_text("utf-8")
    deep = "body { width: " + "calc(" * 3000 + "1px" + ")" * 3000 + " }"
    (workspace.templates / "form.css").write_text(style + deep, "utf-8")
    assert said(workspace) == ["T01"]
