"""What is generated: which outputs are stale, and how each is made. One bad form never stops the others.

A step is a pure function of the YAML files it reads, the templates and fonts, and the version. What each
output in place was made from is noted under `out/.build`; losing that costs a rebuild, nothing more.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from functools import cache, partial
from pathlib import Path
from threading import Lock

from attrs import evolve, frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError, is_error
from ..model.profile import use_profiles
from ..render.fonts_used import noting
from ..render.templates import TemplateSet
from ..runtime import failures
from ..runtime.deadline import Late, within
from ..runtime.files import not_written, remove_leftovers, write_atomically
from ..runtime.lock import locked
from ..runtime.pool import Pool, WorkerFailure, each
from ..workspace.identity import identity
from ..workspace.profiles import load_profiles
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace
from . import aside, freshness
from .formats import PRODUCTS
from .make import Made, made
from .plan import digest, plan
from .step import Step

__all__ = ["Done", "Step", "carry_out", "plan", "run", "warm"]

_ONE_AT_A_TIME = Lock()
"""The page-setting libraries below are not for several threads at once, which a cluster's worker may have."""


_FORM_SECONDS = 30.0
_REPORT_SECONDS = 300.0
"""That an output may take; a form takes 0.2, a report over a thousand forms some ten."""

_EDITED = "?"
"""The digest of a source that was edited while something was made from it."""


@frozen(kw_only=True)
class Done:
    """What became of a step; `fresh` where nothing had to be made."""

    step: Step
    fresh: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether its output could not be made, or lacks something."""
        return any(map(is_error, self.problems))

    @property
    def is_made(self) -> bool:
        """Whether its output was made now."""
        return not (self.fresh or self.failed)

    @property
    def state(self) -> str:
        """What became of it, in one word for programs."""
        if self.fresh:
            return "fresh"
        return "failed" if self.failed else "made"


def run(
    steps: Iterable[Step],
    workspace: Workspace,
    *,
    force: bool = False,
    pool: Pool | None = None,
    taken_over: Iterable[Path] = (),
) -> Iterator[Done]:
    """Every step done, in the order in which they finish, reports after the tables they read.

    Without a pool one after the other, here. The old outputs of a step that fails are set aside. `taken_over`
    are outputs that a person changed and whose changes the YAML has, their paths resolved. Raises
    ZipingbiaoError where another build is at work in the workspace, or `out` cannot be written.
    """
    stale = []
    for step in steps:
        if not force and step.is_fresh:
            yield Done(step=step, fresh=True)
        else:
            stale.append(step)
    if not stale:
        return
    with locked(workspace.out / ".build" / "lock"):
        if any(step.product.is_edited for step in stale):
            identity(workspace)  # made here, once, for all processes
        remove_leftovers({path.parent for step in stale for path in (*step.targets, step.record)})
        stale.sort(key=lambda step: step.product.is_report)
        work = partial(carry_out, workspace=workspace, taken_over=frozenset(taken_over))
        yield from (_settled(done, workspace) for done in _carried_out(stale, work, pool))


def _settled(done: Done, workspace: Workspace) -> Done:
    """What became of a step, once what it could not replace is set aside."""
    if not done.failed:
        return done
    return evolve(done, problems=(*done.problems, *aside.set_aside(done.step, workspace)))


def _carried_out(stale: Sequence[Step], work: Callable[[Step], Done], pool: Pool | None) -> Iterator[Done]:
    """Every step done; `stale` has the reports last, and they wait for the tables that they read."""
    if pool is None or len(stale) < 2:
        yield from map(work, stale)
        return
    before_reports = sum(not step.product.is_report for step in stale)
    taken = done = 0

    def handed_over() -> Iterator[Step]:
        nonlocal taken
        for step in stale:
            taken += 1
            yield step

    def room() -> int:
        return len(stale) if done >= before_reports else before_reports - taken

    for step, outcome in each(work, handed_over(), pool, room):
        done += 1
        if isinstance(outcome, WorkerFailure):
            failed = failures.failed_call(step.sources[0], outcome, _doing(step))
            yield Done(step=step, problems=(failed,))
        else:
            yield outcome


def carry_out(step: Step, workspace: Workspace, taken_over: Set[Path] = frozenset()) -> Done:
    """Make what a step makes and put it in place whole; where that fails, say why."""
    if step.obstacles:
        return Done(step=step, problems=step.obstacles)
    try:
        with _ONE_AT_A_TIME:
            use_profiles(load_profiles(workspace.profiles))
            settings = evolve(load_settings(workspace.root), engine=step.engine)
            seconds = _REPORT_SECONDS if step.product.is_report else _FORM_SECONDS
            with noting() as fonts, within(seconds):
                result = made(step, workspace, template_set(workspace.templates), settings)
        displaced = tuple(_put(step, evolve(result, fonts=fonts), workspace, taken_over))
    except ZipingbiaoError as error:
        return Done(step=step, problems=error.problems)
    except Late:
        return Done(step=step, problems=(_too_slow(step, workspace),))
    except OSError as error:
        return Done(step=step, problems=(not_written(step.target, error),))
    except Exception as error:
        defect = failures.defect(step.sources[0], error, _doing(step))
        return Done(step=step, problems=(defect,))
    return Done(step=step, problems=(*result.problems, *displaced))


def _put(step: Step, result: Made, workspace: Workspace, taken_over: Set[Path]) -> Iterator[Problem]:
    """Put the outputs of a step in place and note it. Raises OSError.

    Where a source was edited meanwhile, what is noted is only what was put there, so that it is made again.
    """
    for target, data in zip(step.targets, result.outputs, strict=True):
        is_taken_over = target.resolve() in taken_over
        yield from aside.make_room(target, data, step, workspace, is_taken_over=is_taken_over)
        write_atomically(target, data)
    edited = evolve(step.inputs, sources=dict.fromkeys(step.inputs.sources, _EDITED))
    inputs = step.inputs if _is_up_to_date(step) else edited
    freshness.write_record(step.record, inputs, step.targets, result.outputs, result.missing, result.fonts)
    aside.forget(step, workspace)


def _is_up_to_date(step: Step) -> bool:
    """Whether the sources are still those that were planned for; a report's are in its tables."""
    if step.product.is_report:
        return True
    return all(digest(source) == step.inputs.sources[source.name] for source in step.sources)


def _too_slow(step: Step, workspace: Workspace) -> Problem:
    pages = step.product.pages
    names = "、".join(f"{pages.templates}{suffix}" for suffix in pages.suffixes(step.engine))
    seconds = _REPORT_SECONDS if step.product.is_report else _FORM_SECONDS
    return problem.error(
        "T03",
        f"{f'用模板 {names} ' if names else ''}生成 {step.target.name} 超过 {seconds:g} 秒，已放弃",
        at=workspace.templates if workspace.templates.is_dir() else step.sources[0],
        hint="请检查改过的模板里有没有层层的循环、过小的纸张、过长的 content；没有改过的，请看这张表是否过长",
    )


def _doing(step: Step) -> str:
    return f"生成 {step.target.name} "


def warm(templates: Path, names: Collection[str], engine: str | None = None) -> None:
    """Load what the products of these names need into a process that is to make many files of them."""
    for product in PRODUCTS:
        if product.name in names and product.warm is not None:
            product.warm(template_set(templates), engine)


@cache
def template_set(folder: Path) -> TemplateSet:
    """One set per process: its compiled templates are kept, and looked at again when a file changes."""
    return TemplateSet((folder,))
