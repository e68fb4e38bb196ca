"""``zipingbiao review-sheet``: the reviewer's working paper, one workbook for each department's year."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from attrs import frozen

from ..model import problem
from ..model.form import Form
from ..model.problem import Problem, ZipingbiaoError
from ..outputs.outdated import as_it_counts
from ..render.xlsx.edits import Edited, read_edits
from ..render.xlsx.review import review_xlsx
from ..runtime.files import save
from ..store import load
from ..workspace.identity import identity
from ..workspace.workspace import REVIEW_SHEET, Workspace
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option


@frozen(kw_only=True)
class _Paper:
    """A department's year: where its working paper goes, its forms by file, what could not be read."""

    target: Path
    forms: dict[Path, Form]
    problems: tuple[Problem, ...]


@click.command(
    "review-sheet",
    help=f"""写出自评复核底稿：每个部门每个年度一个工作簿，out/主管部门/年度/{REVIEW_SHEET}.xlsx，每个项目一张工作表。

    每一项列出自评值、自评分，按规则算出的建议分与所依的规则；复核值、复核分、备注留给复核人填写，
    填好后用 zipingbiao import 收回 YAML 的“复核”，汇总即比较自评与复核。

    已有的底稿里有没收回的内容的，不覆盖。退出码：0 都写出了；1 有底稿没有覆盖；2 有文件读不出、写不了。""",
)
@click.argument("paths", metavar="[路径]……", nargs=-1, type=click.Path(path_type=Path))
@click.option("--fill", is_flag=True, help="把建议分与依据填进还空着的复核分、备注，供复核人改。")
@click.option("--force", is_flag=True, help="已有的底稿里有没收回的内容也覆盖。")
@json_option
@workspace_option
def review_sheet(
    *, paths: tuple[Path, ...], fill: bool, force: bool, as_json: bool, workspace: Workspace
) -> int:
    """Write the working papers of the departments that the paths are of."""
    papers = tuple(_papers(workspace.yaml_files(paths), workspace))
    origin = identity(workspace)
    written, kept, failed = [], list[Problem](), [found for paper in papers for found in paper.problems]
    for paper in papers:
        if not paper.forms:
            continue
        if not force and (unread := _not_brought_back(paper)) is not None:
            kept.append(unread)
            continue
        save(paper.target, review_xlsx(list(paper.forms.values()), filled=fill, origin=origin))
        written.append(paper)
    _report(written, (*kept, *failed), as_json=as_json)
    if failed:
        return Exit.COULD_NOT
    return Exit.FOUND if kept else Exit.DONE


def _papers(files: Sequence[Path], workspace: Workspace) -> Iterator[_Paper]:
    """By folder, all forms there of the files."""
    folders: dict[Path, list[Path]] = {}
    for file in files:
        folders.setdefault(workspace.output_folder(file), []).append(file)
    for folder, some in folders.items():
        loaded = {file: as_it_counts(load(file), workspace) for file in some}
        yield _Paper(
            target=folder / f"{REVIEW_SHEET}.xlsx",
            forms={file: one.form for file, one in loaded.items() if one.form is not None},
            problems=tuple(p for one in loaded.values() if one.form is None for p in one.problems),
        )


def _not_brought_back(paper: _Paper) -> Problem | None:
    """Why the working paper that stands may not be replaced; None where nothing would be lost."""
    if not paper.target.exists():
        return None
    try:
        edited = read_edits(paper.target)
    except ZipingbiaoError:
        reason = "已有的文件不是复核底稿，或读不出"
    else:
        lost = [one.title for one in edited if _would_be_lost(one, paper)]
        if not lost:
            return None
        reason = f"已有的底稿里有没收回的内容（工作表{'、'.join(f'「{title}」' for title in lost[:5])}）"
    return problem.error(
        "X15",
        f"{reason}，没有覆盖",
        at=paper.target,
        hint="请先用 zipingbiao import 收回；确实不要的，加 --force",
    )


def _would_be_lost(edited: Edited, paper: _Paper) -> bool:
    """Whether the reviewer wrote something that the YAML does not say."""
    return edited.form != edited.base and edited.form not in paper.forms.values()


def _report(written: Sequence[_Paper], problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        data = [{"output": str(paper.target), "forms": list(map(str, paper.forms))} for paper in written]
        echo_json({"sheets": data, "problems": [problem_data(found) for found in problems]})
        return
    print_problems(problems)
    for paper in written:
        click.echo(f"已写出 {paper.target}（{len(paper.forms)} 个项目）")
