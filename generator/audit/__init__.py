"""The audit of a careful reviewer: what in a form contradicts itself, and what a reviewer would ask about.

`audit` looks at one form, `audit_department` at several together. Both are pure; their problems carry no
place: whoever knows the file adds it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..form import Form
from ..problem import Problem
from ..profile import NATIONAL, Profile
from .catalogue import DEPARTMENT_RULES, FORM_RULES, RULES
from .department import DepartmentFacts, Entry
from .facts import read_facts
from .misprint import set_right
from .rows import read_rows

__all__ = ["RULES", "audit", "audit_department"]


def audit(form: Form, profile: Profile = NATIONAL) -> tuple[Problem, ...]:
    """Every finding that no person has accepted, in the order of the rules and then of the form."""
    facts = set_right(read_facts(form, profile))
    rules = (rule for rule in FORM_RULES if rule.id not in form.accepted)
    return tuple(problem for rule in rules for problem in rule.problems(facts))


def audit_department(
    forms: Sequence[tuple[str, Form]],
    profile: Profile = NATIONAL,
    totals: Mapping[str, Decimal] | None = None,
) -> tuple[tuple[str, Problem], ...]:
    """What only several forms together show: each finding with the label of the form that it is about.

    `totals` are the department's own, in 元, by canonical key (年初预算数, 全年预算数, 全年执行数). A finding
    about all forms has the label "".
    """
    entries = [Entry(label=label, form=form, rows=tuple(read_rows(form, profile))) for label, form in forms]
    accepted = {label: form.accepted for label, form in forms}
    facts = DepartmentFacts(entries=entries, totals=totals or {})
    found = (found for rule in DEPARTMENT_RULES for found in rule.labelled(facts))
    return tuple((label, problem) for label, problem in found if problem.rule not in accepted.get(label, {}))
