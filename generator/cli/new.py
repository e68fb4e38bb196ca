"""``zipingbiao new``: an empty form to fill in."""

import os
from pathlib import Path

import click

from ..model import problem
from ..model.form import Form
from ..model.layout import STANDARD, layout_names
from ..runtime.files import save
from ..store.write.blank import blank
from ..store.write.schema import schema_text
from ..workspace.workspace import Workspace
from .door import ProfileName, workspace_option


@click.command(
    options_metavar="[选项]",
    help="""写出一张待填的空表，每一项都有说明。

    已有的文件不会被覆盖。退出码：0 完成；2 文件已经存在或写不了。""",
)
@click.option("--project", "-p", required=True, help="项目名称。")
@click.option("--department", "-d", required=True, help="主管部门。")
@click.option("--year", "-y", required=True, type=click.IntRange(1990, 2099), help="年度。")
@click.option("--operator", help="实施单位。")
@click.option("--profile", type=ProfileName(layout_names), help="版式；不写时为上海 2020 年的版式。")
@workspace_option
def new(
    *,
    project: str,
    department: str,
    year: int,
    operator: str | None,
    profile: str | None,
    workspace: Workspace,
) -> None:
    """Write the blank form to its place in the workspace."""
    layout = None if profile == STANDARD else profile
    form = Form(project=project, department=department, year=year, operator=operator, layout=layout)
    path = workspace.yaml_path(form)
    if path.exists():
        raise problem.refusal(
            "Y17", "文件已经存在，没有改动", at=path, hint="请换一个项目名称，或直接编辑这个文件"
        )
    if not workspace.schema.exists():
        save(workspace.schema, schema_text().encode())
    schema = Path(os.path.relpath(workspace.schema, path.parent)).as_posix()
    save(path, blank(form, schema=schema).encode())
    click.echo(f"已写出 {path}")
