"""Printed words and their canonical terms."""

import pytest

from generator.model.vocabulary import bare, vocabulary


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("权重", "分值"),
        ("预算目标", "预期目标"),
        ("全年预算数(A)", "全年预算数"),
        ("执行率（B/A）", "执行率"),
        ("预算执行率(%)", "执行率"),
        ("偏差原因分析及\n改进措施", "偏差原因分析及改进措施"),
        ("天气", None),
    ],
)
def test_terms(printed: str, canonical: str | None) -> None:
    assert vocabulary().term(printed) == canonical


def test_levels_know_their_parents() -> None:
    assert vocabulary().as_level1("产出指标(50分)") == "产出指标"
    assert vocabulary().parent("服务对象满意度") == "满意度指标"
    assert vocabulary().parent("成本指标") == "产出指标"
    assert vocabulary().parent("天气") is None


def test_canonical_words_are_in_the_form() -> None:
    assert vocabulary().words_for("分值")[0] == "分值"
    assert bare(" 总 额：") == "总额"
