"""What all commands share: the group, the workspace, how problems are printed, how failures end."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from enum import IntEnum
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from .. import __version__
from ..model.problem import Problem, ZipingbiaoError
from ..model.profile import use_profiles
from ..model.suggest import nearest
from ..runtime.files import refused
from ..workspace.profiles import load_profiles
from ..workspace.workspace import Workspace


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    FOUND = 1
    """Errors were found, or (with --strict) doubts remain."""
    COULD_NOT = 2
    DEFECT = 70
    """The program itself failed."""
    INTERRUPTED = 130


_COMMANDS = {
    "ingest": "读入文件，还原文字，写成 YAML",
    "review": "逐个定下存疑的字、归属和冲突",
    "repair": "还原文字层，输出正确的文字",
    "check": "按规则校核",
    "build": "生成 PDF、XLSX、DOCX 与汇总",
    "export": "把各项目导出到一个工作簿",
    "import": "把 XLSX、DOCX 里的修改收回 YAML",
    "review-sheet": "写出自评复核底稿：建议分、依据，与复核人填写的各栏",
    "report": "写出部门的绩效自评报告，或决算里的一段",
    "watch": "保存后自动重新生成",
    "mv": "把项目移到年度、部门、名称所写的位置",
    "serve": "在浏览器里做全部的事",
    "new": "写一份带注释的空白 YAML，或印空白纸表",
    "fmt": "整理 YAML 的顺序与写法",
    "migrate": "把旧格式的 YAML 升到新格式",
    "schema": "输出 YAML 的 JSON Schema",
    "templates": "取出模板以便修改",
    "doctor": "检查字体、系统库与版本",
}
"""Command → its line in the list; modules are imported only when the command is run."""


class _Group(click.Group):
    """A group whose commands are imported when they are used, so that help and completion are quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"{__package__}.{name}"), name)
        return _in_chinese(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; a command that there is not brings the one that is probably meant."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            near = nearest(args[0], _COMMANDS)
            known = f"是不是 {near}？" if near else f"可用的有：{'、'.join(_COMMANDS)}。"
            raise click.UsageError(f"没有 {args[0][:40]} 这个命令，{known}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(_COMMANDS.items()))


def _in_chinese(command: click.Command) -> click.Command:
    """The command, its help without click's English names of kinds of values."""
    command.options_metavar = "[选项]"
    for parameter in command.params:
        word = "文件" if isinstance(parameter, click.Argument) else _WORDS.get(type(parameter.type))
        parameter.metavar = parameter.metavar or word
    return command


_WORDS: dict[type, str] = {click.IntRange: "数", click.Path: "路径", click.types.StringParamType: "文字"}


@click.group(
    cls=_Group,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]……",
    help="财政项目支出绩效自评表：还原文字、校核、重新制表。",
)
@click.version_option(__version__, prog_name="zipingbiao")
def group() -> None:
    """The command ``zipingbiao``."""


def _opened(workspace: Workspace) -> Workspace:
    """The workspace, its profiles in use. Raises ZipingbiaoError C02 where one of them is wrong."""
    use_profiles(load_profiles(workspace.profiles))
    return workspace


class ProfileName(click.ParamType[str]):
    """The name of a profile at hand; `names` says which they are once the workspace is known."""

    name = "名称"

    def __init__(self, names: Callable[[], tuple[str, ...]]) -> None:
        self._names = names

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, where there is such a profile."""
        if value not in self._names():
            self.fail(f"没有“{value[:40]}”；可用的有：{'、'.join(self._names())}。", param, ctx)
        return value


workspace_option = click.option(
    "--workspace",
    "-w",
    "workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="工作区文件夹，内有 data、out 等；默认为当前文件夹。",
    callback=lambda _ctx, _param, value: _opened(Workspace(root=value)),
    is_eager=True,
)


def output_option(help_: str, **more: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - as click types it
    """The file to write to."""
    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option("--output", "-o", type=kind, help=help_, **more)


json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供程序读取。")


def run() -> int:
    """Run the group and turn every way to fail into a message and an exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be no text
    try:
        result = group.main(standalone_mode=False)
        sys.stdout.flush()  # Python would find out too late to say that it cannot
        return result if isinstance(result, int) else Exit.DONE
    except ZipingbiaoError as error:
        print_problems(error.problems)
        return Exit.COULD_NOT
    except click.ClickException as error:
        error.show()
        return Exit.COULD_NOT
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断；已经完成的文件都保留着。", err=True)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _silence()
        return Exit.DONE
    except OSError as error:  # the system refused: a full disk, a folder without permission
        click.echo(str(refused(error)), err=True)
        _silence()
        return Exit.COULD_NOT
    except Exception as error:
        if os.environ.get("ZIPINGBIAO_DEBUG"):
            raise
        click.echo(
            f"程序内部出错（{type(error).__name__}：{error}），这是程序的缺陷，文件没有改动。"
            "设环境变量 ZIPINGBIAO_DEBUG=1 重新运行可得到详情，请一并报告。",
            err=True,
        )
        return Exit.DEFECT


def _silence() -> None:
    """Let go of what could not be printed; Python would try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_problems(problems: Iterable[Problem]) -> None:
    """One line each on standard error."""
    for problem in problems:
        click.echo(str(problem), err=True)


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as JSON has it."""
    data = {**asdict(problem), "field": problem.field}
    return {key: value for key, value in data.items() if key not in _INTERNAL}


_INTERNAL = ("printed_field", "offset")
"""What a problem knows for making its field and its place."""


def echo_json(data: object) -> None:
    """JSON on standard output; decimals and paths as text."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
