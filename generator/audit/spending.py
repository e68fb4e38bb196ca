"""Rules on how the money went: deviations without a reason, units, spending against output."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from ..model.terms import AMOUNTS, BUDGET, FUNDS, OUTPUT, RATE, UNIT
from ..model.vocabulary import vocabulary
from .facts import Facts
from .needs import EXECUTION_RATE, FUNDS_BLOCK, SCORED, SOME_BUDGET, EachRow, Given, Verdict
from .rule import Finding, rule
from .text import is_reason, percent, shown

CARRIED_OVER = "上年结转资金"
TEN_THOUSAND = Decimal(10_000)


COMPARABLE_AMOUNTS = Given[Facts](
    lambda facts: facts.money.rate is not None or None not in (facts.money.initial, facts.money.budget),
    "缺全年预算数，或年初预算数、全年执行数都缺",
    Verdict.UNDECIDED,
    lambda facts: "预算调整与执行率" if facts.money.initial is not None else "执行率（没有年初预算数）",
)


@rule("R17", FUNDS_BLOCK, COMPARABLE_AMOUNTS)
def budget_deviation(facts: Facts) -> Iterator[Finding]:
    """A changed budget or a low execution rate that nothing written speaks of."""
    if not _money_is_explained(facts):
        yield from _adjusted(facts)
        yield from _underspent(facts)


def _money_is_explained(facts: Facts) -> bool:
    """Whether the funds have a reason, or some text speaks of budget or spending."""
    texts = [
        facts.form.goals.actual,
        facts.form.reason or "",
        *(row.indicator.reason or "" for row in facts.rows),
    ]
    reasons = facts.profile.deviation.reasons
    return is_reason(facts.form.funds.reason) or any(word in text for text in texts for word in reasons)


def _adjusted(facts: Facts) -> Iterator[Finding]:
    total, initial, budget = facts.form.funds.total, facts.money.initial, facts.money.budget
    if total is None or initial is None or budget is None or initial == budget:
        return
    if budget - initial == _carried_over(facts):
        return
    direction = "多" if budget > initial else "少"
    share = f" {abs(budget - initial) / initial * 100:.1f}%" if initial else ""
    yield Finding(
        (FUNDS, total.name, BUDGET),
        f"全年预算数 {shown(budget)} 比年初预算数 {shown(initial)} {direction}{share}，未说明原因",
        value=shown(budget),
        hint="请说明预算调整的原因。",
    )


def _carried_over(facts: Facts) -> Decimal | None:
    """What last year's money adds to the budget of this: a change that its own row explains."""
    row = next((r for r in facts.form.funds.sources if vocabulary().fund(r.name) == CARRIED_OVER), None)
    return None if row is None or row.budget is None else row.budget - (row.initial or 0)


def _underspent(facts: Facts) -> Iterator[Finding]:
    rate = facts.money.rate
    limit = facts.profile.deviation.executed * 100
    if rate is None or not facts.money.budget or rate >= limit:
        return
    yield Finding(
        (FUNDS, RATE),
        f"执行率 {percent(rate)}，低于 {shown(limit.normalize())}%，未说明原因",
        value=percent(rate),
        hint="请说明预算执行偏低的原因与改进措施。",
    )


OUTPUTS = EachRow(
    "有分值的产出指标",
    wanted=lambda row, _: row.level1 == OUTPUT and bool(row.weight),
    known=lambda row, _: row.score is not None,
    lacking="没有填写得分",
)


@rule("R21", FUNDS_BLOCK, SCORED, EXECUTION_RATE, SOME_BUDGET, OUTPUTS)
def too_much_for_the_money(facts: Facts) -> Iterator[Finding]:
    """Less than half was spent, and everything was delivered."""
    rate = facts.money.rate
    if rate is None or not facts.money.budget or rate >= facts.profile.deviation.hardly * 100:
        return
    outputs = [row for row in facts.rows if row.level1 == OUTPUT and row.weight]
    if outputs and all(row.is_full for row in outputs):
        yield Finding(
            (FUNDS, RATE),
            f"执行率 {percent(rate)}，产出指标 {len(outputs)} 行却全部得满分",
            value=percent(rate),
        )


SOME_AMOUNT = Given[Facts](lambda facts: bool(_stated(facts)), "年度资金总额没有填写金额", Verdict.UNDECIDED)
KNOWN_UNIT = Given[Facts](
    lambda facts: facts.form.funds.unit.strip() in facts.profile.magnitude or len(_stated(facts)) > 1,
    "规则配置没有这个单位的金额范围，也没有两个金额可比",
    Verdict.UNDECIDED,
    lambda facts: f"单位{facts.form.funds.unit.strip()}",
)


@rule("R23", FUNDS_BLOCK, SOME_AMOUNT, KNOWN_UNIT)
def units(facts: Facts) -> Iterator[Finding]:
    """元 and 万元 mixed up: by the header, or between the columns of the total."""
    yield from _against_header(facts)
    yield from _between_columns(facts)


def _against_header(facts: Facts) -> Iterator[Finding]:
    amount, unit = facts.money.budget or facts.money.initial, facts.form.funds.unit.strip()
    if not amount or unit not in facts.profile.magnitude:
        return
    low, high = facts.profile.magnitude[unit]
    if not low <= amount <= high:
        other = "万元" if amount < low else "元"
        yield Finding(
            (FUNDS, UNIT),
            f"单位是{unit}，年度资金总额却是 {shown(amount)}，疑为{other}",
            value=unit,
            hint="请核对单位与金额。",
        )


def _between_columns(facts: Facts) -> Iterator[Finding]:
    """Two amounts of the total of which one is about ten thousand times the other."""
    total = facts.form.funds.total
    for (first, one), (second, other) in combinations(_stated(facts), 2):
        if total and TEN_THOUSAND / 2 <= max(one, other) / min(one, other) <= TEN_THOUSAND * 2:
            yield Finding(
                (FUNDS, total.name, second),
                f"{first} {shown(one)} 与{second} {shown(other)} 相差约一万倍，疑为元与万元混用",
                value=shown(other),
                hint="请统一为表头的单位。",
            )
            return


def _stated(facts: Facts) -> list[tuple[str, Decimal]]:
    """The amounts of the total that are stated, and not nothing."""
    total = facts.form.funds.total
    amounts = [(name, getattr(total, attribute, None)) for name, attribute in AMOUNTS.items()]
    return [(name, amount) for name, amount in amounts if amount and amount > 0]
