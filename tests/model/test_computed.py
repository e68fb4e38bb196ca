from decimal import Decimal

from attrs import evolve

from generator.model.computed import execution_rate, execution_score, score_total, weight_total
from generator.model.form import Form, FundRow, Funds

from ..support import forms


def _funds(budget: str | None, executed: str | None, weight: str | None = "10") -> Funds:
    amounts = {"budget": budget, "executed": executed}
    known = {term: Decimal(text) for term, text in amounts.items() if text is not None}
    row = FundRow(name="年度资金总额", **known)
    return Funds(rows=(row,), weight=Decimal(weight) if weight else None)


def test_rate_is_rounded_half_up() -> None:
    assert execution_rate(_funds("20000", "19999")) == Decimal("100.00")  # 99.995
    assert execution_rate(_funds("104769000", "104756332")) == Decimal("99.99")


def test_rate_of_nothing_budgeted_is_zero_and_of_nothing_known_unknown() -> None:
    assert execution_rate(_funds("0", "5")) == Decimal("0.00")
    assert execution_rate(_funds("5", None)) is None
    assert execution_rate(Funds()) is None


def test_score_follows_the_exact_rate_and_is_capped() -> None:
    assert execution_score(_funds("42546380.00", "42456311.08", "10.00")) == Decimal("9.98")
    assert execution_score(_funds("10", "20")) == Decimal("10.00")
    assert execution_score(_funds("10", "20", None)) is None


def test_totals_take_in_the_execution_rate() -> None:
    form = forms.data_service()
    assert weight_total(form) == Decimal("100.00")
    assert score_total(form) == Decimal("90.00")
    assert score_total(forms.network()) == Decimal("94.06")


def test_no_total_while_a_score_is_missing() -> None:
    form = forms.data_service()
    funds = evolve(form.funds, rows=())
    assert score_total(evolve(form, funds=funds)) is None
    assert weight_total(Form(year=2020, project="无", department="无")) is None
