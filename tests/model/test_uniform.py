"""One format per column of points."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.form import Form, FundRow, Funds, Indicator, Level1, Level2
from generator.model.uniform import Places, places_of, uniform


def form(*scores: str, total: str | None = None, funds: str | None = None) -> Form:
    """A form with these scores, each out of 10."""
    rows = tuple(
        Indicator(name=str(n), weight=Decimal(10), score=Decimal(score)) for n, score in enumerate(scores)
    )
    row = FundRow(name="年度资金总额", budget=Decimal(100), executed=Decimal("95.6"))
    return Form(
        year=2020,
        project="甲",
        department="乙",
        funds=Funds(rows=(row,), weight=Decimal(10), score=None if funds is None else Decimal(funds)),
        levels=(Level1(name="产出指标", children=(Level2(name="数量指标", indicators=rows),)),),
        total=None if total is None else Decimal(total),
    )


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (form("10", "9", funds="10"), 0),
        (form("10.00", "9", funds="10"), 2),
        (form("10", "9"), 2),  # 9.56 is computed
        (form("0.00", "9", funds="10"), 2),
        (form("10", "9", funds="10", total="28.5"), 1),
        (form("10", "9.966666666666667", funds="10.0"), 1),
    ],
)
def test_a_column_has_the_decimals_that_its_finest_number_needs(given: Form, places: int) -> None:
    assert places_of(given) == Places(weight=0, score=places)


def test_no_number_changes_and_all_look_alike() -> None:
    given = form("10", "9.5", "9.966666666666667", funds="10.00")
    made = uniform(given)
    assert made == given
    scores = [made.funds.score, *(row.score for _, row in made.indicators())]
    assert [str(score) for score in scores] == ["10.00", "10.00", "9.50", "9.966666666666667"]
    assert uniform(made).funds.score == made.funds.score


def test_a_form_without_points_stays() -> None:
    bare = evolve(form(), funds=Funds())
    assert uniform(bare) == bare
