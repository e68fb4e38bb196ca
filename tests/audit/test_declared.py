"""A self-evaluation against the goals declared for its project: what counts as the same, what does not."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit import Declaration, Others, Verdict, full_department_audit
from generator.audit.catalogue import DEPARTMENT_RULES
from generator.model.form import GOAL_DECLARATION, Form, FundRow, Funds, Goals, Indicator

from .cases import COST, QUANTITY, SATISFACTION, TIMELINESS
from .edit import changed
from .forms import DATA_OPERATION, SHANGHAI, SOUND

RULES = ("R46", "R47", "R48", "R49", "R50", "R51", "R52")
Verdicts = dict[str, Verdict]


def declared(form: Form) -> Form:
    """The target half of a form."""

    def goal(row: Indicator) -> Indicator:
        return Indicator(name=row.name, target=row.target, unit=row.unit, operator=row.operator)

    levels = tuple(
        evolve(
            level1,
            children=tuple(
                evolve(level2, indicators=tuple(map(goal, level2.indicators))) for level2 in level1.children
            ),
        )
        for level1 in form.levels
    )
    money = tuple(FundRow(name=row.name, initial=row.initial) for row in form.funds.rows)
    return Form(
        kind=GOAL_DECLARATION,
        year=form.year,
        project=form.project,
        department=form.department,
        funds=Funds(unit=form.funds.unit, rows=money),
        goals=Goals(expected=form.goals.expected),
        levels=levels,
    )


def declaration(form: Form | None, name: str = "甲", *, is_awaited: bool = True) -> Declaration:
    return Declaration(label=f"目标/{name}.yaml", name=name, form=form, is_awaited=is_awaited)


def verdicts(form: Form, *goals: Declaration) -> Verdicts:
    audit = full_department_audit([("甲.yaml", form)], others=Others(declarations=goals))["甲.yaml"]
    assert [one.rule for one in audit.outcomes] == [rule.id for rule in DEPARTMENT_RULES]
    return {one.rule: one.verdict for one in audit.outcomes if one.rule in RULES}


def found(form: Form, goals: Form) -> set[str]:
    return {rule for rule, one in verdicts(form, declaration(goals)).items() if one is Verdict.FOUND}


def target(text: str, path: tuple[str | int, ...] = (*QUANTITY, 0), name: str | None = None) -> Form:
    """The sound form with another target."""
    form = changed(SOUND, (*path, "年度指标值"), text)
    return form if name is None else changed(form, (*path, "三级指标"), name)


@pytest.mark.parametrize("form", [SOUND, *SHANGHAI], ids=lambda form: form.project)
def test_a_form_agrees_with_its_own_goals(form: Form) -> None:
    told = verdicts(form, declaration(declared(form)))
    assert Verdict.FOUND not in told.values()
    assert told["R47"] is Verdict.PASSED


def test_without_a_declaration_nothing_is_compared() -> None:
    assert set(verdicts(SOUND).values()) == {Verdict.NOT_APPLICABLE}


SAME = [
    ("≥95%", "95%"),
    ("12次", "≥12次"),
    ("=100.00(%)", "100%"),
    ("≥90.00(%)", "≥ 90％"),
    ("1万人", "10000人"),
    ("大于等于3份", "≥3份"),
    ("2024年12月底前", "2024年12月31日前"),
    ("及时、准确", "及时，准确"),
    ("九成", "90%"),
]
LOWER = [
    ("≥95%", "≥90%"),
    ("12次", "10次"),
    ("≤5%", "≤8%"),
    ("2024年6月底前", "2024年9月底前"),
    ("90%", "≥85%"),
]
OTHER = [("≥95%", "≥98%"), ("12次", "12场"), ("≥95%", "良好"), ("≤5%", "≥5%"), ("及时", "按时完成")]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_targets_that_are_the_same(before: str, after: str) -> None:
    assert not found(target(after), declared(target(before)))


@pytest.mark.parametrize(("before", "after"), LOWER)
def test_targets_that_are_lower(before: str, after: str) -> None:
    assert found(target(after), declared(target(before))) == {"R47"}


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_targets_that_are_others(before: str, after: str) -> None:
    assert found(target(after), declared(target(before))) == {"R46"}


@pytest.mark.parametrize("path", [(*COST, 0), (*TIMELINESS, 0)])
def test_of_costs_and_times_nobody_knows_which_is_lower(path: tuple[str | int, ...]) -> None:
    assert found(target("5小时", path), declared(target("4小时", path))) == {"R46"}
    assert found(target("≤5小时", path), declared(target("≤4小时", path))) == {"R47"}


NAMES = [
    ("培训人次", "培训 人次"),
    ("指标1：培训人次", "培训人次"),
    ("培训人次（人）", "培训人次(人)"),
    ("培训人次（人）", "培训人次"),
    ("1.培训人次", "培训人次指标"),
]


@pytest.mark.parametrize(("before", "after"), NAMES)
def test_names_that_are_one(before: str, after: str) -> None:
    assert not found(target("≥5", name=after), declared(target("≥5", name=before)))


def test_another_name_is_another_indicator() -> None:
    assert found(target("≥5", name="培训场次"), declared(target("≥5", name="编写教材"))) == {"R48", "R49"}


def without(form: Form, path: tuple[str, str, str]) -> Form:
    levels = tuple(level for level in form.levels if level.name != path[1])
    assert len(levels) < len(form.levels)
    return evolve(form, levels=levels)


def test_what_is_dropped_and_what_is_added() -> None:
    assert found(without(SOUND, SATISFACTION), declared(SOUND)) == {"R48"}
    assert found(SOUND, declared(without(SOUND, SATISFACTION))) == {"R49"}


def test_an_indicator_under_another_level_is_the_same() -> None:
    levels = tuple(
        evolve(level, name="效益指标" if level.name == "满意度指标" else level.name) for level in SOUND.levels
    )
    moved = evolve(SOUND, levels=tuple(level for level in levels if level.children))
    assert found(SOUND, declared(moved)) == set()


def test_the_goal_and_the_amount() -> None:
    goals = declared(SOUND)
    assert found(SOUND, evolve(goals, goals=Goals(expected=f"{SOUND.goals.expected} 。"))) == set()
    assert found(SOUND, evolve(goals, goals=Goals(expected="另一个目标"))) == {"R50"}
    total = SOUND.funds.rows[0]
    assert total.initial is not None
    in_ten_thousands = FundRow(name="年度资金总额", initial=total.initial / 10_000)
    assert found(SOUND, evolve(goals, funds=Funds(unit="万元", rows=(in_ten_thousands,)))) == set()
    more = evolve(in_ten_thousands, initial=total.initial / 10_000 + Decimal("0.02"))
    assert found(SOUND, evolve(goals, funds=Funds(unit="万元", rows=(more,)))) == {"R51"}


def test_projects_are_matched_however_their_names_are_typed() -> None:
    goals = declared(DATA_OPERATION)
    assert not found(DATA_OPERATION, evolve(goals, project="数据 运营服务", department="大数据中心"))
    for other in (
        evolve(goals, year=2021),
        evolve(goals, project="数据运营"),
        evolve(goals, department="教育局"),
    ):
        told = verdicts(DATA_OPERATION, declaration(other))
        assert told["R47"] is Verdict.NOT_APPLICABLE
        assert told["R52"] is Verdict.FOUND


def test_two_declarations_or_one_that_cannot_be_read_leave_it_undecided() -> None:
    goals = declaration(declared(SOUND), "甲"), declaration(declared(SOUND), "甲（2）")
    assert verdicts(SOUND, *goals)["R47"] is Verdict.UNDECIDED
    assert verdicts(SOUND, declaration(None, SOUND.project))["R47"] is Verdict.UNDECIDED


def test_a_project_without_self_evaluation_is_told_where_all_were_looked_at() -> None:
    other = evolve(declared(SOUND), project="没有自评的项目")
    problems = full_department_audit([("甲.yaml", SOUND)], others=Others(declarations=[declaration(other)]))[
        ""
    ].problems
    assert [problem.rule for problem in problems] == ["R52"]
    assert "没有自评的项目" in problems[0].message
    some = verdicts(SOUND, declaration(other, is_awaited=False))
    assert some["R52"] is Verdict.UNDECIDED


def test_findings_stand_at_the_row_and_can_be_accepted() -> None:
    goals = [declaration(declared(target("≥95%")))]
    form = target("≥90%")
    (problem,) = full_department_audit([("甲.yaml", form)], others=Others(declarations=goals))[
        "甲.yaml"
    ].problems
    assert problem.path == (*QUANTITY, 0, "年度指标值")
    assert "≥95%" in problem.message
    settled = evolve(form, accepted={"R47": "财预调〔2024〕3号批准"})
    audit = full_department_audit([("甲.yaml", settled)], others=Others(declarations=goals))["甲.yaml"]
    assert not audit.problems
    assert [one.reason for one in audit.accepted] == ["财预调〔2024〕3号批准"]


Mutation = Callable[[int], Form]
MUTATIONS: dict[str, Mutation] = {
    "R46": lambda n: target(f"≥{n + 20}份"),
    "R47": lambda n: target(f"≥{n}份"),
    "R48": lambda _: without(SOUND, SATISFACTION),
    "R50": lambda n: evolve(target("≥12份"), goals=evolve(SOUND.goals, expected=f"完成{n}件别的事。")),
    "R51": lambda n: changed(target("≥12份"), ("项目资金", "年度资金总额", "年初预算数"), f"{n}.00"),
}


@pytest.mark.parametrize("rule", MUTATIONS)
@settings(max_examples=10, deadline=None, derandomize=True)
@given(number=st.integers(min_value=1, max_value=11))
def test_one_input_flips_its_row_and_no_other(rule: str, number: int) -> None:
    form = MUTATIONS[rule](number)
    base = SOUND if rule == "R48" else target("≥12份")
    before, after = (verdicts(one, declaration(declared(base))) for one in (base, form))
    assert {one for one in RULES if before[one] is not after[one]} == {rule}
    assert after[rule] is Verdict.FOUND
