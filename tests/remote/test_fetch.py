"""Documents of a storage: fetched whole, under names of their own, once, and no credential is shown."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.problem import ZipingbiaoError
from generator.remote import fetch as fetching
from generator.remote.fetch import Document, Fetched, documents, fetch
from generator.workspace.workspace import Workspace

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")

from .shaky import ShakyFileSystem, mood, register  # noqa: E402 - needs fsspec


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(root=tmp_path / "w")


@pytest.fixture(autouse=True)
def storage() -> Iterator[None]:
    """Three files, two of the same name; one is hidden."""
    register()
    files = fsspec.filesystem("shaky")
    for name, data in {
        "2020/甲/表.txt": b"one", "2020/乙/表.txt": b"two", "2020/三.txt": b"three", "2020/.x": b"",
    }.items():  # fmt: skip
        files.pipe_file(f"/{name}", data)
    ShakyFileSystem.opened.clear()
    yield
    register()


def got(workspace: Workspace, *addresses: str) -> list[Fetched]:
    return list(fetch((found for address in addresses for found in documents(address)), workspace))


def said(results: list[Fetched]) -> str:
    return " ".join(str(problem) for result in results for problem in result.problems)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("shaky://2020/三.txt", {b"three"}),
        ("shaky://2020", {b"three"}),
        ("shaky://2020/", {b"three"}),
        ("shaky://2020/*.txt", {b"three"}),
        ("shaky://2020/*/表.txt", {b"one", b"two"}),
        ("shaky://2020/**/*.txt", {b"one", b"two", b"three"}),
    ],
)
def test_a_file_a_folder_and_a_pattern(workspace: Workspace, address: str, expected: set[bytes]) -> None:
    results = got(workspace, address)
    assert {result.file.read_bytes() for result in results if result.file} == expected
    assert {file.read_bytes() for file in workspace.sources.iterdir()} == expected


def test_the_local_file_system_and_an_archive(workspace: Workspace, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "件.zip", "w") as archive:
        archive.writestr("内/表.txt", "zipped")
    (tmp_path / "表[1].txt").write_bytes(b"local")
    results = got(workspace, f"file://{tmp_path}/表[1].txt", f"zip://*/表.txt::file://{tmp_path}/件.zip")
    assert {result.file.read_bytes() for result in results if result.file} == {b"local", b"zipped"}


@pytest.mark.parametrize(
    "path",
    ["/x/..", "/x/../../表.pdf", "/x/..\\..\\表.pdf", "/x/a\0b.pdf", f"/x/{'长' * 300}.pdf", "/x/.", "/",
     "/x/表.p/df", "https://h/%2e%2e%2f%2e%2e%2f表.pdf", "/x/表.pdf\n", "/x/\udc80.pdf", "/x/con:.pdf"],
)  # fmt: skip
def test_no_name_leaves_the_folder(workspace: Workspace, path: str) -> None:
    document = Document(typed="s3://b", path=path, address=f"s3://b{path}", size=1, version=None)
    file = workspace.sources / document.name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")
    assert file.resolve().parent == workspace.sources.resolve()
    assert document.name.isprintable()
    assert not document.name.startswith(".")


def test_a_file_keeps_its_name_and_kind() -> None:
    (document,) = documents("shaky://2020/三.txt")
    assert document.name.startswith("三-")
    assert document.name.endswith(".txt")


def test_another_password_gives_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.remote.address._LOGINS", {"shaky"})
    (one,) = documents("shaky://a:1@2020/三.txt")
    (other,) = documents("shaky://a:2@2020/三.txt")
    assert one.name == other.name
    assert one.name != documents("shaky://2020/三.txt")[0].name


def test_what_is_too_large_is_not_fetched(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_FILE_BYTES", 3)
    results = got(workspace, "shaky://2020/**/*.txt")
    assert said(results).count("S03") == 1
    assert "超过" in said(results)
    assert not any("三" in path for path in ShakyFileSystem.opened)
    assert {file.read_bytes() for file in workspace.sources.iterdir()} == {b"one", b"two"}


def test_a_size_that_is_not_told_is_bounded_too(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_FILE_BYTES", 4)
    with mood(sizes={"三.txt": None}):
        results = got(workspace, "shaky://2020/三.txt")
    assert "超过" in said(results)
    assert not workspace.sources.exists()


def test_what_is_cut_short_is_not_kept(workspace: Workspace) -> None:
    with mood(cuts=2):
        results = got(workspace, "shaky://2020/三.txt")
    assert "应有 5 字节，收到 2 字节" in said(results)
    assert not workspace.sources.exists()
    (result,) = got(workspace, "shaky://2020/三.txt")
    assert result.file is not None
    assert result.file.read_bytes() == b"three"


def test_one_that_is_refused_does_not_stop_the_others(workspace: Workspace) -> None:
    with mood(refuses="甲", says="denied for shaky://user:SECRET@2020/甲, key SECRET"):
        results = got(workspace, "shaky://user:SECRET@2020/**/*.txt")
    assert len([result for result in results if result.file]) == 2
    assert "shaky://***@2020/甲/表.txt: E S03 没有取来：RuntimeError：denied for shaky://***" in said(results)
    assert "SECRET" not in said(results)


def test_the_same_state_is_not_fetched_twice(workspace: Workspace) -> None:
    with mood(etag="a"):
        (first,) = got(workspace, "shaky://2020/三.txt")
        (again,) = got(workspace, "shaky://2020/三.txt")
    assert (first.fresh, again.fresh, len(ShakyFileSystem.opened)) == (False, True, 1)
    fsspec.filesystem("shaky").pipe_file("/2020/三.txt", b"THREE")
    with mood(etag="b"):
        (changed,) = got(workspace, "shaky://2020/三.txt")
    assert changed.file is not None
    assert (changed.fresh, changed.file.read_bytes()) == (False, b"THREE")


def test_a_file_touched_here_is_fetched_again(workspace: Workspace) -> None:
    with mood(etag="a"):
        (first,) = got(workspace, "shaky://2020/三.txt")
        assert first.file is not None
        first.file.write_bytes(b"other")
        got(workspace, "shaky://2020/三.txt")
    assert first.file.read_bytes() == b"three"


def test_without_a_version_what_says_the_same_is_not_written(workspace: Workspace) -> None:
    (first,) = got(workspace, "shaky://2020/三.txt")
    assert first.file is not None
    before = first.file.stat().st_mtime_ns
    (again,) = got(workspace, "shaky://2020/三.txt")
    assert (again.fresh, first.file.stat().st_mtime_ns) == (False, before)


@pytest.mark.parametrize("damaged", [b"{", b"[]", b"{}", b"null", b'{"version": "ETag a 5"}'])
def test_a_damaged_record_costs_another_transfer(workspace: Workspace, damaged: bytes) -> None:
    with mood(etag="a"):
        got(workspace, "shaky://2020/三.txt")
        (record,) = (workspace.out / ".build/fetched").iterdir()
        record.write_bytes(damaged)
        (again,) = got(workspace, "shaky://2020/三.txt")
    assert not again.fresh
    assert "SECRET" not in record.read_text()


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("shaky://nothing/here.pdf", "S03"),
        ("shaky://2020/*.docx", "S03"),
        ("unheard-of://u:SECRET@x/y", "S02"),
        ("zip://*::shaky://u:SECRET@2020/三.txt", "S02"),
    ],
)
def test_an_address_that_is_no_use_is_named(address: str, rule: str) -> None:
    with pytest.raises(ZipingbiaoError, match=rule) as raised:
        documents(address)
    assert "SECRET" not in str(raised.value)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ZipingbiaoError, match=r"S01.*zipingbiao\[storage\]"):
        documents("shaky://2020")


def test_a_library_of_one_storage_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dropboxdrivefs", None)
    with pytest.raises(ZipingbiaoError, match=r"S01.*dropbox"):
        documents("dropbox://x/y")


def test_a_full_disk_is_no_fault_of_the_storage(workspace: Workspace) -> None:
    workspace.root.mkdir()
    workspace.data.write_bytes(b"")
    assert "F08" in said(got(workspace, "shaky://2020/三.txt"))
