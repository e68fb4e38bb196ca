"""What is generated: which outputs are stale, and how each is made. One bad form never stops the others.

A step is a pure function of the YAML files it reads, the templates and fonts, and the version. What each
output in place was made from is noted under `out/.build`; losing that costs a rebuild, nothing more.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from threading import Lock

from attrs import frozen

from ..model.problem import Problem, Severity, ZipingbiaoError
from ..model.profile import use_profiles
from ..render.fonts_used import noting
from ..render.templates import TemplateSet
from ..runtime import failures
from ..runtime.files import not_written, remove_leftovers, write_atomically
from ..runtime.lock import locked
from ..runtime.pool import Pool, WorkerFailure, each
from ..workspace.profiles import load_profiles
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace
from . import aside, freshness
from .make import NotMadeError, made
from .plan import digest, plan
from .step import Step

__all__ = ["Done", "Step", "carry_out", "plan", "run", "warm"]

_ONE_AT_A_TIME = Lock()
"""The page-setting libraries below are not for several threads at once, which a cluster's worker may have."""


@frozen(kw_only=True)
class Done:
    """What became of a step; `fresh` where nothing had to be made."""

    step: Step
    fresh: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether its output could not be made, or lacks something."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def run(
    steps: Iterable[Step], workspace: Workspace, *, force: bool = False, pool: Pool | None = None
) -> Iterator[Done]:
    """Every step done, in the order in which they finish, reports after the tables they read.

    Without a pool one after the other, here. Tables whose forms are gone are deleted, so that nobody counts
    them. Raises ZipingbiaoError where another build is at work in the workspace, or `out` cannot be written.
    """
    stale = []
    for step in steps:
        if not force and step.is_fresh:
            yield Done(step=step, fresh=True)
        else:
            stale.append(step)
    orphans = workspace.orphaned_tables()
    if not stale and not orphans:
        return
    with locked(workspace.out / ".build" / "lock"):
        for orphan in orphans:
            with suppress(OSError):  # open elsewhere: the next build tries again
                orphan.unlink()
        remove_leftovers({path.parent for step in stale for path in (*step.targets, step.record)})
        yield from _carried_out([step for step in stale if not step.product.is_report], workspace, pool)
        yield from _carried_out([step for step in stale if step.product.is_report], workspace, pool)


def _carried_out(stale: Sequence[Step], workspace: Workspace, pool: Pool | None) -> Iterator[Done]:
    work = partial(carry_out, workspace=workspace)
    if pool is None or len(stale) < 2:
        yield from map(work, stale)
        return
    for step, outcome in each(work, stale, pool):
        if isinstance(outcome, WorkerFailure):
            failed = failures.failed_call(step.sources[0], outcome, _doing(step))
            yield Done(step=step, problems=(failed, *aside.set_aside(step, workspace)))
        else:
            yield outcome


def carry_out(step: Step, workspace: Workspace) -> Done:
    """Make what a step makes and put it in place whole; where that fails, say why.

    The old output stays where it cannot be replaced or its form cannot be read. Where the form can be read,
    it is set aside, so that nobody takes it for what the form says.
    """
    if step.obstacles:
        return Done(step=step, problems=step.obstacles)
    try:
        with _ONE_AT_A_TIME:
            use_profiles(load_profiles(workspace.profiles))
            settings = load_settings(workspace.root)
            with noting() as fonts:
                result = made(step, workspace.data, _templates(workspace.templates), settings)
        for target, data in zip(step.targets, result.outputs, strict=True):
            write_atomically(target, data)
        if _is_up_to_date(step):
            freshness.write_record(step.record, step.inputs, step.targets, result.missing, fonts)
            aside.forget(step, workspace)
    except NotMadeError as error:
        return Done(step=step, problems=(*error.problems, *aside.set_aside(step, workspace)))
    except ZipingbiaoError as error:
        return Done(step=step, problems=error.problems)
    except OSError as error:
        return Done(step=step, problems=(not_written(step.target, error),))
    except Exception as error:
        defect = failures.defect(step.sources[0], error, _doing(step))
        return Done(step=step, problems=(defect, *aside.set_aside(step, workspace)))
    return Done(step=step, problems=result.problems)


def _is_up_to_date(step: Step) -> bool:
    """Whether the sources are still those that were planned for; a report's are in its tables."""
    if step.product.is_report:
        return True
    return all(digest(source) == step.inputs.sources[source.name] for source in step.sources)


def _doing(step: Step) -> str:
    return f"生成 {step.target.name} "


def warm(templates: Path) -> None:
    """Load what every form needs, fonts and templates first, into a process that is to make many."""
    from ..render import measure  # noqa: F401, PLC0415 - heavy, as below
    from ..render.pdf import verify  # noqa: F401, PLC0415 - heavy, as below
    from ..render.pdf.form import warm_up  # noqa: PLC0415
    from ..render.xlsx import form  # noqa: F401, PLC0415 - heavy, as below

    warm_up(_templates(templates))


@cache
def _templates(folder: Path) -> TemplateSet:
    """One set per process: its compiled templates are kept, and looked at again when a file changes."""
    return TemplateSet((folder,))
