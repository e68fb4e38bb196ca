"""What a careful reviewer finds in the four forms of the Shanghai document."""

import pytest

from generator.audit import audit
from generator.form import Form
from generator.problem import Problem

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
