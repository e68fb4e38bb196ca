"""Runs a function on a hostile file in a process of its own, with limits of time and memory.

A file that exhausts either, or brings the process down, costs only itself: the caller gets a problem that
names it, and the next call starts a fresh process.
"""

import atexit
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, ParamSpec, TypeVar

from attrs import frozen

from ..model import problem
from ..model.problem import ZipingbiaoError

P = ParamSpec("P")
R = TypeVar("R")

_LATE: tuple[str, Any] = ("late", None)
_DIED: tuple[str, Any] = ("died", None)
_STOP = 5.0
"""Seconds granted to a process to end by itself."""


@frozen
class Limits:
    """What one file may cost: seconds of wall time, bytes of address space."""

    seconds: float = 120.0
    memory: int = 4 * 2**30


DEFAULT_LIMITS = Limits()
_FILES_PER_PROCESS = 200
"""After so many the process is renewed, so that what libraries leak does not add up."""


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

        Raises the function's ZipingbiaoError, or one with F30 where it failed otherwise, F33 where the
        file took too long, too much memory, or brought the process down.
        """
        with self._lock:
            connection = self._ready()
            try:
                connection.send((function, args, kwargs))
                answered = connection.poll(self._limits.seconds)
                outcome, value = connection.recv() if answered else _LATE
            except (EOFError, OSError):
                outcome, value = _DIED
            self._served += 1
            if outcome in ("late", "died", "memory") or self._served >= _FILES_PER_PROCESS:
                self._stop()
        if outcome != "done":
            _fail(path, outcome, value, self._limits)
        result: R = value
        return result

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
            self._process.start()
            theirs.close()
        return self._connection

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join(_STOP)
        self._connection = self._process = None
        self._served = 0


def isolated(path: Path, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`Isolation.call` in a process kept for all callers, with the default limits."""
    return _cached_isolation().call(path, function, *args, **kwargs)


@cache
def _cached_isolation() -> Isolation:
    isolation = Isolation()
    atexit.register(isolation.close)
    return isolation


def _fail(path: Path, outcome: str, value: Any, limits: Limits) -> NoReturn:  # noqa: ANN401 - by outcome
    if outcome == "refused":
        raise ZipingbiaoError(*value)
    rule, message = {
        "late": ("F33", f"读取超过 {limits.seconds:g} 秒，已放弃。"),
        "memory": ("F33", f"读取所需内存超过 {limits.memory // 2**20} MB，已放弃。"),
        "died": ("F33", "读取时进程异常终止，文件可能是恶意构造的。"),
    }.get(outcome, ("F30", f"文件已损坏，读不出来（{value}）。"))
    raise problem.refusal(rule, message, at=path, hint="请向提供者重新索取，或用阅读器打开后另存")


def _serve(connection: "Connection[Any, Any]", memory: int) -> None:
    """Answer calls until the other side closes."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded: each thread reserves address space
    _limit_memory(memory)
    while True:
        try:
            function, args, kwargs = connection.recv()
        except (EOFError, OSError):
            return
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
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
