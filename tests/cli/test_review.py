"""The queue in the terminal, as JSON and as a workbook."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from generator.ingest.write import ingest
from generator.model.doubt import State
from generator.review import list_doubts
from generator.workspace.workspace import Workspace
from tests.support.command import zipingbiao
from tests.support.workspaces import SHANGHAI


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("read")
    list(ingest([SHANGHAI], Workspace(root=root)))
    return root


@pytest.fixture
def workspace(read_once: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(read_once, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)


def run(workspace: Workspace, *arguments: object, typed: str = "") -> Result:
    return zipingbiao(*arguments, "-w", workspace.root, input=typed.encode())


def test_the_keys(workspace: Workspace) -> None:
    before = {file: file.read_bytes() for file in workspace.yaml_files()}
    done = run(workspace, "review", "--by", "张三", typed="\n2\nu\n9\nn\n其他原因\nu\nq\n")
    assert (done.exit_code, done.stderr) == (1, "")
    assert "没有第 9 种读法" in done.stdout
    assert "定下 1 个，还有 13 个没定" in done.stdout
    assert {file: file.read_bytes() for file in workspace.yaml_files()} == before
    (settled,) = [group for group in list_doubts(workspace, settled=True) if group.first.decision]
    assert settled.first.decision
    assert settled.first.decision.by == "张三"


def test_a_written_text_goes_into_the_yaml(workspace: Workspace) -> None:
    (file,) = [file for file in workspace.yaml_files() if "数据运营" in file.name]
    answers = run(workspace, "review", file, typed="原因另有说明。\nq\n")
    assert "[1/" in answers.stdout
    assert "原因另有说明。" in file.read_text("utf-8")


def test_all_accepted_asks_nothing_more(workspace: Workspace) -> None:
    done = run(workspace, "review", "--accept-all")
    assert (done.exit_code, done.stdout) == (0, "定下 14 个\n")
    assert run(workspace, "review").stdout == "没有存疑。\n"
    states = {doubt["state"] for doubt in json.loads(run(workspace, "review", "--json").stdout)}
    assert states == {"已确认"}


def test_json_has_each_doubt_with_its_state(workspace: Workspace) -> None:
    doubts = json.loads(run(workspace, "review", "--json").stdout)
    assert len({doubt["id"] for doubt in doubts}) == len(doubts) == 25
    assert {doubt["state"] for doubt in doubts} == {"待定"}
    assert all(doubt["places"] and doubt["readings"] and doubt["why"] for doubt in doubts)


def test_a_workbook_is_filled_in_and_taken_back(workspace: Workspace) -> None:
    book = workspace.root / "待核.xlsx"
    assert run(workspace, "review", "--output", book).exit_code == 0
    opened = openpyxl.load_workbook(book)
    sheet = opened["待核"]
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("定为") + 1
    rows = {sheet.cell(row, heads.index("读作") + 1).value: row for row in range(2, sheet.max_row + 1)}
    reason = next(text for text in rows if str(text).startswith("加强数据治理"))
    sheet.cell(rows["上海市大数据中心"], column).value = "对"
    sheet.cell(rows[reason], column).value = "改写的原因"
    opened.save(book)
    done = run(workspace, "import", book, "--by", "李四")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "定下 2 个存疑" in done.stdout
    settled = [g for g in list_doubts(workspace, settled=True) if g.first.state is not State.OPEN]
    assert {group.first.says for group in settled} == {"上海市大数据中心", "改写的原因"}
    again = run(workspace, "import", book, "--by", "王五")
    assert (again.exit_code, "定下 0 个存疑" in again.stdout) == (0, True)
    sheet.cell(rows[reason], column).value = "又改一次"
    opened.save(book)
    other = run(workspace, "import", book)
    assert other.exit_code == 1
    assert f"{book}:{rows[reason]}: E H01" in other.stderr


def test_ingest_counts_and_shows_three(tmp_path: Path) -> None:
    workspace = Workspace(root=tmp_path)
    done = run(workspace, "ingest", SHANGHAI, "--strict")
    assert done.exit_code == 1
    assert "存疑 25 处" in done.stdout
    assert done.stdout.count("请看：") == 3
    assert run(workspace, "review", "--accept-all").exit_code == 0
    again = run(workspace, "ingest", SHANGHAI, "--strict")
    assert (again.exit_code, "存疑" in again.stdout) == (0, False)


def test_a_damaged_repairs_file_is_named(workspace: Workspace) -> None:
    (file, *_) = workspace.yaml_files()
    repairs = workspace.repairs_path(file)
    repairs.write_text("推断:\n- 编号: D05\n  置信度: 很高\n", "utf-8")
    done = run(workspace, "review")
    assert done.exit_code == 2
    assert f"{repairs}: E F05" in done.stderr
