"""What the screens share: the workspace with everything that works on it."""

from attrs import field, frozen
from starlette.requests import Request

from ..workspace.workspace import Workspace
from .bulletin import Bulletin
from .intake import Intake
from .library import Library


@frozen(kw_only=True)
class Desk:
    """One workspace, open in the workbench."""

    workspace: Workspace
    bulletin: Bulletin = field(factory=Bulletin)
    library: Library = field(init=False)
    intake: Intake = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Open everything."""
        object.__setattr__(self, "library", Library(self.workspace))
        object.__setattr__(self, "intake", Intake(self.workspace, self.bulletin))

    def close(self) -> None:
        """Let go of processes and streams."""
        self.bulletin.close()
        self.intake.close()


def desk_of(request: Request) -> Desk:
    """The desk that a request is about."""
    desk: Desk = request.app.state.desk
    return desk
