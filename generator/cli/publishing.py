"""What a build made, put to a storage."""

from collections.abc import Sequence
from pathlib import Path

import click

from ..outputs.run import Done
from ..remote.publish import Published, Publisher
from .app import print_problems, show_progress
from .progress import Progress


def publish(publisher: Publisher, done: Sequence[Done], *, force: bool, quiet: bool) -> dict[Path, Published]:
    """Publish the outputs that are in place: those made now, those that were fresh, older ones too."""
    found = ((target, result) for result in done for target in result.step.targets)
    targets = [target for target, one in found if one.fresh or one.is_made or target.is_file()]
    progress = Progress(len(targets))
    published: dict[Path, Published] = {}
    for result in publisher.publish(targets, force=force):
        published[result.target] = result
        if result.fresh:
            progress.skip()
        else:
            show_progress(progress.step(f"发布 {result.address}", failed=result.failed))
        if not quiet:
            print_problems(result.problems)
    return published


def report(publisher: Publisher, published: Sequence[Published]) -> None:
    """The last line, for people."""
    failed = sum(result.failed for result in published)
    fresh = sum(result.fresh for result in published)
    made = len(published) - failed - fresh
    wrong = f"，{failed} 个没有发布成" if failed else ""
    click.echo(f"发布 {made} 个文件到 {publisher.address}，{fresh} 个已是最新{wrong}")
