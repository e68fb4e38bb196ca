"""Suggested scores replay from the rule that each names; what is only usual is named and not applied."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit.suggestion import Suggestion, suggestions
from generator.model.form import Form
from generator.model.profile import NATIONAL, Cap, Over, Profile

from .cases import COST, LASTING, QUALITY, QUANTITY, SATISFACTION
from .edit import changed
from .forms import NETWORK, SOUND


def row_of(form: Form, path: tuple[str | int, ...], profile: Profile = NATIONAL) -> Suggestion:
    return next(row for row in suggestions(form, profile).rows if row.path == path)


def with_actual(path: tuple[str | int, ...], actual: str) -> Form:
    return changed(SOUND, (*path, "实际完成值"), actual)


def test_the_execution_rate_is_recomputed() -> None:
    """51,562,685 of 51,565,764 are 99.99 %, which the form prints as 92.64 % and 9.26 points."""
    row = row_of(NETWORK, ("项目资金",))
    assert (row.value, row.score, row.rule) == ("99.99%", Decimal("10.00"), "R02")
    assert row.basis == "10×99.99%"


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(actual=st.integers(1, 400), target=st.integers(1, 200))
def test_a_score_replays_from_its_formula(actual: int, target: int) -> None:
    """完成值÷指标值 × 10 up to 10, half up."""
    form = changed(with_actual((*QUANTITY, 0), f"{actual}个"), (*QUANTITY, 0, "年度指标值"), f"≥{target}个")
    row = row_of(form, (*QUANTITY, 0))
    if actual >= target:
        assert (row.rule, row.score) == ("R10", Decimal("10.00"))
    else:
        cents = (2 * 1000 * actual + target) // (2 * target)  # half up, in whole numbers
        assert (row.rule, row.score) == ("R09", Decimal(cents) / 100)


def test_of_two_formulas_the_one_that_gives_more_is_taken_and_the_other_named() -> None:
    row = row_of(with_actual((*COST, 0), "18万元"), (*COST, 0))
    assert (row.rule, row.score) == ("R09", Decimal("8.33"))
    assert row.basis == "未达指标值，10.00×83.33%；另一公式 8.00"


@pytest.mark.parametrize(
    ("actual", "rule", "basis"),
    [
        ("部分达成", "R11", "“部分达成年度指标并具有一定效果”一档，6.00–8.00，由复核人定"),
        ("健全", "", "年度指标值与实际完成值不可比，由复核人定"),
        ("", "R31", "没有填写实际完成值"),
    ],
)
def test_where_no_rule_gives_a_score_there_is_none(actual: str, rule: str, basis: str) -> None:
    row = row_of(with_actual((*LASTING, 0), actual), (*LASTING, 0))
    assert (row.score, row.rule, row.basis) == (None, rule, basis)
    assert suggestions(SOUND).total is None
    assert suggestions(SOUND).basis == "1 项没有建议分"


def test_rules_of_thumb_are_named_and_change_no_score() -> None:
    form = changed(with_actual((*SATISFACTION, 0), "没有投诉"), (*COST, 0, "三级指标"), "资金支付率")
    satisfaction, cost = row_of(form, (*SATISFACTION, 0)), row_of(form, (*COST, 0))
    assert satisfaction.score is None
    assert "满意度没有调查数据，通例计 0 分（R20）" in satisfaction.notes
    assert cost.score == Decimal("10.00")
    assert cost.notes == ("支付率之类作数量、成本指标，通例计 0 分（R19）",)
    assert row_of(SOUND, (*QUANTITY, 0)).notes == ()


MEASURED = changed(changed(SOUND, (*LASTING, 0, "年度指标值"), "2项"), (*LASTING, 0, "实际完成值"), "2项")
"""Every row has a score that a rule gives: 9.75 + 10 + 10 + 10 + 4.5 + 5 + 10 + 19 + 10 + 10."""


@pytest.mark.parametrize(
    ("below", "at_most", "total"), [(80, 89, "98.25"), (98, 89, "89"), (98, 99, "98.25")]
)
def test_the_total_is_capped_where_the_profile_says_so(below: int, at_most: int, total: str) -> None:
    capped = evolve(NATIONAL, caps=(Cap(below=Decimal(below), total=Decimal(at_most)),))
    found = suggestions(MEASURED, capped)
    assert found.total == Decimal(total)
    assert ("R39" in found.basis) is (total == "89")


def test_what_over_fulfilment_costs_is_the_profiles() -> None:
    form = changed(SOUND, (*QUALITY, 0, "年度指标值"), "≥60%")
    takes_two = evolve(NATIONAL, over=(Over(begins=Decimal("1.3"), points=Decimal(2)),))
    taken = row_of(form, (*QUALITY, 0), takes_two)
    assert (row_of(form, (*QUALITY, 0)).score, taken.score) == (Decimal("10.00"), Decimal("8.00"))
    assert taken.basis == "已达指标值，超额扣 2.00"
