"""All rules, in the order of their ids."""

from . import funds, points, structure, wording
from .facts import Facts
from .rule import Rule

FORM_RULES: tuple[Rule[Facts], ...] = (
    funds.execution_rate,
    funds.execution_score,
    funds.fund_sources,
    points.weights_add_up,
    points.total_adds_up,
    points.limits,
    points.quotas,
    points.unexplained_loss,
    structure.weights_by_level,
    structure.missing_levels,
    wording.comparable,
    wording.same_wording,
)
"""The rules about one form."""
