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
from generator.outputs.formats import DOCX, every
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


def test_the_help_lists_every_format() -> None:
    text = CliRunner().invoke(build, ["--help"]).output
    assert all(name in text for name in formats.groups())
    assert f"除{formats.on_request()}以外" in "".join(text.split())


def test_its_output_is_verified_like_any_other(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    product = _add(monkeypatch, render=_wrong, verify=_verify)
    (done,) = run(plan(workspace.yaml_files(), workspace, (product,)), workspace)
    assert [found.rule for found in done.problems] == ["V01"]
    assert not done.step.target.exists()


def test_word_is_made_on_request_and_then_kept_up_to_date(workspace: Workspace) -> None:
    def made() -> list[str]:
        steps = plan(workspace.yaml_files(), workspace, every())
        return [step.target.suffix for step in steps if step.product == DOCX and not step.is_fresh]

    (file,) = workspace.yaml_files()
    assert made() == []
    assert not any(done.failed for done in run(plan((file,), workspace, (DOCX,)), workspace))
    assert made() == []
    file.write_text(file.read_text("utf-8") + "\n# 改过\n", "utf-8")
    assert made() == [".docx"]


def test_settings_make_word_stale(workspace: Workspace) -> None:
    files = workspace.yaml_files()
    list(run(plan(files, workspace, (DOCX,)), workspace))
    (workspace.root / "zipingbiao.yaml").write_text("水印: 草稿\n", "utf-8")
    assert not any(step.is_fresh for step in plan(files, workspace, (DOCX,)))
