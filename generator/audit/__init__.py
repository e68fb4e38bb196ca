"""The audit of a careful reviewer: what in a form contradicts itself, and what a reviewer would ask about.

`audit` looks at one form, `audit_department` at several together. Both are pure; their problems carry no
place: whoever knows the file adds it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from attrs import frozen

from ..model.form import Form
from ..model.problem import Problem
from ..model.profile import Profile, profile_for
from .accepted import accepted_rules
from .catalogue import DEPARTMENT_RULES, FORM_RULES, RULES
from .department import DepartmentFacts, Entry, double_forms
from .facts import PRECISION, read_facts
from .labels import in_words_of
from .misprint import find_misprints
from .rows import read_rows

__all__ = [
    "RULES",
    "Accepted",
    "Audit",
    "audit",
    "audit_department",
    "double_forms",
    "full_audit",
    "full_department_audit",
]


@frozen
class Accepted:
    """A finding that a person has accepted, and why."""

    problem: Problem
    reason: str


@frozen(kw_only=True)
class Audit:
    """What is to be told of a form, in the order of the rules and then of the form, and what is accepted."""

    problems: tuple[Problem, ...]
    accepted: tuple[Accepted, ...]


def audit(form: Form, profile: Profile | None = None, *, today: date | None = None) -> tuple[Problem, ...]:
    """Every finding that no person has accepted, in the order of the rules and then of the form.

    Without a profile, the one of the form's layout. Without a day, nothing is said of years to come.
    """
    return full_audit(form, profile, today=today).problems


def full_audit(form: Form, profile: Profile | None = None, *, today: date | None = None) -> Audit:
    """Every finding, those that a person has accepted by themselves; see `audit`."""
    with localcontext(prec=PRECISION):
        facts = find_misprints(read_facts(form, profile or profile_for(form.layout), today))
        found = [problem for rule in FORM_RULES for problem in rule.problems(facts)]
    return _parted(found, form)


def _parted(found: Iterable[Problem], form: Form) -> Audit:
    reasons = accepted_rules(form)
    listed = tuple(in_words_of(form, found))
    return Audit(
        problems=tuple(problem for problem in listed if problem.rule not in reasons),
        accepted=tuple(Accepted(p, reasons[p.rule]) for p in listed if p.rule in reasons),
    )


def audit_department(
    forms: Sequence[tuple[str, Form]],
    profile: Profile | None = None,
    totals: Mapping[str, Decimal] | None = None,
) -> tuple[tuple[str, Problem], ...]:
    """What only several forms together show: each finding with the label of the form that it is about.

    `totals` are the department's own, in 元, by canonical key (年初预算数, 全年预算数, 全年执行数). A finding
    about all forms has the label "". Without a profile, each form is read with the one of its layout.
    """
    found = full_department_audit(forms, profile, totals)
    return tuple((label, problem) for label, one in found.items() for problem in one.problems)


def full_department_audit(
    forms: Sequence[tuple[str, Form]],
    profile: Profile | None = None,
    totals: Mapping[str, Decimal] | None = None,
) -> dict[str, Audit]:
    """By label, what several forms together show of each; see `audit_department`."""
    with localcontext(prec=PRECISION):
        entries = [
            Entry(label=label, form=form, rows=tuple(read_rows(form, profile or profile_for(form.layout))))
            for label, form in forms
        ]
        facts = DepartmentFacts(entries=entries, totals=totals or {})
        found: defaultdict[str, list[Problem]] = defaultdict(list)
        for rule in DEPARTMENT_RULES:
            for label, problem in rule.labelled(facts):
                found[label].append(problem)
    labelled = dict(forms)
    return {
        label: _parted(some, labelled[label]) if label else Audit(problems=tuple(some), accepted=())
        for label, some in found.items()
    }
