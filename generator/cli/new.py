"""``zipingbiao new``: an empty form to fill in, as YAML or on paper."""

import os
import sys
from pathlib import Path

import click
from attrs import evolve

from ..model import problem
from ..model.form import Form
from ..model.layout import STANDARD, layout_names
from ..render.templates import TemplateSet
from ..runtime.files import save
from ..store.write.blank import blank, to_print
from ..store.write.schema import schema_text
from ..workspace.settings import Settings, load_settings
from ..workspace.workspace import Workspace
from .app import ProfileName, print_problems, workspace_option

BLANK = "空白表.yaml"
"""The form of a project that is not named yet, in the workspace's own folder."""

_KINDS = (".pdf", ".docx", ".xlsx")
_FIRST, _LAST = 1990, 2099


def _paper(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in _KINDS:
        raise click.BadParameter(f"文件名要以 {'、'.join(_KINDS)} 结尾")
    return value


@click.command(
    options_metavar="[选项]",
    help=f"""写出一张待填的空表，每一项都有说明；或用 --print 印成空白纸表，供手填。

    项目名称、主管部门、年度都给出的，写到 data 下它的位置；没有给全的，写成工作区里的“{BLANK}”。
    在终端里运行而一项也没有给出时，逐项询问；直接回车就是空着。

    已有的文件不会被覆盖。退出码：0 完成；2 文件已经存在或写不了。""",
)
@click.option("--project", "-p", default="", help="项目名称。")
@click.option("--department", "-d", default="", help="主管部门。")
@click.option("--year", "-y", type=click.IntRange(_FIRST, _LAST), help="年度。")
@click.option("--operator", help="实施单位。")
@click.option("--profile", type=ProfileName(layout_names), help="版式；不写时为上海 2020 年的版式。")
@click.option(
    "--print",
    "paper",
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_paper,
    help="不写 YAML，印成空白纸表：一级、二级指标都印出，三级指标留空行。以 .pdf、.docx 或 .xlsx 结尾。",
)
@click.option(
    "--rows",
    metavar="行数",
    type=click.IntRange(1, 50),
    help="纸表上每个二级指标之下留几行；不写时照一页放得下的。",
)
@workspace_option
def new(
    *,
    project: str,
    department: str,
    year: int | None,
    operator: str | None,
    profile: str | None,
    paper: Path | None,
    rows: int | None,
    workspace: Workspace,
) -> None:
    """Write the blank form to its place in the workspace, or beside `data` while it has none."""
    layout = None if profile == STANDARD else profile
    form = Form(project=project, department=department, year=year or 0, operator=operator, layout=layout)
    if form == Form(project="", department="", year=0) and paper is None and _can_ask():
        form = _asked(form)
    if paper is not None:
        _print(form, paper, rows, workspace)
    else:
        _write(form, workspace)


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(form: Form) -> Form:
    """The form with what a person answers; an empty answer leaves it open."""
    names = layout_names()
    form = evolve(form, project=_ask("项目名称"), department=_ask("主管部门"))
    form = evolve(form, year=_ask_year(), operator=_ask("实施单位") or None)
    layout = click.prompt(
        f"版式（{'、'.join(names)}）",
        default=STANDARD,
        type=ProfileName(layout_names),
        prompt_suffix="：",
        err=True,
    )
    return evolve(form, layout=None if layout == STANDARD else layout)


def _ask(label: str) -> str:
    answer: str = click.prompt(label, default="", show_default=False, prompt_suffix="：", err=True)
    return answer.strip()


def _ask_year() -> int:
    """The year; asked again until it is one, or nothing."""
    while answer := _ask("年度").removesuffix("度").removesuffix("年"):
        if answer.isdecimal() and _FIRST <= int(answer) <= _LAST:
            return int(answer)
        click.echo(f"年度应是 {_FIRST} 到 {_LAST} 之间的数，如 2024。", err=True)
    return 0


def _write(form: Form, workspace: Workspace) -> None:
    """Write the YAML, and the schema that it names where that is missing."""
    has_place = bool(form.project and form.department and form.year)
    path = workspace.yaml_path(form) if has_place else workspace.root / BLANK
    _require_free(path, "请换一个项目名称，或直接编辑这个文件")
    if not workspace.schema.exists():
        save(workspace.schema, schema_text().encode())
    schema = Path(os.path.relpath(workspace.schema, path.parent)).as_posix()
    save(path, blank(form, schema=schema).encode())
    click.echo(f"已写出 {path}")
    if not has_place:
        click.echo(f"填好后请放到 {workspace.data}/主管部门/年度/项目名称.yaml")


def _print(form: Form, paper: Path, rows: int | None, workspace: Workspace) -> None:
    """Write the paper blank."""
    _require_free(paper, "请换一个文件名")
    printed, settings = to_print(form, rows), load_settings(workspace.root)
    save(paper, _rendered(printed, paper.suffix.lower(), workspace, settings))
    click.echo(f"已写出 {paper}")


def _rendered(form: Form, suffix: str, workspace: Workspace, settings: Settings) -> bytes:
    if suffix == ".docx":
        from ..render.docx.form import render_docx  # noqa: PLC0415 - heavy, as below

        return render_docx(form, settings)
    if suffix == ".xlsx":
        from ..render.xlsx.form import render_xlsx  # noqa: PLC0415 - heavy, as below

        return render_xlsx(form)
    from ..render.pdf.engine import ready  # noqa: PLC0415 - as above
    from ..render.pdf.form import render_pdf  # noqa: PLC0415 - heavy: the page-setting libraries

    print_problems(ready(settings.engine).said)
    return render_pdf(form, templates=TemplateSet((workspace.templates,)), settings=settings)


def _require_free(path: Path, hint: str) -> None:
    if path.exists():
        raise problem.refusal("Y17", "文件已经存在，没有改动", at=path, hint=hint)
