"""What build, watch and import say of the forms: each project's total, every error with its place."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.cli import results, watch
from generator.outputs.formats import TABLES, XLSX
from generator.outputs.sweep import sweep
from generator.outputs.watch import Batch, Watcher
from generator.workspace.workspace import Workspace
from tests.support.command import zipingbiao
from tests.support.workspaces import TRUE

ROW = """年度: 2020
项目名称: {0}
主管部门: 乙
绩效指标:
  产出指标:
    数量指标:
      - 三级指标: 完成率
        年度指标值: ≥90%
        实际完成值: 95%
        分值: 10
        得分: {1}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "data/乙/2020").mkdir(parents=True)
    return Workspace(root=tmp_path)


def write(workspace: Workspace, name: str, score: object) -> Path:
    file = workspace.data / f"乙/2020/{name}.yaml"
    file.write_text(ROW.format(name, score), "utf-8")
    return file


def test_build_says_totals_then_errors_with_their_lines(workspace: Workspace) -> None:
    write(workspace, "甲", 9)
    bad = write(workspace, "丙", 11)
    write(workspace, "丁", "")
    done = zipingbiao("build", "-w", workspace.root, "--only", "xlsx")
    *_, first, second, third, last = done.stdout.splitlines()
    assert (first, second) == ("丁：总分还算不出，有得分没有填", "丙：总分 11，差")
    assert third == "甲：总分 9，差"
    errors = [line for line in done.stderr.splitlines() if ": E " in line]
    assert errors
    assert all(re.match(r"/.*\.yaml:\d+:\d+: E R", line) for line in errors)
    assert any(line.startswith(f"{bad}:11:") for line in errors)
    assert last.startswith(f"生成 3 个文件，0 个已是最新；校核出 {len(errors)} 个错误，已列出，")
    assert re.search("；另有 [0-9]+ 个警告.*，可用 zipingbiao check 查看$", last)
    assert done.exit_code == 0
    assert zipingbiao("build", "-w", workspace.root, "--only", "xlsx", "--strict").exit_code == 1


def test_what_is_fresh_is_not_said_again(workspace: Workspace) -> None:
    write(workspace, "甲", 11)
    zipingbiao("build", "-w", workspace.root, "--only", "xlsx")
    again = zipingbiao("build", "-w", workspace.root, "--only", "xlsx")
    assert again.output == "生成 0 个文件，1 个已是最新\n"


def test_of_many_the_first_are_said_and_how_many_are_not(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_PROJECTS", 2)
    monkeypatch.setattr(results, "MOST_ERRORS", 3)
    for number in range(5):
        write(workspace, f"项目{number}", 11)
    done = zipingbiao("build", "-w", workspace.root, "--only", "xlsx")
    assert [line for line in done.stdout.splitlines() if "总分" in line] == [
        "项目0：总分 11，差",
        "项目1：总分 11，差",
    ]
    assert "……还有 3 个项目没有列出" in done.stdout.splitlines()
    assert sum(": E " in line for line in done.stderr.splitlines()) == 3
    assert "个错误没有列出，zipingbiao check 全部列出" in done.stdout


def test_the_stated_total_and_grade_are_said(workspace: Workspace) -> None:
    file = sorted(TRUE.glob("*.yaml"))[0]
    folder = workspace.data / "上海市大数据中心/2020"
    folder.mkdir(parents=True)
    shutil.copy(file, folder)
    done = zipingbiao("build", "-w", workspace.root, "--only", "xlsx", folder)
    assert f"{file.stem}：总分 99.00，优" in done.stdout.splitlines()


def test_watch_says_the_same_and_moves_away_what_is_gone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watch, "quick", lambda: (XLSX, TABLES))
    building = watch.Building(workspace)
    said: list[str] = []
    watcher = Watcher(building.build, said.append, lambda: sweep(workspace))
    good, bad = write(workspace, "甲", 9), write(workspace, "丙", 11)
    watcher.rebuild(Batch(files=(good, bad), something_left=True))
    printed = capsys.readouterr()
    assert "甲：总分 9，差" in printed.out
    assert f"{bad}:11:" in printed.err
    assert building.has_errors
    bad.unlink()
    watcher.rebuild(Batch(files=(good,), gone=(bad,), something_left=True))
    assert said[-2].startswith("已删除 丙.yaml")
    assert f"{workspace.out}/乙/2020/丙.xlsx: I B10 它的项目已删去、改名或移走" in said[-1]
    good.write_text("[", "utf-8")
    watcher.rebuild(Batch(files=(good,)))
    assert _outputs(workspace.out.rglob("*.xlsx")) == []
    assert sum("Y01" in line for line in said) == 1
    good.unlink()
    assert not building.has_errors


def _outputs(files: Iterable[Path]) -> list[Path]:
    return [file for file in files if ".build" not in file.parts]
