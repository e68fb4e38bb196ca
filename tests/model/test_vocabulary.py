"""Printed words and their canonical terms."""

from collections.abc import Iterator

import pytest

from generator.model.profile import Profiles, profiles_in_use, use_profiles
from generator.model.vocabulary import bare, shipped_vocabulary, vocabulary

OWN = {
    "heading": [{"项目名称": [1, 2], "项目赋码": [1, 2]}],
    "indicators": {"columns": {}, "more": ["自评说明"], "words": {"年度指标值": "申报值"}},
    "words": {
        "实际完成值": "达成值（A）",
        "得分": "权重",
        "预期目标": "两处所用",
        "实际完成情况": "两处所用",
    },
    "footer": ["填表科室"],
}


@pytest.fixture
def own() -> Iterator[None]:
    before = profiles_in_use()
    use_profiles(Profiles({"own": {"title": "自己的", "layout": OWN}}))
    yield
    use_profiles(before)


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


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("申报值", "年度指标值"),
        ("达成值(B)", "实际完成值"),
        ("权重", "分值"),  # what everyone says by it
        ("两处所用", None),
    ],
)
def test_the_words_of_a_layout_in_use_are_known(printed: str, canonical: str | None) -> None:
    assert vocabulary().term(printed) == vocabulary().label(printed) == canonical
    assert printed == "权重" or shipped_vocabulary().term(printed) is None


@pytest.mark.usefixtures("own")
def test_its_columns_and_what_stands_at_its_head_and_foot_are_known_while_it_is_in_use() -> None:
    def known() -> tuple[bool, ...]:
        words = vocabulary()
        return "自评说明" in words.columns, words.is_detail("项目赋码"), words.is_detail("填表科室")

    assert known() == (True, True, True)
    use_profiles(Profiles())
    assert known() == (False, False, False)
