"""``zipingbiao export``: the forms of a workspace in one workbook."""

from collections.abc import Mapping
from pathlib import Path

import click

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..outputs.make import placed
from ..outputs.outdated import as_it_counts
from ..render.xlsx.export import Printed, export_xlsx, printed
from ..runtime.files import save
from ..runtime.gc_paused import gc_paused
from ..store import load
from ..workspace.identity import identity
from ..workspace.workspace import Workspace, require_readable
from .app import Exit, echo_json, json_option, output_option, print_problems, problem_data, workspace_option


@click.command(
    "export",
    options_metavar="[选项]",
    help="""把各项目导出到一个工作簿：目录，资金、指标、校核结果三张数据表，每个项目一张工作表。

    在各项目的工作表上做的改动，可用 zipingbiao import 写回 YAML。

    退出码：0 完成；2 有文件读不出（其余的照常导出），或写不了。""",
)
@click.argument("paths", metavar="[路径]……", nargs=-1, type=click.Path(path_type=Path))
@output_option("写到哪个文件。", required=True, metavar="文件.xlsx")
@workspace_option
@json_option
def export(paths: tuple[Path, ...], output: Path, workspace: Workspace, as_json: bool) -> int:
    """Exit 0 when every file is in the workbook, 2 when some could not be read or nothing was written."""
    with gc_paused():
        forms, problems = _read(workspace.yaml_files(paths), workspace)
        named = {_name(Path(file), workspace): form for file, form in forms.items()}
        content = export_xlsx(named, identity(workspace)) if forms else b""
    if forms:
        save(output, content)
    elif not problems:
        raise problem.refusal(
            "F01",
            "没有可导出的 YAML 文件",
            at=workspace.data,
            hint="请先用 zipingbiao ingest 读入文件，或检查路径",
        )
    _report(output, forms, problems, as_json=as_json)
    return Exit.COULD_NOT if problems else Exit.DONE


def _read(files: tuple[Path, ...], workspace: Workspace) -> tuple[dict[str, Printed], list[Problem]]:
    """The forms that a workbook can hold, by path, and what is wrong with the other files."""
    forms: dict[str, Printed] = {}
    problems: list[Problem] = []
    for file in files:
        loaded = as_it_counts(load(file), workspace)
        if loaded.form is None:
            problems += loaded.problems
            continue
        try:
            require_readable(file)
            forms[str(file)] = printed(loaded.form)
        except ZipingbiaoError as error:
            problems += [placed(problem, loaded) for problem in error.problems]
    return forms, problems


def _name(file: Path, workspace: Workspace) -> str:
    """A file as the workbook names it: from the workspace on, so that it says the same wherever that lies."""
    whole, root = file.absolute(), workspace.root.absolute()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(file)


def _report(output: Path, forms: Mapping[str, Printed], problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        data = [problem_data(problem) for problem in problems]
        echo_json({"output": output if forms else None, "forms": list(forms), "problems": data})
        return
    print_problems(problems)
    if forms:
        click.echo(f"已导出 {len(forms)} 个项目到 {output}")
