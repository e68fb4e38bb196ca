"""Each rule by its cases: broken, and nearly."""

import re
from decimal import Decimal
from functools import reduce

import pytest
from attrs import evolve

from generator.audit import audit
from generator.audit.catalogue import FORM_RULES
from generator.model.form import Form
from generator.model.problem import Severity
from generator.model.profile import NATIONAL, Over, Profile, load_profile
from generator.model.vocabulary import vocabulary
from generator.store import dump, loads

from .cases import CASES, COST, LASTING, SATISFACTION, TODAY, Case, Change
from .edit import changed
from .forms import SOUND


def applied(changes: tuple[Change, ...]) -> Form:
    return reduce(lambda form, change: changed(form, *change), changes, SOUND)


def test_the_sound_form_is_sound() -> None:
    assert audit(SOUND, today=TODAY) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_broken(case: Case) -> None:
    found = {problem.rule for problem in audit(applied(case.breaks), case.profile, today=TODAY)}
    assert case.rule in found
    assert found <= {case.rule} | case.extra


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_near_miss(case: Case) -> None:
    problems = audit(applied(case.near_miss), case.profile, today=TODAY)
    assert case.rule not in {problem.rule for problem in problems}
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]


def test_every_rule_has_a_case() -> None:
    assert {rule.id for rule in FORM_RULES} == {case.rule for case in CASES}


@pytest.mark.parametrize("case", [case for case in CASES if case.rule != "R44"], ids=lambda case: case.rule)
def test_an_accepted_finding_is_not_reported(case: Case) -> None:
    form = changed(applied(case.breaks), ("核对",), {case.rule: "经财政部门同意"})
    assert case.rule not in {problem.rule for problem in audit(form, case.profile, today=TODAY)}


@pytest.mark.parametrize(
    ("rate", "score", "rules"),
    [
        ("97.50", "9.75", set()),
        ("98", "9.80", set()),  # rounded, and scored as printed
        ("97", "9.70", {"R02"}),  # within the last digit, but not the rounded rate
        ("80.00", "8.00", {"R01"}),  # told once, as a consequence
        ("80.00", "9.00", {"R01", "R02"}),
    ],
)
def test_a_score_may_follow_the_printed_rate(rate: str, score: str, rules: set[str]) -> None:
    form = changed(changed(SOUND, ("项目资金", "执行率"), rate), ("项目资金", "得分"), score)
    difference = Decimal(score) - Decimal("9.75")
    assert SOUND.total is not None
    form = changed(form, ("总分",), SOUND.total + difference)
    assert {problem.rule for problem in audit(form)} == rules


def test_a_profile_has_rules_of_its_own() -> None:
    form = applied(
        (
            ((*LASTING, 0, "实际完成值"), "部分达成"),
            ((*LASTING, 0, "得分"), "5.00"),
            ((*LASTING, 0, "偏差原因分析及改进措施"), "一项制度在审。"),
            (("总分",), "93.25"),
        )
    )
    assert {problem.rule for problem in audit(form)} == {"R11"}
    assert {problem.rule for problem in audit(form, load_profile("hubei"))} == {"R12"}


def test_the_profile_is_that_of_the_layout_where_none_is_named() -> None:
    path = (*LASTING, 0, "实际完成值")
    form = evolve(changed(SOUND, path, "部分达成"), layout="hubei")
    assert audit(form) == audit(form, load_profile("hubei")) != audit(form, NATIONAL)


def test_a_misprinted_weight_is_named() -> None:
    (problem,) = [p for p in audit(changed(SOUND, (*COST, 0, "分值"), "12.00")) if p.severity == "E"]
    assert problem.path == (*COST, 0, "分值")
    assert problem.message == (
        "分值合计 102.00，应为 100；“单个服务站建设成本”的分值 12.00 若为 10.00，则合计与得分都相符"
    )


