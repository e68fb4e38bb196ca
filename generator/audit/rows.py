"""The rows of indicators as the audit reads them: levels by canonical name, attainment, what they earned."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from ..form import Form, Indicator
from ..problem import Path
from ..profile import Profile
from ..value import round_half_up
from ..vocabulary import bare, vocabulary
from .attainment import Attainment, attain
from .text import Number, decimals, is_reason
from .words import wants_fewer

WHOLE = Decimal("0.5")
"""What rounding hides where a form scores in whole points."""


@frozen(kw_only=True)
class Row:
    """An indicator, the canonical names of its levels, and what it attained.

    `weight` is as printed, or as it should be where it is the form's single misprint. `slack` is how far the
    score of a missed target may stand from the formula, by the decimals that are printed.
    """

    path: Path
    level1: str
    level2: str
    indicator: Indicator
    weight: Decimal | None
    score: Decimal | None
    attainment: Attainment
    slack: Decimal
    exact: Decimal
    """The slack of a score that is the full 分值: full marks are not a matter of rounding."""

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


def read_rows(form: Form, profile: Profile) -> Iterator[Row]:
    """Every row in printed order."""
    words, whole = vocabulary(), _scores_whole_points(form)
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
            slack=WHOLE if whole else slack(indicator.score, profile),
            exact=profile.tolerances.score,
        )


def slack(score: Number, profile: Profile) -> Decimal:
    """How far a score may stand from the formula, by the decimals it is printed with."""
    tolerances = profile.tolerances
    return tolerances.rounding if score is not None and decimals(score) == 1 else tolerances.score


def fault_of(row: Row, weight: Number, score: Number) -> str | None:
    """The rule that these points of a row break by themselves: R06, R09 or R08."""
    if weight is None or score is None:
        return None
    if score > weight or score < 0:
        return "R06"
    if is_overrated(row, weight, score):
        return "R09"
    return "R08" if score < weight and not row.has_reason else None


def is_overrated(row: Row, weight: Decimal, score: Decimal) -> bool:
    """Whether a missed target got more than any formula gives; full marks where none applies."""
    if row.attainment.met is not False or score <= 0:
        return False
    earned = row.earned(weight)
    if not earned:
        return score >= weight
    return score > max(earned) + (row.exact if score == weight else row.slack)


def _scores_whole_points(form: Form) -> bool:
    """Whether every score of the form is a whole number, so that the department rounds to whole points."""
    scores = [indicator.score for _, indicator in form.indicators() if indicator.score is not None]
    return all(score == score.to_integral_value() for score in scores)


def _attainment(indicator: Indicator, levels: str, profile: Profile) -> Attainment:
    ambiguous = "成本" in levels or wants_fewer(indicator.name)
    return attain(indicator.target, indicator.actual, ambiguous=ambiguous, reverse=profile.reverse)
