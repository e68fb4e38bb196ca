"""Outputs made again after a command changed YAML files, and what is said of them."""

from collections.abc import Iterable
from pathlib import Path

import click
from attrs import frozen

from ..model.problem import ZipingbiaoError, is_error
from ..outputs.formats import quick
from ..outputs.outdated import planned
from ..outputs.run import run
from ..render.pdf.engine import ready
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace
from .app import print_problems
from .results import Results, problems_of, results


@frozen(kw_only=True)
class Again:
    """What was found in the forms that were built, and whether something could not be made."""

    results: Results
    failed: bool = False


def build_again(
    files: Iterable[Path], workspace: Workspace, *, taken_over: Iterable[Path] = (), quiet: bool = False
) -> Again:
    """Build what some YAML files concern; unless `quiet`, say the files, the projects and what is wrong."""
    files = tuple(dict.fromkeys(files))
    try:
        ready(load_settings(workspace.root).engine)
        steps, mended = planned(files, workspace, quick())
        done = list(run(steps, workspace, taken_over=taken_over))
    except ZipingbiaoError as error:
        print_problems(error.problems)
        return Again(results=Results(), failed=True)
    found = results(done, workspace)
    if not quiet:
        problems = [*mended, *problems_of(done)]
        print_problems(problems)
        for result in done:
            if result.is_made:
                click.echo("".join(f"已生成 {target}\n" for target in result.step.targets), nl=False)
        found.say(map(str, problems))
        if words := found.in_words():
            click.echo(words)
    failed = any(result.failed for result in done) or any(map(is_error, mended))
    return Again(results=found, failed=failed)
