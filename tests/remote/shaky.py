# ruff: noqa: ANN401 - the library it stands in for is untyped
"""A storage in memory that does what storages do on bad days, as often and as long as a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import fsspec
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

MOODS: dict[str, Any] = {}
"""What is wrong at present; `mood` sets it."""


@contextmanager
def mood(**faults: Any) -> Iterator[None]:
    """Let faults happen: `refuses` (a part of a path), `says`, `cuts`, `sizes`, `etag`, `moves`, `stale`."""
    MOODS.update(faults)
    try:
        yield
    finally:
        MOODS.clear()


class ShakyFileSystem(MemoryFileSystem):  # type: ignore[misc] # fsspec is untyped
    """`MemoryFileSystem` with faults; it keeps count of the files that were opened."""

    protocol = "shaky"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    opened: ClassVar[list[str]] = []
    known: ClassVar[dict[str, dict[str, Any]]] = {}

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        rest = path.removeprefix(f"{cls.protocol}://").rpartition("@")[2]
        return "/" + rest.strip("/") if rest.strip("/") else ""

    def info(self, path: str, **options: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().info(path, **options)
        known = self.known.setdefault(path, found) if MOODS.get("stale") else found
        return self._described(known)

    def invalidate_cache(self, path: str | None = None) -> None:
        self.known.clear()

    def ls(self, path: str, detail: bool = True, **options: Any) -> list[Any]:
        found: list[Any] = super().ls(path, detail=detail, **options)
        return [self._described(entry) for entry in found] if detail else found

    def _described(self, entry: dict[str, Any]) -> dict[str, Any]:
        size = MOODS.get("sizes", {}).get(entry["name"].rsplit("/")[-1], entry["size"])
        return {**entry, "size": size, "ETag": MOODS.get("etag")}

    def _open(self, path: str, mode: str = "rb", **options: Any) -> MemoryFile:
        if MOODS.get("refuses", "\0") in path:
            raise RuntimeError(MOODS.get("says", "503 Slow Down"))
        self.opened.append(path)
        file = super()._open(path, mode, **options)
        return Short(file) if "cuts" in MOODS else file

    def mv(self, path1: str, path2: str, **_options: Any) -> None:
        how = MOODS.get("moves")
        if how and self.exists(path2):
            if how == "refuses":
                raise FileExistsError(path2)
            return
        self.cp_file(path1, path2)
        self.rm_file(path1)


class Short:
    """A file of which everything beyond some bytes is lost without a word."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file
        self._left = int(MOODS["cuts"])

    def __enter__(self) -> "Short":
        return self

    def __exit__(self, *details: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        piece: bytes = self._file.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def write(self, data: bytes) -> int:
        self._file.write(data[: self._left])
        self._left -= min(len(data), self._left)
        return len(data)


class ObjectStore(ShakyFileSystem):
    """The same, known as a storage whose objects appear at once."""

    protocol = "s3"


def register() -> None:
    """Make `shaky://` known, and `s3://` as a storage in memory; both empty."""
    for kind in (ShakyFileSystem, ObjectStore):
        fsspec.register_implementation(kind.protocol, kind, clobber=True)
    ShakyFileSystem.store.clear()
    ShakyFileSystem.pseudo_dirs[:] = [""]
    ShakyFileSystem.opened.clear()
