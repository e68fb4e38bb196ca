"""One format per column: every 分值 with as many decimals as the finest, and so every 得分 with 总分."""

from collections.abc import Iterable
from decimal import Decimal

from attrs import evolve, frozen

from .computed import execution_score, score_total, weight_total
from .form import Form, Level2
from .value import decimal_places

_MOST = 4
"""Decimals; a number with more was never rounded, and keeps its own."""

Number = Decimal | None


@frozen
class Places:
    """How many decimals the two columns of points have."""

    weight: int
    score: int


def places_of(form: Form) -> Places:
    """As many as the finest number of a column is printed with, and as what is computed needs."""
    rows = [indicator for _, indicator in form.indicators()]
    scores = [form.funds.score, form.total, *(row.score for row in rows)]
    left_out = [None if form.funds.score is not None else execution_score(form.funds)]
    return Places(
        weight=_finest([form.funds.weight, *(row.weight for row in rows)], [weight_total(form)]),
        score=_finest(scores, [*left_out, score_total(form)]),
    )


def uniform(form: Form) -> Form:
    """The form with one format per column of points; no number changes."""
    places = places_of(form)
    funds = evolve(
        form.funds,
        weight=padded(form.funds.weight, places.weight),
        score=padded(form.funds.score, places.score),
    )
    levels = tuple(
        evolve(level1, children=tuple(_level2(child, places) for child in level1.children))
        for level1 in form.levels
    )
    return evolve(form, funds=funds, levels=levels, total=padded(form.total, places.score))


def padded(number: Number, places: int) -> Number:
    """The number with so many decimals, or more where it has more that count."""
    if number is None or not number.is_finite() or _needed(number) > places:
        return number
    return Decimal(f"{number:.{places}f}")


def _level2(level: Level2, places: Places) -> Level2:
    rows = (
        evolve(row, weight=padded(row.weight, places.weight), score=padded(row.score, places.score))
        for row in level.indicators
    )
    return evolve(level, indicators=tuple(rows))


def _finest(printed: Iterable[Number], computed: Iterable[Number]) -> int:
    needed = [decimal_places(number) for number in printed if number is not None]
    needed += [_needed(number) for number in computed if number is not None]
    return max((places for places in needed if places <= _MOST), default=0)


def _needed(number: Decimal) -> int:
    """Decimals without the zeros at their end."""
    return decimal_places(number.normalize())
