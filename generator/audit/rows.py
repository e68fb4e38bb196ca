"""The rows of indicators as the audit reads them: levels by canonical name, attainment, what they earned."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from ..model.form import Form, Indicator
from ..model.problem import Path
from ..model.profile import Profile
from ..model.value import Value, decimal_places, round_half_up
from ..model.vocabulary import bare, vocabulary
from .attainment import Attainment, attain
from .text import Number, is_reason
from .words import wants_fewer, words

WHOLE = Decimal("0.5")
"""What rounding hides where a form scores in whole points."""


@frozen(kw_only=True)
class Row:
    """An indicator, the canonical names of its levels, and what it attained.

    `target` and `actual` have the operator and unit printed in columns of their own. `weight` is as printed,
    or as it should be where it is the form's single misprint. `slack` is how far the score of a missed target
    may stand from the formula, by the decimals that are printed.
    """

    path: Path
    level1: str
    level2: str
    indicator: Indicator
    target: Value
    actual: Value
    weight: Decimal | None
    score: Decimal | None
    attainment: Attainment
    slack: Decimal
    exact: Decimal
    """The slack of a score that is the full 分值: full marks are not a matter of rounding."""
    has_common_reason: bool
    """Whether the form gives one reason for all its rows, as forms without a column of reasons do."""

    @property
    def name(self) -> str:
        """The 三级指标 in quotation marks; its 二级指标 where it has none."""
        return f"“{self.indicator.name or self.level2}”"

    @property
    def has_reason(self) -> bool:
        """Whether the row's own column of reasons holds one."""
        return is_reason(self.indicator.reason)

    @property
    def is_explained(self) -> bool:
        """Whether a deviation is explained: in the row, in a column of remarks, or once for the form."""
        remarks = (self.indicator.more.get(column) for column in words().remarks)
        return self.has_reason or self.has_common_reason or any(map(is_reason, remarks))

    @property
    def is_full(self) -> bool:
        """Whether it got all its points."""
        return self.weight is not None and self.score == self.weight

    def earned(self, weight: Decimal) -> tuple[Decimal, ...]:
        """The scores that the formulas give a missed target; none where they do not apply."""
        return tuple(round_half_up(weight * share) for share in self.attainment.shares)


def read_rows(form: Form, profile: Profile) -> Iterator[Row]:
    """Every row in printed order."""
    terms, whole = vocabulary(), _scores_whole_points(form)
    has_common_reason = is_reason(form.reason)
    for path, indicator in form.indicators():
        level1, level2 = str(path[1]), str(path[2])
        canonical = terms.as_level2(level2) or bare(level2)
        yield Row(
            path=path,
            level1=terms.as_level1(level1) or bare(level1),
            level2=canonical,
            indicator=indicator,
            target=indicator.full_target,
            actual=indicator.full_actual,
            weight=indicator.weight,
            score=indicator.score,
            attainment=_attainment(indicator, level1 + canonical, profile),
            slack=WHOLE if whole else slack(indicator.score, profile),
            exact=profile.tolerances.score,
            has_common_reason=has_common_reason,
        )


def is_noticeable(row: Row, profile: Profile) -> bool:
    """Whether a result is so far above its target that it is worth a word."""
    ratio = row.attainment.ratio
    return ratio is not None and ratio >= profile.deviation.noticeable


def slack(score: Number, profile: Profile) -> Decimal:
    """How far a score may stand from the formula, by the decimals it is printed with."""
    tolerances = profile.tolerances
    return tolerances.rounding if score is not None and decimal_places(score) == 1 else tolerances.score


def fault_of(row: Row, weight: Number, score: Number) -> str | None:
    """The rule that these points of a row break by themselves: R06, R09 or R08."""
    if weight is None or score is None:
        return None
    if score > weight or score < 0:
        return "R06"
    if is_overrated(row, weight, score):
        return "R09"
    return "R08" if score < weight and not row.is_explained else None


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
    return attain(indicator.full_target, indicator.full_actual, ambiguous=ambiguous, reverse=profile.reverse)
