"""An edit makes what follows from it computed again: in the YAML, and in all that is made of it."""

import json
import shutil
from pathlib import Path

import pytest

from generator.ingest.write import ingest
from generator.outputs.formats import XLSX
from generator.outputs.outdated import as_it_counts, planned
from generator.outputs.run import run
from generator.store import load
from generator.workspace.workspace import Workspace
from tests.support.command import zipingbiao

TRUE = Path(__file__).parents[1] / "shanghai"
NAME = "数据运营服务"
NETWORK = "上海市政务外网网络建设运营 (运维)"
TOTAL = "全年预算数: 43918000.00, 全年执行数: 43918000.00}"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "data/上海市大数据中心/2020").mkdir(parents=True)
    return Workspace(root=tmp_path)


def put(workspace: Workspace, name: str = NAME) -> Path:
    return Path(shutil.copy(TRUE / f"{name}.yaml", workspace.data / "上海市大数据中心/2020"))


def edit(file: Path, old: str, new: str) -> str:
    text = file.read_text("utf-8").replace(old, new)
    file.write_text(text, "utf-8")
    return text


def build(workspace: Workspace) -> list[str]:
    """What is said of outdated values."""
    steps, said = planned(workspace.yaml_files(), workspace, (XLSX,))
    assert not any(done.failed for done in run(steps, workspace))
    return [str(problem).replace(str(workspace.root), "") for problem in said]


def test_a_file_that_was_never_ingested_is_known_from_its_last_build(workspace: Workspace) -> None:
    file = put(workspace)
    assert build(workspace) == []
    text = edit(file, "得分: 6.00", "得分: 7.00 # 商定")
    place = f"/data/上海市大数据中心/2020/{NAME}.yaml:94:5"
    said = "90.00 是改动以前算出的，现在算出 91.00；{}删去这一行，照算出的印"
    loaded = as_it_counts(load(file), workspace)
    assert loaded.sound().total is None
    assert [problem.message for problem in loaded.problems] == [said.format("build 会")]
    assert file.read_text("utf-8") == text
    assert build(workspace) == [f"{place}: I Y20 〔总分〕{said.format('已')}"]
    assert file.read_text("utf-8") == text.replace("总分: 90.00\n", "")
    assert build(workspace) == []


def test_an_ingested_form_is_known_from_its_document(workspace: Workspace) -> None:
    list(ingest([Path(__file__).parents[2] / "data/sources/shanghai-2020.txt"], workspace))
    (file,) = (file for file in workspace.yaml_files() if NAME in file.name)
    text = edit(file, TOTAL, TOTAL.replace("执行数: 43918000.00", "执行数: 40000000.00"))
    said = build(workspace)
    assert [line.split("〔")[1].split("；")[0] for line in said] == [
        "项目资金 › 执行率〕100.00% 是改动以前算出的，现在算出 91.08%",
        "项目资金 › 得分〕10.00 是改动以前算出的，现在算出 9.11",
    ]
    assert file.read_text("utf-8") == text.replace("  执行率: 100.00%\n  得分: 10.00\n", "")


def test_a_contradiction_of_the_document_stays(workspace: Workspace) -> None:
    file = put(workspace, NETWORK)
    assert build(workspace) == []
    text = edit(file, "得分: 9.00", "得分: 8.50")
    (said,) = build(workspace)
    assert "〔总分〕" in said
    assert file.read_text("utf-8") == text.replace("总分: 94.06\n", "")
    assert "执行率: 92.64%" in text


def test_without_anything_known_the_audit_tells(workspace: Workspace) -> None:
    file = put(workspace)
    text = edit(file, "得分: 6.00", "得分: 7.00")
    assert build(workspace) == []
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("damage", [b"", b"[", b"[[1]]", b'{"a": 1}', b"\xff", b'[[["x"], "a", "b"]]'])
def test_a_damaged_note_is_no_note(workspace: Workspace, damage: bytes) -> None:
    file = put(workspace)
    build(workspace)
    (note,) = workspace.out.rglob("*.agreed")
    note.write_bytes(damage)
    text = edit(file, "得分: 6.00", "得分: 7.00")
    assert build(workspace) == []
    assert file.read_text("utf-8") == text


def test_a_file_that_cannot_be_written_is_an_error(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(workspace)
    build(workspace)
    edit(file, "得分: 6.00", "得分: 7.00")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("generator.outputs.outdated.rewrite_atomically", refuse)
    (said,) = build(workspace)
    assert "E " in said
    assert NAME in said


def test_the_commands_say_it_once(workspace: Workspace) -> None:
    file = put(workspace)
    arguments = ("build", "--only", "xlsx", "-w", workspace.root)
    assert zipingbiao(*arguments).exit_code == 0
    edit(file, "得分: 6.00", "得分: 7.00")
    checked = zipingbiao("check", "-w", workspace.root)
    assert "build 会删去这一行" in checked.stdout
    assert "R05" not in checked.stdout
    said = [line for line in zipingbiao(*arguments).stderr.splitlines() if "Y20" in line]
    assert len(said) == 1
    assert "Y20" not in zipingbiao(*arguments, "--force").stderr
    edit(file, "得分: 7.00", "得分: 8.00")
    results = json.loads(zipingbiao(*arguments, "--json").stdout)
    assert not any(problem["rule"] == "Y20" for result in results for problem in result["problems"])
