"""Files of earlier formats."""

from decimal import Decimal

import pytest

from generator.model.form import FORMAT
from generator.model.problem import ZipingbiaoError
from generator.store import loads
from generator.store.edit.edits import edit
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
格式: 2
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
ONE = """\
格式: 1
年度: 2020
项目名称: 甲
主管部门: 乙
绩效指标:
  产出指标:
    质量指标:
      - 三级指标: 完成率
        得分: 6.00 # 减四分
  总分: {total} # 已核
# 完
"""
TWO = """\
格式: 2
年度: 2020
项目名称: 甲
主管部门: 乙
绩效指标:
  产出指标:
    质量指标:
      - 三级指标: 完成率
        得分: 6.00 # 减四分
"""


def test_a_file_of_the_first_format_is_brought_to_the_present_one() -> None:
    migrated = migrate(OLD, file="甲.yaml")
    assert migrated.version == 0
    assert migrated.text == NEW
    form = loads(migrated.text, file="甲.yaml").form
    assert form is not None
    assert form.total == Decimal("90.00")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("格式: 0\n总分: 1\n绩效指标:", "格式: 2\n绩效指标:\n总分: 1"),
        ("格式: 0\n总分: 1\n绩效指标: {}\n", "格式: 2\n绩效指标: {}\n总分: 1\n"),
        ("总分: 1 # 注\n", "格式: 2\n绩效指标:\n总分: 1\n# 注\n"),
        ("年度: 2020\n", "格式: 2\n年度: 2020\n"),
        ("格式: 1\n绩效指标: {}\n", "格式: 2\n绩效指标: {}\n"),
        ("格式: 1\n绩效指标: {总分: 1, 甲: {}}\n", "格式: 2\n绩效指标: {甲: {}}\n总分: 1\n"),
        ("格式: 1\n绩效指标: {甲: {}, 总分: 1}\n", "格式: 2\n绩效指标: {甲: {}}\n总分: 1\n"),
        ("格式: 1\n绩效指标:\n  合计: 1 # 注\n  甲: {}\n", "格式: 2\n绩效指标:\n  # 注\n  甲: {}\n合计: 1\n"),
    ],
)
def test_what_there_is_to_do_is_done(old: str, new: str) -> None:
    assert migrate(old, file="甲.yaml").text == new


def test_a_total_moves_to_the_top_where_it_is_not_the_sum() -> None:
    migrated = migrate(ONE.format(total="7.00"), file="甲.yaml")
    assert migrated.text == TWO + "总分: 7.00 # 已核\n# 完\n"
    assert migrated.version == 1


def test_a_total_that_is_the_sum_goes_and_its_note_stays() -> None:
    old = ONE.format(total="6")
    migrated = migrate(old, file="甲.yaml").text
    assert migrated == TWO + "  # 已核\n# 完\n"


def test_a_word_for_the_total_stays_known() -> None:
    migrated = migrate(ONE.format(total="6").replace("总分", "合计"), file="甲.yaml").text
    form = loads(migrated, file="甲.yaml").sound()
    assert (form.total, form.labels) == (None, {"总分": "合计"})


def test_files_of_the_format_before_are_read_as_they_are() -> None:
    loaded = loads(ONE.format(total="7.00"), file="甲.yaml")
    assert [problem.rule for problem in loaded.problems] == ["Y19"]
    assert loaded.sound() == loads(TWO + "总分: 7.00\n", file="甲.yaml").form
    assert str(loaded.place(("总分",))) == "甲.yaml:10:7"


@pytest.mark.parametrize(
    ("value", "line"), [(Decimal("8.00"), "  总分: 8.00 # 已核\n"), (None, "  # 已核\n")]
)
def test_a_file_of_the_format_before_is_edited_where_it_stands(value: Decimal | None, line: str) -> None:
    old = ONE.format(total="7.00")
    assert edit(old, {("总分",): value}) == old.replace("  总分: 7.00 # 已核\n", line)


def test_the_present_format_stays_as_it_is() -> None:
    assert migrate(NEW, file="甲.yaml").text == NEW
    assert set(MIGRATIONS) == set(range(FORMAT))


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
