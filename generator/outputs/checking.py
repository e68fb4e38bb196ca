"""From files to what is found in them: read, audited one by one and together, placed, selected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import evolve, field, frozen

from ..audit import audit, audit_department
from ..model.problem import Place, Problem, Severity
from ..model.profile import Profile
from ..store import load
from ..store.read.loaded import Loaded
from ..workspace.belonging import contradicting
from ..workspace.workspace import Workspace
from .outdated import as_it_counts


@frozen(kw_only=True)
class Checked:
    """A file's name and text, and its problems in the order of their places."""

    file: str
    source: str
    problems: tuple[Problem, ...]
    is_form: bool = True
    """Whether it reads as a form; the problems are then findings in it."""


class SeveralDepartmentsError(ValueError):
    """Totals are those of one department's year, and the forms are of several."""


@frozen(kw_only=True)
class Selection:
    """Which findings are wanted: prefixes of rule ids, as linters have it; all where none is selected.

    `least` is how grave they are at least.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    least: Severity = Severity.INFORMATION

    def wants(self, problem: Problem) -> bool:
        """Whether the finding is to be reported."""
        rule, order = problem.rule, tuple(Severity)
        if order.index(problem.severity) > order.index(self.least):
            return False
        return (not self.select or rule.startswith(self.select)) and not rule.startswith(
            self.ignore or ("\0",)
        )


@frozen(kw_only=True)
class Check:
    """What to check against: selection, and totals that the department gives, in 元 by canonical key.

    `profile` is that of each form's layout where it is None. In a `workspace` a form is
    as a build would leave it, and must lie where it belongs.
    """

    profile: Profile | None = None
    selection: Selection = Selection()
    totals: Mapping[str, Decimal] = field(factory=dict)
    workspace: Workspace | None = None
    today: date = field(factory=date.today)


def check_files(paths: Iterable[Path], check: Check) -> tuple[Checked, ...]:
    """Everything found in the files, the forms of one department also looked at together.

    Raises SeveralDepartmentsError where totals are given and the forms are not of one department and year.
    """
    return check_loaded([_read(path, check.workspace) for path in paths], check)


def check_loaded(loaded: Sequence[Loaded], check: Check) -> tuple[Checked, ...]:
    """As `check_files`, of files that have been read."""
    across = _across(loaded, check)
    about_all = Checked(file="", source="", problems=tuple(filter(check.selection.wants, across.pop("", []))))
    files = tuple(_checked(one, across.get(one.file, []), check) for one in loaded)
    return (*files, about_all) if about_all.problems else files


def findings(paths: Iterable[Path], workspace: Workspace) -> dict[Path, tuple[Problem, ...]]:
    """File → what is found in it, where it reads as a form; its department's forms are read, too."""
    wanted = {str(path): path for path in paths}
    folders = {path.parent for path in wanted.values()}
    beside = (file for folder in folders for file in workspace.forms_in(folder))
    files = dict.fromkeys((*wanted.values(), *beside))
    checked = check_files(files, Check(workspace=workspace)) if wanted else ()
    return {wanted[one.file]: one.problems for one in checked if one.file in wanted and one.is_form}


def _read(path: Path, workspace: Workspace | None) -> Loaded:
    return load(path) if workspace is None else as_it_counts(load(path), workspace)


def _checked(loaded: Loaded, across: Iterable[Problem], check: Check) -> Checked:
    """One file; what keeps it from being a form is never left out."""
    if loaded.form is None:
        return Checked(file=loaded.file, source=loaded.source, problems=loaded.problems, is_form=False)
    found = [*audit(loaded.form, check.profile, today=check.today), *across]
    if check.workspace is not None:
        found += contradicting(loaded.form, Path(loaded.file), check.workspace)
    placed = [evolve(problem, place=loaded.place(problem.path, problem.offset)) for problem in found]
    wanted = filter(check.selection.wants, [*loaded.problems, *placed])
    return Checked(file=loaded.file, source=loaded.source, problems=tuple(sorted(wanted, key=_position)))


def _position(problem: Problem) -> tuple[int, int, str]:
    place = problem.place or Place(file="")
    return place.line or 0, place.column or 0, problem.rule


def _across(loaded: Sequence[Loaded], check: Check) -> dict[str, list[Problem]]:
    """File → what the forms of its department show together; those about all of them under ""."""
    departments: defaultdict[str, list[Loaded]] = defaultdict(list)
    for one in loaded:
        if one.form is not None:
            departments[one.form.department].append(one)
    if check.totals and len({(one.form.department, one.form.year) for one in loaded if one.form}) > 1:
        raise SeveralDepartmentsError
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for files in departments.values():
        forms = [(one.file, one.form) for one in files if one.form is not None]
        for label, problem in audit_department(forms, check.profile, check.totals):
            found[label].append(problem)
    return dict(found)