def test_a_total_of_the_right_score_is_told_under_the_wrong_score() -> None:
    (problem,) = audit(changed(SOUND, (*COST, 0, "得分"), "11.00"))
    assert problem.rule == "R06"
    assert "总分 98.25 与得分之和 99.25 不符也由此而来" in problem.message


FIELDS = (
    "年初预算数", "全年预算数", "全年执行数", "执行率", "年度总体目标", "预期目标", "实际完成情况",
    "绩效指标", "项目资金", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "总分", "实施单位",
    "偏差原因分析及改进措施", "主管部门", "项目名称",
)  # fmt: skip
RENAMED = {term: vocabulary().words_for(term)[-1] for term in FIELDS if vocabulary().words_for(term)[1:]}
"""Canonical term → another word that forms print for it."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_fields_are_named_as_the_form_names_them(case: Case) -> None:
    form = evolve(applied(case.breaks), labels=RENAMED)
    for found in audit(form, case.profile, today=TODAY):
        said = re.sub("“[^”]*”", "", found.message + (found.hint or "") + found.field)
        for word in sorted((*RENAMED.values(), "预算执行率"), key=len, reverse=True):
            said = said.replace(word, "")
        assert [term for term in (*RENAMED, "指标值", "完成值") if term in said] == []


def test_a_printed_word_that_is_no_key_is_not_a_field_of_the_file() -> None:
    form = evolve(applied(((("年度总体目标", "预期目标"), ""),)), labels={"预期目标": "本年要办的事"})
    (found,) = audit(form)
    assert (found.field, found.message) == ("年度总体目标 › 预期目标", "没有填写预期目标")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_every_finding_has_a_file_and_a_line(case: Case) -> None:
    form = applied(case.breaks)
    loaded = loads(dump(form), file="甲.yaml")
    for found in audit(form, case.profile, today=TODAY):
        place = loaded.place(found.path, found.offset)
        assert place.line is not None
        assert place.line > 1 or found.path[0] in ("格式", "实施单位")


_EXCEEDED = (
    ((*SATISFACTION, 0, "年度指标值"), "≥60%"),
    ((*SATISFACTION, 0, "实际完成值"), "93%"),
    ((*SATISFACTION, 0, "偏差原因分析及改进措施"), "服务站增开夜间服务。"),
)
_TAKES_TWO = evolve(NATIONAL, over=(Over(begins=Decimal("1.3"), points=Decimal(2)),))


@pytest.mark.parametrize(
    ("profile", "score", "rules"),
    [
        (NATIONAL, "10.00", set()),
        (NATIONAL, "8.00", {"R10"}),
        (_TAKES_TWO, "10.00", {"R10"}),
        (_TAKES_TWO, "8.00", set()),
        (_TAKES_TWO, "7.00", {"R10"}),
    ],
)
def test_what_over_fulfilment_costs_is_the_profiles(profile: Profile, score: str, rules: set[str]) -> None:
    """One region takes two points from 1.3 times the target on, another none: both are right."""
    assert SOUND.total is not None
    total = SOUND.total - 10 + Decimal(score)
    form = applied((*_EXCEEDED, ((*SATISFACTION, 0, "得分"), score), (("总分",), total)))
    assert {problem.rule for problem in audit(form, profile)} == rules


@pytest.mark.parametrize(
    ("layout", "grade", "rules"),
    [
        (None, "优", set()),
        (None, "良", {"R26"}),
        (None, "合格", set()),  # no grade of the ministry's: it cannot be told
        ("shanghai-district", "良", set()),
        ("shanghai-district", "合格", {"R26"}),
        ("shanghai-district", "不合格", {"R26"}),
    ],
)
def test_grades_are_named_by_the_forms_profile(layout: str | None, grade: str, rules: set[str]) -> None:
    """98.25 is 优 anywhere, 76.25 is 良 in a district of Shanghai and 中 by the ministry."""
    total = Decimal("98.25") if layout is None else Decimal("76.25")
    form = evolve(SOUND, layout=layout, grade=grade, total=total)
    assert {problem.rule for problem in audit(form)} - {"R05"} == rules
