"""A bound on the memory that a piece of work may take, beside what the process has already."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_STATE = Path("/proc/self/statm")


@contextmanager
def bounded(more: int) -> Iterator[None]:
    """Have what is done herein fail with MemoryError where it takes more bytes; no bound on some systems.

    The bound holds for all threads of the process.
    """
    try:
        import resource  # noqa: PLC0415 - not on every system

        taken = int(_STATE.read_text("ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = [limit for limit in (taken + more, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), hard))
    try:
        yield
    finally:
        with suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
