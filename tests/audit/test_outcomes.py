"""No rule is silent on any form, and what becomes of one hangs on its own inputs only."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest
from attrs import evolve, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit import Verdict, full_audit, full_department_audit
from generator.audit.catalogue import DEPARTMENT_RULES, FORM_RULES, RULES
from generator.audit.facts import read_facts
from generator.audit.misprint import find_misprints
from generator.audit.needs import answered
from generator.model.form import Form
from generator.model.profile import NATIONAL, Cap, Profile, load_profile, profile_names

from .cases import (
    CASES,
    COST,
    GRANT,
    LASTING,
    QUALITY,
    QUANTITY,
    REASON,
    SATISFACTION,
    TIMELINESS,
    TODAY,
    TOTAL,
    Change,
)
from .edit import changed
from .forms import SHANGHAI, SOUND

Verdicts = dict[str, Verdict]


def verdicts(form: Form, profile: Profile = NATIONAL) -> Verdicts:
    return {one.rule: one.verdict for one in full_audit(form, profile, today=TODAY).outcomes}


def differing(form: Form, profile: Profile = NATIONAL) -> Verdicts:
    """What is otherwise than on the sound form."""
    sound = verdicts(SOUND)
    return {rule: verdict for rule, verdict in verdicts(form, profile).items() if verdict is not sound[rule]}


def applied(changes: tuple[Change, ...]) -> Form:
    return reduce(lambda form, change: changed(form, *change), changes, SOUND)


@frozen
class Mutation:
    """Changes of one rule's input, made of something drawn; what else rightly follows from them."""

    rule: str
    changes: Callable[[Any], tuple[Change, ...]]
    drawn: st.SearchStrategy[Any]
    follows: Mapping[str, Verdict] = field(factory=dict)


def points(low: str, high: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=2)


def one(path: tuple[Any, ...], form: str = "{}") -> Callable[[object], tuple[Change, ...]]:
    """A change of one value."""
    return lambda drawn: ((path, form.format(drawn)),)


def spent(executed: int) -> tuple[Change, ...]:
    """So much spent of 2,000,000.00, with what follows from it, and everything delivered."""
    rate = Decimal(executed) / 20_000
    return (
        (("项目资金", TOTAL, "全年执行数"), f"{executed}.00"),
        (("项目资金", GRANT, "全年执行数"), f"{executed - 190_000}.00"),
        (("项目资金", "执行率"), f"{rate:.2f}"),
        (("项目资金", "得分"), f"{rate / 10:.2f}"),
        (("项目资金", REASON), "验收在次年，尾款结转支付。"),
        ((*QUALITY, 1, "得分"), "5.00"),
        ((*QUALITY, 1, "实际完成值"), "90%"),
        ((*QUALITY, 1, REASON), None),
        (("总分",), f"{Decimal('89.00') + Decimal(f'{rate / 10:.2f}'):.2f}"),
    )


def less_at_first(amount: int) -> tuple[Change, ...]:
    return (
        (("项目资金", TOTAL, "年初预算数"), f"{2_000_000 - amount}.00"),
        (("项目资金", GRANT, "年初预算数"), f"{1_800_000 - amount}.00"),
    )


def shifted(number: int) -> tuple[Change, ...]:
    """Points moved from 效益 to 产出."""
    more, less = f"{10 + number}.00", f"{10 - number}.00"
    return (
        ((*QUANTITY, 0, "分值"), more),
        ((*QUANTITY, 0, "得分"), more),
        ((*LASTING, 0, "分值"), less),
        ((*LASTING, 0, "得分"), less),
    )


def scored_otherwise(score: Decimal) -> tuple[Change, ...]:
    """The same words as of another row, with another share of the points."""
    return (
        ((*QUANTITY, 0, "年度指标值"), "健全"),
        ((*QUANTITY, 0, "实际完成值"), "健全"),
        ((*QUANTITY, 0, "得分"), f"{score}"),
        ((*QUANTITY, 0, REASON), "一处尚在整改。"),
        (("总分",), f"{Decimal('88.25') + score}"),
    )


