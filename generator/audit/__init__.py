"""The audit of a careful reviewer: what in a form contradicts itself, and what a reviewer would ask about.

`audit` looks at one form, `audit_department` at several together. Both are pure; their problems carry no
place: whoever knows the file adds it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from ..model.form import Form
from ..model.problem import Problem
from ..model.profile import Profile, profile_for
from .catalogue import DEPARTMENT_RULES, FORM_RULES, RULES
from .department import DepartmentFacts, Entry
from .facts import PRECISION, read_facts
from .misprint import find_misprints
from .rows import read_rows

__all__ = ["RULES", "audit", "audit_department"]


def audit(form: Form, profile: Profile | None = None) -> tuple[Problem, ...]:
    """Every finding that no person has accepted, in the order of the rules and then of the form.

    Without a profile, the one of the form's layout.
    """
    accepted = _accepted(form)
    with localcontext(prec=PRECISION):
        facts = find_misprints(read_facts(form, profile or profile_for(form.layout)))
        found = [
            problem for rule in FORM_RULES for problem in rule.problems(facts) if rule.id not in accepted
        ]
    return tuple(found)


def audit_department(
    forms: Sequence[tuple[str, Form]],
    profile: Profile | None = None,
    totals: Mapping[str, Decimal] | None = None,
) -> tuple[tuple[str, Problem], ...]:
    """What only several forms together show: each finding with the label of the form that it is about.

    `totals` are the department's own, in 元, by canonical key (年初预算数, 全年预算数, 全年执行数). A finding
    about all forms has the label "". Without a profile, each form is read with the one of its layout.
    """
    accepted = {label: _accepted(form) for label, form in forms}
    with localcontext(prec=PRECISION):
        entries = [
            Entry(label=label, form=form, rows=tuple(read_rows(form, profile or profile_for(form.layout))))
            for label, form in forms
        ]
        facts = DepartmentFacts(entries=entries, totals=totals or {})
        found = [located for rule in DEPARTMENT_RULES for located in rule.labelled(facts)]
    return tuple((label, problem) for label, problem in found if problem.rule not in accepted.get(label, ()))


def _accepted(form: Form) -> frozenset[str]:
    """The ids of the rules whose findings a person has accepted."""
    return frozenset(rule.strip().upper() for rule in form.accepted)
