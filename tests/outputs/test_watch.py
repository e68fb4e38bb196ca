"""Watching a workspace: every way to save a file is seen, within a second; errors are shown and cleared."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from generator.model.problem import Place, Problem, Severity, ZipingbiaoError
from generator.outputs.watch import Batch, Watcher, batches
from generator.workspace.workspace import Workspace
from tests.store.test_read import HEAD


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for folder in ("data/乙/2020/repairs", "templates", "out"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("甲", "丙"):
        (tmp_path / f"data/乙/2020/{name}.yaml").write_text(HEAD)
    return Workspace(root=tmp_path)


@pytest.fixture
def seen(workspace: Workspace) -> Iterator[Queue[Batch]]:
    queue: Queue[Batch] = Queue()
    stop = Event()

    def watch() -> None:
        for batch in batches(workspace, stop):
            queue.put(batch)

    thread = Thread(target=watch, daemon=True)
    thread.start()
    time.sleep(0.3)
    yield queue
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def names(batch: Batch) -> list[str]:
    return sorted(path.stem for path in batch.files)


def test_what_a_report_needs_concerns_the_forms_beside_it(workspace: Workspace, seen: "Queue[Batch]") -> None:
    (workspace.data / "乙/2020/自评报告.yaml").write_text("日期: 2021年3月15日\n")
    assert names(seen.get(timeout=5)) == ["丙", "甲"]


def write(path: Path) -> None:
    path.write_text(HEAD + "实施单位: 丁\n")


def write_and_rename(path: Path) -> None:
    beside = path.with_name(".甲.yaml.swp")
    beside.write_text(HEAD)
    beside.replace(path)


def move_away_and_write(path: Path) -> None:
    path.rename(path.with_name("甲.yaml~"))
    path.write_text(HEAD)


@pytest.mark.parametrize("save", [write, write_and_rename, move_away_and_write])
def test_every_way_to_save_is_seen_within_a_second(
    workspace: Workspace, seen: Queue[Batch], save: Callable[[Path], None]
) -> None:
    save(workspace.data / "乙/2020/甲.yaml")
    assert names(seen.get(timeout=1)) == ["甲"]


def test_a_template_concerns_every_file(workspace: Workspace, seen: Queue[Batch]) -> None:
    (workspace.templates / "form.css").write_text("td {}")
    assert names(seen.get(timeout=2)) == ["丙", "甲"]


def test_a_deleted_file_concerns_those_beside_it(workspace: Workspace, seen: Queue[Batch]) -> None:
    (workspace.data / "乙/2020/丙.yaml").unlink()
    batch = seen.get(timeout=2)
    assert names(batch) == ["甲"]
    assert [path.stem for path in batch.gone] == ["丙"]


def test_what_is_no_form_is_left_alone(workspace: Workspace, seen: Queue[Batch]) -> None:
    (workspace.data / "乙/2020/repairs/甲.yaml").write_text("修复: []")
    (workspace.data / "schema.json").write_text("{}")
    (workspace.out / "甲.pdf").write_text("")
    with pytest.raises(Empty):
        seen.get(timeout=0.8)


def test_errors_are_shown_with_their_line_and_cleared(workspace: Workspace) -> None:
    path = workspace.data / "乙/2020/甲.yaml"
    built: list[tuple[Path, ...]] = []
    said: list[str] = []

    def build(files: tuple[Path, ...]) -> Iterator[Problem]:
        built.append(files)
        return iter(())

    watcher = Watcher(build, said.append)
    path.write_text(HEAD.replace("2020", "二〇"))
    watcher.rebuild(Batch(files=(path,)))
    assert built == [(path,)]
    assert said[0].startswith(f"{path}:1:5: E Y10")
    assert said[1] == "年度: 二〇\n      ^"
    path.write_text(HEAD)
    watcher.rebuild(Batch(files=(path,)))
    watcher.rebuild(Batch(files=(path,)))
    assert said[2:] == [f"已改好 {path}"]
    assert built == [(path,)] * 3


def test_a_failing_build_is_said_and_watching_goes_on(workspace: Workspace) -> None:
    said: list[str] = []
    problem = Problem(
        rule="T01", severity=Severity.ERROR, message="模板写错了", place=Place(file="form.html", line=3)
    )

    def fail(files: tuple[Path, ...]) -> Iterator[Problem]:
        raise ZipingbiaoError(problem)

    Watcher(fail, said.append).rebuild(Batch(files=workspace.yaml_files()))
    Watcher(lambda files: [problem], said.append).rebuild(Batch(files=workspace.yaml_files()))
    assert said == [str(problem)] * 2


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ZipingbiaoError, match="没有 data 文件夹"):
        next(batches(Workspace(root=tmp_path), Event()))
