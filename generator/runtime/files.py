"""Reading files that are files and no larger than they may be; writing them whole or not at all."""

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError

_MODE = 0o666
MIB = 2**20


class FileTooLargeError(OSError):
    """A file holds more bytes than what is looked for there."""


@contextmanager
def opened(path: Path, most: int) -> Iterator[BufferedReader]:
    """A regular file of `most` bytes at the most, to be read; what is no file is not even opened.

    A pipe or a device would be waited for, or read, for ever. Raises OSError; FileTooLargeError.
    """
    require_file(path, most)
    with open(path, "rb", opener=_without_waiting) as file:
        _check(os.fstat(file.fileno()), most)  # another may have taken its place
        yield file


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a regular file, `most` at the most. Raises as `opened`."""
    with opened(path, most) as file:
        data = file.read(most + 1)
    if len(data) > most:  # it is growing, or its size is not known
        raise _too_large(most)
    return data


def digest_of(path: Path, most: int) -> str:
    """SHA-256 of a regular file of `most` bytes at the most, in hexadecimal. Raises as `opened`."""
    with opened(path, most) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def require_file(path: Path, most: int | None = None) -> None:
    """Raise OSError where there is no regular file; FileTooLargeError where it is larger."""
    _check(path.stat(), most)


def _check(status: os.stat_result, most: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"这是{_kind(status.st_mode)}，不是文件")
    if most is not None and status.st_size > most:
        raise _too_large(most)


def _too_large(most: int) -> FileTooLargeError:
    return FileTooLargeError(f"文件超过 {f'{most // MIB} MB' if most >= MIB else f'{most} 字节'}")


def _kind(mode: int) -> str:
    return next((name for of_kind, name in _KINDS.items() if of_kind(mode)), "设备")


_KINDS = {
    stat.S_ISDIR: "文件夹",
    stat.S_ISFIFO: "管道",
    stat.S_ISSOCK: "套接字",
}


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write `data` beside `path`, flush it to the disk, then put it in place by rename.

    The folder is made where it is missing; an existing file keeps its permissions; a link is replaced, not
    followed. A record that may be lost or damaged when the power fails need not be `durable`: it is then not
    waited for. Raises OSError, also where a folder or a device is in the place.
    """
    path = path.parent.resolve() / path.name
    _require_no_device(path)
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


def _require_no_device(path: Path) -> None:
    """Whoever may replace a device, such as ``/dev/null``, takes it from all."""
    mode = path.stat().st_mode if path.exists() else 0
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise OSError(f"这是{_kind(mode)}，不是文件")


def rewrite_atomically(path: Path, data: bytes) -> None:
    """As `write_atomically`, for a file of a person's that is edited in place: a link is not touched.

    What it points to may lie anywhere, and replaced it would no longer be shared. Raises OSError.
    """
    if path.is_symlink():
        raise OSError(f"它是一个链接，指向 {path.resolve()}，没有跟过去改；请直接给出所指的文件")
    write_atomically(path, data)


def save(path: Path, data: bytes) -> None:
    """As `write_atomically`, for a file that a person asked for. Raises ZipingbiaoError F08."""
    _saved(write_atomically, path, data)


def save_edited(path: Path, data: bytes) -> None:
    """As `rewrite_atomically`. Raises ZipingbiaoError F08."""
    _saved(rewrite_atomically, path, data)


def _saved(write: Callable[[Path, bytes], None], path: Path, data: bytes) -> None:
    try:
        write(path, data)
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
    if path.exists() and not path.is_symlink():
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


def refused(error: OSError) -> Problem:
    """What the system would not do, where nothing else says at what it was."""
    file = error.filename
    return problem.error(
        "F08",
        f"系统拒绝了读写：{reason_of(error)}",
        at=os.fsdecode(file) if isinstance(file, str | bytes) and file else None,
        hint="请检查磁盘（包括系统的临时文件夹）的空间与权限后重试；已经完成的文件都保留着",
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
    errno.EEXIST: "那里已有同名的文件",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "文件正被占用",
}
