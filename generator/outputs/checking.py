"""From files to what is found in them: read, audited one by one and together, placed, selected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import evolve, field, frozen

from ..audit import Audit, Declaration, Others, Outcome, copies, full_audit, full_department_audit
from ..model.form import GOAL_DECLARATION
from ..model.problem import Place, Problem, Severity
from ..model.profile import Profile
from ..store import load
from ..store.read.loaded import Loaded
from ..workspace.belonging import contradicting, folder_before
from ..workspace.workspace import GOALS_FOLDER, Workspace
from .outdated import as_it_counts


@frozen(kw_only=True)
class Checked:
    """A file's name and text, and its problems in the order of their places."""

    file: str
    source: str
    problems: tuple[Problem, ...]
    is_form: bool = True
    """Whether it reads as a form; the problems are then findings in it."""
    outcomes: tuple[Outcome, ...] = ()
    """What became of every rule on it, in the order of the rules; none where it is no form."""


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
        order = tuple(Severity)
        return order.index(problem.severity) <= order.index(self.least) and self.names(problem.rule)

    def names(self, rule: str) -> bool:
        """Whether the rule is one of those selected, and not ignored."""
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
    files = list(paths)
    goals = [path for path in files if path.parent.name == GOALS_FOLDER]
    forms = check_loaded([_read(path, check.workspace) for path in files if path not in goals], check)
    told = {one.file for one in forms}
    return (*forms, *(_of_goals(_read_goals(path), check) for path in goals if str(path) not in told))


def check_loaded(loaded: Sequence[Loaded], check: Check) -> tuple[Checked, ...]:
    """As `check_files`, of files that have been read."""
    declared = _declared(loaded, check)
    across = _across(loaded, check, declared)
    of_all = tuple(filter(check.selection.wants, across.get("", NOTHING).problems))
    about_all = Checked(file="", source="", problems=of_all)
    files = tuple(_checked(one, across.get(one.file, NOTHING), check) for one in loaded)
    goals = tuple(_of_goals(one, check) for ones in declared.values() for one in ones)
    wrong = tuple(one for one in goals if one.problems)
    return (*files, *wrong, about_all) if about_all.problems else (*files, *wrong)


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


def _checked(loaded: Loaded, across: Audit, check: Check) -> Checked:
    """One file; what keeps it from being a form is never left out."""
    if loaded.form is None:
        return Checked(file=loaded.file, source=loaded.source, problems=loaded.problems, is_form=False)
    own = full_audit(loaded.form, check.profile, today=check.today)
    found = [*own.problems, *across.problems]
    if check.workspace is not None:
        found += contradicting(loaded.form, Path(loaded.file), check.workspace)
    placed = [evolve(problem, place=loaded.place(problem.path, problem.offset)) for problem in found]
    wanted = filter(check.selection.wants, [*loaded.problems, *placed])
    outcomes = sorted((*own.outcomes, *across.outcomes), key=lambda outcome: outcome.rule)
    return Checked(
        file=loaded.file,
        source=loaded.source,
        problems=tuple(sorted(wanted, key=_position)),
        outcomes=tuple(outcome for outcome in outcomes if check.selection.names(outcome.rule)),
    )


def _position(problem: Problem) -> tuple[int, int, str]:
    place = problem.place or Place(file="")
    return place.line or 0, place.column or 0, problem.rule


NOTHING = Audit(problems=(), accepted=())


def _declared(loaded: Sequence[Loaded], check: Check) -> dict[Path, tuple[Loaded, ...]]:
    """Folder of a department's year → the declared goals that lie in it, read."""
    workspace = check.workspace
    if workspace is None:
        return {}
    folders = dict.fromkeys(Path(one.file).parent for one in loaded)
    return {folder: tuple(map(_read_goals, workspace.goal_files(folder))) for folder in folders}


def _read_goals(file: Path) -> Loaded:
    return load(file, kind=GOAL_DECLARATION)


def _of_goals(loaded: Loaded, check: Check) -> Checked:
    """Declared goals with what is wrong in them; they are no form, and no rule is about them alone."""
    found = [*loaded.problems, *_of_another_folder(loaded, check)]
    wanted = tuple(filter(check.selection.wants, found))
    return Checked(file=loaded.file, source=loaded.source, problems=wanted, is_form=False)


def _of_another_folder(loaded: Loaded, check: Check) -> Iterator[Problem]:
    """What declared goals say otherwise than the folder of the department's year that they lie in."""
    if loaded.form is None or check.workspace is None:
        return
    file = Path(loaded.file)
    for found in contradicting(loaded.form, file.parent.with_name(file.name), check.workspace):
        place = loaded.place(found.path)
        yield evolve(found, place=place, hint="不与这里的自评表比较；请移到相符的文件夹，写错的改正")


def beside(folder: Path, workspace: Workspace, *, is_awaited: bool) -> Others:
    """The goals declared in a department's year, and its forms of the year before.

    `is_awaited` says that all its forms are looked at.
    """
    goals = map(_read_goals, workspace.goal_files(folder))
    before = folder_before(folder) if workspace.is_of_a_department(folder) else None
    earlier = (load(file).form for file in (workspace.forms_in(before) if before else ()))
    return Others(
        declarations=tuple(_declarations_of(folder, goals, is_awaited=is_awaited)),
        earlier=tuple(form for form in earlier if form is not None),
    )


def _declarations_of(folder: Path, declared: Iterable[Loaded], *, is_awaited: bool) -> Iterator[Declaration]:
    """Declared goals as the audit looks at them, each called by its place in the department's folder."""
    for one in declared:
        yield Declaration(
            label=f"{folder.name}/{GOALS_FOLDER}/{Path(one.file).name}",
            name=Path(one.file).stem,
            form=one.form,
            is_awaited=is_awaited,
        )


def _across(
    loaded: Sequence[Loaded], check: Check, declared: Mapping[Path, tuple[Loaded, ...]]
) -> dict[str, Audit]:
    """File → what the forms of its department show together; those about all of them under ""."""
    departments: defaultdict[str, list[Loaded]] = defaultdict(list)
    for one in loaded:
        if one.form is not None:
            departments[one.form.department].append(one)
    if check.totals and len({(one.form.department, one.form.year) for one in loaded if one.form}) > 1:
        raise SeveralDepartmentsError
    alike = copies([(one.file, one.form) for one in loaded if one.form is not None])
    found: dict[str, Audit] = {}
    for files in departments.values():
        forms = [(one.file, one.form) for one in files if one.form is not None]
        folders = dict.fromkeys(Path(one.file).parent for one in files)
        goals = [
            declaration
            for folder in folders
            for declaration in _declarations_of(
                folder, declared.get(folder, ()), is_awaited=_are_all_there(folder, loaded, check)
            )
        ]
        others = Others(declarations=goals, copies=alike)
        told = full_department_audit(forms, check.profile, check.totals, others)
        before = found.get("", NOTHING).problems
        found |= told
        if before:
            found[""] = Audit(problems=(*before, *told.get("", NOTHING).problems), accepted=())
    return found


def _are_all_there(folder: Path, loaded: Sequence[Loaded], check: Check) -> bool:
    """Whether every self-evaluation of a folder is looked at, and can be read."""
    read = {Path(one.file) for one in loaded if one.form is not None}
    return check.workspace is not None and read.issuperset(check.workspace.forms_in(folder))
