"""``zipingbiao watch``: build again what is saved."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import click

from ..model.problem import Problem
from ..outputs.formats import quick
from ..outputs.outdated import planned
from ..outputs.run import run
from ..outputs.watch import Batch, Watcher, batches
from ..render.libraries import require_libraries
from ..workspace.workspace import Workspace
from .app import EXIT_DONE, workspace_option


@click.command(
    options_metavar="[选项]",
    help="""看着工作区：YAML 或模板一保存，就重新生成有关的文件。

    有错误的文件保留原来的结果；错误显示出来，改好后说明。按 Ctrl-C 结束。

    退出码：0 结束；2 没有 data 文件夹，或缺系统组件。""",
)
@workspace_option
def watch(workspace: Workspace) -> int:
    """Build once, then after every save, until interrupted."""
    require_libraries()
    watcher = Watcher(lambda files: build_stale(files, workspace), click.echo)
    try:
        watcher.rebuild(Batch(files=workspace.yaml_files()))
        click.echo("正在等待保存；按 Ctrl-C 结束。")
        for batch in batches(workspace, Event()):
            watcher.rebuild(batch)
    except KeyboardInterrupt:
        click.echo("已结束。")
    return EXIT_DONE


def build_stale(files: tuple[Path, ...], workspace: Workspace, *, quiet: bool = False) -> Iterator[Problem]:
    """Build what is stale, saying each file that was written."""
    steps, mended = planned(files, workspace, quick())
    yield from mended
    for done in run(steps, workspace):
        yield from done.problems
        if not (done.fresh or done.failed or quiet):
            click.echo(f"已生成 {done.step.target}")
