"""The audit of a careful reviewer: what in a form contradicts itself, and what a reviewer would ask about.

`audit` is pure; it looks at the Form only. Its problems carry no place: whoever knows the file adds it.
"""

from ..form import Form
from ..problem import Problem
from ..profile import NATIONAL, Profile
from .catalogue import FORM_RULES
from .facts import gather

__all__ = ["audit"]


def audit(form: Form, profile: Profile = NATIONAL) -> tuple[Problem, ...]:
    """Every finding that no person has accepted, in the order of the rules and then of the form."""
    facts = gather(form, profile)
    rules = (rule for rule in FORM_RULES if rule.id not in form.accepted)
    return tuple(problem for rule in rules for problem in rule.problems(facts))
