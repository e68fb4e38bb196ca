import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.templates import templates
from generator.model.problem import ZipingbiaoError
from generator.outputs.formats import PDF
from generator.outputs.run import plan
from generator.outputs.run import run as build
from generator.render.templates import TemplateSet
from generator.workspace.workspace import Workspace

YAML = next(iter(sorted((Path(__file__).parents[1] / "shanghai").glob("*.yaml"))))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(templates, [str(argument) for argument in arguments], standalone_mode=False)


def problem_of(result: Result) -> str:
    assert isinstance(result.exception, ZipingbiaoError)
    return str(result.exception)


def test_an_ejected_template_is_the_packaged_one_and_then_in_force(tmp_path: Path) -> None:
    assert run("eject", "form.css", "-w", tmp_path).exception is None
    ejected = tmp_path / "templates/form.css"
    assert ejected.read_bytes() == TemplateSet().find("form.css").read_bytes()
    assert TemplateSet((tmp_path / "templates",)).find("form.css") == ejected
    listed = json.loads(run("list", "--json", "-w", tmp_path).stdout)
    assert {entry["name"]: entry["overridden"] for entry in listed}["form.css"] is True
    assert {entry["name"]: entry["overridden"] for entry in listed}["form.html"] is False
    assert f"form.css  工作区：{ejected}" in run("list", "-w", tmp_path).stdout


def test_a_changed_template_is_kept_unless_forced(tmp_path: Path) -> None:
    mine = tmp_path / "templates/form.css"
    mine.parent.mkdir()
    mine.write_text("/* 我的 */")
    assert "没有改动" in problem_of(run("eject", "form.css", "-w", tmp_path))
    assert mine.read_text() == "/* 我的 */"
    assert run("eject", "form.css", "--force", "-w", tmp_path).exception is None
    assert mine.read_bytes() == TemplateSet().find("form.css").read_bytes()


@pytest.mark.parametrize("name", ["form.htm", "../form.html", "/etc/passwd", "fonts/OFL.txt", ""])
def test_a_name_that_is_no_template(tmp_path: Path, name: str) -> None:
    said = problem_of(run("eject", name, "-w", tmp_path))
    assert "没有名为" in said
    assert "form.html" in said
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_outside_the_workspace(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "templates").symlink_to(outside)
    assert "工作区以外" in problem_of(run("eject", "form.css", "-w", workspace))
    assert not list(outside.iterdir())


def test_a_broken_override_is_named_by_file_and_line(tmp_path: Path) -> None:
    """From the ejected template over a slip in it to the build's message."""
    run("eject", "form.html", "-w", tmp_path)
    mine = tmp_path / "templates/form.html"
    lines = mine.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "<h1" in line)
    lines[at] = "<h1>{{ sheet.titel }}</h1>"
    mine.write_text("\n".join(lines), "utf-8")
    workspace = Workspace(root=tmp_path)
    folder = workspace.data / "上海市大数据中心/2020"
    folder.mkdir(parents=True)
    shutil.copy(YAML, folder)
    (done,) = build(plan(workspace.yaml_files(), workspace, (PDF,)), workspace)
    (problem,) = done.problems
    assert problem.rule == "T01"
    assert str(problem).startswith(f"{mine}:{at + 1}: E T01 模板运行出错")
    assert not done.step.target.exists()
