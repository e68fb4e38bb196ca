"""From files to what is found in them: read, audited one by one and together, placed, selected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from attrs import evolve, field, frozen

from ..audit import Audit, full_audit, full_department_audit
from ..model.problem import Place, Problem, Severity
from ..model.profile import Profile
from ..outputs.outdated import as_it_counts
from ..store import load
from ..store.read.loaded import Loaded
from ..workspace.workspace import Workspace
from .reports.checked import Checked


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
    as a build would leave it.
    """

    profile: Profile | None = None
    selection: Selection = Selection()
    totals: Mapping[str, Decimal] = field(factory=dict)
    workspace: Workspace | None = None
    today: date = field(factory=date.today)


def check_files(paths: Iterable[Path], check: Check) -> tuple[Checked, ...]:
    """Everything found in the files, the forms of one department also looked at together.

    Raises click.UsageError where totals are given and the forms are not of one department and year.
    """
    loaded = [_read(path, check.workspace) for path in paths]
    across = _across(loaded, check)
    of_all = tuple(filter(check.selection.wants, across.get("", NOTHING).problems))
    about_all = Checked(file="", source="", problems=of_all)
    files = tuple(_checked(one, across.get(one.file, NOTHING), check) for one in loaded)
    return (*files, about_all) if about_all.problems else files


def errors_found(paths: Iterable[Path], workspace: Workspace) -> dict[Path, tuple[Problem, ...]]:
    """File → the errors in it, where it reads as a form and has any; its department's forms are read, too."""
    wanted = {str(path): path for path in paths}
    folders = {path.parent for path in wanted.values()}
    beside = (file for folder in folders for file in workspace.forms_in(folder))
    checked = (
        check_files(dict.fromkeys((*wanted.values(), *beside)), Check(workspace=workspace)) if wanted else ()
    )
    found = {
        wanted[one.file]: tuple(p for p in one.problems if p.severity is Severity.ERROR)
        for one in checked
        if one.file in wanted and one.is_form
    }
    return {path: errors for path, errors in found.items() if errors}


def _read(path: Path, workspace: Workspace | None) -> Loaded:
    return load(path) if workspace is None else as_it_counts(load(path), workspace)


def _checked(loaded: Loaded, across: Audit, check: Check) -> Checked:
    """One file; what keeps it from being a form is never left out."""
    if loaded.form is None:
        return Checked(file=loaded.file, source=loaded.source, problems=loaded.problems, is_form=False)
    own = full_audit(loaded.form, check.profile, today=check.today)
    found = [*own.problems, *across.problems]
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


def _across(loaded: Sequence[Loaded], check: Check) -> dict[str, Audit]:
    """File → what the forms of its department show together; those about all of them under ""."""
    departments: defaultdict[str, list[Loaded]] = defaultdict(list)
    for one in loaded:
        if one.form is not None:
            departments[one.form.department].append(one)
    if check.totals and len({(one.form.department, one.form.year) for one in loaded if one.form}) > 1:
        raise click.UsageError("--total 是一个部门一个年度的总数，请只给出这些表的路径。")
    found: dict[str, Audit] = {}
    for files in departments.values():
        forms = [(one.file, one.form) for one in files if one.form is not None]
        found |= full_department_audit(forms, check.profile, check.totals)
    return found
