"""``zipingbiao fmt``: the canonical order and style of YAML files."""

from pathlib import Path

import click

from ..store import fmt as tidied
from ..workspace.workspace import Workspace
from .app import json_option, workspace_option
from .rewriting import report, rewrite_files


@click.command(
    options_metavar="[选项]",
    help="""整理 YAML 的次序与写法，注释保留，内容不变。

    退出码：0 完成；1 有文件需要整理（--check）；2 有文件读不出。""",
)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]…", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="只报告哪些文件需要整理，不改动。")
@json_option
@workspace_option
def fmt(paths: tuple[Path, ...], check: bool, as_json: bool, workspace: Workspace) -> int:
    """Tidy the files in place, or say which are not tidy."""
    files = workspace.yaml_files(paths)
    outcomes = rewrite_files(files, lambda text, file: tidied(text, file=file), write=not check)
    return report(outcomes, done="已整理", would="需要整理", check=check, as_json=as_json)
