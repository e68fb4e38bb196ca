"""What the rules look at: a form's rows with their levels and attainment, and its single misprints found.

One wrong figure contradicts several others. Where exactly one row's 分值 (or 得分) explains both that the sum
is off and that the row itself makes no sense, that figure is the cause: the other rules read it as it should
be.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import evolve, frozen

from ..form import Form, Funds, Indicator
from ..problem import Path
from ..profile import Profile
from ..value import round_half_up
from ..vocabulary import bare, vocabulary
from .attainment import Attainment, attain
from .money import Money, rate_fits, read_money
from .text import Number, added, decimals, is_reason

FULL_MARKS = Decimal(100)
FUNDS = "项目资金"
INDICATORS = "绩效指标"
WEIGHT = "分值"
SCORE = "得分"
REASON = "偏差原因分析及改进措施"
ACTUAL = "实际完成值"
TARGET = "年度指标值"

_FEWER_IS_BETTER = (
    "投诉",
    "事故",
    "故障",
    "违规",
    "差错",
    "超支",
    "逾期",
    "流失",
    "损失",
    "失败",
    "延迟",
    "排放",
    "能耗",
)


@frozen(kw_only=True)
class Row:
    """An indicator, the canonical names of its levels, and what it attained.

    `weight` and `score` are as printed, or as they should be where they are the form's single misprint.
    """

    path: Path
    level1: str
    level2: str
    indicator: Indicator
    weight: Decimal | None
    score: Decimal | None
    attainment: Attainment

    @property
    def name(self) -> str:
        """The 三级指标 in quotation marks; its 二级指标 where it has none."""
        return f"“{self.indicator.name or self.level2}”"

    @property
    def has_reason(self) -> bool:
        """Whether a reason is written."""
        return is_reason(self.indicator.reason)

    @property
    def is_full(self) -> bool:
        """Whether it got all its points."""
        return self.weight is not None and self.score == self.weight

    def earned(self, weight: Decimal) -> tuple[Decimal, ...]:
        """The scores that the formulas give a missed target; none where they do not apply."""
        return tuple(round_half_up(weight * share) for share in self.attainment.shares)


@frozen(kw_only=True)
class Facts:
    """A form as the rules see it. The causes are paths to the 分值 or 得分 that is misprinted."""

    form: Form
    profile: Profile
    money: Money
    rows: tuple[Row, ...]
    funds: Funds
    """The block with weight and score as they should be."""
    weight_cause: Path | None = None
    score_cause: Path | None = None

    @property
    def printed_weights(self) -> Decimal:
        """Σ分值 as printed."""
        return added([self.form.funds.weight, *(row.indicator.weight for row in self.rows)])

    @property
    def printed_scores(self) -> Decimal:
        """Σ得分 as printed; the funds' computed where it is left out."""
        return added([self.fund_score, *(row.indicator.score for row in self.rows)])

    @property
    def fund_score(self) -> Decimal | None:
        """The funds' 得分 as printed, or computed where it is left out."""
        printed = self.form.funds.score
        return self.expected_fund_score(self.funds.weight) if printed is None else printed

    def expected_fund_score(self, weight: Decimal | None) -> Decimal | None:
        """分值×执行率, two decimals; None where either is unknown."""
        rate = self.money.rate
        return None if weight is None or rate is None else round_half_up(weight * rate / 100)


def gather(form: Form, profile: Profile) -> Facts:
    """Read a form for the audit."""
    rows = tuple(_rows(form, profile))
    facts = Facts(form=form, profile=profile, money=read_money(form.funds), rows=rows, funds=form.funds)
    return _with_true_score(_with_true_weight(facts))


def slack(score: Decimal, profile: Profile) -> Decimal:
    """How far a score may stand from the formula, by the decimals it is printed with."""
    tolerances = profile.tolerances
    return tolerances.rounding if decimals(score) == 1 else tolerances.score


def row_fault(row: Row, weight: Number, score: Number, profile: Profile) -> str | None:
    """The rule that a row's points break by themselves: R06, R08 or R09."""
    if weight is None or score is None:
        return None
    if score > weight or score < 0:
        return "R06"
    if is_overrated(row, weight, score, profile):
        return "R09"
    return "R08" if score < weight and not row.has_reason else None


def is_overrated(row: Row, weight: Decimal, score: Decimal, profile: Profile) -> bool:
    """Whether a missed target got more than any formula gives; full marks where none applies."""
    if row.attainment.met is not False or score <= 0:
        return False
    earned = row.earned(weight)
    if not earned:
        return score >= weight
    tolerance = profile.tolerances.score if score == weight else slack(score, profile)
    return score > max(earned) + tolerance


