"""The audit says something about any form, and never fails on one."""

from decimal import Decimal
from time import process_time

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit import audit, audit_department
from generator.audit.fix import fixes
from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.value import Value

from .forms import SOUND

texts = st.text(max_size=30) | st.sampled_from(
    (
        "≥90%",
        "≤0",
        "0",
        "-5%",
        "满意",
        "完善",
        "基本完成",
        "2020年底前",
        "1/0",
        "=",
        "9" * 40,
        "0.00元",
        "90%-80%",
    )
)
numbers = st.none() | st.integers(-(10**39), 10**39).map(Decimal) | st.decimals(-1000, 1000, places=2)


@st.composite
def any_form(draw: st.DrawFn) -> Form:
    rows = [
        FundRow(name=f"来源{n}", initial=draw(numbers), budget=draw(numbers), executed=draw(numbers))
        for n in range(draw(st.integers(0, 3)))
    ]
    indicators = [
        Indicator(
            name=draw(texts),
            target=Value(draw(texts)),
            actual=Value(draw(texts)),
            weight=draw(numbers),
            score=draw(numbers),
            reason=draw(st.none() | texts),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    level2 = Level2(name=draw(texts), indicators=tuple(indicators))
    return Form(
        year=2020,
        project=draw(texts),
        department=draw(texts),
        funds=Funds(
            unit=draw(texts),
            rows=tuple(rows),
            weight=draw(numbers),
            rate=draw(numbers),
            score=draw(numbers),
        ),
        goals=Goals(expected=draw(texts), actual=draw(texts)),
        levels=(Level1(name=draw(texts), children=(level2,)),),
        total=draw(numbers),
        grade=draw(st.none() | texts),
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(any_form())
def test_any_form_is_audited(form: Form) -> None:
    problems = audit(form)
    assert all(problem.message and problem.path for problem in problems)
    fixes(form)
    audit_department([("甲", form), ("乙", evolve(form, year=2021))])


def test_long_numbers_are_added_exactly() -> None:
    budget, grant, one = Decimal("9" * 39), Decimal("9" * 38 + "8"), Decimal(1)
    rows = (
        FundRow(name="年度资金总额", budget=budget),
        FundRow(name="当年财政拨款", budget=grant),
        FundRow(name="其他资金", budget=one),
    )
    assert [p.rule for p in audit(evolve(SOUND, funds=evolve(SOUND.funds, rows=rows)))] == ["R23", "R34"]


def test_a_form_of_very_many_rows_is_audited_in_time() -> None:
    rows = tuple(
        Indicator(name=f"指标{n}", actual=Value("完成"), weight=Decimal(1), score=Decimal(n % 2))
        for n in range(3000)
    )
    levels = tuple(
        Level1(name=f"指标{n}（1分）", children=(Level2(name="数量指标", indicators=(row,)),))
        for n, row in enumerate(rows)
    )
    goals = Goals(expected="1家云服务商，" * 3000, actual="".join(f"{n}家云服务商{n}，" for n in range(2000)))
    started = process_time()
    audit(evolve(SOUND, levels=levels, goals=goals))
    assert process_time() - started < 5