def typed_scores(_: object) -> tuple[Change, ...]:
    paths = ((*QUANTITY, 0), (*QUANTITY, 1), (*QUALITY, 0), (*COST, 0), (*LASTING, 0))
    return tuple(((*path, column), "10") for path in paths for column in ("年度指标值", "实际完成值"))


def all_full(reason: str) -> tuple[Change, ...]:
    """Full marks everywhere, and a reason all the same."""
    return (
        *spent(2_000_000),
        (("项目资金", REASON), None),
        (("项目资金", GRANT, "全年执行数"), "1800000.00"),
        (("项目资金", "上年结转资金", "全年执行数"), "200000.00"),
        (("绩效指标", "效益指标", "社会效益指标", 0, "实际完成值"), "2000人"),
        (("绩效指标", "效益指标", "社会效益指标", 0, "得分"), "20.00"),
        (("绩效指标", "效益指标", "社会效益指标", 0, REASON), None),
        (("总分",), "100.00"),
        ((REASON,), reason),
    )


TOLD_THERE = {"R05": Verdict.UNDECIDED}
"""A wrong 得分 makes 总分 wrong, too: told where the 得分 stands, R05 says so."""

MUTATIONS = (
    Mutation("R01", one(("项目资金", "执行率")), points("0", "97.40")),
    Mutation("R02", one(("项目资金", "得分")), points("0", "9.60"), TOLD_THERE),
    Mutation("R03", one(("项目资金", GRANT, "年初预算数")), points("100000", "1700000")),
    Mutation("R04", one((*QUANTITY, 0, "分值")), points("0", "9.90")),
    Mutation("R05", one(("总分",)), points("0", "98.20")),
    Mutation("R06", one((*QUANTITY, 0, "得分")), points("10.01", "90"), TOLD_THERE),
    Mutation("R08", one((*QUALITY, 1, REASON)), st.sampled_from(["", "无", "—", "/", "无。"])),
    Mutation("R09", one((*QUALITY, 1, "得分")), points("4.56", "5"), TOLD_THERE),
    Mutation("R10", one((*QUANTITY, 0, REASON)), st.sampled_from(["天气原因。", "人员调动，已补充。"])),
    Mutation("R11", one((*LASTING, 0, "实际完成值")), st.sampled_from(["部分达成", "未达成", "部分完成"])),
    Mutation("R12", shifted, st.integers(1, 9)),
    Mutation("R13", one(TIMELINESS), st.sampled_from(["进度指标", "进展指标"])),
    Mutation("R14", one((*SATISFACTION, 0, "实际完成值"), "≥{}%"), st.integers(90, 100)),
    Mutation("R15", scored_otherwise, points("1", "9")),
    Mutation("R16", one((*SATISFACTION, 0, "实际完成值"), "{}%"), st.integers(108, 300)),
    Mutation("R17", less_at_first, st.integers(1000, 1_000_000)),
    Mutation(
        "R18", one((*SATISFACTION, 0, "三级指标")), st.sampled_from(["服务对象满意度", "服务对象满意度指标"])
    ),
    Mutation("R19", one((*COST, 0, "三级指标")), st.sampled_from(["预算执行率", "资金支付率"])),
    Mutation(
        "R20",
        lambda drawn: (((*SATISFACTION, 0, "年度指标值"), "较高"), ((*SATISFACTION, 0, "实际完成值"), drawn)),
        st.sampled_from(["群众反映好", "没有投诉"]),
    ),
    Mutation("R21", spent, st.integers(400_000, 999_000)),
    Mutation("R22", typed_scores, st.none()),
    Mutation("R23", one(("项目资金", "单位")), st.sampled_from(["万元", " 万元"])),
    Mutation(
        "R24",
        lambda number: (
            (("年度总体目标", "预期目标"), "建成12个社区养老服务站。"),
            (("年度总体目标", "实际完成情况"), f"建成{number}个社区养老服务站。"),
        ),
        st.integers(1, 300).filter(lambda number: number != 12),
    ),
    Mutation("R26", one(("自评等级",)), st.sampled_from(["良", "中", "差", "良好"])),
    Mutation("R30", one((*QUANTITY, 0, "年度指标值")), st.sampled_from(["", "—", "/"])),
    Mutation("R31", one((*QUANTITY, 0, "实际完成值")), st.sampled_from(["", "—", "/"])),
    Mutation("R32", one(("年度总体目标", "预期目标")), st.sampled_from(["", " ", "—"])),
    Mutation("R33", one(("实施单位",)), st.sampled_from(["", "—"])),
    Mutation("R34", lambda _: ((("项目资金", TOTAL, "年初预算数"), None),), st.none()),
    Mutation("R35", lambda year: ((("年度",), year),), st.integers(2027, 2100) | st.integers(1990, 2010)),
    Mutation("R36", one((*QUANTITY, 0, "实际完成值"), "2024-01-{:02}"), st.integers(1, 28)),
    Mutation("R37", one((*COST, 0, "年度指标值"), "≥{}万元"), points("13", "14.6")),
    Mutation("R38", all_full, st.sampled_from(["部分工作滞后。", "因天气顺延。"])),
    Mutation(
        "R40", one((*LASTING, 0, "三级指标"), "运营管理制度健全{}度"), st.sampled_from("\ue000\uf8ff\ufffd")
    ),
    Mutation("R41", one((*LASTING, 0, "三级指标"), "运营{0}{0}制度健全程度"), st.just("管理")),
    Mutation("R42", one((*LASTING, 0, "三级指标"), "运营管理制度{}健全程度"), st.sampled_from("“”《》（【")),
    Mutation("R43", one((*QUALITY, 1, REASON), "部分学员考试在次年{}将组织补考。"), st.sampled_from(",;:")),
    Mutation("R45", one((*QUALITY, 1, REASON), "部分学员，{}考试在次年。"), st.sampled_from(" \u00a0")),
    Mutation("R44", lambda rule: ((("核对",), {rule: "经同意"}),), st.sampled_from(["R99", "甲", "R44"])),
)
"""Beside these: R07 is about labels, R39 about the profile, R25 and R27 to R29 about several forms."""


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_a_rules_input_flips_its_row_and_no_other(mutation: Mutation) -> None:
    @settings(max_examples=8, derandomize=True, deadline=None, database=None)
    @given(mutation.drawn)
    def flips(drawn: object) -> None:
        form = applied(mutation.changes(drawn))
        assert differing(form) == {mutation.rule: Verdict.FOUND, **mutation.follows}

    flips()


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(st.integers(98, 100), st.integers(50, 98))
def test_a_cap_flips_its_row_only(below: int, total: int) -> None:
    capped = evolve(NATIONAL, caps=(Cap(below=Decimal(below), total=Decimal(total)),))
    assert differing(SOUND, capped) == {"R39": Verdict.FOUND}
    low = evolve(NATIONAL, caps=(Cap(below=Decimal(50), total=Decimal(total)),))
    assert differing(SOUND, low) == {"R39": Verdict.PASSED}


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(st.integers(1, 99))
def test_a_quota_flips_its_row_only(quota: int) -> None:
    form = evolve(SOUND, labels={"绩效指标": f"绩效指标（{quota}分）"})
    expected = Verdict.PASSED if quota == 90 else Verdict.FOUND
    assert differing(form) == {"R07": expected}


