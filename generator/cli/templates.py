"""``zipingbiao templates``: which templates there are, and a copy of one to change."""

from pathlib import Path

import click

from ..model import problem
from ..model.problem import ZipingbiaoError
from ..model.suggest import nearest
from ..render.templates import TemplateSet
from ..runtime.files import save
from ..workspace.workspace import Workspace
from .app import echo_json, json_option, workspace_option


@click.group(
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]……",
    help="列出模板，或取出一份放进工作区的 templates 文件夹修改；变量见 docs/templates.md。",
)
def templates() -> None:
    """The group ``templates``."""


@templates.command("list", options_metavar="[选项]", help="列出全部模板，并指明工作区里改过的。")
@workspace_option
@json_option
def list_templates(workspace: Workspace, as_json: bool) -> None:
    """Print the name of every template and the file in force."""
    found, packaged = TemplateSet((workspace.templates,)), TemplateSet()
    files = {name: found.find(name) for name in found.names()}
    ours = {name: packaged.find(name) for name in packaged.names()}
    if as_json:
        echo_json([{"name": n, "file": file, "overridden": file != ours.get(n)} for n, file in files.items()])
        return
    for name, file in files.items():
        click.echo(f"{name}  {f'工作区：{file}' if file != ours.get(name) else '随程序附带'}")


@templates.command(
    options_metavar="[选项]",
    help="""把随程序附带的模板“名称”复制到工作区的 templates 文件夹，之后以那一份为准。

    已有的文件不会被覆盖，除非加 --force。退出码：0 完成；2 没有这个模板、文件已经存在或写不了。""",
)
@click.argument("name", metavar="名称")
@click.option("--force", is_flag=True, help="覆盖工作区里已有的同名模板。")
@workspace_option
def eject(name: str, force: bool, workspace: Workspace) -> None:
    """Copy a packaged template into the workspace. Raises ZipingbiaoError where it may not."""
    packaged = TemplateSet()
    if name not in packaged.names():
        raise _unknown(name, packaged.names())
    source, target = packaged.find(name), workspace.templates / name
    if target.resolve() == source:
        raise problem.refusal("T04", "这就是随程序附带的模板，直接修改即可", at=target)
    if target.exists() and not force:
        hint = "要放弃自己的修改、换成附带的那一份，请加 --force"
        raise problem.refusal("T04", "工作区里已有这个模板，没有改动", at=target, hint=hint)
    _write(target, source.read_bytes(), workspace)
    click.echo(f"已写出 {target}")


def _write(target: Path, data: bytes, workspace: Workspace) -> None:
    """Write a template, never through a link that leads out of the workspace."""
    if not target.resolve().is_relative_to(workspace.root.resolve()):
        message = "templates 指向工作区以外，没有写入"
        raise problem.refusal("T04", message, at=target, hint="请改用真正的文件夹")
    save(target, data)


def _unknown(name: str, names: tuple[str, ...]) -> ZipingbiaoError:
    near = nearest(name, names)
    meant = f"是不是“{near}”？" if near else ""
    hint = f"{meant}可取出的有：{'、'.join(names)}"
    return problem.refusal("T04", f"没有名为“{name[:80]}”的模板", hint=hint)
