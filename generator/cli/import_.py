"""``zipingbiao import``: edits made in a generated workbook or document, back into the YAML."""

from collections.abc import Iterator
from pathlib import Path

import click
from attrs import evolve, frozen

from ..ingest.places import Identity
from ..ingest.places import identity as project_of
from ..model import problem
from ..model.derived import agreed, derived, unstated
from ..model.form import Form
from ..model.problem import Problem, ZipingbiaoError
from ..outputs.outdated import known, mended
from ..render.docx.edits import read_document_edits
from ..render.xlsx.edits import Edited, read_edits
from ..review.accept import take_back
from ..review.workbook import TITLE, is_queue, read_queue
from ..runtime.files import not_written, rewrite_atomically
from ..runtime.isolation import isolated, use_limits
from ..sources.kinds import kind_of
from ..store import Loaded, Merged, dump, load, loads, merge, rewrite
from ..workspace.identity import identity
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace
from .again import Again, build_again
from .app import Exit, echo_json, json_option, print_problems, problem_data, workspace_option
from .results import Results
from .review import by_option


@frozen(kw_only=True)
class Outcome:
    """One worksheet: the YAML it belongs to, whether that changed, and what could not be brought back."""

    sheet: str
    file: Path | None = None
    changed: bool = False
    problems: tuple[Problem, ...] = ()
    note: str = ""
    said: tuple[Problem, ...] = ()
    """What follows from the edits, and what was written over a formula."""
    failed: bool = False
    """Whether a file could not be read or written."""

    @property
    def is_taken(self) -> bool:
        """Whether the YAML holds the edits; an earlier run may have been cut short before it built."""
        return self.changed or (self.file is not None and not self.failed and not self.problems)


