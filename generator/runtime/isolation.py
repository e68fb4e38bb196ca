"""Runs a function on a hostile file in a process of its own, with limits of time and memory.

A file that exhausts either, or brings the process down, costs only itself: the caller gets a problem that
names it, and the next call starts a fresh process.
"""

import atexit
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, ParamSpec, TypeVar

from attrs import frozen

from ..model import problem
from ..model.problem import ZipingbiaoError
from .pool import interrupts_held, started

P = ParamSpec("P")
R = TypeVar("R")

_LATE: tuple[str, Any] = ("late", None)
_STOP = 5.0
"""Seconds granted to a process to end by itself."""


@frozen
class Limits:
    """What one file may cost: seconds of wall time, bytes of memory beside what the program takes itself."""

    seconds: float = 20.0
    memory: int = 2**30


DEFAULT_LIMITS = Limits()
MOST_MORE = 100.0
"""Seconds that a call may be granted beyond its limit, see `allow`."""
_OWN = 2**29
"""Address space that the libraries reserve, most of it without using it."""
_FILES_PER_PROCESS = 200
"""After so many the process is renewed, so that what libraries leak does not add up."""


def allow(seconds: float) -> None:
    """Grant the call under way more time, for work whose cost is known: a conversion, a page to recognise.

    All of it together is `MOST_MORE` at the most; outside an isolated call there is nothing to grant.
    """
    if _parent is not None:
        _parent.send(("more", seconds))


@contextmanager
def unlimited() -> Iterator[None]:
    """Lift the limit of memory while a program is started, which would inherit it."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


_parent: "Connection[Any, Any] | None" = None


class Isolation:
    """A process that serves one call at a time; a context manager."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._process: BaseProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._served = 0
        self._lock = Lock()

    def __enter__(self) -> "Isolation":
        """The process starts with the first call."""
        return self

    def __exit__(self, *details: object) -> None:
        """End the process."""
        self.close()

    def call(self, path: Path, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function` returns; all of it must pickle. `path` names the file in problems.

        A process that dies may have been killed by others: the call is then tried once more. Raises the
        function's ZipingbiaoError, or one with F30 where it failed otherwise, F33 where the file took too
        long or too much memory, or brought the process down both times.
        """
        with self._lock:
            outcome, value = self._answer(function, args, kwargs)
            if outcome == "died":
                outcome, value = self._answer(function, args, kwargs)
        if outcome != "done":
            _fail(path, outcome, value, self._limits)
        result: R = value
        return result

    def _answer(self, function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[str, Any]:  # noqa: ANN401
        try:
            connection = self._ready()
            connection.send((_folder(), function, args, kwargs))
            outcome, value = _received(connection, self._limits.seconds)
        except (EOFError, OSError):
            outcome, value = "died", self._how_it_ended()
        self._served += 1
        if outcome in ("late", "died", "memory") or self._served >= _FILES_PER_PROCESS:
            self._stop()
        return outcome, value

    def _how_it_ended(self) -> str:
        """The signal that ended the process, or its exit code."""
        if self._process is None or self._process.pid is None:
            return "没能启动"
        self._process.join(_STOP)
        code = self._process.exitcode or 0
        return f"信号 {-code}" if code < 0 else f"退出码 {code}"

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _ready(self) -> "Connection[Any, Any]":
        if self._connection is None or self._process is None or not self._process.is_alive():
            self._stop()
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._limits.memory), daemon=True)
            with interrupts_held():
                self._process.start()
            theirs.close()
        return self._connection

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join(_STOP)
        self._connection = self._process = None
        self._served = 0


def isolated(path: Path, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`Isolation.call` in a process kept for all callers, with the limits in force."""
    return _kept(_limits).call(path, function, *args, **kwargs)


def use_limits(limits: Limits) -> None:
    """Hold every later `isolated` call of this process to some limits."""
    global _limits  # noqa: PLW0603 - one command, one workspace
    _limits = limits


_limits = DEFAULT_LIMITS


def end_isolated() -> None:
    """End the process that serves `isolated`; the next call starts another."""
    _kept(_limits).close()


@cache
def _kept(limits: Limits) -> Isolation:
    isolation = Isolation(limits)
    atexit.register(isolation.close)
    return isolation


def _folder() -> str:
    """The working folder of the caller, from which the relative paths of a call count."""
    try:
        return str(Path.cwd())
    except OSError:  # it was deleted
        return os.sep


def _received(connection: "Connection[Any, Any]", seconds: float) -> tuple[str, Any]:
    """What a call came to; time granted meanwhile is added."""
    end = time.monotonic() + seconds
    more = 0.0
    while connection.poll(max(0.0, end + min(more, MOST_MORE) - time.monotonic())):
        outcome, value = connection.recv()
        if outcome != "more":
            return outcome, value
        more += value
    return _LATE


_RAISE = "确是要读的，可在 zipingbiao.yaml 里放宽 读取限度；否则请拆分后再读，或向提供者重新索取"
_AGAIN = "请向提供者重新索取，或用阅读器打开后另存"


def _fail(path: Path, outcome: str, value: Any, limits: Limits) -> NoReturn:  # noqa: ANN401 - by outcome
    if outcome == "refused":
        raise ZipingbiaoError(*value)
    rule, message, hint = {
        "late": ("F33", f"读取超过 {limits.seconds:g} 秒，已放弃。", _RAISE),
        "memory": ("F33", f"读取所需内存超过 {limits.memory // 2**20} MB，或系统所许可的，已放弃。", _RAISE),
        "died": (
            "F33",
            f"读取它的进程两次都异常终止（{value}）。",
            "也许是内存不够，或被别的程序结束：请重试；仍然如此的，请用阅读器打开后另存",
        ),
    }.get(outcome, ("F30", f"文件已损坏，读不出来（{value}）。", _AGAIN))
    raise problem.refusal(rule, message, at=path, hint=hint)


def _serve(connection: "Connection[Any, Any]", memory: int) -> None:
    """Answer calls until the other side closes."""
    global _parent  # noqa: PLW0603 - a process serves one parent
    _parent = connection
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded: each thread reserves address space
    started()
    _limit_memory(memory + _OWN)
    while True:
        try:
            folder, function, args, kwargs = connection.recv()
        except (EOFError, OSError):
            return
        with suppress(OSError):
            os.chdir(folder)
        with suppress(OSError):  # nobody is there any more to hear it
            connection.send(_outcome(function, args, kwargs))


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[str, Any]:  # noqa: ANN401 - any call
    try:
        return "done", function(*args, **kwargs)
    except ZipingbiaoError as error:
        return "refused", error.problems
    except MemoryError:
        return "memory", None
    except Exception as error:
        return "failed", type(error).__name__


def _limit_memory(memory: int) -> None:
    """Hold the process to so much address space, or to less where the system says so.

    Programs that it starts may take what they need: only the soft limit is lowered.
    """
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = [limit for limit in (memory, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), hard))
