"""A time limit on what this thread does itself, where a process of its own would cost too much."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident

_AGAIN = 0.5
"""Seconds until it is raised once more, where something swallowed it."""


class Late(BaseException):
    """The time is over. No Exception: libraries must not take it for an error of their own."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise Late in this thread once so many seconds are over; a call into C is waited for."""
    thread, done = get_ident(), Event()
    watcher = Thread(target=_watch, args=(thread, seconds, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        _raise_in(thread, None)  # what is on its way is called back


def _watch(thread: int, seconds: float, done: Event) -> None:
    late = done.wait(seconds)
    while not late:
        _raise_in(thread, Late)
        late = done.wait(_AGAIN)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    raised = ctypes.py_object(error) if error is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
