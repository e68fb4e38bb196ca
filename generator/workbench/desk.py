"""What the screens share: the workspace with everything that works on it."""

from collections import deque
from threading import Event, Thread

from attrs import field, frozen
from starlette.requests import Request

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


@frozen(kw_only=True)
class Desk:
    """One workspace, open in the workbench."""

    workspace: Workspace
    bulletin: Bulletin = field(factory=Bulletin)
    _stop: Event = field(factory=Event)
    library: Library = field(init=False)
    intake: Intake = field(init=False)
    editor: Editor = field(init=False)
    panels: Panels = field(init=False)
    pictures: Pictures = field(init=False)
    build: Build = field(init=False)
    settled: deque[Settlement] = field(factory=lambda: deque(maxlen=200))
    """What was decided on doubts, to be taken back in turn as long as the server runs."""

    def __attrs_post_init__(self) -> None:
        """Open everything."""
        object.__setattr__(self, "library", Library(self.workspace))
        object.__setattr__(self, "intake", Intake(self.workspace, self.bulletin))
        object.__setattr__(self, "editor", Editor(self.workspace))
        object.__setattr__(self, "panels", Panels(self.library))
        object.__setattr__(self, "pictures", Pictures(self.workspace))
        object.__setattr__(self, "build", Build(self.workspace, self.bulletin))
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
