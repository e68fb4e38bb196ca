"""`build` on behalf of the browser: one at a time, in a process of its own."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread

from attrs import evolve, field, frozen

from ..model.problem import Problem, ZipingbiaoError, is_error
from ..outputs import aside
from ..outputs.formats import every
from ..outputs.outdated import planned
from ..outputs.run import run
from ..outputs.sweep import sweep
from ..runtime.pool import processes
from ..workspace.workspace import Workspace
from .bulletin import Bulletin


@frozen(kw_only=True)
class Making:
    """How the build goes."""

    total: int = 0
    done: int = 0
    is_over: bool = True
    problems: tuple[Problem, ...] = field(default=())


class Build:
    """One build at a time, in a thread that watches a process; `state` tells how it goes."""

    def __init__(self, workspace: Workspace, bulletin: Bulletin) -> None:
        self._workspace = workspace
        self._bulletin = bulletin
        self._lock = Lock()
        self.state = Making()

    def start(self, files: Sequence[Path]) -> None:
        """Make what is stale of some forms, and of their departments; nothing where that is under way."""
        with self._lock:
            if not self.state.is_over:
                return
            self.state = Making(is_over=False)
        self._bulletin.changed("build")
        Thread(target=self._run, args=(tuple(files),), daemon=True).start()

    def _run(self, files: tuple[Path, ...]) -> None:
        try:
            before = aside.contents(self._workspace)
            found, mended = planned(files, self._workspace, every())
            swept = sweep(self._workspace, found)
            stale = [step for step in found if not step.is_fresh]
            self._say(evolve(self.state, total=len(stale), problems=(*mended, *swept)))
            for done in run(stale, self._workspace, pool=processes(1)):
                said = self.state.problems
                new = tuple(p for p in done.problems if p not in said)
                self._say(evolve(self.state, done=self.state.done + 1, problems=(*said, *new)))
            if not any(map(is_error, self.state.problems)):
                aside.clear(before, self._workspace)
        except ZipingbiaoError as error:
            self._say(evolve(self.state, problems=(*self.state.problems, *error.problems)))
        finally:
            self._say(evolve(self.state, is_over=True))
            self._bulletin.changed("forms")

    def _say(self, state: Making) -> None:
        self.state = state
        self._bulletin.changed("build")
