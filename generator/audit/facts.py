"""What the rules look at: a form with its rows, its money, and the points they should have earned."""

from datetime import date
from decimal import Decimal

from attrs import frozen

from ..model.form import Form, Funds
from ..model.layout import Layout, layout_in_use
from ..model.problem import Path
from ..model.profile import Profile
from ..model.value import MAX_NUMBER_LENGTH, decimal_places, round_half_up
from .money import Money, rate_fits, read_money
from .rows import Row, read_rows, slack
from .text import Number, added, points, shown
from .texts import Located, texts

FULL_MARKS = Decimal(100)

PRECISION = 4 * MAX_NUMBER_LENGTH
"""Digits to compute with, so that products and sums of the longest numbers are exact."""


@frozen(kw_only=True)
class Misprint:
    """A 分值 that contradicts the sum and its own row: where, whose, as printed, as it should be."""

    path: Path
    name: str
    printed: Decimal
    right: Decimal


@frozen(kw_only=True)
class Facts:
    """A form as the rules see it. The causes are its single misprints, of a 分值 and of a 得分."""

    form: Form
    profile: Profile
    money: Money
    rows: tuple[Row, ...]
    funds: Funds
    """The block with its 分值 as it should be."""
    layout: Layout
    """Which columns the form has."""
    texts: tuple[Located, ...]
    """Every text with its path."""
    prose: str
    """All texts one below the other: whether something is in any of them is seen at once."""
    today: date | None = None
    """The day of the audit; None where nothing may hang on it."""
    weight_cause: Misprint | None = None
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

    def about_total(self, path: Path) -> str:
        """The words that a wrong 得分 at the path is also why 总分 is off; empty where it is not."""
        if self.score_cause != path or self.form.total is None:
            return ""
        return f"；总分 {shown(self.form.total)} 与得分之和 {points(self.printed_scores)} 不符也由此而来"


def read_facts(form: Form, profile: Profile, today: date | None = None) -> Facts:
    """Read a form for the audit, as printed."""
    located = texts(form)
    return Facts(
        form=form,
        profile=profile,
        money=read_money(form.funds),
        rows=tuple(read_rows(form, profile)),
        funds=form.funds,
        layout=layout_in_use(form.layout),
        texts=located,
        prose="\n".join(text for _, text in located),
        today=today,
    )


def fund_fault(facts: Facts, weight: Number, score: Number) -> str | None:
    """The rule that these points of the funds break: R06, or R02 where neither rate gives them."""
    if weight is None or score is None:
        return None
    if score > weight or score < 0:
        return "R06"
    expected, stated = facts.expected_fund_score(weight), facts.form.funds.rate
    if expected is None or abs(score - expected) <= slack(score, facts.profile):
        return None
    if (
        stated is not None
        and _is_told_or_rounded(facts, stated)
        and follows(score, weight, stated, facts.profile)
    ):
        return None
    return "R02"


def _is_told_or_rounded(facts: Facts, stated: Decimal) -> bool:
    """Whether a stated rate is reported by R01, or is the true one rounded: 86% of 86.43%, not 87%."""
    rate = facts.money.rate
    if rate is None or not stated_rate_is_true(facts):
        return True
    return stated == round_half_up(rate, decimal_places(stated))


def follows(score: Decimal, weight: Decimal, rate: Decimal, profile: Profile) -> bool:
    """Whether a score is 分值×执行率 for a rate in percent, capped at 分值."""
    return abs(score - min(weight, weight * rate / 100)) <= slack(score, profile)


def stated_rate_is_true(facts: Facts) -> bool:
    """Whether the stated rate is not contradicted by the amounts."""
    stated, computed = facts.form.funds.rate, facts.money.rate
    return stated is None or computed is None or rate_fits(stated, computed)
