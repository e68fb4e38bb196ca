"""One more output format is a module that renders and an entry in the table."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.build import build
from generator.model import problem
from generator.model.form import Form
from generator.model.problem import Problem
from generator.outputs import formats
from generator.outputs.product import Product, Scope, Source
from generator.outputs.run import plan, run
from generator.workspace.workspace import Workspace

TRUE = Path(__file__).parents[1] / "shanghai"


def _text(form: Form, source: Source) -> bytes:
    return f"{source.name}：{form.project}\n".encode()


def _verify(data: bytes, form: Form, _source: Source) -> tuple[Problem, ...]:
    return () if form.project in data.decode() else (problem.error("V01", "没有项目名称"),)


def _wrong(_form: Form, _source: Source) -> bytes:
    return b"?"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "data/上海市大数据中心/2020"
    folder.mkdir(parents=True)
    shutil.copy(next(iter(sorted(TRUE.glob("*.yaml")))), folder)
    return Workspace(root=tmp_path)


def _add(monkeypatch: pytest.MonkeyPatch, **renders: object) -> Product:
    product = Product(name="txt", group="txt", suffix=".txt", scope=Scope.FORM, **renders)  # type: ignore[arg-type]
    monkeypatch.setattr(formats, "PRODUCTS", [*formats.PRODUCTS, product])
    monkeypatch.setattr("generator.outputs.plan.PRODUCTS", formats.PRODUCTS)
    return product


def test_an_entry_adds_an_output_format(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _add(monkeypatch, render=_text, verify=_verify)
    done = CliRunner().invoke(build, ["-w", str(workspace.root), "--only", "txt"], standalone_mode=False)
    (made,) = workspace.out.rglob("*.txt")
    assert (done.return_value, made.parent.name) == (0, "2020")
    assert made.read_text("utf-8").startswith(made.stem)
    again = CliRunner().invoke(build, ["-w", str(workspace.root), "--only", "txt"], standalone_mode=False)
    assert "生成 0 个文件，1 个已是最新" in again.output


def test_its_output_is_verified_like_any_other(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    product = _add(monkeypatch, render=_wrong, verify=_verify)
    (done,) = run(plan(workspace.yaml_files(), workspace, (product,)), workspace)
    assert [found.rule for found in done.problems] == ["V01"]
    assert not done.step.target.exists()
