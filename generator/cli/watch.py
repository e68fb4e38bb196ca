"""``zipingbiao watch``: build again what is saved."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import click

from ..model.problem import Problem
from ..outputs.formats import quick
from ..outputs.outdated import planned
from ..outputs.run import Done, run
from ..outputs.sweep import sweep
from ..outputs.watch import Batch, Watcher, batches
from ..render.pdf.engine import ready
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace
from .app import Exit, print_problems, workspace_option
from .results import results


@click.command(
    options_metavar="[选项]",
    help="""看着工作区：YAML 或模板一保存，就重新生成有关的文件。

    错误显示出来，改好后说明；读不出的文件、删去或移走的项目，原来的结果移出 out。按 Ctrl-C 结束。

    退出码：0 结束；1 结束时还有校核错误（--strict）；2 没有 data 文件夹，或缺系统组件。""",
)
@click.option("--strict", is_flag=True, help="结束时生成过的表里还有校核错误的，退出码为 1。")
@workspace_option
def watch(*, strict: bool, workspace: Workspace) -> int:
    """Build once, then after every save, until interrupted."""
    print_problems(ready(load_settings(workspace.root).engine).said)
    building = Building(workspace)
    watcher = Watcher(building.build, click.echo, lambda: sweep(workspace))
    try:
        watcher.rebuild(Batch(files=workspace.yaml_files(), something_left=True))
        click.echo("正在等待保存；按 Ctrl-C 结束。")
        for batch in batches(workspace, Event()):
            watcher.rebuild(batch)
    except KeyboardInterrupt:
        click.echo("已结束。")
    return Exit.FOUND if strict and building.has_errors else Exit.DONE


class Building:
    """Builds what is stale, and keeps in mind which forms have errors."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._errors: set[Path] = set()

    @property
    def has_errors(self) -> bool:
        """Whether a form that was built has errors and is still there."""
        return any(file.exists() for file in self._errors)

    def build(self, files: tuple[Path, ...]) -> Iterator[Problem]:
        """Yield what went wrong; say each file that was written, then what was found in the forms."""
        finished: list[Done] = []
        steps, mended = planned(files, self._workspace, quick())
        yield from mended
        for done in run(steps, self._workspace):
            finished.append(done)
            yield from done.problems
            if done.is_made:
                click.echo(f"已生成 {done.step.target}")
        found = results(finished, self._workspace)
        self._errors = self._errors.difference(found.projects).union(found.errors)
        found.say(str(problem) for done in finished for problem in done.problems)
        if words := found.in_words():
            click.echo(words)
