"""A template that never ends costs its own output, and says so."""

from pathlib import Path

import pytest

from generator.outputs.formats import PDF
from generator.outputs.plan import plan
from generator.outputs.run import run
from generator.render.templates import packaged_folder
from generator.store import dump
from generator.workspace.workspace import Workspace
from tests.support import forms

NEVER = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


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


def test_a_stylesheet_too_deep_is_a_fault_of_the_template(workspace: Workspace) -> None:
    style = (packaged_folder() / "form.css").read_text("utf-8")
    deep = "body { width: " + "calc(" * 3000 + "1px" + ")" * 3000 + " }"
    (workspace.templates / "form.css").write_text(style + deep, "utf-8")
    assert said(workspace) == ["T01"]
