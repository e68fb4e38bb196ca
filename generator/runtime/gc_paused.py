"""Work that makes millions of values and no cycles, without the collector that looks for cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cycle collector, which would go through all that is held again and again and find none.

    It is the whole process that goes without: for a command's own work, not for a server's.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
