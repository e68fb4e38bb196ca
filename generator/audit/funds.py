"""Rules on the funds block: amounts, execution rate and its score."""

from collections.abc import Iterator
from decimal import Decimal

from ..model.terms import FUNDS, RATE, SCORE
from .facts import Facts, follows, fund_fault, stated_rate_is_true
from .needs import EXECUTION_RATE, FUNDS_BLOCK, Given, Verdict, stated
from .rule import Finding, rule
from .text import percent, points, shown

NOT_PRINTED = "，由金额算出"
PRINTED_RATE = stated("执行率", lambda facts: facts.form.funds.rate, Verdict.NOT_APPLICABLE, NOT_PRINTED, "%")
PRINTED_SCORE = stated(
    "资金的得分", lambda facts: facts.form.funds.score, Verdict.NOT_APPLICABLE, NOT_PRINTED
)
FUND_WEIGHT = stated("资金的分值", lambda facts: facts.funds.weight)
POSSIBLE_SCORE = Given[Facts](
    lambda facts: fund_fault(facts, facts.funds.weight, facts.form.funds.score) != "R06",
    "得分超出限度，见 R06",
    Verdict.UNDECIDED,
)
NOT_A_CONSEQUENCE = Given[Facts](
    lambda facts: stated_rate_is_true(facts) or not _consequences(facts),
    "得分是按所印的执行率算的，归入 R01",
    Verdict.UNDECIDED,
)


@rule("R01", FUNDS_BLOCK, PRINTED_RATE, EXECUTION_RATE)
def execution_rate(facts: Facts) -> Iterator[Finding]:
    """The stated 执行率 against the amounts; what followed from a wrong one is told with it."""
    stated, computed, money = facts.form.funds.rate, facts.money.rate, facts.money
    if stated is None or computed is None or stated_rate_is_true(facts):
        return
    assert money.budget is not None
    assert money.executed is not None
    sum_text = f"{shown(money.executed)}÷{shown(money.budget)}"
    message = f"执行率印作 {shown(stated)}%，按 {sum_text} 应为 {percent(computed)}"
    yield Finding((FUNDS, RATE), message + _consequences(facts), value=f"{shown(stated)}%")


def _consequences(facts: Facts) -> str:
    """The score and the total that were computed from the wrong rate, and what they should be."""
    weight, score, stated = facts.funds.weight, facts.form.funds.score, facts.form.funds.rate
    expected = facts.expected_fund_score(weight)
    if weight is None or score is None or stated is None or expected is None or expected == score:
        return ""
    if not follows(score, weight, stated, facts.profile):
        return ""
    return f"；随之得分 {points(score)} 应为 {points(expected)}{_total_after(facts, expected - score)}"


def _total_after(facts: Facts, change: Decimal) -> str:
    """The total that follows a corrected score, where the printed one is not already it."""
    total, expected = facts.form.total, facts.printed_scores + change
    if total is None or total == expected:
        return ""
    return f"，总分 {points(total)} 应为 {points(expected)}"


@rule("R02", FUNDS_BLOCK, PRINTED_SCORE, FUND_WEIGHT, POSSIBLE_SCORE, EXECUTION_RATE, NOT_A_CONSEQUENCE)
def execution_score(facts: Facts) -> Iterator[Finding]:
    """The funds' 得分 against 分值 × 执行率."""
    weight, score = facts.funds.weight, facts.form.funds.score
    if fund_fault(facts, weight, score) != "R02":
        return
    expected, rate = facts.expected_fund_score(weight), facts.money.rate
    assert weight is not None
    assert score is not None
    assert expected is not None
    assert rate is not None
    yield Finding(
        (FUNDS, SCORE),
        f"预算执行率的得分印作 {shown(score)}，按 {shown(weight)}×{percent(rate)} 应为 {points(expected)}"
        + _total_after(facts, expected - score),
        value=shown(score),
    )


SOURCES = Given[Facts](lambda facts: bool(facts.form.funds.sources), "资金没有分来源")
COLUMNS = Given[Facts](
    lambda facts: bool(facts.money.columns),
    "年度资金总额或各来源没有填写金额",
    Verdict.UNDECIDED,
    lambda facts: f"核了{'、'.join(column.key for column in facts.money.columns)}",
)


@rule("R03", FUNDS_BLOCK, SOURCES, COLUMNS)
def fund_sources(facts: Facts) -> Iterator[Finding]:
    """Each column's total against the sum of its sources."""
    total = facts.form.funds.total
    for column in facts.money.columns:
        if total and not column.agrees:
            difference = shown(abs(column.printed - column.summed))
            yield Finding(
                (FUNDS, total.name, column.key),
                f"{column.key}：{total.name} {shown(column.printed)}，各来源之和为 {shown(column.summed)}"
                f"，相差 {difference}",
                value=shown(column.printed),
            )
