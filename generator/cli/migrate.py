"""``zipingbiao migrate``: YAML files of earlier formats brought to the present one."""

from pathlib import Path

import click

from ..store.edit.migrate import migrate as migrated
from ..workspace.workspace import Workspace
from .app import json_option, workspace_option
from .rewriting import report, rewrite_files


@click.command(
    options_metavar="[选项]",
    help="""把旧格式的 YAML 改成现在的格式，注释保留。

    退出码：0 完成；1 有旧格式的文件（--check）；2 有文件读不出。""",
)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]…", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="只报告哪些文件是旧格式，不改动。")
@json_option
@workspace_option
def migrate(paths: tuple[Path, ...], check: bool, as_json: bool, workspace: Workspace) -> int:
    """Migrate the files in place, or say which are of an earlier format."""
    files = workspace.yaml_files(paths)
    outcomes = rewrite_files(files, lambda text, file: migrated(text, file=file).text, write=not check)
    return report(outcomes, done="已改为现在的格式：", would="旧格式：", check=check, as_json=as_json)
