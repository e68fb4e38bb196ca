"""What the commands that rewrite YAML files in place share."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from attrs import frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..runtime.files import read_bytes, reason_of, rewrite_atomically
from ..store.read.decode import MAX_BYTES
from ..store.read.file import read_text
from .app import Exit, echo_json, print_problems, problem_data


@frozen
class Outcome:
    """One file: whether its text changes, and what kept it from being rewritten."""

    file: Path
    changed: bool = False
    problems: tuple[Problem, ...] = ()


def rewrite_files(
    files: Iterable[Path], rewritten: Callable[[str, str], str], *, write: bool
) -> tuple[Outcome, ...]:
    """Rewrite each file by a function of its text and name; one bad file does not stop the others."""
    return tuple(_rewrite(file, rewritten, write=write) for file in files)


def _rewrite(file: Path, rewritten: Callable[[str, str], str], *, write: bool) -> Outcome:
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


def report(outcomes: tuple[Outcome, ...], *, done: str, would: str, check: bool, as_json: bool) -> int:
    """Say which files changed (or would change) and which could not be read; answer the exit code."""
    if as_json:
        echo_json([_data(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            print_problems(outcome.problems)
            if outcome.changed:
                click.echo(f"{would if check else done} {outcome.file}")
    if any(outcome.problems for outcome in outcomes):
        return Exit.COULD_NOT
    return Exit.FOUND if check and any(outcome.changed for outcome in outcomes) else Exit.DONE


def _data(outcome: Outcome) -> dict[str, object]:
    problems = [problem_data(problem) for problem in outcome.problems]
    return {"file": str(outcome.file), "changed": outcome.changed, "problems": problems}
