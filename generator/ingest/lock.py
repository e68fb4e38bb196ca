"""One writer of repairs files at a time, and of the YAML that goes with them."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..runtime.lock import locked
from ..workspace.workspace import Workspace

_PATIENCE_S = 30.0
"""A writer holds it for one form, which takes milliseconds."""


@contextmanager
def workspace_locked(workspace: Workspace) -> Iterator[None]:
    """Hold the right to change what people and readings say of forms. Raises ZipingbiaoError B01, F08."""
    with locked(workspace.out / ".build" / "repairs.lock", "写入表和修复记录", patience=_PATIENCE_S):
        yield
