"""What a form's other fields imply: 执行率, its 得分, Σ分值 and 总分, by the rules of 财预〔2020〕10号.

Each answers None where the form does not say enough; what is computed of a value does not look at what is
stated of it.
"""

from collections.abc import Iterable
from decimal import Decimal

from attrs import evolve

from .form import Form, Funds, Indicator
from .value import round_half_up

HUNDRED = Decimal(100)


def execution_rate(funds: Funds, places: int = 2) -> Decimal | None:
    """全年执行数 ÷ 全年预算数 in percent, half up; 0 where the budget is 0."""
    total = funds.total
    return None if total is None else execution_share(total.budget, total.executed, places)


def execution_share(budget: Decimal | None, executed: Decimal | None, places: int = 2) -> Decimal | None:
    """As `execution_rate`, of any two amounts; None where one is missing."""
    ratio = _ratio(budget, executed)
    return None if ratio is None else round_half_up(ratio * HUNDRED, places)


def execution_score(funds: Funds, places: int = 2) -> Decimal | None:
    """分值 × 执行率, capped at 分值, half up."""
    ratio = _execution_ratio(funds)
    if ratio is None or funds.weight is None:
        return None
    return round_half_up(min(funds.weight, funds.weight * ratio), places)


def weight_total(form: Form) -> Decimal | None:
    """Σ分值 with the weight of the execution rate; None where no weight stands."""
    weights = [form.funds.weight, *(indicator.weight for indicator in _indicators(form))]
    stated = [weight for weight in weights if weight is not None]
    return sum(stated, Decimal(0)) if stated else None


def score_total(form: Form) -> Decimal | None:
    """Σ得分 with the score of the execution rate; None while a scored row still lacks its score."""
    rows = _points(form)
    scores = [score for _, score in rows if score is not None]
    if not scores or any(score is None and weight is not None for weight, score in rows):
        return None
    return sum(scores, Decimal(0))


def final_total(form: Form) -> Decimal | None:
    """总分 as it counts: the stated one, else the sum of the scores."""
    return score_total(form) if form.total is None else form.total


def review_scores(form: Form) -> tuple[Decimal | None, ...]:
    """复核分 of the execution rate and of each indicator, in printed order."""
    return (form.funds.review.score, *(row.review.score for row in _indicators(form)))


def review_total(form: Form) -> Decimal | None:
    """Σ复核分; None until every row with a 得分 or a 分值 has been reviewed."""
    reviews = review_scores(form)
    rows = zip(_points(form), reviews, strict=True)
    missing = (review is None and points != (None, None) for points, review in rows)
    given = [review for review in reviews if review is not None]
    return None if not given or any(missing) else sum(given, Decimal(0))


def without_sum(form: Form) -> Form:
    """The form without a 总分 that is only the sum of its scores."""
    return form if form.total is None or form.total != score_total(form) else evolve(form, total=None)


def _points(form: Form) -> list[tuple[Decimal | None, Decimal | None]]:
    """分值 and 得分 of the execution rate and of each indicator."""
    score = execution_score(form.funds) if form.funds.score is None else form.funds.score
    return [(form.funds.weight, score), *((row.weight, row.score) for row in _indicators(form))]


def _execution_ratio(funds: Funds) -> Decimal | None:
    return None if funds.total is None else _ratio(funds.total.budget, funds.total.executed)


def _ratio(budget: Decimal | None, executed: Decimal | None) -> Decimal | None:
    if budget is None or executed is None:
        return None
    return executed / budget if budget else Decimal(0)


def _indicators(form: Form) -> Iterable[Indicator]:
    return (indicator for _, indicator in form.indicators())
