"""Rules on the funds block: amounts, execution rate and its score."""

from collections.abc import Iterator
from decimal import Decimal

from ..model.problem import Severity
from ..model.terms import FUNDS, SCORE
from .facts import Facts, follows, fund_fault, stated_rate_is_true
from .rule import Finding, rule
from .text import Number, percent, points, shown


@rule(
    "R01",
    Severity.ERROR,
    "执行率与金额不符",
    formula=(
        "执行率＝全年执行数÷全年预算数×100%，四舍五入到两位小数；相差不得超过所印的末一位。预算数为 0"
        " 时执行率为 0。"
    ),
    source="财预〔2020〕10号；执行率的小数位为实务通例",
    example=(
        "51,562,685.00÷51,565,764.00＝99.99%，印作 92.64% 则报；随之得分 9.26 应为 10.00。印作 86% 而"
        "实为 86.43% 不报。"
    ),
)
def execution_rate(facts: Facts) -> Iterator[Finding]:
    """The stated 执行率 against the amounts; what followed from a wrong one is told with it."""
    stated, computed, money = facts.form.funds.rate, facts.money.rate, facts.money
    if stated is None or computed is None or stated_rate_is_true(facts):
        return
    assert money.budget is not None
    assert money.executed is not None
    sum_text = f"{shown(money.executed)}÷{shown(money.budget)}"
    message = f"执行率印作 {shown(stated)}%，按 {sum_text} 应为 {percent(computed)}"
    yield Finding(
        (FUNDS, "执行率"),
        message + _consequences(facts),
        value=f"{shown(stated)}%",
        hint="请核对金额与执行率；金额无误则改执行率，并重算得分与总分。",
    )


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


@rule(
    "R02",
    Severity.ERROR,
    "执行率得分与公式不符",
    formula=(
        "得分＝分值×全年执行数÷全年预算数，以分值为限，两位小数；相差不得超过 0.01。依所印执行率算出"
        "的，归入 R01。"
    ),
    source="财预〔2020〕10号；计分公式为各地通例",
    example="分值 10，执行率 99.79%，得分应为 9.98；印作 9.50 则报，印作 9.98 不报。",
)
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
        f"执行率得分印作 {shown(score)}，按 {shown(weight)}×{percent(rate)} 应为 {points(expected)}"
        + _total_after(facts, expected - score),
        value=shown(score),
        hint="请按执行率重算得分，并重算总分。",
    )


@rule(
    "R03",
    Severity.ERROR,
    "资金总额不等于各来源之和",
    formula=(
        "年度资金总额＝当年财政拨款＋上年结转资金＋其他资金，逐栏计算。来源全空的一栏不核；以万元填报"
        "的容许末位舍入。"
    ),
    source="财预〔2020〕10号附表",
    example="总额 100.00，来源 90.00、0、9.00，相差 1.00，则报；来源一栏全空则不报。",
)
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
                hint="请核对总额与各来源的金额。",
            )


def ratio_of(part: Number, whole: Number) -> Decimal | None:
    """part ÷ whole; None where either is not stated or the whole is 0."""
    return None if part is None or not whole else part / whole
