"""What is going on, for browsers that look on: they are told that something changed, and ask for it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from threading import Lock

_LOOK = 0.05
"""Seconds between looks."""
_BEAT = 15.0
"""Seconds after which a silent connection is written to, so that one that is dead is noticed."""


class Bulletin:
    """Counts the changes of each subject; safe for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._changes: Counter[str] = Counter()
        self._closed = False

    def changed(self, *subjects: str) -> None:
        """Something about these is other than it was."""
        with self._lock:
            self._changes.update(subjects)

    def close(self) -> None:
        """End every stream."""
        self._closed = True

    async def events(self) -> AsyncIterator[str]:
        """Server-sent events: the name of each subject as it changes."""
        seen = dict(self._changes)
        silent = 0.0
        while not self._closed:
            now = dict(self._changes)
            news = [subject for subject, count in now.items() if seen.get(subject) != count]
            seen = now
            for subject in news:
                yield f"event: {subject}\ndata: {now[subject]}\n\n"
            silent = 0.0 if news else silent + _LOOK
            if silent >= _BEAT:
                silent = 0.0
                yield ": \n\n"
            await asyncio.sleep(_LOOK)
