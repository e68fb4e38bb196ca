"""The same build on a Dask cluster of two worker processes, one of which is killed in the midst."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.model.problem import ZipingbiaoError
from generator.outputs.formats import SUMMARY_PDF, SUMMARY_XLSX, TABLES, XLSX
from generator.outputs.run import plan, run
from generator.runtime.cluster import cluster
from generator.runtime.pool import WorkerFailure, each
from generator.workspace.workspace import Workspace
from tests.support.workspaces import TRUE

distributed = pytest.importorskip("distributed", reason="distributed is not installed")
pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal"),
]

PROJECTS = 30


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two worker processes of one thread each, watched over by nannies that start them again."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local.scheduler_address


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "data/上海市大数据中心/2020"
    folder.mkdir(parents=True)
    first = min(TRUE.glob("*.yaml"))
    for number in range(PROJECTS):
        shutil.copy(first, folder / f"项目{number}.yaml")
    return Workspace(root=tmp_path)


def workers(address: str) -> dict[str, int]:
    with distributed.Client(address, set_as_default=False) as client:
        processes: dict[str, int] = client.run(os.getpid)
    return processes


def test_a_killed_worker_costs_nothing(workspace: Workspace, address: str) -> None:
    first, *_ = workers(address).values()
    steps = list(plan(workspace.yaml_files(), workspace, [XLSX]))
    done = []
    for number, result in enumerate(run(steps, workspace, pool=cluster(address))):
        done.append(result)
        if number == 3:
            os.kill(first, signal.SIGKILL)
    assert len(done) == PROJECTS
    assert not any(result.failed or result.fresh for result in done)
    assert all(step.is_fresh for step in steps)
    assert first not in workers(address).values()


def die_on(guilty: int, number: int) -> int:
    if number == guilty:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def test_a_call_that_kills_its_workers_is_given_up(address: str) -> None:
    outcomes: dict[int, Any] = dict(each(partial(die_on, 5), range(12), cluster(address)))
    assert isinstance(outcomes.pop(5), WorkerFailure)
    assert outcomes == {number: number * 2 for number in range(12) if number != 5}


def test_an_address_where_nobody_answers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.runtime.cluster.SECONDS", 0.5)
    with pytest.raises(ZipingbiaoError, match="B04"):
        cluster("tcp://127.0.0.1:9")
    with pytest.raises(ZipingbiaoError, match="B04"):
        cluster("什么")


def test_the_command_builds_on_a_cluster(workspace: Workspace, address: str) -> None:
    for file in workspace.yaml_files()[2:]:
        file.unlink()
    shared = workspace.root / "共享"
    command = [sys.executable, "-m", "generator", "build", "--only", "xlsx", "--dask", address]
    options = ["--publish", f"file://{shared}", "-w", os.path.relpath(workspace.root)]
    process = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    made, published = process.stdout.splitlines()[-2:]
    assert made.startswith("生成 2 个文件，0 个已是最新；校核出 3 个错误")  # R08 twice, R27
    assert published == f"发布 2 个文件到 file://{shared}，0 个已是最新"
    assert len(list(workspace.out.rglob("*.xlsx"))) == len(list(shared.rglob("*.xlsx"))) == 2


def test_reports_are_made_on_a_cluster_after_their_tables(workspace: Workspace, address: str) -> None:
    steps = plan(workspace.yaml_files(), workspace, [SUMMARY_PDF, SUMMARY_XLSX])
    done = list(run(steps, workspace, pool=cluster(address)))
    assert [result.problems for result in done] == [(), (), ()]
    assert done[0].step.product == TABLES
