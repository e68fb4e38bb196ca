"""Writing files so that a kill at any moment leaves the old file or the new one."""

import errno
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError

_MODE = 0o666


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write `data` beside `path`, flush it to the disk, then put it in place by rename.

    The folder is made where it is missing; an existing file keeps its permissions. A record that may be lost
    or damaged when the power fails need not be `durable`: it is then not waited for. Raises OSError.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(_mode_of(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def save(path: Path, data: bytes) -> None:
    """As `write_atomically`, for a file that a person asked for. Raises ZipingbiaoError F08."""
    try:
        write_atomically(path, data)
    except OSError as error:
        raise ZipingbiaoError(not_written(path, error)) from error


def state_of(file: Path) -> list[int]:
    """A file's size in bytes and its time of change in nanoseconds. Raises OSError."""
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]


def remove_leftovers(folders: Iterable[Path]) -> None:
    """Delete what writers that were killed left in some folders; nobody may be writing there now."""
    for folder in folders:
        for file in folder.glob(".*.tmp"):
            with suppress(OSError):
                file.unlink()


def _mode_of(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return _MODE & ~mask


def not_written(path: Path, error: OSError) -> Problem:
    """Why a file could not be written."""
    return problem.error(
        "F08",
        f"写不了文件：{reason_of(error)}",
        at=path,
        hint="请检查磁盘空间与权限，关闭正在打开它的程序后重试；原有的文件没有改动",
    )


def reason_of(error: OSError) -> str:
    """In Chinese why the system refused a file; its own words where they are rare."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "文件正被占用",
}