@click.command(
    "import",
    options_metavar="[选项]",
    help="""把在生成的 XLSX 或 DOCX 里做的改动写回 YAML，注释与没有改到的行不变；再重新生成有关的文件。

    review --output 写出的待核表填好后也用它收回：填了的逐个定下，空着的不动。

    文件生成以后 YAML 又改过同一处的，保留 YAML 的，并列出两种写法。

    写回之后列出重新生成的文件，这些表的总分和校核错误。

    退出码：0 完成；1 有改动没能写回，或有校核错误（--strict）；2 不是 zipingbiao 生成的文件，读不出、写不了
    （其余的照常写回），或有结果没有做成。""",
)
@click.argument("workbooks", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只报告会改哪些文件，不改动。")
@click.option("--no-build", is_flag=True, help="只写回，不重新生成。")
@click.option("--strict", is_flag=True, help="写回的表里有校核错误时退出码为 1。")
@by_option
@json_option
@workspace_option
def import_(
    *,
    workbooks: tuple[Path, ...],
    dry_run: bool,
    no_build: bool,
    strict: bool,
    by: str,
    as_json: bool,
    workspace: Workspace,
) -> int:
    """Bring the edits of each workbook back, and build what they change."""
    files = _Files(workspace, origin=identity(workspace, keep=not dry_run))
    use_limits(load_settings(workspace.root).limits)
    by_book = {book: list(_outcomes(book, files, by, write=not dry_run)) for book in workbooks}
    outcomes = [outcome for found in by_book.values() for outcome in found]
    if as_json:
        echo_json([_data(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            _print(outcome, dry_run=dry_run)
    changed = [outcome.file for outcome in outcomes if outcome.file and outcome.is_taken]
    again = Again(results=Results())
    if changed and not dry_run and not no_build:
        whole = [book.resolve() for book, found in by_book.items() if not any(one.problems for one in found)]
        again = build_again(changed, workspace, taken_over=whole, quiet=as_json)
    if again.failed or any(outcome.failed for outcome in outcomes):
        return Exit.COULD_NOT
    found = any(outcome.problems for outcome in outcomes) or (strict and again.results.errors)
    return Exit.FOUND if found else Exit.DONE


def _outcomes(workbook: Path, files: "_Files", by: str, *, write: bool) -> Iterator[Outcome]:
    """What became of each worksheet; one bad workbook does not keep the others from being brought back."""
    try:
        if ".docx" in kind_of(workbook).suffixes:  # a Word document, whatever its name says
            tables = isolated(workbook, read_document_edits, workbook, files.origin)
        elif isolated(workbook, is_queue, workbook):
            yield from _decided(workbook, files.workspace, by, write=write)
            return
        else:
            tables = isolated(workbook, read_edits, workbook, files.origin)
    except ZipingbiaoError as error:
        yield Outcome(sheet=str(workbook), problems=error.problems, failed=True)
        return
    yield from (_import(table, files, write=write) for table in tables)


def _decided(workbook: Path, workspace: Workspace, by: str, *, write: bool) -> Iterator[Outcome]:
    """What became of each decision that is filled in in a queue."""
    if not write:
        yield Outcome(
            sheet=TITLE, note=f"{workbook}：填了 {len(isolated(workbook, read_queue, workbook))} 个存疑"
        )
        return
    outcomes = list(take_back(workspace, workbook, by=by))
    settlements = [outcome.settlement for outcome in outcomes if outcome.settlement]
    problems = tuple(problem for outcome in outcomes for problem in outcome.problems)
    yield Outcome(sheet=TITLE, problems=problems, note=f"{workbook}：定下 {len(settlements)} 个存疑")
    for file in dict.fromkeys(file for settlement in settlements for file in settlement.changed):
        yield Outcome(sheet=TITLE, file=file, changed=True)


class _Files:
    """The YAML file of each form, by what identifies a form; files are read when first asked for."""

    def __init__(self, workspace: Workspace, *, origin: str) -> None:
        self.workspace = workspace
        self.origin = origin
        self._others: dict[Identity, Loaded] | None = None

    def of(self, form: Form) -> Loaded | None:
        """The file where the form belongs, or wherever else in the workspace it is."""
        usual = self.workspace.yaml_path(form)
        if usual.exists():
            return load(usual)
        if self._others is None:
            loaded = [load(path) for path in self.workspace.yaml_files()]
            self._others = {project_of(file.form): file for file in loaded if file.form}
        return self._others.get(project_of(form))


def _import(table: Edited, files: _Files, *, write: bool) -> Outcome:
    outcome = Outcome(sheet=table.title, problems=table.problems)
    if table.form == table.base:
        return outcome
    loaded = files.of(table.base)
    if loaded is None:
        told = f"「{table.base.project}」（{table.base.department}，{table.base.year}）"
        hint = "请在生成这个工作簿的工作区里运行，或用 --workspace 指定"
        missing = problem.error("X13", f"工作区里没有{told}的 YAML", at=table.title, hint=hint)
        return evolve(outcome, problems=(*table.problems, missing))
    path = Path(loaded.file)
    try:
        edited, base = unstated(table.form, table.base)
        if not (table.is_of_workspace or _is_here(loaded.form, (base, edited))):
            return evolve(outcome, problems=(*table.problems, _not_of_workspace(table, loaded)))
        merged = merge(dump(base), edited, loaded.source, file=loaded.file)
        text, said = _mended(merged, table.base, files, verb="已" if write else "会")
        changed = text != loaded.source
        if changed and write:
            rewrite_atomically(path, text.encode())
    except ZipingbiaoError as error:
        return evolve(outcome, file=path, problems=(*table.problems, *error.problems))
    except OSError as error:
        problems = (*table.problems, not_written(path, error))
        return evolve(outcome, file=path, problems=problems, failed=True)
    problems = (*table.problems, *merged.problems())
    return evolve(outcome, file=path, changed=changed, problems=problems, said=said)


def _is_here(form: Form | None, found: tuple[Form, ...]) -> bool:
    """Whether the workspace has a form as a file shows it, before or after the edits; a broken one may be."""
    return form is None or unstated(form, form)[1] in found


def _not_of_workspace(table: Edited, loaded: Loaded) -> Problem:
    return problem.error(
        "X16",
        f"隐藏在里面的原表不带工作区的标识，又与 {loaded.file} 不同，没有导入",
        at=table.title,
        hint="请在 zipingbiao build 生成的文件里改；由别的程序生成的，请按现在的 YAML 重新生成再改",
    )


def _mended(merged: Merged, base: Form, files: "_Files", *, verb: str) -> tuple[str, tuple[Problem, ...]]:
    """The text without what the edits have made wrong, and what is said of that."""
    loaded = loads(merged.text, file=merged.file)
    form, said = mended(loaded, (agreed(base), *known(Path(merged.file), files.workspace)), verb=verb)
    stated = tuple(_written_over(loaded, form, base))
    return (rewrite(loaded, form) if said else merged.text), (*said, *stated)


def _written_over(loaded: Loaded, form: Form, base: Form) -> Iterator[Problem]:
    """Figures that a person wrote where the workbook computes."""
    before = derived(base)
    for path, value in derived(form).items():
        if not value.agrees and (path not in before or before[path].stated != value.stated):
            yield problem.warning(
                "X14",
                f"写作 {value.stated:f}，公式算出 {value.computed:f}；照写进了 YAML",
                at=loaded.place(path),
                path=path,
                value=f"{value.stated:f}",
                hint="若不是有意这样写，请删去这一行，照算出的印",
            )


def _print(outcome: Outcome, *, dry_run: bool) -> None:
    print_problems((*outcome.problems, *outcome.said))
    if outcome.note:
        click.echo(outcome.note)
    if outcome.changed:
        click.echo(f"{'将改动' if dry_run else '已写回'} {outcome.file}")


def _data(outcome: Outcome) -> dict[str, object]:
    return {
        "sheet": outcome.sheet,
        "file": outcome.file,
        "changed": outcome.changed,
        "problems": [problem_data(problem) for problem in (*outcome.problems, *outcome.said)],
    }
