"""One wrong figure contradicts several others: find it, so that it is told once, at its place.

Where exactly one row's 分值 (or 得分) explains both that the sum is off and that the row itself makes no
sense, that figure is the cause. A wrong 分值 is then read by the other rules as it should be; a wrong 得分 is
reported by the rule of its row, and 总分 as its consequence.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from attrs import evolve

from ..model.problem import Path
from ..model.terms import EXECUTION, FUNDS, SCORE, WEIGHT
from .facts import FULL_MARKS, Facts, Misprint, fund_fault, stated_rate_is_true
from .rows import fault_of, slack
from .text import Number


def find_misprints(facts: Facts) -> Facts:
    """The facts with their single misprints found."""
    return _with_score_cause(_with_true_weight(facts))


def _with_true_weight(facts: Facts) -> Facts:
    """The facts with the one 分值 set right that explains why they do not add up to 100."""
    missing = FULL_MARKS - facts.printed_weights
    suspect = _only(_weight_suspects(facts, missing)) if missing else None
    if suspect is None:
        return facts
    if suspect == (FUNDS,):
        cause = _misprint(suspect, EXECUTION, facts.funds.weight, missing)
        return evolve(facts, weight_cause=cause, funds=evolve(facts.funds, weight=cause.right))
    row = next(row for row in facts.rows if row.path == suspect)
    cause = _misprint(suspect, row.name, row.weight, missing)
    rows = tuple(evolve(r, weight=cause.right) if r is row else r for r in facts.rows)
    return evolve(facts, weight_cause=cause, rows=rows)


def _misprint(path: Path, name: str, printed: Decimal | None, missing: Decimal) -> Misprint:
    assert printed is not None
    return Misprint(path=(*path, WEIGHT), name=name, printed=printed, right=printed + missing)


def _with_score_cause(facts: Facts) -> Facts:
    """The facts with the one 得分 named that explains why 总分 is not their sum."""
    if facts.form.total is None or facts.form.total == facts.printed_scores:
        return facts
    missing = facts.form.total - facts.printed_scores
    suspect = _only(_score_suspects(facts, missing))
    return facts if suspect is None else evolve(facts, score_cause=(*suspect, SCORE))


def _only(suspects: list[Path]) -> Path | None:
    return suspects[0] if len(suspects) == 1 else None


def _weight_suspects(facts: Facts, missing: Decimal) -> list[Path]:
    """The rows, and the funds, that make no sense as printed and would with what is missing."""
    faults = {row.path: (row.weight, partial(fault_of, row, score=row.score)) for row in facts.rows}
    faults[FUNDS,] = (facts.funds.weight, partial(fund_fault, facts, score=facts.funds.score))
    return [path for path, (weight, fault) in faults.items() if _explains(weight, missing, fault)]


def _score_suspects(facts: Facts, missing: Decimal) -> list[Path]:
    rows = ((row, partial(fault_of, row, row.weight)) for row in facts.rows)
    suspects = [row.path for row, fault in rows if _explains(row.score, missing, fault)]
    return suspects + ([(FUNDS,)] if _fund_score_explains(facts, missing) else [])


def _explains(printed: Number, missing: Decimal, fault: Callable[[Number], str | None]) -> bool:
    """Whether a figure has a fault as printed, and would have none with what is missing."""
    return printed is not None and fault(printed) is not None and fault(printed + missing) is None


def _fund_score_explains(facts: Facts, missing: Decimal) -> bool:
    """Whether the funds' 得分 is not what the amounts give, and would be with what 总分 is off by."""
    score, expected = facts.funds.score, facts.expected_fund_score(facts.funds.weight)
    is_told = fund_fault(facts, facts.funds.weight, score) is not None or not stated_rate_is_true(facts)
    if score is None or expected is None or not is_told:
        return False
    tolerance = slack(score, facts.profile)
    return abs(score - expected) > tolerance >= abs(score + missing - expected)
