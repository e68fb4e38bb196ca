"""Documents in batch: side by side, resumed, reported."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from openpyxl import load_workbook

from generator.cli.progress import Progress
from generator.ingest import write as ingesting
from generator.ingest.journal import Journal, record_of
from generator.ingest.worker import Prepared, Task
from generator.ingest.write import ingest
from generator.outputs.formats import PDF
from generator.outputs.run import plan, run
from generator.runtime.pool import Pool, processes
from generator.workspace.workspace import Workspace
from tests.support.workspaces import SHANGHAI


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(root=tmp_path / "w")


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """The document twice, the second with another wording, and one that is no document."""
    second = tmp_path / "b.txt"
    second.write_text(SHANGHAI.read_text("utf-8").replace("建立运营\n", "建立专门\n"), "utf-8")
    bad = tmp_path / "坏.txt"
    bad.write_bytes(b"")
    return [SHANGHAI, bad, second]


def command(workspace: Workspace, *options: str | Path) -> "subprocess.CompletedProcess[str]":
    arguments = [sys.executable, "-m", "generator", "ingest", "-w", str(workspace.root), *map(str, options)]
    return subprocess.run(arguments, check=False, capture_output=True, text=True)


def contents(workspace: Workspace) -> dict[str, bytes]:
    files = (file for file in workspace.data.rglob("*") if file.is_file())
    return {file.relative_to(workspace.root).as_posix(): file.read_bytes() for file in files}


def test_two_workers_write_what_one_writes(workspace: Workspace, sources: list[Path], tmp_path: Path) -> None:
    other = Workspace(root=tmp_path / "other")
    alone = [record_of(report, workspace) for report in ingest(sources, workspace)]
    both = [record_of(report, other) for report in ingest(sources, other, pool=processes(2))]
    assert contents(workspace) == contents(other)
    assert [(line.file, line.yaml, line.problems) for line in alone] == [
        (line.file, line.yaml, line.problems) for line in both
    ]
    assert [line.outcome for line in both] == ["已读入", "失败", "已读入"]


def test_behind_a_slow_document_only_some_are_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    last_allowed = Event()

    def slow_first(task: Task) -> Prepared:
        if task.number == 0:
            assert last_allowed.wait(20)
            time.sleep(0.2)  # for others to be taken, were they allowed
            return Prepared(seconds=len(taken))
        if task.number == 5:
            last_allowed.set()
        return Prepared()

    def sources() -> Iterator[Path]:
        for number in range(30):
            taken.append(number)
            yield Path(f"{number}.txt")

    monkeypatch.setattr(ingesting, "prepare", slow_first)
    monkeypatch.setattr(ingesting, "_WAITING", 3)
    pool = Pool(open=partial(ThreadPoolExecutor, 2), ahead=2)
    reports = list(ingest(sources(), workspace, pool=pool))
    assert reports[0].seconds == 6
    assert [report.source.stem for report in reports] == [str(number) for number in range(30)]


def test_what_is_done_is_not_done_again(workspace: Workspace, sources: list[Path], tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    assert command(workspace, *sources[:2], "--resume", "--report", report).returncode == 2
    assert [line["outcome"] for line in json.loads(report.read_bytes())] == ["已读入", "失败"]
    before = contents(workspace)
    again = command(workspace, *sources[:2], "--resume", "--report", report)
    assert "1 个文件上次已经读过" in again.stdout
    first, bad = json.loads(report.read_bytes())
    assert (first["outcome"], len(first["projects"]), bad["outcome"]) == ("上次已读", 4, "失败")
    assert contents(workspace) == before


def test_a_document_read_later_than_one_behind_it_leaves_what_an_undisturbed_run_leaves(
    workspace: Workspace, sources: list[Path], tmp_path: Path
) -> None:
    """The first could not be read at first; the second was, of the same projects, and says something else."""
    first, last = tmp_path / "a.txt", sources[2]
    other = Workspace(root=tmp_path / "other")
    first.write_bytes(b"")
    assert command(workspace, first, last, "--resume").returncode == 2
    shutil.copy(SHANGHAI, first)
    done = command(workspace, first, last, "--resume")
    assert done.returncode == 0, done.stderr
    assert "没有再读" not in done.stdout
    assert command(other, first, last).returncode == 0
    assert contents(workspace) == contents(other)
    assert "2 个文件上次已经读过" in command(workspace, first, last, "--resume").stdout


def test_a_line_holds_for_the_same_document_only(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    shutil.copy(SHANGHAI, source)
    journal = Journal(workspace)
    key = journal.key(source)
    (report,) = ingest([source], workspace)
    journal.write(source, key, record_of(report, workspace))
    assert journal.record(source)
    whole = source.read_bytes()
    source.write_bytes(whole + b"\n")
    assert journal.record(source) is None
    source.write_bytes(whole)
    report.forms[0].yaml.unlink()
    assert journal.record(source) is None


def test_decisions_that_were_read_are_not_read_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(workspace)
    monkeypatch.setattr(ingesting, "settled_entries", None)
    (report,) = ingest([SHANGHAI], workspace, settled=journal.settled)
    assert not report.failed


def test_a_damaged_line_costs_another_reading_only(workspace: Workspace) -> None:
    command(workspace, SHANGHAI)
    (record,) = (workspace.out / ".build/ingest").iterdir()
    whole = json.loads(record.read_bytes())
    for damaged in (b"{", b"[]", b"{}", json.dumps({**whole, "record": {"x": 1}}).encode()):
        record.write_bytes(damaged)
        assert Journal(workspace).record(SHANGHAI) is None


def test_the_report_as_a_workbook(workspace: Workspace, sources: list[Path], tmp_path: Path) -> None:
    report = tmp_path / "r.xlsx"
    command(workspace, *sources[:2], "--report", report, "--jobs", "2")
    header, first, bad = load_workbook(report)["读入结果"].iter_rows(values_only=True)
    assert header[:4] == ("文件", "结果", "项目数", "项目")
    assert first[1:3] == ("已读入", 4)
    assert bad[1:3] == ("失败", 0)
    assert "空的" in str(bad[9])


def test_a_report_of_another_kind_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    refused = command(workspace, SHANGHAI, "--report", tmp_path / "r.doc")
    assert (refused.returncode, ".xlsx" in refused.stderr) == (2, True)


def test_a_pdf_is_read_by_a_worker(workspace: Workspace, tmp_path: Path) -> None:
    list(ingest([SHANGHAI], workspace))
    files = workspace.yaml_files()[:2]
    pdfs = [done.step.target for done in run(plan(files, workspace, [PDF]), workspace)]
    other = Workspace(root=tmp_path / "other")
    reports = list(ingest(pdfs, other, pool=processes(2)))
    assert [report.failed for report in reports] == [False, False]
    assert {file.read_bytes() for file in files} == {file.read_bytes() for file in other.yaml_files()}


def test_the_pace_says_rate_rest_and_failures() -> None:
    moments = iter((0.0, 5.0, 7.0, 9.0))
    progress = Progress(202, clock=lambda: next(moments))
    progress.skip()
    assert progress.step("a", failed=False) == "[1/201，每秒 0.5 个，约剩 7 分钟] a"
    assert progress.step("b", failed=True) == "[2/201，每秒 0.5 个，约剩 7 分钟，失败 1 个] b"


def test_the_parent_of_workers_loads_nothing_heavy(workspace: Workspace, tmp_path: Path) -> None:
    """It waits, compares and writes; what reading needs is loaded by the workers while it waits for them."""
    files = [shutil.copy(SHANGHAI, tmp_path / name) for name in ("a.txt", "b.txt")]
    code = (
        "import sys; from generator.cli.app import group\n"
        "if __name__ == '__main__':\n"
        f"  group.main({['ingest', *map(str, files), '--jobs', '2', '-w', str(workspace.root)]!r}, "
        "standalone_mode=False)\n"
        "  print('loaded', *{'numpy', 'openpyxl', 'pdfplumber', 'pikepdf', 'docx'} & set(sys.modules))"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    process = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True)
    assert process.stdout.splitlines()[-1] == "loaded"


def test_what_is_unchanged_is_not_written_again(workspace: Workspace) -> None:
    def written() -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in workspace.data.rglob("*") if file.is_file()}

    list(ingest([SHANGHAI], workspace))
    before = written()
    list(ingest([SHANGHAI], workspace))
    assert written() == before
