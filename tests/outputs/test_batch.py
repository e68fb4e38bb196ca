"""Many forms, several processes: what dies, is killed, is in the way or is full costs only itself."""

import gc
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from generator.model.problem import ZipingbiaoError
from generator.outputs import make as making
from generator.outputs import plan as planning
from generator.outputs import run as building
from generator.outputs.formats import PDF, SUMMARY_XLSX, TABLES, XLSX
from generator.outputs.run import Done, plan, run
from generator.runtime.files import write_atomically
from generator.runtime.lock import locked
from generator.runtime.pool import Pool, WorkerFailure, each, processes
from generator.store import load
from generator.workspace.workspace import Workspace

TRUE = Path(__file__).parents[1] / "shanghai"
KILLS = int(os.environ.get("ZIPINGBIAO_KILLS", "12"))
"""How often the kill test kills: 50 for a thorough run."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "data/上海市大数据中心/2020"
    folder.mkdir(parents=True)
    for file in sorted(TRUE.glob("*.yaml"))[:2]:
        shutil.copy(file, folder)
    return Workspace(root=tmp_path)


def build(workspace: Workspace, pool: Pool | None = None) -> list[Done]:
    return list(run(plan(workspace.yaml_files(), workspace, [XLSX]), workspace, pool=pool))


def command(workspace: Workspace, *options: str) -> list[str]:
    return [sys.executable, "-m", "generator", "build", "-w", str(workspace.root), "--only", "xlsx", *options]


def die_on(guilty: int, number: int) -> int:
    if number == guilty:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def die_once(mark: Path, number: int) -> int:
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def test_a_worker_that_dies_costs_its_own_call_only() -> None:
    outcomes = dict(each(partial(die_on, 5), range(30), processes(2)))
    assert isinstance(outcomes.pop(5), WorkerFailure)
    assert outcomes == {number: number * 2 for number in range(30) if number != 5}


def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    outcomes = dict(each(partial(die_once, tmp_path / "mark"), range(30), processes(2)))
    assert outcomes == {number: number * 2 for number in range(30)}


def test_a_worker_that_dies_where_there_is_no_more_room_stops_nothing() -> None:
    """As many are taken as may wait for the oldest, which is always under way."""
    finished: set[int] = set()
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(30):
            taken.append(number)
            yield number

    def room() -> int:
        oldest = next(number for number in range(31) if number not in finished)
        return 3 - (len(taken) - oldest)

    for number, _ in each(partial(die_on, 5), items(), processes(2), room):
        finished.add(number)
    assert finished == set(range(30))


def test_a_step_whose_worker_dies_is_reported(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def losing(_work: object, steps: list[building.Step], *_rest: object) -> Iterator[tuple[object, object]]:
        first, second = steps
        yield first, WorkerFailure(BrokenExecutor())
        yield second, WorkerFailure(ValueError("x"))

    monkeypatch.setattr(building, "each", losing)
    done = build(workspace, processes(2))
    assert [problem.rule for result in done for problem in result.problems] == ["B02", "B03"]


def test_a_defect_costs_its_own_step_only(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = making.made

    def failing(step: building.Step, *rest: Any) -> object:  # noqa: ANN401 - as the step it stands for
        return 1 / 0 if "数据" in step.target.name else made(step, *rest)

    first = workspace.yaml_files()[0]
    first.rename(first.with_name("数据.yaml"))
    monkeypatch.setattr(building, "made", failing)
    good, bad = sorted(build(workspace), key=lambda done: done.failed)
    assert not good.failed
    assert [problem.rule for problem in bad.problems] == ["B03"]


def test_two_workers_make_what_one_makes(workspace: Workspace) -> None:
    assert not any(done.failed for done in build(workspace, processes(2)))
    assert all(done.fresh for done in build(workspace))


def test_forms_tables_and_reports_share_one_pool(workspace: Workspace) -> None:
    opened: list[int] = []
    pool = processes(2)

    def counted() -> Executor:
        opened.append(1)
        return pool.open()

    steps = plan(workspace.yaml_files(), workspace, [XLSX, TABLES, SUMMARY_XLSX])
    done = list(run(steps, workspace, pool=evolve(pool, open=counted)))
    assert not any(one.failed for one in done)
    assert [one.step.product for one in done][-1] == SUMMARY_XLSX
    assert len(opened) == 1


def test_a_worker_loads_only_what_its_outputs_need(tmp_path: Path) -> None:
    loaded = "import sys; from pathlib import Path; from generator.outputs.run import warm\n"
    loaded += f"warm(Path({str(tmp_path)!r}), ['xlsx'])"
    loaded += "\nprint('openpyxl' in sys.modules, 'weasyprint' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["True", "False"]


def test_two_builds_at_once_are_refused(workspace: Workspace) -> None:
    with locked(workspace.out / ".build/lock"):
        process = subprocess.run(command(workspace), check=False, capture_output=True, text=True)
    assert process.returncode == 2
    assert "B01" in process.stderr
    assert "另一个 build" in process.stderr
    assert not list(workspace.out.rglob("*.xlsx"))
    assert not any(done.failed for done in build(workspace))


def test_an_output_folder_that_cannot_be_written_is_named(workspace: Workspace) -> None:
    workspace.out.write_bytes(b"")
    with pytest.raises(ZipingbiaoError, match="F08"):
        build(workspace)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond some bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_loses_nothing(workspace: Workspace) -> None:
    old = {done.step.target: done.step.target.read_bytes() for done in build(workspace)}
    for file in workspace.yaml_files():
        file.write_text(file.read_text("utf-8") + "\n# 改\n", "utf-8")
    with full_disk(2000):
        done = build(workspace)
        gc.collect()  # the workbook library lets go of its own temporary file only then
    assert [problem.rule for result in done for problem in result.problems] == ["F08", "B10", "F08", "B10"]
    aside = workspace.out / ".build/过时"
    assert {t: (aside / t.relative_to(workspace.out)).read_bytes() for t in old} == old
    assert not list(workspace.out.rglob("*.tmp"))
    assert not any(done.failed for done in build(workspace))


def test_a_source_changed_while_it_is_made_is_not_noted_as_done(workspace: Workspace) -> None:
    steps = list(plan(workspace.yaml_files(), workspace, [XLSX]))
    file = workspace.yaml_files()[0]
    before = file.read_bytes()
    file.write_bytes(before.replace(b"9.00", b"8.00"))
    assert not any(done.failed for done in run(steps, workspace))
    file.write_bytes(before)
    assert [done.step.sources for done in build(workspace) if not done.fresh] == [(file,)]


def explained(workspace: Workspace, file: Path) -> str:
    process = subprocess.run(command(workspace, "--explain", str(file)), check=True, capture_output=True)
    return process.stdout.decode()


def test_why_a_file_is_stale(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def why() -> tuple[str, ...]:
        return next(plan(workspace.yaml_files(), workspace, [PDF])).why_stale()

    def pdfs() -> Done:
        return next(run(plan(workspace.yaml_files(), workspace, [PDF]), workspace))

    assert why() == ("输出文件还没有，或已被删除", "没有上次生成的记录，或记录已损坏")
    first = pdfs()
    assert why() == ()
    file = first.step.sources[0]
    whole = file.read_bytes()
    file.write_bytes(whole + "\n# 改\n".encode())
    assert why() == (f"{file.name} 改过",)
    file.write_bytes(whole)
    os.utime(first.step.target, (0, 0))
    assert why() == ("输出文件在生成之后被改动过",)
    first.step.record.write_text('{"version": 1}')
    assert why() == ("没有上次生成的记录，或记录已损坏",)
    pdfs()
    (workspace.templates).mkdir()
    (workspace.templates / "form.css").write_text("td { color: red }")
    assert why() == ("模板、字体或设置改过",)
    monkeypatch.setattr(planning, "__version__", "99.0")
    assert any("99.0" in reason for reason in why())


def test_the_command_explains_an_output_and_a_source(workspace: Workspace) -> None:
    build(workspace)
    file = workspace.yaml_files()[0]
    assert "是最新的" in explained(workspace, workspace.output_folder(file) / f"{file.stem}.xlsx")
    file.write_bytes(file.read_bytes() + "\n# 改\n".encode())
    assert f"{file.name} 改过" in explained(workspace, file)
    refused = subprocess.run(
        command(workspace, "--explain", __file__), check=False, capture_output=True, text=True
    )
    assert (refused.returncode, "F01" in refused.stderr) == (2, True)


def test_nothing_heavy_is_loaded_where_all_is_fresh(workspace: Workspace) -> None:
    build(workspace)
    code = (
        "import sys; from generator.cli.app import group; "
        f"group.main({command(workspace, '--jobs', '4')[3:]!r}, standalone_mode=False); "
        "print(*{'weasyprint', 'openpyxl', 'ruamel', 'numpy', 'pdfplumber'} & set(sys.modules))"
    )
    process = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert process.stdout.splitlines() == ["生成 0 个文件，2 个已是最新", ""]


def multiply(workspace: Workspace, copies: int) -> None:
    """As many copies of the first form, each its own project."""
    first = workspace.yaml_files()[0]
    text = first.read_text("utf-8")
    for number in range(copies):
        (first.parent / f"项目{number}.yaml").write_text(f"{text}\n# {number}\n", "utf-8")


def test_interrupted_it_keeps_what_is_finished(workspace: Workspace) -> None:
    multiply(workspace, 30)
    with subprocess.Popen(
        command(workspace, "--jobs", "2"), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        wait_until(lambda: any(workspace.out.rglob("*.xlsx")))
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.strip() == "已中断；已经完成的文件都保留着。"
    done = build(workspace)
    assert any(result.fresh for result in done)
    assert not any(result.failed for result in done)


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_killed_at_any_moment_every_output_is_whole(workspace: Workspace) -> None:
    from generator.render.xlsx.form import verify_xlsx

    multiply(workspace, 10)
    chance = random.Random(9)
    for number in range(KILLS):
        changed = workspace.yaml_files()[number % 12]
        changed.write_bytes(changed.read_bytes() + b"\n# x\n")
        options = ("--jobs", "2") if number % 3 == 0 else ()
        with subprocess.Popen([*command(workspace, "--force"), *options], start_new_session=True) as process:
            time.sleep(chance.uniform(0.2, 1.6))
            process.kill()
        for output in workspace.out.rglob("*.xlsx"):
            form = load(next(f for f in workspace.yaml_files() if f.stem == output.stem)).form
            assert form is not None
            assert not verify_xlsx(output.read_bytes(), form)
    wait_until(lambda: is_free(workspace))
    assert not any(done.failed for done in build(workspace))
    assert all(done.fresh for done in build(workspace))
    assert not list(workspace.out.rglob(".*.tmp"))


def is_free(workspace: Workspace) -> bool:
    try:
        with locked(workspace.out / ".build/lock"):
            return True
    except ZipingbiaoError:
        return False


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from generator.runtime.pool import processes; "
        "pool = processes(1).open(); print(pool.submit(os.getpid).result(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    wait_until(lambda: not is_running(worker))


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")")[-1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_leftover_of_a_killed_writer_is_removed(workspace: Workspace) -> None:
    leftover = workspace.output_folder(workspace.yaml_files()[0]) / ".项目.xlsx.abc.tmp"
    write_atomically(leftover, b"half")
    build(workspace)
    assert not leftover.exists()


def test_a_yaml_that_is_no_file_is_reported(workspace: Workspace) -> None:
    (workspace.yaml_files()[0].parent / "夹.yaml").mkdir()
    (bad,) = [done for done in build(workspace) if done.failed]
    assert bad.problems[0].rule == "F01"


def test_the_record_is_plain_data(workspace: Workspace) -> None:
    (done, *_) = build(workspace)
    assert set(json.loads(done.step.record.read_bytes())) == {
        "version", "templates", "sources", "home", "output", "digests", "missing", "fonts",
    }  # fmt: skip