MISSING = {
    "R01": ((("项目资金", "执行率"), None), Verdict.NOT_APPLICABLE),
    "R02": ((("项目资金", "得分"), None), Verdict.NOT_APPLICABLE),
    "R05": ((("总分",), None), Verdict.NOT_APPLICABLE),
    "R20": (((*SATISFACTION, 0, "实际完成值"), ""), Verdict.UNDECIDED),
    "R24": ((("年度总体目标", "实际完成情况"), ""), Verdict.UNDECIDED),
    "R37": (((*COST, 0, "年度指标值"), ""), Verdict.UNDECIDED),
}


@pytest.mark.parametrize("rule", MISSING)
def test_what_a_rule_cannot_do_without(rule: str) -> None:
    change, verdict = MISSING[rule]
    told = next(one for one in full_audit(applied((change,)), today=TODAY).outcomes if one.rule == rule)
    assert told.verdict is verdict
    assert told.why


def test_without_amounts_nothing_is_said_of_the_rate() -> None:
    told = verdicts(applied(((("项目资金", TOTAL, "全年执行数"), None),)))
    undecided = {rule for rule, verdict in told.items() if verdict is Verdict.UNDECIDED}
    assert undecided == {"R01", "R02", "R21"}
    assert told["R34"] is Verdict.FOUND


