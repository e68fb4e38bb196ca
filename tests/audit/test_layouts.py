"""Forms of every layout: what the audit says of each, and no error where the form only looks otherwise.

The findings below were each compared with the form: every one is a question that a careful reviewer
would ask, and why is said beside it.
"""

from collections import Counter

import pytest
from attrs import evolve

from generator.audit import audit
from generator.model.form import Form
from generator.model.problem import Path
from generator.store import load
from tests.layouts.makers import LAYOUTS, truth

from .edit import changed
from .forms import SOUND

UNLEVELLED: Path = ("绩效指标", "不分级", "不分级")

EXPECTED: dict[str, dict[str, int]] = {
    "L1": {"R17": 2},  # 1,250 万元 became 1,200, and 86 % of it was spent; the money is nowhere spoken of
    "L2": {"R09": 1, "R12": 1, "R14": 4, "R15": 1, "R18": 2, "R19": 1},  # as in the form of Shanghai it is
    "L3": {"R17": 1},  # 250,000 元 became 215,457.6
    "L4": {},  # 100 万元 more than planned are last year's, as their row says
    "L5": {"R13": 1},  # no 成本指标
    "L6": {"R13": 2},  # neither 时效 nor 成本指标
    "L7": {"R12": 1},  # 成本 10 and 产出 50 where 101号 has 20 and 40
    "L8": {"R13": 1},  # no 成本指标
    "L9": {"R13": 1},  # no 成本指标
    "L10": {"R17": 1},  # 15.5 % more than planned
    "L11": {},
    "L12a": {"R09": 1, "R13": 2},  # 88 of 90 earns 9.78 of 10, not 9.5; neither 时效 nor 成本指标
    "L12b": {"R09": 1, "R13": 2},
    "L13": {"R09": 1},  # 88 of 95 earns 9.26 of 10, not 8.5
    "L14": {"R09": 1, "R13": 1},  # 93 of 95 earns 19.58 of 20, not 19; no 成本指标
}


def form_of(layout: str) -> Form:
    form = load(truth(layout)).form
    assert form is not None
    return form


def rules(form: Form) -> Counter[str]:
    return Counter(problem.rule for problem in audit(form))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_said_of_a_layout(layout: str) -> None:
    problems = audit(form_of(layout))
    assert Counter(problem.rule for problem in problems) == EXPECTED[layout]
    assert not [problem for problem in problems if problem.severity == "E"]


@pytest.mark.parametrize(
    ("layout", "path", "value"),
    [
        ("L7", ("绩效指标", "产出指标", "时效指标", 0, "实际完成值"), "45"),  # ≤ 30 分钟 in three columns
        ("L10", (*UNLEVELLED, 0, "实际完成值"), "2.1"),  # ≥ 3 万亩
        ("L11", (*UNLEVELLED, 3, "实际完成值"), "80"),  # ≥ 85 %
    ],
)
def test_a_target_in_columns_of_its_own_is_compared(layout: str, path: Path, value: str) -> None:
    assert rules(changed(form_of(layout), path, value))["R09"] == 1


def test_the_message_names_operator_and_unit() -> None:
    form = changed(form_of("L11"), (*UNLEVELLED, 3, "实际完成值"), "80")
    (message,) = [problem.message for problem in audit(form) if problem.rule == "R09"]
    assert "指标值 ≥85%，实际完成值 80%，未达指标值" in message


def test_a_unit_that_is_nowhere_is_still_missed() -> None:
    form = changed(form_of("L11"), (*UNLEVELLED, 1, "计量单位"), None)
    assert rules(form)["R18"] == 1


def test_a_remark_explains_lost_points() -> None:
    form = changed(form_of("L10"), (*UNLEVELLED, 2, "其他栏"), {"说明": "无"})
    assert rules(form)["R08"] == 1


def test_one_reason_for_the_whole_form_explains_lost_points() -> None:
    bare = changed(SOUND, ("绩效指标", "产出指标", "质量指标", 1, "偏差原因分析及改进措施"), None)
    assert rules(bare)["R08"] == 1
    assert rules(evolve(bare, reason="考试延期。"))["R08"] == 0
    assert rules(evolve(bare, reason="无"))["R08"] == 1


def test_one_reason_for_the_whole_form_does_not_contradict_full_marks() -> None:
    assert rules(evolve(SOUND, reason="考试延期。")) == {}


def test_more_money_than_last_year_left_over_is_to_be_explained() -> None:
    form = form_of("L4")
    assert rules(changed(form, ("项目资金", "年度资金总额", "全年预算数"), "3600.01"))["R17"] == 1
