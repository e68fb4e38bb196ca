"""Outputs in a storage: whole or as they were, once in each state, the others none the worse for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.problem import ZipingbiaoError
from generator.remote.publish import Published, Publisher
from generator.runtime.lock import locked
from generator.workspace.workspace import Workspace

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")

from .shaky import ShakyFileSystem, mood, register  # noqa: E402 - needs fsspec

NAMES = ("局/2020/甲.pdf", "局/2020/乙[1].pdf", "局/2020/汇总.xlsx")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path / "w")
    for name in NAMES:
        (workspace.out / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.out / name).write_bytes(f"old {name}".encode())
    return workspace


@pytest.fixture(autouse=True)
def storage() -> Iterator[None]:
    register()
    yield
    register()


def put(workspace: Workspace, address: str = "shaky://桶/结果", *, force: bool = False) -> list[Published]:
    targets = [workspace.out / name for name in NAMES]
    return list(Publisher(address, workspace).publish(targets, force=force))


def said(results: list[Published]) -> str:
    return " ".join(str(problem) for result in results for problem in result.problems)


def stored() -> dict[str, bytes]:
    return {path: file.getvalue() for path, file in ShakyFileSystem.store.items()}


def expected(workspace: Workspace) -> dict[str, bytes]:
    return {f"/桶/结果/{name}": (workspace.out / name).read_bytes() for name in NAMES}


def change(workspace: Workspace) -> None:
    for name in NAMES:
        (workspace.out / name).write_bytes(f"new, and longer: {name}".encode())


@pytest.mark.parametrize("address", ["shaky://桶/结果", "shaky://桶/结果/", "s3://桶/结果"])
def test_each_output_goes_to_its_path(workspace: Workspace, address: str) -> None:
    assert not said(put(workspace, address))
    assert stored() == expected(workspace)


@pytest.mark.parametrize("scheme", ["file://", ""])
def test_a_shared_folder(workspace: Workspace, tmp_path: Path, scheme: str) -> None:
    assert not said(put(workspace, f"{scheme}{tmp_path}/共享/结果"))
    files = [file for file in (tmp_path / "共享").rglob("*") if file.is_file()]
    assert {file.relative_to(tmp_path / "共享/结果").as_posix() for file in files} == set(NAMES)


def test_a_state_is_published_once(workspace: Workspace) -> None:
    put(workspace)
    assert all(result.fresh for result in put(workspace))
    (workspace.out / NAMES[0]).write_bytes(b"new")
    (changed,) = [result for result in put(workspace) if not result.fresh]
    assert changed.target == workspace.out / NAMES[0]
    assert stored() == expected(workspace)
    assert not any(result.fresh for result in put(workspace, force=True))


def test_another_address_has_its_own_state(workspace: Workspace) -> None:
    put(workspace)
    assert not any(result.fresh for result in put(workspace, "shaky://桶/别处"))


def test_a_relative_folder_is_another_from_elsewhere(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        assert not any(result.fresh for result in put(workspace, "共享"))
        assert (tmp_path / name / "共享" / NAMES[0]).exists()


@pytest.mark.parametrize("damaged", [b"{", b"{}", b"null", None])
def test_a_lost_record_costs_another_upload(workspace: Workspace, damaged: bytes | None) -> None:
    put(workspace)
    for record in (workspace.out / ".build/published").rglob("*.json"):
        record.unlink() if damaged is None else record.write_bytes(damaged)
    assert not any(result.fresh for result in put(workspace))


def test_what_is_cut_short_leaves_the_old(workspace: Workspace) -> None:
    put(workspace)
    old = stored()
    change(workspace)
    with mood(cuts=5):
        results = put(workspace)
    assert all(result.failed for result in results)
    assert said(results).count("S04 没有发布成：传输不完整") == 3
    assert stored() == old
    assert not said(put(workspace))
    assert stored() == expected(workspace)


def test_what_is_known_of_an_older_file_is_not_believed(workspace: Workspace) -> None:
    with mood(stale=True):
        put(workspace)
        change(workspace)
        assert not said(put(workspace))
    assert stored() == expected(workspace)


def test_an_object_that_was_cut_short_is_removed(workspace: Workspace) -> None:
    with mood(cuts=5):
        assert all(result.failed for result in put(workspace, "s3://桶/结果"))
    assert stored() == {}


def test_one_that_is_refused_does_not_stop_the_others(workspace: Workspace) -> None:
    address = "shaky://user:SECRET@桶/结果"
    with mood(refuses=".zipingbiao", says="denied: shaky://user:SECRET@桶, SECRET"):
        results = put(workspace, address)
    assert said(results).count("shaky://***@桶/结果/局/2020/") == 3
    with mood(sizes={"甲.pdf": 1}):
        results = put(workspace, address)
    assert [result.failed for result in results].count(True) == 1
    assert "shaky://***@桶/结果/局/2020/甲.pdf: E S04" in said(results)
    assert "SECRET" not in said(results) + " ".join(result.address for result in results)
    (again,) = [result for result in put(workspace, address) if not result.fresh]
    assert (again.failed, stored()) == (False, expected(workspace))


@pytest.mark.parametrize("how", ["refuses", "does nothing"])
def test_a_storage_that_does_not_replace_files(workspace: Workspace, how: str) -> None:
    put(workspace)
    change(workspace)
    with mood(moves=how):
        assert not said(put(workspace))
    assert stored() == expected(workspace)


@pytest.mark.parametrize("how", ["refuses", "does nothing"])
@pytest.mark.parametrize("back", [True, False])
def test_a_storage_that_fails_midway_keeps_the_old(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, how: str, back: bool
) -> None:
    """The second move of each output fails; where even the old one cannot come back, nothing is deleted."""
    put(workspace)
    old = stored()
    change(workspace)
    move = ShakyFileSystem.mv

    def failing(files: ShakyFileSystem, source: str, target: str) -> None:
        if (
            not files.exists(target)
            and not target.endswith(".old")
            and not (back and source.endswith(".old"))
        ):
            raise ConnectionResetError
        move(files, source, target)

    with mood(moves=how), monkeypatch.context() as patch:
        patch.setattr(ShakyFileSystem, "mv", failing)
        assert all(result.failed for result in put(workspace))
    if back:
        assert stored() == old
    else:
        assert sorted(stored().values()) == sorted([*old.values(), *expected(workspace).values()])
    assert not said(put(workspace))
    assert stored() == expected(workspace)


def test_a_move_that_fails_for_another_reason_is_not_tried_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(workspace)
    old = stored()
    change(workspace)
    moved = []

    def gone(_files: object, source: str, _target: str) -> None:
        moved.append(source)
        raise ConnectionResetError

    monkeypatch.setattr(ShakyFileSystem, "mv", gone)
    assert all(result.failed for result in put(workspace))
    assert (len(moved), stored()) == (3, old)


def test_what_a_killed_upload_left_is_overwritten(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise ConnectionResetError

    for call in ("mv", "rm_file"):
        monkeypatch.setattr(ShakyFileSystem, call, gone)
    assert all(result.failed for result in put(workspace))
    assert all(path.endswith(".tmp") for path in stored())
    assert len(stored()) == 3
    monkeypatch.undo()
    put(workspace, force=True)
    assert stored() == expected(workspace)


def test_an_output_that_is_gone_is_named(workspace: Workspace) -> None:
    (workspace.out / NAMES[0]).unlink()
    results = put(workspace)
    assert [result.failed for result in results].count(True) == 1
    assert "甲.pdf，没有这个文件" in said(results)


def test_what_is_no_longer_made_is_left_alone(workspace: Workspace) -> None:
    put(workspace)
    list(Publisher("shaky://桶/结果", workspace).publish([workspace.out / NAMES[0]], force=True))
    assert set(stored()) == set(expected(workspace))


def test_two_at_once_are_refused(workspace: Workspace) -> None:
    with (
        locked(workspace.out / ".build/published/lock"),
        pytest.raises(ZipingbiaoError, match=r"B01.*发布结果"),
    ):
        put(workspace)
    assert not stored()


def test_an_address_that_is_no_use_is_refused_first(workspace: Workspace) -> None:
    with pytest.raises(ZipingbiaoError, match="S02"):
        Publisher("unheard-of://x", workspace)
