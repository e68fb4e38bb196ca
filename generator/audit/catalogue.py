"""All rules, in the order of their ids."""

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

FORM_RULES: tuple[Rule[Facts], ...] = (
    funds.execution_rate,
    funds.execution_score,
    funds.fund_sources,
    points.weights_add_up,
    points.total_adds_up,
    points.limits,
    points.quotas,
    points.unexplained_loss,
    results.missed_targets,
    results.met_targets,
    results.bands,
    structure.weights_by_level,
    structure.missing_levels,
    wording.comparable,
    wording.same_wording,
    results.exceeded,
    spending.budget_deviation,
    structure.vague_indicators,
    structure.misplaced_indicators,
    wording.surveyed,
    spending.too_much_for_the_money,
    structure.scores_for_values,
    spending.units,
    narrative.narrative_counts,
    points.grade,
    completeness.missing_targets,
    completeness.missing_actuals,
    completeness.missing_goals,
    completeness.missing_operator,
    completeness.missing_amounts,
    completeness.impossible_year,
    wording.dates_for_numbers,
    structure.costs_without_limit,
    points.reason_for_nothing,
    points.capped,
    letters.leftovers,
    letters.doubled_words,
    punctuation.unpaired_marks,
    punctuation.half_width_marks,
    accepted.acceptances,
    spaces.needless_spaces,
)
"""The rules about one form."""

DEPARTMENT_RULES: tuple[Rule[DepartmentFacts], ...] = (
    department.copied_texts,
    department.double_entries,
    department.department_totals,
    department.wording_across,
    declared.changed_targets,
    declared.lowered_targets,
    declared.dropped_indicators,
    declared.added_indicators,
    declared.changed_goals,
    declared.changed_amount,
    declared.not_evaluated,
    across.fallen_targets,
    across.uniform_satisfaction,
    across.copied_everywhere,
)
"""The rules across forms."""

RULES: tuple[AnyRule, ...] = tuple(sorted((*FORM_RULES, *DEPARTMENT_RULES), key=lambda rule: rule.id))
"""Every rule, by id."""
