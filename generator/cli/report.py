"""``zipingbiao report``: a department's report on its self-evaluations, or its paragraph by itself."""

from collections.abc import Sequence
from pathlib import Path

import click

from ..model.problem import Problem, ZipingbiaoError, is_error
from ..outputs.formats import REPORT_DOCX, of_groups
from ..outputs.outdated import planned
from ..outputs.reporting import Now, report_now
from ..outputs.run import run
from ..render.templates import TemplateSet
from ..workspace.workspace import REPORT, Workspace
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option


@click.command(
    "report",
    help=f"""写出各部门各年度的绩效自评报告：out/主管部门/年度/{REPORT}.docx 与 .pdf，依 GB/T 9704 的版式。

    数都取自数据表。自评表里没有的（绩效跟踪的项目数、整改了的问题数、改进措施、日期）写在
    data/主管部门/年度/{REPORT}.yaml；没有写的留作“__”，逐项提示。加 --paragraph 只输出部门决算里
    “预算绩效管理情况”那一段，供粘贴。

    退出码：0 都写出了，有留空的也是 0；2 有没能写出的。""",
)
@click.argument("paths", metavar="[路径]……", nargs=-1, type=click.Path(path_type=Path))
@click.option("--paragraph", "only_paragraph", is_flag=True, help="只输出“预算绩效管理情况”一段，不写文件。")
@click.option("--force", is_flag=True, help="不管是否过时，重新写出。")
@json_option
@workspace_option
def report(
    *, paths: tuple[Path, ...], only_paragraph: bool, force: bool, as_json: bool, workspace: Workspace
) -> int:
    """Write the reports of the departments that the paths are of, or print their paragraphs."""
    files = workspace.yaml_files(paths)
    if only_paragraph:
        return _paragraphs(tuple(dict.fromkeys(file.parent for file in files)), workspace, as_json=as_json)
    return _reports(files, workspace, force=force, as_json=as_json)


def _reports(files: Sequence[Path], workspace: Workspace, *, force: bool, as_json: bool) -> int:
    steps, mended = planned(files, workspace, of_groups([REPORT_DOCX.group]), force=force)
    done = list(run(steps, workspace, force=force))
    problems = list(dict.fromkeys((*mended, *(problem for one in done for problem in one.problems))))
    reports = [one for one in done if one.step.product.group == REPORT_DOCX.group]
    if as_json:
        data = [{"target": one.step.target, "state": one.state} for one in reports]
        echo_json({"reports": data, "problems": list(map(problem_data, problems))})
    else:
        print_problems(problems)
        for one in reports:
            if not one.failed:
                click.echo(f"{one.step.target}{'（已是最新）' if one.fresh else ''}")
    return Exit.COULD_NOT if any(one.failed for one in done) else Exit.DONE


def _paragraphs(folders: Sequence[Path], workspace: Workspace, *, as_json: bool) -> int:
    """Print the paragraphs, each under the name of its department where there are several."""
    from ..render.report import missing, paragraph  # noqa: PLC0415 - heavy

    templates = TemplateSet((workspace.templates,))
    told: list[dict[str, str]] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            now: Now = report_now(folder, workspace)
            text = paragraph(now.contents, templates)
        except ZipingbiaoError as error:
            problems += error.problems
            continue
        problems += [*now.problems, *missing(now.contents, only_paragraph=True)]
        told.append({"department": now.contents.department, "year": now.contents.year, "text": text})
    if as_json:
        echo_json({"paragraphs": told, "problems": list(map(problem_data, problems))})
    else:
        print_problems(problems)
        for one in told:
            if len(folders) > 1:
                click.echo(f"【{one['department']} {one['year']} 年度】")
            click.echo(one["text"])
    return Exit.COULD_NOT if any(map(is_error, problems)) else Exit.DONE
