"""Outputs made again after a command changed YAML files, and what is said of them."""

from collections.abc import Iterable
from pathlib import Path

import click
from attrs import frozen

from ..model.problem import ZipingbiaoError
from ..outputs.formats import quick
from ..outputs.run import plan, run
from ..render.libraries import require_libraries
from ..workspace.workspace import Workspace
from .door import print_problems
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
        require_libraries()
        done = list(run(plan(files, workspace, quick()), workspace, taken_over=taken_over))
    except ZipingbiaoError as error:
        print_problems(error.problems)
        return Again(results=Results(), failed=True)
    found = results(done, workspace)
    if not quiet:
        problems = list(problems_of(done))
        print_problems(problems)
        for result in done:
            if not result.fresh and not result.failed:
                click.echo("".join(f"已生成 {target}\n" for target in result.step.targets), nl=False)
        found.say(map(str, problems))
        if words := found.in_words():
            click.echo(words)
    return Again(results=found, failed=any(result.failed for result in done))
