"""What a careful reviewer finds in the four forms of the Shanghai document."""

from collections import Counter

import pytest

from generator.audit import audit
from generator.model.form import Form
from generator.model.problem import Problem, Severity

from .forms import CLOUD, DATA_OPERATION, NETWORK, ONE_STOP


def found(form: Form, rule: str) -> list[Problem]:
    return [problem for problem in audit(form) if problem.rule == rule]


def test_a_wrong_rate_is_one_error_with_its_consequences() -> None:
    errors = [p for p in audit(NETWORK) if p.severity == "E"]
    assert [p.rule for p in errors] == ["R01"]
    assert errors[0].path == ("项目资金", "执行率")
    assert errors[0].message == (
        "执行率印作 92.64%，按 51,562,685.00÷51,565,764.00 应为 99.99%"
        "；随之得分 9.26 应为 10.00，总分 94.06 应为 94.80"
    )


ERRORS = [(ONE_STOP, ["R08"]), (DATA_OPERATION, []), (CLOUD, []), (NETWORK, ["R01"])]


@pytest.mark.parametrize(("form", "rules"), ERRORS, ids=lambda v: getattr(v, "project", ""))
def test_no_other_error(form: Form, rules: list[str]) -> None:
    assert [p.rule for p in audit(form) if p.severity == "E"] == rules


def test_points_lost_without_a_reason() -> None:
    assert [p.path[1] for p in found(ONE_STOP, "R08")] == ["满意度指标"]


def test_no_cost_indicator() -> None:
    assert [p.value for p in found(ONE_STOP, "R13")] == ["成本指标"]


def test_one_wording_scored_two_ways() -> None:
    (problem,) = found(DATA_OPERATION, "R15")
    assert problem.path == ("绩效指标", "效益指标", "可持续影响指标", 3, "得分")
    assert "“数据治理程度” 7/10，“管理制度配套率” 7/10，“数据共享完成率” 10/10" in problem.message


def test_words_for_a_number_five_times() -> None:
    assert len(found(CLOUD, "R14")) == 5


@pytest.mark.parametrize("form", [ONE_STOP, DATA_OPERATION, CLOUD, NETWORK], ids=lambda f: f.project)
def test_weights_depart_in_all_four(form: Form) -> None:
    assert len(found(form, "R12")) == 1


EVERYTHING = {
    ONE_STOP.project: {"R08": 1, "R10": 1, "R12": 1, "R13": 1, "R14": 1, "R17": 1, "R18": 4},
    DATA_OPERATION.project: {"R09": 1, "R12": 1, "R14": 4, "R15": 1, "R18": 2, "R19": 1},
    CLOUD.project: {"R12": 1, "R14": 5, "R20": 1, "R24": 1, "R41": 1},
    NETWORK.project: {"R01": 1, "R12": 1, "R14": 1, "R18": 4},
}
"""R14 also where words met a number and ≥ was repeated; R18 生态效益, 获得感 and the like, ≥150 of what;
R19 预算金额结算率 as a cost; R24 2家 planned, 3家 done; R41 运行运行 in the name of an indicator."""


@pytest.mark.parametrize("form", [ONE_STOP, DATA_OPERATION, CLOUD, NETWORK], ids=lambda f: f.project)
def test_everything_that_is_found(form: Form) -> None:
    assert Counter(problem.rule for problem in audit(form)) == EVERYTHING[form.project]


def test_points_below_the_formula_are_information() -> None:
    (problem,) = found(DATA_OPERATION, "R09")
    assert problem.severity is Severity.INFORMATION
    assert "10.00×88.89%＝8.89，得分印作 6.00，低于公式" in problem.message


def test_a_budget_raised_without_a_word() -> None:
    (problem,) = found(ONE_STOP, "R17")
    assert problem.message == ("全年预算数 104,769,000.00 比年初预算数 39,090,800.00 多 168.0%，未说明原因")
