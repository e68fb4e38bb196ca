"""What the screens share: the workspace with everything that works on it."""

from collections import deque
from collections.abc import Awaitable, Callable
from threading import Event, Thread
from typing import Any

from attrs import Factory, field, frozen
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..model.problem import ZipingbiaoError
from ..outputs.watch import batches
from ..review import Settlement
from ..workspace.workspace import Workspace
from .build import Build
from .bulletin import Bulletin
from .editing import Editor
from .intake import Intake
from .library import Library
from .panel import Panels
from .pictures import Pictures

Endpoint = Callable[[Request], Awaitable[Response]]


def _opened(of: "Callable[[Desk], Any]") -> Any:  # noqa: ANN401 - as attrs.field
    """What follows from the rest of the desk."""
    return field(init=False, default=Factory(of, takes_self=True))


@frozen(kw_only=True)
class Desk:
    """One workspace, open in the workbench."""

    workspace: Workspace
    bulletin: Bulletin = field(factory=Bulletin)
    _stop: Event = field(factory=Event)
    library: Library = _opened(lambda desk: Library(desk.workspace))
    intake: Intake = _opened(lambda desk: Intake(desk.workspace, desk.bulletin))
    editor: Editor = _opened(lambda desk: Editor(desk.workspace))
    panels: Panels = _opened(lambda desk: Panels(desk.library))
    pictures: Pictures = _opened(lambda desk: Pictures(desk.workspace))
    build: Build = _opened(lambda desk: Build(desk.workspace, desk.bulletin))
    settled: deque[Settlement] = field(factory=lambda: deque(maxlen=200))
    """What was decided on doubts, to be taken back in turn as long as the server runs."""

    def __attrs_post_init__(self) -> None:
        """Begin to look at the files."""
        Thread(target=self._watch, daemon=True).start()

    def close(self) -> None:
        """Let go of processes and streams."""
        self._stop.set()
        self.bulletin.close()
        self.intake.close()
        self.pictures.close()

    def _watch(self) -> None:
        """Tell browsers of files that are changed elsewhere."""
        while not self._stop.is_set():
            try:
                for _ in batches(self.workspace, self._stop):
                    self.bulletin.changed("forms")
            except (ZipingbiaoError, OSError):  # there is no data folder yet
                self._stop.wait(1)


def desk_of(request: Request) -> Desk:
    """The desk that a request is about."""
    desk: Desk = request.app.state.desk
    return desk


def posted(answer: Callable[[Request, FormData], Response], most: int = 2**20) -> Endpoint:
    """What answers fields that a browser sends, each of `most` bytes, while others are answered, too."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request, await request.form(max_part_size=most))

    return endpoint
