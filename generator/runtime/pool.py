"""Calls carried out by worker processes, here or on a cluster; a worker that dies fails only its own call.

An executor does not say which call made a worker die: all calls in progress fail together. Each of them is
retried alone, so that the one that kills its worker is found and the others are done.
"""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

from attrs import evolve, frozen

I = TypeVar("I")  # noqa: E741 - the item of a call
R = TypeVar("R")
P = ParamSpec("P")

_AHEAD = 4
"""Calls handed over per worker: enough to keep it busy, few enough for a flat memory and few suspects."""


_CALLS = 500
"""That a worker serves: its start, about a second, is then a hundredth of its work."""


@frozen(kw_only=True)
class Pool:
    """How an executor is opened, as often as its workers die, and how many calls it is given at once."""

    open: Callable[[], Executor]
    ahead: int
    renewed_after: int | None = None
    """Calls after which the workers are replaced, so that what libraries leak does not add up."""


@frozen
class WorkerFailure:
    """A call without a result: the exception that it raised, or that its executor raised."""

    reason: BaseException


def processes(workers: int, warm: Callable[[], None] | None = None) -> Pool:
    """A pool of processes of this machine; each calls `warm` once before its first call.

    Where the system has no room for what processes share, as in a container without ``/dev/shm``, the calls
    are carried out here, one after the other.
    """
    return Pool(open=partial(_open, workers, warm), ahead=_AHEAD * workers, renewed_after=_CALLS * workers)


def _open(workers: int, warm: Callable[[], None] | None) -> Executor:
    try:
        executor = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_initialize, initargs=(warm,)
        )
    except (OSError, ImportError, NotImplementedError):
        return _Here()
    with interrupts_held():
        executor.submit(os.getpid)  # starts the processes
    return executor


class _Here(Executor):
    """Carries out each call when it is handed over, in this process."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        """The call done."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Processes started herein never hear Ctrl-C: the terminal sends it to all, and the parent decides."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _initialize(warm: Callable[[], None] | None) -> None:
    """Initialize a worker: it ends with its parent, and the garbage collector skips what it loads now."""
    started()
    if warm is not None:
        with suppress(Exception):  # what is wrong is said by the first call that needs it
            warm()
    gc.freeze()


def started() -> None:
    """Make a process that serves another deaf to Ctrl-C, and let it end with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed tells nobody, and its workers would wait for calls forever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def each(
    work: Callable[[I], R], items: Iterable[I], pool: Pool, room: Callable[[], int] | None = None
) -> Iterator[tuple[I, R | WorkerFailure]]:
    """Every item with what `work` makes of it, in the order in which they finish.

    `room` says how many more items may be taken at the moment; at least one where none is under way.
    `work` and what it takes and gives must pickle. Closing the iterator, or an interrupt, lets what is under
    way finish and starts nothing more.
    """
    left = iter(items)
    for first in left:
        served = chain((first,), islice(left, pool.renewed_after and pool.renewed_after - 1))
        while suspects := (yield from _until_broken(work, served, pool, room)):
            yield from _one_by_one(work, (item for item, _ in suspects), pool)


def _one_by_one(
    work: Callable[[I], R], suspects: Iterator[I], pool: Pool
) -> Iterator[tuple[I, R | WorkerFailure]]:
    """As `each`, with one call under way at a time: the one whose worker dies is guilty."""
    while guilty := (yield from _until_broken(work, suspects, evolve(pool, ahead=1))):
        yield from guilty


def _until_broken(
    work: Callable[[I], R], left: Iterator[I], pool: Pool, room: Callable[[], int] | None = None
) -> Generator[tuple[I, R | WorkerFailure], None, list[tuple[I, WorkerFailure]]]:
    """As `each`, until a worker dies; returns the items that were under way then, none where all are done."""
    first = list(_taken(left, pool.ahead, room))
    if not first:
        return []
    executor = pool.open()
    running = {_submit(executor, work, item): item for item in first}
    failed: list[tuple[I, WorkerFailure]] = []
    try:
        while running and not failed:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                outcome = _outcome(future)
                item = running.pop(future)
                if isinstance(outcome, WorkerFailure) and isinstance(outcome.reason, BrokenExecutor):
                    failed.append((item, outcome))
                else:
                    yield item, outcome
            if not failed:
                more = _taken(left, pool.ahead - len(running), room)
                running.update((_submit(executor, work, item), item) for item in more)
        return [*failed, *((item, WorkerFailure(BrokenExecutor())) for item in running.values())]
    finally:
        for future in running:
            future.cancel()
        executor.shutdown()


def _taken(left: Iterator[I], most: int, room: Callable[[], int] | None) -> Iterator[I]:
    return islice(left, most if room is None else max(0, min(most, room())))


def _submit(executor: Executor, work: Callable[[I], R], item: I) -> "Future[R]":
    try:
        return executor.submit(work, item)
    except BrokenExecutor as error:
        failed: Future[R] = Future()
        failed.set_exception(error)
        return failed


def _outcome(future: "Future[R]") -> R | WorkerFailure:
    try:
        return future.result()
    except (Exception, CancelledError) as error:
        return WorkerFailure(error)
