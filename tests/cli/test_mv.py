"""The command mv: a project to the place that its form says, with all that belongs to it; nothing is lost."""

import json
import os
import re
from pathlib import Path

import pytest

from generator.cli import again
from generator.outputs.formats import TABLES, XLSX
from generator.runtime.files import write_atomically
from generator.workspace import moving
from generator.workspace.workspace import Workspace
from tests.store.test_read import HEAD
from tests.support.command import zipingbiao

WRONG = HEAD.replace("2020", "2021   # 改了年度")
REPAIRS, INGEST = "修复: []\n", HEAD


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made after moving: workbooks and tables."""
    monkeypatch.setattr(again, "quick", lambda: (XLSX, TABLES))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    write(workspace, "乙/2020/甲", WRONG)
    write(workspace, "乙/2020/丙", HEAD.replace("甲", "丙"))
    return workspace


def write(workspace: Workspace, place: str, text: str) -> Path:
    file = workspace.data / f"{place}.yaml"
    (file.parent / "repairs").mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    workspace.repairs_path(file).write_text(REPAIRS, "utf-8")
    workspace.last_ingest_path(file).write_text(INGEST, "utf-8")
    return file


def lies(workspace: Workspace, folder: str = "data") -> list[str]:
    files = ((workspace.root / folder).rglob("*")) if (workspace.root / folder).exists() else ()
    names = (file.relative_to(workspace.root / folder).as_posix() for file in files if file.is_file())
    return sorted(name for name in names if not name.startswith(".build"))


def mv(workspace: Workspace, *arguments: object) -> tuple[int, str]:
    done = zipingbiao("mv", "-w", workspace.root, *arguments)
    return done.exit_code, done.output


OLD = ["乙/2020/repairs/甲.ingest", "乙/2020/repairs/甲.yaml", "乙/2020/甲.yaml"]
OTHERS = [name.replace("甲", "丙") for name in OLD]
MOVED = sorted([*OTHERS, *(name.replace("2020", "2021") for name in OLD)])


def test_yaml_repairs_and_outputs_go_where_the_form_says(workspace: Workspace) -> None:
    file = workspace.data / "乙/2020/甲.yaml"
    text = file.read_text("utf-8")
    file.write_text(HEAD, "utf-8")
    zipingbiao("build", "-w", workspace.root, "--only", "xlsx,tables")
    file.write_text(text, "utf-8")
    code, output = mv(workspace, file)
    assert code == 0
    assert lies(workspace) == MOVED
    assert (workspace.data / "乙/2021/甲.yaml").read_text("utf-8") == text
    made = [name for name in lies(workspace, "out") if "数据表" not in name]
    assert made == ["乙/2020/丙.xlsx", "乙/2021/甲.xlsx"]
    assert output.startswith(f"已移到 {workspace.data}/乙/2021/甲.yaml（原在 {file}）\n")
    assert f"{workspace.out}/乙/2020/甲.xlsx: I B10" in output
    assert "甲：总分" in output


def test_what_is_to_be_changed_is_written_first_and_nothing_else(workspace: Workspace) -> None:
    write(workspace, "乙/2020/甲", HEAD)
    file = workspace.data / "乙/2020/丙.yaml"
    file.write_text("# 我的\n" + HEAD.replace("甲", "丙").replace("2020", "2020  # 年"), "utf-8")
    code, output = mv(workspace, file, "-y", 2022, "-d", "丁 局", "-p", "戊/己")
    assert code == 0, output
    moved = workspace.data / "丁 局/2022/戊／己.yaml"
    expected = "# 我的\n年度: 2022  # 年\n项目名称: 戊/己\n主管部门: 丁 局\n"
    assert moved.read_text("utf-8") == expected
    assert workspace.last_ingest_path(moved).exists()


def test_what_is_in_its_place_stays_there(workspace: Workspace) -> None:
    write(workspace, "乙/2020/甲", HEAD)
    code, output = mv(workspace, workspace.data / "乙/2020/丙.yaml")
    assert code == 0
    assert f"已在它的位置 {workspace.data}/乙/2020/丙.yaml" in output
    assert set(OLD) < set(lies(workspace))


def test_a_folder_means_all_forms_in_it(workspace: Workspace) -> None:
    code, output = mv(workspace, workspace.data / "乙", "-d", "丁局")
    assert code == 0, output
    assert lies(workspace) == [name.replace("乙/", "丁局/") for name in MOVED]
    assert not (workspace.data / "乙").exists()


def test_a_blank_form_goes_into_the_workspace_and_finds_its_schema(workspace: Workspace) -> None:
    write(workspace, "乙/2020/甲", HEAD)
    assert zipingbiao("new", "-w", workspace.root, "-y", 2020).exit_code == 0
    blank = workspace.root / "空白表.yaml"
    text = blank.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=data/schema.json\n")
    blank.write_text(re.sub(r"^(项目名称|主管部门):.*$", r'\1: ""', text, flags=re.MULTILINE), "utf-8")
    code, output = mv(workspace, blank)
    assert code == 2
    assert f"{blank}: E Y23 表里没有写主管部门、项目名称，不知道应移到哪里" in output
    code, output = mv(workspace, blank, "-d", "乙", "-p", "庚")
    assert code == 0, output
    text = (workspace.data / "乙/2020/庚.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../schema.json\n")


def test_nothing_is_overwritten(workspace: Workspace) -> None:
    taken = write(workspace, "乙/2021/甲", HEAD.replace("2020", "2021"))
    before = {name: (workspace.data / name).read_bytes() for name in lies(workspace)}
    code, output = mv(workspace, workspace.data / "乙/2020/甲.yaml", "-p", "甲")
    assert code == 2
    assert f"{workspace.data}/乙/2020/甲.yaml: E Y23 要移到的 {taken} 已有文件，没有移动" in output
    assert {name: (workspace.data / name).read_bytes() for name in lies(workspace)} == before


def test_repairs_of_another_project_are_not_overwritten(workspace: Workspace) -> None:
    left = workspace.data / "乙/2021/repairs/甲.yaml"
    left.parent.mkdir(parents=True)
    left.write_text("修复: [别的]\n", "utf-8")
    before = lies(workspace)
    code, output = mv(workspace, workspace.data / "乙/2020/甲.yaml")
    assert (code, lies(workspace)) == (2, before)
    assert f"E Y23 要移到的 {left} 是另一份修复记录" in output


def test_one_that_cannot_be_read_does_not_keep_the_others(workspace: Workspace) -> None:
    bad = workspace.data / "乙/2020/坏.yaml"
    bad.write_text("[", "utf-8")
    code, output = mv(workspace, bad, workspace.data / "乙/2020/甲.yaml")
    assert code == 2
    assert f"{bad}:2:1: E Y01" in output
    assert "乙/2021/甲.yaml" in lies(workspace)


def test_a_dry_run_says_and_leaves_everything(workspace: Workspace) -> None:
    before = lies(workspace)
    code, output = mv(workspace, workspace.data, "--dry-run")
    assert (code, lies(workspace)) == (0, before)
    assert f"将移到 {workspace.data}/乙/2021/甲.yaml（原在" in output
    assert not workspace.out.exists()


def test_as_json(workspace: Workspace) -> None:
    file = workspace.data / "乙/2020/甲.yaml"
    code, output = mv(workspace, file, "--json")
    expected = {
        "file": str(file),
        "target": f"{workspace.data}/乙/2021/甲.yaml",
        "moves": True,
        "problems": [],
    }
    assert (code, json.loads(output)) == (0, [expected])


def test_one_name_is_for_one_file(workspace: Workspace) -> None:
    code, output = mv(workspace, workspace.data, "-p", "己")
    assert code == 2
    assert "--project 只能用于一个文件" in output


class _Killed(BaseException):
    pass


@pytest.mark.parametrize("steps", range(8))
def test_a_move_that_is_killed_at_any_step_can_be_made_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    file, target = workspace.data / "乙/2020/甲.yaml", workspace.data / "乙/2021/甲.yaml"
    text, left = file.read_text("utf-8"), iter(range(steps))

    def counted(call: object) -> object:
        def wrapper(*arguments: object, **options: object) -> object:
            if next(left, None) is None:
                raise _Killed
            return call(*arguments, **options)  # type: ignore[operator]

        return wrapper

    with monkeypatch.context() as patch:
        patch.setattr(moving, "write_atomically", counted(write_atomically))
        patch.setattr(os, "link", counted(os.link))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        try:
            moving.move(file, target, workspace)
        except _Killed:
            assert steps < 6
        else:
            assert steps >= 6
    stands = [path for path in (file, target) if path.exists()]
    assert stands
    assert all(path.read_text("utf-8") == text for path in stands)
    aside = (workspace.repairs_path(stands[0]), workspace.last_ingest_path(stands[0]))
    assert [path.read_text("utf-8") for path in aside] == [REPAIRS, INGEST]
    if file.exists():
        moving.move(file, target, workspace)
        assert lies(workspace) == MOVED


def test_where_the_file_system_has_no_links(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    assert mv(workspace, workspace.data / "乙/2020/甲.yaml")[0] == 0
    assert lies(workspace) == MOVED
