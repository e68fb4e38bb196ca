"""Decisions on doubts, to be taken back in turn as long as the server runs."""

from collections import deque

from ..review import Settlement

MAX_UNDONE = 200


class Settled:
    """What was decided here, to be taken back in turn."""

    def __init__(self) -> None:
        self._done: deque[Settlement] = deque(maxlen=MAX_UNDONE)

    def __len__(self) -> int:
        """How many decisions can be taken back."""
        return len(self._done)

    def note(self, settlement: Settlement) -> None:
        """Remember a decision."""
        self._done.append(settlement)

    def pop(self) -> Settlement | None:
        """The last decision, forgotten with this."""
        return self._done.pop() if self._done else None
