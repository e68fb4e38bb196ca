"""Old outputs of forms whose new ones cannot be made: they leave `out`, where they would be believed."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..model import problem
from ..model.problem import Problem, Severity
from ..runtime.files import reason_of
from ..workspace.workspace import Workspace
from .step import Step

_FOLDER = "过时"


def set_aside(step: Step, workspace: Workspace) -> Iterator[Problem]:
    """Move the old output of a form below ``out/.build/过时``, and say so; a report stays and is stale."""
    target = step.target
    if not step.product.is_of_a_form or not target.exists():
        return
    aside = _aside(target, workspace)
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        target.replace(aside)
    except OSError as error:
        yield _still_there(target, error)
    else:
        yield _was_set_aside(target, aside)


def forget(step: Step, workspace: Workspace) -> None:
    """Delete what was set aside of a step that has made its outputs."""
    for target in step.targets:
        with suppress(OSError):
            _aside(target, workspace).unlink(missing_ok=True)


def _aside(target: Path, workspace: Workspace) -> Path:
    return workspace.out / ".build" / _FOLDER / target.relative_to(workspace.out)


def _was_set_aside(target: Path, aside: Path) -> Problem:
    return problem.of(
        Severity.INFORMATION,
        "B10",
        f"原有的结果不是现在的 YAML 所写，已移到 {aside}",
        at=target,
        hint="改正前面列出的问题后再运行 build",
    )


def _still_there(target: Path, error: OSError) -> Problem:
    return problem.error(
        "B10",
        f"原有的结果不是现在的 YAML 所写，却移不开：{reason_of(error)}",
        at=target,
        hint="请关闭正在打开它的程序，或删去它",
    )
