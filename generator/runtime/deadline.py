"""A time limit on what this thread does itself, where a process of its own would cost too much."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread, get_ident
from time import sleep

_AGAIN = 0.5
"""Seconds until it is raised once more, where something swallowed it."""
_ARRIVES = 100
"""Times that the interpreter is given to raise what is on its way; it does so at the first."""


class Late(BaseException):
    """The time is over. No Exception: libraries must not take it for an error of their own."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise Late in this thread once so many seconds are over; a call into C is waited for.

    Also at the end, where a library took it for an error of its own and went on without what it was at.
    """
    watch = _Watch(get_ident(), seconds)
    watch.start()
    try:
        yield
    finally:
        watch.end()
    if watch.has_raised:
        raise Late


class _Watch(Thread):
    """Raises Late in another thread, again and again, from a moment on until it is ended."""

    def __init__(self, thread: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._thread, self._seconds = thread, seconds
        self._done = Event()
        self.has_raised = False

    def run(self) -> None:
        """Wait for the end or the moment, whichever comes first."""
        wait = self._seconds
        while not self._done.wait(wait):
            self.has_raised = True
            raised = ctypes.py_object(Late)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), raised)
            wait = _AGAIN

    def end(self) -> None:
        """End the watch, from the thread that is watched; what is still on its way arrives here, unheard.

        It is not called back: an interpreter that is told to look for an exception which is there no more
        keeps looking before every instruction.
        """
        while self.is_alive():
            with suppress(Late):
                self._done.set()
                self.join()
        if self.has_raised:
            with suppress(Late):
                for _ in range(_ARRIVES):
                    sleep(0)
