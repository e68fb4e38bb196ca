"""``zipingbiao mv``: a project to the place that its 主管部门, 年度 and 项目名称 say."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from attrs import frozen

from ..model import problem, terms
from ..model.form import Form
from ..model.problem import Path as FieldPath
from ..model.problem import Problem, ZipingbiaoError, is_error
from ..outputs.sweep import sweep
from ..runtime.files import save_edited
from ..runtime.lock import locked
from ..store import loads
from ..store.edit.edits import edit
from ..store.read.file import read_text
from ..store.write.lines import HEADER
from ..workspace.belonging import home
from ..workspace.moving import move, require_room
from ..workspace.workspace import Workspace
from .again import build_again
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option

_SCHEMA = re.compile(rf"^{re.escape(HEADER)}(\S+)", re.MULTILINE)


@frozen(kw_only=True)
class Outcome:
    """One file: where it belongs, its text there, or what keeps it from being moved."""

    file: Path
    target: Path | None = None
    text: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it lies somewhere else than where it belongs."""
        return not self.problems and self.target != self.file


@click.command(
    help="""把项目移到它的位置 data/主管部门/年度/项目名称.yaml：YAML、修复记录和生成的结果一起移。

    位置依表里所写；用 -d、-y、-p 另外给出的，先写进表里。那里已有文件的不移，什么也不会被覆盖。

    移动之后，原处的结果移出 out，新处的重新生成，两边部门的汇总随之更新。

    退出码：0 完成；2 没有移成，或移动之后有结果没有做成。""",
)
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹…", type=click.Path(path_type=Path))
@click.option("--department", "-d", help="改为这个主管部门。")
@click.option("--year", "-y", type=click.IntRange(1990, 2099), help="改为这个年度。")
@click.option("--project", "-p", help="改为这个项目名称；只能给出一个文件。")
@click.option("--dry-run", is_flag=True, help="只报告会移到哪里，不改动。")
@json_option
@workspace_option
def mv(
    *,
    paths: tuple[Path, ...],
    department: str | None,
    year: int | None,
    project: str | None,
    dry_run: bool,
    as_json: bool,
    workspace: Workspace,
) -> int:
    """Move each file, then build what that concerns."""
    files = workspace.yaml_files(paths)
    if project is not None and len(files) != 1:
        raise click.UsageError("--project 只能用于一个文件。")
    said = {
        terms.DEPARTMENT: department,
        terms.YEAR: None if year is None else str(year),
        terms.PROJECT: project,
    }
    changes: dict[FieldPath, str] = {(key,): value for key, value in said.items() if value is not None}
    if dry_run:
        outcomes = [_planned(file, changes, workspace) for file in files]
    else:
        with locked(workspace.out / ".build" / "lock"):
            outcomes = [_moved(file, changes, workspace) for file in files]
    failed = any(outcome.problems for outcome in outcomes)
    if as_json:
        echo_json([_data(outcome) for outcome in outcomes])
    else:
        _say(outcomes, dry_run=dry_run)
    if not dry_run:
        failed |= _build(outcomes, workspace, quiet=as_json)
    return Exit.COULD_NOT if failed else Exit.DONE


def _planned(file: Path, changes: Mapping[FieldPath, str], workspace: Workspace) -> Outcome:
    """Where a file belongs once it says what is to be changed, and its text there; nothing is written."""
    try:
        text = read_text(file)
        text = edit(text, changes, file=str(file)) if changes else text
        form = loads(text, file=str(file)).sound()
        _require_named(form, file)
    except ZipingbiaoError as error:
        return Outcome(file=file, problems=error.problems)
    target = home(form, file, workspace)
    if target.resolve() == file.resolve() and target.name == file.name:
        target = file
    return Outcome(file=file, target=target, text=_with_schema(text, file, target, workspace))


def _require_named(form: Form, file: Path) -> None:
    head = {terms.DEPARTMENT: form.department, terms.YEAR: form.year, terms.PROJECT: form.project}
    if missing := [key for key, value in head.items() if not value]:
        raise problem.refusal(
            "Y23",
            f"表里没有写{'、'.join(missing)}，不知道应移到哪里",
            at=file,
            hint="请在表里写上，或用 --department、--year、--project 给出",
        )


def _with_schema(text: str, file: Path, target: Path, workspace: Workspace) -> str:
    """The text with the path to the schema in its first line as it is from the new place."""
    found = _SCHEMA.search(text)
    if found is None or (file.parent / found[1]).resolve() != workspace.schema.resolve():
        return text
    path = Path(os.path.relpath(workspace.schema, target.parent)).as_posix()
    return text[: found.start(1)] + path + text[found.end(1) :]


def _moved(file: Path, changes: Mapping[FieldPath, str], workspace: Workspace) -> Outcome:
    """A file changed where it lies, which leaves a state to go on from, then moved."""
    planned = _planned(file, changes, workspace)
    if planned.target is None:
        return planned
    try:
        require_room(file, planned.target, workspace)
        if planned.text != read_text(file):
            save_edited(file, planned.text.encode())
        move(file, planned.target, workspace)
    except ZipingbiaoError as error:
        return Outcome(file=file, target=planned.target, problems=error.problems)
    return planned


def _build(outcomes: Sequence[Outcome], workspace: Workspace, *, quiet: bool) -> bool:
    """Make the outputs in the new places and the reports on both sides; whether something failed."""
    moved = [outcome for outcome in outcomes if not outcome.problems]
    files = [outcome.target for outcome in moved if outcome.target is not None]
    left = [outcome.file.parent for outcome in moved if outcome.moves]
    if not files:
        return False
    swept = list(sweep(workspace))
    if not quiet:
        print_problems(swept)
    beside = (file for folder in left for file in workspace.forms_in(folder)[:1])
    return build_again((*files, *beside), workspace, quiet=quiet).failed or any(map(is_error, swept))


def _say(outcomes: Sequence[Outcome], *, dry_run: bool) -> None:
    for outcome in outcomes:
        print_problems(outcome.problems)
        if outcome.moves:
            click.echo(f"{'将移到' if dry_run else '已移到'} {outcome.target}（原在 {outcome.file}）")
        elif not outcome.problems:
            click.echo(f"已在它的位置 {outcome.file}")


def _data(outcome: Outcome) -> dict[str, object]:
    return {
        "file": outcome.file,
        "target": outcome.target,
        "moves": outcome.moves,
        "problems": [problem_data(problem) for problem in outcome.problems],
    }
