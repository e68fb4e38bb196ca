"""Which stated values an edit elsewhere has made wrong."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.derived import agreed, derived, unstated, without_outdated
from generator.model.form import Form, FundRow, Funds
from generator.model.problem import Path

from ..support import forms

FORM = forms.one_stop()
RATE, SCORE, TOTAL = ("项目资金", "执行率"), ("项目资金", "得分"), ("总分",)


def scored(form: Form, score: str) -> Form:
    """The form with another score in its first row."""
    (first, *levels) = form.levels
    (second, *children) = first.children
    row = evolve(second.indicators[0], score=Decimal(score))
    changed = evolve(first, children=(evolve(second, indicators=(row,)), *children))
    return evolve(form, levels=(changed, *levels))


def spent(form: Form, executed: str) -> Form:
    rows = tuple(evolve(row, executed=Decimal(executed)) for row in form.funds.rows[:1])
    return evolve(form, funds=evolve(form.funds, rows=(*rows, *form.funds.rows[1:])))


def left_out(form: Form, base: Form) -> dict[Path, str]:
    return {path: str(value.computed) for path, value in without_outdated(form, [agreed(base)])[1].items()}


def test_nothing_is_outdated_in_what_nobody_has_edited() -> None:
    assert set(agreed(FORM)) == {RATE, SCORE, TOTAL}
    assert without_outdated(FORM, [agreed(FORM)]) == (FORM, {})


def test_an_edit_outdates_what_follows_from_it() -> None:
    assert left_out(scored(FORM, "9.50"), FORM) == {TOTAL: "98.50"}
    edited = spent(FORM, "100000000")
    assert left_out(edited, FORM) == {RATE: "95.45", SCORE: "9.54", TOTAL: "98.54"}
    form, _ = without_outdated(edited, [agreed(FORM)])
    assert (form.funds.rate, form.funds.score, form.total) == (None, None, None)


def test_a_weight_outdates_the_score_of_the_funds() -> None:
    edited = evolve(FORM, funds=evolve(FORM.funds, weight=Decimal(20)))
    assert left_out(edited, FORM) == {SCORE: "20.00", TOTAL: "109.00"}


def test_what_never_agreed_stays() -> None:
    wrong = evolve(FORM, total=Decimal(95), funds=evolve(FORM.funds, rate=Decimal("92.64")))
    assert left_out(scored(wrong, "9.50"), wrong) == {}
    assert set(left_out(spent(wrong, "100000000"), wrong)) == {SCORE}


def test_what_a_person_states_anew_stays() -> None:
    edited = evolve(scored(FORM, "9.50"), total=Decimal(97))
    assert left_out(edited, FORM) == {}


def test_without_a_base_nothing_is_outdated() -> None:
    assert without_outdated(scored(FORM, "9.50"), [])[1] == {}
    assert without_outdated(scored(FORM, "9.50"), [agreed(evolve(FORM, total=None))])[1] == {}


def test_what_agrees_again_stays() -> None:
    base = scored(FORM, "9.50")
    assert left_out(FORM, evolve(base, total=Decimal("98.50"))) == {}


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [("86.43", True), ("86.4", True), ("86", True), ("86.42", True), ("87", False), ("86.5", False)],
)
def test_a_rate_agrees_rounded_or_cut_off_at_its_last_digit(stated: str, agrees: bool) -> None:
    row = FundRow(name="年度资金总额", budget=Decimal(70), executed=Decimal("60.499"))  # 86.427…
    form = Form(year=2020, project="甲", department="乙", funds=Funds(rows=(row,), rate=Decimal(stated)))
    assert (RATE in agreed(form)) is agrees


def test_a_coarse_score_does_not_hide_a_finer_one() -> None:
    base = evolve(spent(FORM, "104769000"), funds=evolve(spent(FORM, "104769000").funds, score=Decimal(10)))
    assert left_out(spent(base, "100158000"), base)[SCORE] == "9.56"


def test_the_rate_of_a_source_is_set_right() -> None:
    rows = (
        *FORM.funds.rows[:1],
        FundRow(name="其他资金", budget=Decimal(8), executed=Decimal(4), rate=Decimal(50)),
    )
    base = evolve(FORM, funds=evolve(FORM.funds, rows=rows))
    edited = evolve(base, funds=evolve(base.funds, rows=(rows[0], evolve(rows[1], executed=Decimal(6)))))
    form, found = without_outdated(edited, [agreed(base)])
    assert set(found) == {("项目资金", "其他资金", "执行率")}
    assert form.funds.rows[1].rate == 75


def test_what_is_restated_to_the_digit_is_left_out_again() -> None:
    bare = evolve(FORM, total=None, funds=evolve(FORM.funds, rate=None, score=None))
    assert derived(bare) == {}
    assert unstated(FORM, FORM) == (bare, bare)
    assert unstated(FORM, bare) == (bare, bare)
    assert unstated(scored(FORM, "9.50"), FORM) == (scored(bare, "9.50"), bare)
    assert unstated(evolve(FORM, total=Decimal(98)), FORM)[0].total == 98
    wrong = evolve(FORM, total=Decimal(95))
    assert unstated(wrong, wrong) == (evolve(bare, total=Decimal(95)), evolve(bare, total=Decimal(95)))
