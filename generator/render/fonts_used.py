"""Which files beside the bundled fonts a document's glyphs are taken from, noted while it is made."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from ..runtime.files import state_of

States = dict[str, list[int]]
"""A file's path → its state (`state_of`)."""

_NOTED: ContextVar[States | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[States]:
    """What is made inside notes its fonts in the mapping."""
    states: States = {}
    token = _NOTED.set(states)
    try:
        yield states
    finally:
        _NOTED.reset(token)


def note(file: Path) -> None:
    """Say that a glyph is taken from this file."""
    states = _NOTED.get()
    if states is not None:
        states[str(file)] = state_of(file)


def changed_fonts(states: Mapping[str, list[int]]) -> tuple[str, ...]:
    """The files that are gone, or no longer as they were noted."""
    return tuple(file for file, state in states.items() if _state(file) != state)


def _state(file: str) -> list[int]:
    try:
        return state_of(Path(file))
    except (OSError, ValueError):
        return []