FORMS = (
    SOUND,
    *SHANGHAI,
    *(applied(case.breaks) for case in CASES),
    Form(year=2020, project="空", department="空"),
)


@pytest.mark.parametrize("form", FORMS)
def test_no_rule_is_silent(form: Form) -> None:
    audit = full_audit(form, today=TODAY)
    assert [one.rule for one in audit.outcomes] == [rule.id for rule in FORM_RULES]
    assert all(one.why for one in audit.outcomes)
    found = {one.rule for one in audit.outcomes if one.verdict is Verdict.FOUND}
    assert found == {problem.rule for problem in (*audit.problems, *(a.problem for a in audit.accepted))}


@pytest.mark.parametrize("profile", profile_names())
def test_a_rule_whose_needs_are_not_met_finds_nothing(profile: str) -> None:
    """Otherwise what it declares would not be what it does."""
    for form in FORMS:
        read = read_facts(evolve(form, layout=profile), load_profile(profile), TODAY)
        facts = find_misprints(read)
        for rule in FORM_RULES:
            if answered(rule.needs, facts).verdict is not Verdict.PASSED:
                assert list(rule.find(facts)) == [], (rule.id, form.project)


def test_every_rule_declares_what_it_needs() -> None:
    assert [rule.id for rule in RULES if not rule.needs] == []


def test_an_accepted_finding_is_found_and_says_why_it_is_accepted() -> None:
    form = evolve(applied(((("总分",), "90.00"),)), accepted={"R05": "财政部门核定"})
    (told,) = [one for one in full_audit(form, today=TODAY).outcomes if one.rule == "R05"]
    assert told.verdict is Verdict.FOUND
    assert told.why.startswith("已核对认可：财政部门核定；总分印作 90.00")


def across(*forms: Form, **totals: int) -> Verdicts:
    """What became of the rules across forms on the last of them."""
    labelled = [(f"{number}", form) for number, form in enumerate(forms)]
    given = {key: Decimal(value) for key, value in totals.items()}
    outcomes = full_department_audit(labelled, totals=given)[f"{len(forms) - 1}"].outcomes
    assert [one.rule for one in outcomes] == [rule.id for rule in DEPARTMENT_RULES]
    assert all(one.why for one in outcomes)
    return {one.rule: one.verdict for one in outcomes}


def test_rules_across_forms_have_outcomes_too() -> None:
    alone = across(SOUND)
    assert alone == dict.fromkeys((rule.id for rule in DEPARTMENT_RULES), Verdict.NOT_APPLICABLE)
    other = evolve(SOUND, project="别的项目")
    assert across(SOUND, other)["R27"] is Verdict.PASSED
    assert across(SOUND, SOUND)["R27"] is Verdict.FOUND
    assert across(SOUND, other, 全年执行数=3_900_000)["R28"] is Verdict.PASSED
    assert across(SOUND, other, 全年执行数=3_000_000)["R28"] is Verdict.FOUND
    scored = evolve(applied(scored_otherwise(Decimal(8))), project="别的项目")
    assert across(SOUND, scored)["R29"] is Verdict.FOUND
