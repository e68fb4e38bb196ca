"""What the rules say a row should have got: for a reviewer to take, change or leave.

Each suggestion names the rule that gives it and can be replayed from the form and its profile alone. Where no
rule gives a score there is none. What reviewers usually do beyond the rules is only named, never applied.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext

from attrs import frozen

from ..model.form import Form
from ..model.problem import Path
from ..model.profile import Profile, profile_for
from ..model.terms import ACTUAL, EXECUTION, FUNDS, SATISFACTION, TARGET
from ..model.value import round_half_up
from .facts import PRECISION, Facts, read_facts
from .results import due_when_met
from .rows import Row
from .structure import COSTS, SPENT
from .text import percent, points, shown
from .words import is_saving, is_spending_rate


@frozen(kw_only=True)
class Suggestion:
    """One row: the value recomputed and the score, where a rule gives them; by which rule, and how."""

    path: Path
    """项目资金, or the indicator's."""
    level1: str
    level2: str
    name: str
    value: str = ""
    score: Decimal | None = None
    rule: str = ""
    basis: str = ""
    notes: tuple[str, ...] = ()
    """What a reviewer usually does in such a case, which is not applied."""


@frozen(kw_only=True)
class Suggestions:
    """All rows in printed order, the execution rate first; the total where every scored row has one."""

    rows: tuple[Suggestion, ...]
    total: Decimal | None
    basis: str

    @property
    def without(self) -> int:
        """Rows for which no rule gives a score."""
        return sum(row.score is None for row in self.rows)


def suggestions(form: Form, profile: Profile | None = None) -> Suggestions:
    """What the rules of the profile (of the form's layout, where none is given) say of each row."""
    with localcontext(prec=PRECISION):
        facts = read_facts(form, profile or profile_for(form.layout))
        rows = (*_execution(facts), *(_row(row, facts) for row in facts.rows))
        total, basis = _total(rows, facts)
        return Suggestions(rows=rows, total=total, basis=basis)


def _execution(facts: Facts) -> Iterator[Suggestion]:
    """The row of 预算执行率, where the form scores it."""
    weight, rate = facts.funds.weight, facts.money.rate
    if weight is None and facts.form.funds.score is None:
        return
    score = facts.expected_fund_score(weight)
    basis = "缺分值，或金额算不出执行率"
    if score is not None and weight is not None and rate is not None:
        basis = f"{shown(weight)}×{percent(rate)}"
    yield Suggestion(
        path=(FUNDS,),
        level1=EXECUTION,
        level2="",
        name=EXECUTION,
        value="" if rate is None else percent(rate),
        score=score,
        rule="R02" if score is not None else "",
        basis=basis,
    )


def _row(row: Row, facts: Facts) -> Suggestion:
    score, rule, basis = _scored(row, facts)
    ratio = _ratio(row)
    return Suggestion(
        path=row.path,
        level1=str(row.path[1]),
        level2=str(row.path[2]),
        name=row.indicator.name,
        value="" if ratio is None else f"完成值÷指标值 {percent(ratio * 100)}",
        score=score,
        rule=rule,
        basis=basis,
        notes=tuple(_notes(row)),
    )


def _scored(row: Row, facts: Facts) -> tuple[Decimal | None, str, str]:
    """The score that a rule gives, the rule, and how; without a score, why there is none."""
    weight = row.weight
    if weight is None:
        return None, "", "没有分值"
    if row.actual.is_nothing:
        return None, "R31", f"没有填写{ACTUAL}"
    if row.attainment.met:
        due = due_when_met(row, weight, facts.profile)
        how = "已达指标值，得满分" if due == weight else f"已达指标值，超额扣 {shown(weight - due)}"
        return due, "R10", how
    if row.attainment.met is False:
        return _missed(row, weight)
    return None, *_in_words(row, weight, facts)


def _missed(row: Row, weight: Decimal) -> tuple[Decimal | None, str, str]:
    """By the formula; of two formulas in use, the one that gives more, the other named."""
    earned = sorted(row.earned(weight), reverse=True)
    if not earned:
        return None, "R09", "未达指标值，没有公式可算"
    share = max(row.attainment.shares)
    other = f"；另一公式 {points(earned[1])}" if len(set(earned)) > 1 else ""
    return earned[0], "R09", f"未达指标值，{shown(weight)}×{percent(share * 100)}{other}"


def _in_words(row: Row, weight: Decimal, facts: Facts) -> tuple[str, str]:
    band = facts.profile.band(row.actual.text)
    if band is None:
        return "", f"{TARGET}与{ACTUAL}不可比，由复核人定"
    low, high = weight * band.low / 100, weight * band.high / 100
    return "R11", f"“{band.name}”一档，{points(low)}–{points(high)}，由复核人定"


def _ratio(row: Row) -> Decimal | None:
    """完成值÷指标值, where both are single numbers in one unit."""
    target, actual = row.target.measure, row.actual.measure
    if row.attainment.met is None or target is None or actual is None or not target.low:
        return None
    return None if row.target.upper is not None or target.unit != actual.unit else actual.low / target.low


def _notes(row: Row) -> Iterator[str]:
    """Rules of thumb of reviewers that the row calls to mind."""
    if row.level1 == SATISFACTION and row.actual.measure is None:
        yield "满意度没有调查数据，通例计 0 分（R20）"
    if row.level2 in SPENT and is_spending_rate(row.indicator.name):
        yield "支付率之类作数量、成本指标，通例计 0 分（R19）"
    if row.actual.measure is None and row.actual.period is None and not row.actual.is_nothing:
        yield "定性的完成值不能核实的，通例扣 30%、60% 或 100%"
    if row.level2 in COSTS and row.target.operator in ("≥", ">") and not is_saving(row.indicator.name):
        yield "成本指标写成越多越好（R37）"


def _total(rows: Iterable[Suggestion], facts: Facts) -> tuple[Decimal | None, str]:
    """The sum, capped where the profile says so."""
    scores = [row.score for row in rows]
    known = [score for score in scores if score is not None]
    if not scores or len(known) < len(scores):
        return None, f"{len(scores) - len(known)} 项没有建议分"
    total, rate = round_half_up(sum(known, Decimal(0))), facts.money.rate
    cap = facts.profile.cap(rate) if rate is not None and facts.money.budget else None
    if cap is not None and total > cap.total:
        return (
            cap.total,
            f"合计 {points(total)}；执行率低于 {shown(cap.below)}%，至多 {shown(cap.total)}（R39）",
        )
    return total, "各项建议分之和"
