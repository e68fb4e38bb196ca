"""What the commands that rewrite YAML files in place share."""

from collections.abc import Callable
from pathlib import Path

import click
from attrs import frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..runtime.files import read_bytes, reason_of, rewrite_atomically
from ..store.read.decode import MAX_BYTES
from ..store.read.file import read_text
from ..workspace.workspace import Workspace
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option


@frozen
class Outcome:
    """One file: whether its text changes, and what kept it from being rewritten."""

    file: Path
    changed: bool = False
    problems: tuple[Problem, ...] = ()


def rewriting_command(
    rewritten: Callable[[str, str], str], about: str, *, check: str, done: str, would: str
) -> click.Command:
    """The command that rewrites files by a function of their text and name; `check` is what --check does."""

    @click.command(options_metavar="[选项]", help=about)
    @click.argument("paths", nargs=-1, metavar="[文件或文件夹]…", type=click.Path(path_type=Path))
    @click.option("--check", "only_check", is_flag=True, help=check)
    @json_option
    @workspace_option
    def command(paths: tuple[Path, ...], only_check: bool, as_json: bool, workspace: Workspace) -> int:
        files = workspace.yaml_files(paths)
        outcomes = tuple(_rewrite(file, rewritten, write=not only_check) for file in files)
        return _report(outcomes, would if only_check else done, check=only_check, as_json=as_json)

    return command


def _rewrite(file: Path, rewritten: Callable[[str, str], str], *, write: bool) -> Outcome:
    """What becomes of one file; a bad one does not stop the others."""
    try:
        data = rewritten(read_text(file), str(file)).encode()
        changed = data != read_bytes(file, MAX_BYTES)
        if changed and write:
            rewrite_atomically(file, data)
    except ZipingbiaoError as error:
        return Outcome(file, problems=error.problems)
    except OSError as error:
        message = f"写不了这个文件（{reason_of(error)}）"
        return Outcome(file, problems=(problem.error("Y18", message, at=file),))
    return Outcome(file, changed)


def _report(outcomes: tuple[Outcome, ...], word: str, *, check: bool, as_json: bool) -> int:
    """Say which files changed (or would change) and which could not be read; answer the exit code."""
    if as_json:
        echo_json([_data(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            print_problems(outcome.problems)
            if outcome.changed:
                click.echo(f"{word} {outcome.file}")
    if any(outcome.problems for outcome in outcomes):
        return Exit.COULD_NOT
    return Exit.FOUND if check and any(outcome.changed for outcome in outcomes) else Exit.DONE


def _data(outcome: Outcome) -> dict[str, object]:
    problems = [problem_data(problem) for problem in outcome.problems]
    return {"file": str(outcome.file), "changed": outcome.changed, "problems": problems}
