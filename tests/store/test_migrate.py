"""Files of earlier formats."""

from decimal import Decimal

import pytest

from generator.model.problem import ZipingbiaoError
from generator.store import loads
from generator.store.edit.migrate import MIGRATIONS, migrate

OLD = """\
# 二〇二〇年
年度: 2020
项目名称: 甲 # 一期
主管部门: 乙
总分: 90.00 # 已核
绩效指标:
    产出指标:
        质量指标:
        - 三级指标: 完成率
          得分: 6
# 完
"""
NEW = """\
# 二〇二〇年
格式: 1
年度: 2020
项目名称: 甲 # 一期
主管部门: 乙
# 已核
绩效指标:
    产出指标:
        质量指标:
        - 三级指标: 完成率
          得分: 6
    总分: 90.00
# 完
"""


def test_a_file_of_the_first_format_is_brought_to_the_present_one() -> None:
    assert loads(OLD, file="甲.yaml").form is None
    migrated = migrate(OLD, file="甲.yaml")
    assert migrated.version == 0
    assert migrated.text == NEW
    form = loads(migrated.text, file="甲.yaml").form
    assert form is not None
    assert form.total == Decimal("90.00")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("格式: 0\n总分: 1\n绩效指标:", "格式: 1\n绩效指标:\n  总分: 1"),
        ("格式: 0\n总分: 1\n绩效指标: {}\n", "格式: 1\n绩效指标: {总分: 1}\n"),
        ("总分: 1 # 注\n", "格式: 1\n绩效指标:\n  总分: 1\n# 注\n"),
        ("年度: 2020\n", "格式: 1\n年度: 2020\n"),
        ("绩效指标: {}\n", "格式: 1\n绩效指标: {}\n"),
    ],
)
def test_what_there_is_to_do_is_done(old: str, new: str) -> None:
    assert migrate(old, file="甲.yaml").text == new


def test_the_present_format_stays_as_it_is() -> None:
    assert migrate(NEW, file="甲.yaml").text == NEW
    assert set(MIGRATIONS) == {0}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("格式: 9\n", "Y11"),
        ("格式: 新\n", "Y11"),
        ("- 甲\n", "Y09"),
        ("", "Y09"),
        ("a: [\n", "Y01"),
        ("\0", "Y03"),
    ],
)
def test_what_cannot_be_migrated_is_said(text: str, rule: str) -> None:
    with pytest.raises(ZipingbiaoError) as refusal:
        migrate(text, file="甲.yaml")
    assert refusal.value.problems[0].rule == rule
