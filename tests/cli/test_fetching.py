"""What the command line names, local and in a storage."""

from pathlib import Path

import pytest

from generator.cli.fetching import gathered
from generator.workspace.workspace import Workspace

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")

from ..remote.shaky import ShakyFileSystem, register  # noqa: E402 - needs fsspec


def test_addresses_that_overlap_are_fetched_once(tmp_path: Path) -> None:
    register()
    fsspec.filesystem("shaky").pipe_file("/桶/a.txt", b"x")
    ShakyFileSystem.opened.clear()
    files, missing = gathered(["shaky://桶/a.txt", "shaky://桶", "shaky://桶/*"], Workspace(root=tmp_path))
    assert (len(files), missing, ShakyFileSystem.opened) == (1, [], ["/桶/a.txt"])


def test_a_local_file_that_looks_like_an_address_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    local = tmp_path / "shaky:/桶/a.txt"
    local.parent.mkdir(parents=True)
    local.write_bytes(b"")
    files, missing = gathered(["shaky://桶/a.txt", "没有.txt"], Workspace(root=tmp_path / "w"))
    assert (files, missing) == ([Path("shaky:/桶/a.txt"), Path("没有.txt")], [])
