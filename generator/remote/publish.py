"""Outputs put to a storage, each to its path below ``out``: whole or not at all, and only what is new.

The state in which an output was published is kept under `out/.build/published`, apart for each address;
losing that costs another upload, nothing more.
"""

import errno
import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import frozen

from ..model.problem import Problem
from ..runtime.files import MIB, read_bytes, reason_of, state_of, write_atomically
from ..runtime.lock import locked
from ..runtime.pool import WorkerFailure, each
from ..workspace.workspace import Workspace
from .address import digest, masked
from .storage import AT_ONCE, IncompleteError, Storage, opened, reason, storage_problem


@frozen(kw_only=True)
class Published:
    """What became of an output; `fresh` where it had been published in this very state."""

    target: Path
    address: str
    """Without credentials."""
    fresh: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it is not there; what was there before still is, but see `upload` for object stores."""
        return bool(self.problems)


class Publisher:
    """Publishes the outputs of a workspace below one address."""

    def __init__(self, address: str, workspace: Workspace) -> None:
        """Open the storage, so that an address that is no use is refused first. Raises as `opened`."""
        path = opened(address).path
        self._address = address
        self._workspace = workspace
        name = digest(address.rstrip("/"), path)
        self._records = workspace.out / ".build" / "published" / name

    @property
    def address(self) -> str:
        """Where to, without credentials."""
        return masked(self._address)

    def publish(self, targets: Iterable[Path], *, force: bool = False) -> Iterator[Published]:
        """Every output put in place, in the order in which they arrive.

        Raises ZipingbiaoError B01 where another run is publishing.
        """
        stale = []
        for target in targets:
            if not force and self._is_published(target):
                yield Published(target=target, address=self._shown(target), fresh=True)
            else:
                stale.append(target)
        if not stale:
            return
        with locked(self._records.parent / "lock", "发布结果"):
            for target, outcome in each(self._put, stale, AT_ONCE):
                if isinstance(outcome, WorkerFailure):
                    outcome = self._failed(target, outcome.reason)  # noqa: PLW2901
                yield outcome

    def _put(self, target: Path) -> Published:
        """Put one output. The state is looked at first: what changes meanwhile is published once more."""
        try:
            state = state_of(target)
        except OSError as error:
            return self._failed(target, IncompleteError(f"读不了 {target}，{reason_of(error)}"))
        try:
            upload(opened(self._address), target, self._inside(target), token=str(self._records.resolve()))
        except Exception as error:  # whatever the library of that storage raises
            return self._failed(target, error)
        with suppress(OSError):
            write_atomically(self._record(target), json.dumps(state).encode(), durable=False)
        return Published(target=target, address=self._shown(target))

    def _failed(self, target: Path, error: BaseException) -> Published:
        address = self._shown(target)
        said = f"没有发布成：{reason(error, self._address)}"
        hint = "请核对地址、网络和访问凭据后再运行一次；已发布的不会重来"
        problems = (storage_problem("S04", address, said, hint),)
        return Published(target=target, address=address, problems=problems)

    def _is_published(self, target: Path) -> bool:
        try:
            return bool(json.loads(read_bytes(self._record(target), MIB)) == state_of(target))
        except (OSError, ValueError, RecursionError):
            return False

    def _inside(self, target: Path) -> str:
        return target.relative_to(self._workspace.out).as_posix()

    def _shown(self, target: Path) -> str:
        return masked(f"{self._address.rstrip('/')}/{self._inside(target)}")

    def _record(self, target: Path) -> Path:
        return self._records / f"{self._inside(target)}.json"


def upload(storage: Storage, file: Path, inside: str, *, token: str) -> None:
    """Put a file to a path below the storage's own, so that it is there whole or as it was.

    An object store does that by itself, unless it takes a part for the whole: the old object is gone by then.
    Elsewhere the file gets a temporary name, which is the same for the same `token` and machine, so that what
    a killed upload leaves is overwritten by the next.
    Raises what the storage raises, IncompleteError where what arrived is not as long as what was sent.
    """
    files, final = storage.files, storage.below(inside)
    if storage.is_object_store:
        files.put_file(str(file), final)
        _require_whole(files, final, file.stat().st_size)
        return
    name = hashlib.sha256(f"{platform.node()} {token} {inside}".encode()).hexdigest()[:20]
    temporary, aside = (storage.below(f".zipingbiao-{name}.{kind}") for kind in ("tmp", "old"))
    files.makedirs(os.path.dirname(final), exist_ok=True)  # noqa: PTH120 - a path of the storage
    try:
        files.put_file(str(file), temporary)
        _require_whole(files, temporary, file.stat().st_size)
        if not _replaced(files, temporary, final):
            _exchange(files, temporary, final, aside)
        _require_whole(files, final, file.stat().st_size)
    except BaseException:
        with suppress(Exception):
            if not _is_file(files, aside):  # else the output itself may be missing
                files.rm_file(temporary)
        raise
    with suppress(Exception):
        if _is_file(files, aside):
            files.rm_file(aside)


def _require_whole(files: Any, path: str, size: int | None) -> None:  # noqa: ANN401 - fsspec is untyped
    """Delete what arrived with another length than it was sent with. Raises IncompleteError."""
    files.invalidate_cache()  # what is known of the file may be of the one before it
    arrived = files.info(path).get("size")
    if None not in (arrived, size) and arrived != size:
        with suppress(Exception):
            files.rm_file(path)
        raise IncompleteError(f"传输不完整，应有 {size} 字节，到了 {arrived} 字节")


def _replaced(files: Any, temporary: str, final: str) -> bool:  # noqa: ANN401 - fsspec is untyped
    """Move a file over another. Some storages refuse where one is there, a few without saying so."""
    try:
        files.mv(temporary, final)
    except Exception as error:
        if not (_says_exists(error) and _is_file(files, final)):
            raise
        return False
    return not _is_file(files, temporary)


def _says_exists(error: Exception) -> bool:
    """Whether a move was refused because of the file that is there; HDFS says EIO to that."""
    if isinstance(error, FileNotFoundError | ConnectionError | TimeoutError | PermissionError):
        return False
    known = isinstance(error, OSError) and error.errno in (errno.EEXIST, errno.EIO)
    return known or isinstance(error, FileExistsError) or "exist" in str(error).lower()


def _exchange(files: Any, temporary: str, final: str, aside: str) -> None:  # noqa: ANN401 - fsspec is untyped
    """Put a file in place of one that must go first: that is only set aside, and comes back on failure."""
    if _is_file(files, aside) and _is_file(files, final):
        files.rm_file(aside)
    size = files.info(temporary).get("size")
    files.mv(final, aside)
    if _is_file(files, final):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), final)
    try:
        files.mv(temporary, final)
        _require_whole(files, final, size)
    except BaseException:
        with suppress(Exception):
            if _is_file(files, final):
                files.rm_file(final)
            files.mv(aside, final)
        raise


def _is_file(files: Any, path: str) -> bool:  # noqa: ANN401 - fsspec is untyped
    """Whether a file is there. Raises what the storage raises, where fsspec's own would say that none is."""
    files.invalidate_cache()
    try:
        return bool(files.info(path)["type"] == "file")
    except FileNotFoundError:
        return False
