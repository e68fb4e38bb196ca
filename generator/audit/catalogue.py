"""All rules, in the order of their ids: those that stand in the modules of their subjects."""

from types import ModuleType

from . import (
    accepted,
    across,
    completeness,
    declared,
    department,
    funds,
    letters,
    narrative,
    points,
    punctuation,
    results,
    spaces,
    spending,
    structure,
    wording,
)
from .department import DepartmentFacts
from .facts import Facts
from .rule import AnyRule, Rule


def _rules_of(*modules: ModuleType) -> tuple[AnyRule, ...]:
    rules = (value for module in modules for value in vars(module).values() if isinstance(value, Rule))
    return tuple(sorted(rules, key=lambda rule: rule.id))


FORM_RULES: tuple[Rule[Facts], ...] = _rules_of(
    accepted,
    completeness,
    funds,
    letters,
    narrative,
    points,
    punctuation,
    results,
    spaces,
    spending,
    structure,
    wording,
)
"""The rules about one form."""

DEPARTMENT_RULES: tuple[Rule[DepartmentFacts], ...] = _rules_of(across, declared, department)
"""The rules across forms."""

RULES: tuple[AnyRule, ...] = tuple(sorted((*FORM_RULES, *DEPARTMENT_RULES), key=lambda rule: rule.id))
"""Every rule, by id."""
