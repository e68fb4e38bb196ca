"""A sound form with one figure changed at random yields the rule of that figure, and no other error."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.audit import audit
from generator.audit.text import added
from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.problem import Path, Problem, Severity
from generator.model.value import Value, round_half_up

from .edit import changed

LEVELS = (
    ("产出指标", "数量指标", 15),
    ("产出指标", "质量指标", 15),
    ("产出指标", "时效指标", 10),
    ("产出指标", "成本指标", 10),
    ("效益指标", "社会效益指标", 20),
    ("效益指标", "可持续影响指标", 10),
    ("满意度指标", "服务对象满意度指标", 10),
)
UNITS = ("项", "人次", "家", "%")
REASON = "因进度延后未能全部完成，次年将加快实施。"


def cents(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Amounts of two decimals between two whole numbers."""
    return st.integers(low * 100, high * 100).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def sound_row(draw: st.DrawFn, level: str, name: str, weight: Decimal) -> Indicator:
    """A row scored by the formula: met in full, or missed in proportion and explained.

    Always with ≥ where it says cost, for what is saved: without a sign, less may be better there.
    """
    target, unit = draw(st.integers(20, 5000)), draw(st.sampled_from(UNITS))
    sign = "≥" if "成本" in level else draw(st.sampled_from(("≥", "")))
    missed = draw(st.booleans())
    actual = (
        draw(st.integers(target // 2, target - 1)) if missed else target + draw(st.integers(0, target // 10))
    )
    score = round_half_up(weight * actual / target) if missed else weight
    assume(not missed or score < weight)
    return Indicator(
        name=f"{name}节约" if "成本" in level else name,
        target=Value(f"{sign}{target}{unit}"),
        actual=Value(f"{actual}{unit}"),
        weight=weight,
        score=score,
        reason=REASON if missed else None,
    )


@st.composite
def sound_funds(draw: st.DrawFn) -> Funds:
    """A block whose total, rate and score follow from two sources; at least 90 % spent."""
    budgets = draw(st.tuples(cents(50_000, 5_000_000), cents(50_000, 5_000_000)))
    shares = draw(st.tuples(cents(91, 100), cents(91, 100)))
    spent = [round_half_up(b * s / 100) for b, s in zip(budgets, shares, strict=True)]
    budget, executed = added(budgets), added(spent)
    rate = executed / budget * 100
    rows = [
        FundRow(name=name, initial=b, budget=b, executed=e)
        for name, b, e in zip(
            ("年度资金总额", "当年财政拨款", "上年结转资金"),
            (budget, *budgets),
            (executed, *spent),
            strict=True,
        )
    ]
    weight = Decimal("10.00")
    return Funds(
        rows=tuple(rows), weight=weight, rate=round_half_up(rate), score=round_half_up(weight * rate / 100)
    )


@st.composite
def sound_forms(draw: st.DrawFn) -> Form:
    """A form that a careful reviewer has nothing to say about."""
    levels: dict[str, list[Level2]] = {}
    for number, (level1, level2, weight) in enumerate(LEVELS):
        first = Decimal(draw(st.integers(4, weight - 4)))
        weights = (first, weight - first) if draw(st.booleans()) else (Decimal(weight),)
        rows = [draw(sound_row(level2, f"第{number}组第{n}事项", w)) for n, w in enumerate(weights)]
        levels.setdefault(level1, []).append(Level2(name=level2, indicators=tuple(rows)))
    form = Form(
        year=2024,
        project="某项目",
        department="某部门",
        operator="某单位",
        goals=Goals(expected="年内办成各项实事。", actual="各项实事按计划办成。"),
        funds=draw(sound_funds()),
        levels=tuple(Level1(name=name, children=tuple(children)) for name, children in levels.items()),
    )
    scores = [form.funds.score, *(indicator.score for _, indicator in form.indicators())]
    return evolve(form, total=sum((s for s in scores if s is not None), Decimal(0)))


def errors(form: Form) -> list[Problem]:
    return [problem for problem in audit(form) if problem.severity is Severity.ERROR]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(sound_forms())
def test_a_sound_form_raises_no_alarm(form: Form) -> None:
    assert audit(form) == ()


Planted = tuple[Path, object, str]
Draw = Callable[[st.SearchStrategy[Any]], Any]
Planter = Callable[[Draw, Form], Planted]


def wrong_rate(draw: Draw, form: Form) -> Planted:
    assert form.funds.rate is not None
    return ("项目资金", "执行率"), form.funds.rate - draw(cents(1, 60)), "R01"


def wrong_fund_score(draw: Draw, form: Form) -> Planted:
    assert form.funds.score is not None
    return ("项目资金", "得分"), form.funds.score - draw(cents(1, 8)), "R02"


def wrong_amount(draw: Draw, form: Form) -> Planted:
    row = draw(st.sampled_from(form.funds.rows))
    column, amount = draw(st.sampled_from((("全年预算数", row.budget), ("全年执行数", row.executed))))
    assert amount is not None
    return (
        ("项目资金", row.name, column),
        amount + draw(cents(1, 40_000)) * draw(st.sampled_from((1, -1))),
        "R03",
    )


def wrong_weight(draw: Draw, form: Form) -> Planted:
    path, row = draw(st.sampled_from(list(form.indicators())))
    assert row.weight is not None
    return (*path, "分值"), row.weight + draw(st.sampled_from((-3, -2, -1, 1, 2, 5))), "R04"


def wrong_fund_weight(draw: Draw, form: Form) -> Planted:
    return ("项目资金", "分值"), Decimal(draw(st.sampled_from((5, 8, 9, 11, 15, 20)))), "R04"


def wrong_total(draw: Draw, form: Form) -> Planted:
    assert form.total is not None
    return ("总分",), form.total + draw(cents(1, 30)) * draw(st.sampled_from((1, -1))), "R05"


def score_above_weight(draw: Draw, form: Form) -> Planted:
    path, row = draw(st.sampled_from(list(form.indicators())))
    assert row.weight is not None
    return (*path, "得分"), row.weight + draw(cents(1, 10)), "R06"


def wrong_quota(draw: Draw, form: Form) -> Planted:
    level = draw(st.sampled_from(form.levels))
    weights = [row.weight or 0 for path, row in form.indicators() if path[1] == level.name]
    quota = sum(weights) + draw(st.integers(1, 9))
    return ("绩效指标", level.name), f"{level.name}（{quota}分）", "R07"


def unexplained_score(draw: Draw, form: Form) -> Planted:
    path, row = draw(st.sampled_from([(p, r) for p, r in form.indicators() if r.reason is None]))
    assert row.weight is not None
    return (*path, "得分"), row.weight - draw(cents(1, 3)), "R08"


def missing_reason(draw: Draw, form: Form) -> Planted:
    path, _ = draw(st.sampled_from([(p, r) for p, r in form.indicators() if r.reason]))
    return (*path, "偏差原因分析及改进措施"), draw(st.sampled_from((None, "无", "—", ""))), "R08"


def worse_actual(draw: Draw, form: Form) -> Planted:
    path, row = draw(st.sampled_from(list(form.indicators())))
    assert row.actual.number is not None
    assert row.target.number is not None
    number = (min(row.actual.number, row.target.number) * 9 / 10).to_integral_value(
        rounding="ROUND_FLOOR"
    ) - 1
    return (*path, "实际完成值"), f"{number}{row.actual.unit}", "R09"


PLANTERS: tuple[Planter, ...] = (
    wrong_rate,
    wrong_fund_score,
    wrong_amount,
    wrong_weight,
    wrong_fund_weight,
    wrong_total,
    score_above_weight,
    wrong_quota,
    unexplained_score,
    missing_reason,
    worse_actual,
)


@pytest.mark.parametrize("plant", PLANTERS, ids=lambda plant: plant.__name__)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_planted_fault_is_found_and_nothing_else(plant: Planter, data: st.DataObject) -> None:
    form = data.draw(sound_forms())
    has_reasons = [row.reason is not None for _, row in form.indicators()]
    assume(any(has_reasons) and not all(has_reasons))
    path, value, rule = plant(data.draw, form)
    assert [problem.rule for problem in errors(changed(form, path, value))] == [rule]
