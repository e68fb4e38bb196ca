"""One build, and one upload, at a time in a workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..model import problem
from ..model.problem import ZipingbiaoError
from .files import not_written


@contextmanager
def locked(path: Path, doing: str = "生成文件", *, patience: float = 0) -> Iterator[None]:
    """Hold the lock file; the system lets go of it when the process ends, however it ends.

    `doing` says in words what another holder is at; `patience` is for how many seconds it is waited for.

    Raises ZipingbiaoError: B01 where another process holds it, F08 where it cannot be written.
    """
    lock = FileLock(path, timeout=patience)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise problem.refusal(
            "B01",
            f"另一个{'命令' if patience else ' build '}正在这个工作区里{doing}，这一次没有动手",
            at=path,
            hint="请等它完成后再运行；watch 保存后也会生成",
        ) from error
    except OSError as error:
        raise ZipingbiaoError(not_written(path, error)) from error
    try:
        yield
    finally:
        lock.release()
