"""Pause the garbage collector while millions of objects without reference cycles are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the garbage collector, which would scan everything that is held again and again and free nothing.

    The pause holds for the whole process: use it in a command, not in a server.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
