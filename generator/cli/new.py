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
from .app import ProfileName, workspace_option

BLANK = "空白表.yaml"
"""The form of a project that is not named yet, in the workspace's own folder."""


@click.command(
    options_metavar="[选项]",
    help=f"""写出一张待填的空表，每一项都有说明。

    项目名称、主管部门、年度都给出的，写到 data 下它的位置；没有给全的，写成工作区里的“{BLANK}”。

    已有的文件不会被覆盖。退出码：0 完成；2 文件已经存在或写不了。""",
)
@click.option("--project", "-p", default="", help="项目名称。")
@click.option("--department", "-d", default="", help="主管部门。")
@click.option("--year", "-y", type=click.IntRange(1990, 2099), help="年度。")
@click.option("--operator", help="实施单位。")
@click.option("--profile", type=ProfileName(layout_names), help="版式；不写时为上海 2020 年的版式。")
@workspace_option
def new(
    *,
    project: str,
    department: str,
    year: int | None,
    operator: str | None,
    profile: str | None,
    workspace: Workspace,
) -> None:
    """Write the blank form to its place in the workspace, or beside `data` while it has none."""
    layout = None if profile == STANDARD else profile
    form = Form(project=project, department=department, year=year or 0, operator=operator, layout=layout)
    has_place = bool(project and department and year)
    path = workspace.yaml_path(form) if has_place else workspace.root / BLANK
    if path.exists():
        raise problem.refusal(
            "Y17", "文件已经存在，没有改动", at=path, hint="请换一个项目名称，或直接编辑这个文件"
        )
    if not workspace.schema.exists():
        save(workspace.schema, schema_text().encode())
    schema = Path(os.path.relpath(workspace.schema, path.parent)).as_posix()
    save(path, blank(form, schema=schema).encode())
    click.echo(f"已写出 {path}")
    if not has_place:
        click.echo(f"填好后请放到 {workspace.data}/主管部门/年度/项目名称.yaml")
