"""How the bytes of each product come about; those of a form are checked by reading them again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..render.templates import TemplateSet
from ..runtime.files import read_bytes
from ..workspace.belonging import contradicting
from ..workspace.identity import identity
from ..workspace.settings import Settings
from ..workspace.workspace import Workspace, require_readable
from . import freshness
from .formats import TABLES
from .plan import TABLE_NAMES
from .product import ReportSource, Source
from .step import Step

if TYPE_CHECKING:  # heavy, and not needed where everything is fresh
    from ..model.form import Form
    from ..store import Loaded


@frozen(kw_only=True)
class Made:
    """The bytes of each output of a step, and what is to be said of what is missing in them."""

    outputs: tuple[bytes, ...]
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    """The files, or departments' years, that are left out."""
    fonts: Mapping[str, list[int]] = field(factory=dict)
    """The files that lent glyphs which the bundled fonts lack, with their states."""


def made(step: Step, workspace: Workspace, templates: TemplateSet, settings: Settings) -> Made:
    """What a step makes. Raises ZipingbiaoError where it cannot."""
    if step.product == TABLES:
        return _tables(step, workspace)
    if step.product.is_report:
        return _report(step, workspace, templates, settings)
    return Made(outputs=(_form(step, workspace, templates, settings),))


def _form(step: Step, workspace: Workspace, templates: TemplateSet, settings: Settings) -> bytes:
    from ..store import load  # noqa: PLC0415 - heavy, and not needed where everything is fresh
    from ..store.read.decode import MAX_BYTES  # noqa: PLC0415

    file = step.sources[0]
    require_readable(file)
    loaded = load(file)
    form = loaded.sound()
    if contradictions := tuple(misplaced(loaded, workspace)):
        raise ZipingbiaoError(*contradictions)
    source = Source(
        yaml=read_bytes(file, MAX_BYTES),
        name=file.stem,
        templates=templates,
        settings=settings,
        origin=identity(workspace) if step.product.is_edited else "",
    )
    try:
        data, problems = _rendered(step, form, source)
    except ZipingbiaoError as error:
        data, problems = b"", error.problems
    if problems:
        raise ZipingbiaoError(*(placed(problem, loaded) for problem in problems))
    return data


def _rendered(step: Step, form: "Form", source: Source) -> tuple[bytes, tuple[Problem, ...]]:
    """The file, and what it says otherwise than the form, with the file's name."""
    render, verify = step.product.render, step.product.verify
    assert render is not None
    data = render(form, source)
    found = () if verify is None else verify(data, form, source)
    return data, tuple(evolve(one, message=f"{step.target.name}：{one.message}") for one in found)


def placed(problem: Problem, loaded: "Loaded") -> Problem:
    """The problem with the file, and the line of the field that it is about."""
    return problem if problem.place else evolve(problem, place=loaded.place(problem.path))


def misplaced(loaded: "Loaded", workspace: Workspace) -> Iterator[Problem]:
    """What a form says otherwise than the folder in which its file lies, with the line."""
    if loaded.form is not None:
        for found in contradicting(loaded.form, Path(loaded.file), workspace):
            yield placed(found, loaded)


def _tables(step: Step, workspace: Workspace) -> Made:
    """The tables of the forms that can be read; those that cannot are said."""
    from ..tables import department_rows, package, parquet  # noqa: PLC0415 - see above
    from .checking import beside  # noqa: PLC0415 - see above

    forms, named, problems = readable(step.sources, workspace)
    if not forms:
        raise ZipingbiaoError(*problems)
    missing = tuple(source.name for source in step.sources if source not in forms)
    others = beside(step.sources[0].parent, workspace, is_awaited=not missing)
    rows = department_rows(named, today=date.today(), others=others)
    return Made(outputs=(*parquet(rows), *package(rows)), problems=problems, missing=missing)


def _name(source: Path, data: Path) -> str:
    """A file's path below the workspace's data, or wherever it lies."""
    file, folder = source.resolve(), data.resolve()
    return (file.relative_to(folder) if file.is_relative_to(folder) else file).as_posix()


def readable(
    sources: Sequence[Path],
    workspace: Workspace,
    reading: Callable[["Loaded"], "Loaded"] = lambda loaded: loaded,
) -> tuple[Mapping[Path, "Form"], Mapping[str, "Form"], tuple[Problem, ...]]:
    """The forms that a table can hold, by file and by the name that tables give it; why others are left out.

    `reading` is what becomes of each file before it counts.
    """
    from ..store import load  # noqa: PLC0415 - see above
    from ..tables import unstorable  # noqa: PLC0415 - see above

    forms: dict[Path, Form] = {}
    problems: list[Problem] = []
    for source in sources:
        loaded = reading(load(source))
        if loaded.form is None:
            problems += loaded.problems
        elif contradictions := tuple(misplaced(loaded, workspace)):
            problems += contradictions
        elif (number := unstorable(loaded.form)) is not None:
            problems.append(_too_long(source, number))
        else:
            forms[source] = loaded.form
    named = {_name(source, workspace.data): form for source, form in forms.items()}
    return forms, named, tuple(problems)


def _report(step: Step, workspace: Workspace, templates: TemplateSet, settings: Settings) -> Made:
    """A report from the tables that stand; a department whose tables do not is left out and said."""
    from ..tables import Dataset  # noqa: PLC0415 - see above

    standing = [tables for tables in step.tables if tables.is_made]
    absent = [tables for tables in step.tables if tables not in standing]
    problems = tuple(_not_made(step, tables) for tables in absent)
    if not standing:
        raise ZipingbiaoError(*problems)
    missing = tuple(tables.folder for tables in absent)
    left_out = (*missing, *(name for tables in standing for name in freshness.missing(tables.record)))
    with Dataset.of_files([tables.targets[: len(TABLE_NAMES)] for tables in standing]) as data:
        assert step.product.report is not None
        known = workspace.report_file(step.sources[0].parent)
        source = ReportSource(templates=templates, left_out=left_out, known=known, engine=settings.engine)
        content, said = step.product.report(data, source)
    return Made(outputs=(content,), problems=(*problems, *said), missing=missing)


def _not_made(step: Step, tables: Step) -> Problem:
    return problem.error(
        "B05",
        f"{tables.folder} 的数据表没有做成，{step.target.name} 里没有它",
        at=step.target,
        hint="请先改正这个部门的表中列出的错误；生成途中改过 YAML 的，再运行一次 build 即可",
    )


def _too_long(source: Path, number: Decimal) -> Problem:
    return problem.error(
        "B06",
        f"数 {number:f}（表上所填，或由它算出）放不进数据表，汇总里没有这个项目",
        at=source,
        value=f"{number:f}",
        hint="整数部分最多 22 位，小数最多 6 位；请核对表上的数和金额单位",
    )
