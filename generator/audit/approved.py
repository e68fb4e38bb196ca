"""What a form is compared with: the goals declared for its project, the project's forms of other years."""

from collections import defaultdict
from functools import cached_property

from attrs import frozen

from ..model.form import Form
from ..model.names import plain
from ..workspace.belonging import is_of
from .needs import Answer, Verdict


@frozen(kw_only=True)
class Declaration:
    """Goals declared for a project: the label a person finds them by; no form where they cannot be read.

    `is_awaited` says that all self-evaluations of its department's year are there to be compared.
    """

    label: str
    name: str
    """Of its file, by which one that cannot be read is told."""
    form: Form | None
    is_awaited: bool = False


@frozen(kw_only=True)
class Approved:
    """What was declared for the project of one form: the goals, or why there are none to compare with."""

    form: Form | None = None
    labels: tuple[str, ...] = ()
    """The declarations that are of the project."""
    missing: Answer = Answer(Verdict.NOT_APPLICABLE, "没有这个项目的绩效目标申报表")


@frozen
class Declarations:
    """All that were declared, found by year and name."""

    every: tuple[Declaration, ...] = ()

    @cached_property
    def _by_name(self) -> dict[tuple[int, str], list[Declaration]]:
        found: defaultdict[tuple[int, str], list[Declaration]] = defaultdict(list)
        for one in self.every:
            if one.form is not None:
                found[one.form.year, plain(one.form.project)].append(one)
        return dict(found)

    @cached_property
    def _unread(self) -> dict[str, Declaration]:
        return {plain(one.name): one for one in self.every if one.form is None}

    def of(self, form: Form) -> Approved:
        """What was declared for a form's project and year, however its names are typed."""
        alike = self._by_name.get((form.year, plain(form.project)), ())
        found = [one for one in alike if one.form and is_of(one.form.department, form.department)]
        labels = tuple(one.label for one in found)
        if len(found) == 1:
            return Approved(form=found[0].form, labels=labels)
        if found:
            why = f"这个项目有 {len(found)} 张绩效目标申报表：{'、'.join(labels)}"
            return Approved(labels=labels, missing=Answer(Verdict.UNDECIDED, why))
        unread = self._unread.get(plain(form.project))
        if unread is not None:
            return Approved(missing=Answer(Verdict.UNDECIDED, f"绩效目标申报表读不出：{unread.label}"))
        return Approved()


NONE_DECLARED = Declarations()


@frozen
class Earlier:
    """Forms of one department and any years; of two of one project and year the first counts."""

    every: tuple[Form, ...] = ()

    @cached_property
    def _by_name(self) -> dict[tuple[int, str], list[Form]]:
        found: defaultdict[tuple[int, str], list[Form]] = defaultdict(list)
        for form in self.every:
            found[form.year, plain(form.project)].append(form)
        return dict(found)

    def of_year(self, form: Form, year: int) -> Form | None:
        """The form of the same project in another year, however its names are typed."""
        alike = self._by_name.get((year, plain(form.project)), ())
        return next((one for one in alike if is_of(one.department, form.department)), None)


NONE_EARLIER = Earlier()