def fund_fault(facts: Facts, weight: Number, score: Number) -> str | None:
    """The rule that the funds' points break: R06, or R02 where they fit neither the true nor stated rate."""
    if weight is None or score is None:
        return None
    if score > weight or score < 0:
        return "R06"
    expected, stated = facts.expected_fund_score(weight), facts.form.funds.rate
    if expected is None or abs(score - expected) <= slack(score, facts.profile):
        return None
    return None if stated is not None and follows(score, weight, stated, facts.profile) else "R02"


def follows(score: Decimal, weight: Decimal, rate: Decimal, profile: Profile) -> bool:
    """Whether a score is 分值×执行率 for a rate in percent, capped at 分值."""
    return abs(score - min(weight, weight * rate / 100)) <= slack(score, profile)


def stated_rate_is_true(facts: Facts) -> bool:
    """Whether the stated rate is not contradicted by the amounts."""
    stated, computed = facts.form.funds.rate, facts.money.rate
    return stated is None or computed is None or rate_fits(stated, computed)


def _rows(form: Form, profile: Profile) -> Iterator[Row]:
    words = vocabulary()
    for path, indicator in form.indicators():
        level1, level2 = str(path[1]), str(path[2])
        canonical = words.as_level2(level2) or bare(level2)
        yield Row(
            path=path,
            level1=words.as_level1(level1) or bare(level1),
            level2=canonical,
            indicator=indicator,
            weight=indicator.weight,
            score=indicator.score,
            attainment=_attainment(indicator, level1 + canonical, profile),
        )


def _attainment(indicator: Indicator, levels: str, profile: Profile) -> Attainment:
    ambiguous = "成本" in levels or any(word in indicator.name for word in _FEWER_IS_BETTER)
    return attain(indicator.target, indicator.actual, ambiguous=ambiguous, reverse=profile.reverse)


def _with_true_weight(facts: Facts) -> Facts:
    """The facts with the one 分值 set right that explains why they do not add up to 100."""
    missing = FULL_MARKS - facts.printed_weights
    if not missing:
        return facts
    suspects = [row.path for row in facts.rows if _weight_explains(row, missing, facts.profile)]
    if _fund_weight_explains(facts, missing):
        suspects.append((FUNDS,))
    if len(suspects) != 1:
        return facts
    return evolve(
        facts,
        weight_cause=(*suspects[0], WEIGHT),
        rows=_corrected(facts.rows, suspects[0], weight=missing),
        funds=evolve(facts.funds, weight=_moved(facts.funds.weight, missing, suspects[0] == (FUNDS,))),
    )


def _with_true_score(facts: Facts) -> Facts:
    """The facts with the one 得分 set right that explains why 总分 is not their sum."""
    if facts.form.total is None:
        return facts
    missing = facts.form.total - facts.printed_scores
    if not missing:
        return facts
    suspects = [row.path for row in facts.rows if _score_explains(row, missing, facts.profile)]
    if _fund_score_explains(facts, missing):
        suspects.append((FUNDS,))
    if len(suspects) != 1:
        return facts
    return evolve(facts, score_cause=(*suspects[0], SCORE))


def _weight_explains(row: Row, missing: Decimal, profile: Profile) -> bool:
    if row.weight is None or row.weight + missing < 0:
        return False
    fault = row_fault(row, row.weight, row.score, profile)
    return fault is not None and row_fault(row, row.weight + missing, row.score, profile) is None


def _fund_weight_explains(facts: Facts, missing: Decimal) -> bool:
    weight, score = facts.funds.weight, facts.funds.score
    if weight is None or weight + missing < 0 or fund_fault(facts, weight, score) is None:
        return False
    return fund_fault(facts, weight + missing, score) is None


def _score_explains(row: Row, missing: Decimal, profile: Profile) -> bool:
    if row.score is None or row_fault(row, row.weight, row.score, profile) is None:
        return False
    return row_fault(row, row.weight, row.score + missing, profile) is None


def _fund_score_explains(facts: Facts, missing: Decimal) -> bool:
    """Whether the funds' 得分 is not what the amounts give, and would be with what 总分 is off by."""
    score, expected = facts.funds.score, facts.expected_fund_score(facts.funds.weight)
    if score is None or expected is None:
        return False
    tolerance = slack(score, facts.profile)
    return abs(score - expected) > tolerance >= abs(score + missing - expected)


def _corrected(rows: Iterable[Row], path: Path, weight: Decimal) -> tuple[Row, ...]:
    return tuple(evolve(row, weight=_moved(row.weight, weight, row.path == path)) for row in rows)


def _moved(number: Number, by: Decimal, here: bool) -> Number:
    return number + by if here and number is not None else number
