"""The canonical layout: the same form, the same comments, and nothing left to do."""

import pytest
from hypothesis import given

from generator.model.problem import ZipingbiaoError
from generator.store import fmt, loads
from generator.store.edit.edits import edit

from ..render.notes import noted
from .test_edit import HAND, read, remarks

TIDY = """\
# 数据运营服务，三月核对
格式: 2
年度: 2020 # 去年的
项目名称: 数据运营服务
主管部门: 上海市大数据中心

项目资金:
  单位: 元
  年度资金总额: {年初预算数: 43918000.00, 全年预算数: 1} # 财政局口径
  其他资金: {}
  分值: 10
  得分: # 待填
年度总体目标:
  预算目标: | # 原文
    第一段。

    第二段。

  # 下面是完成情况
  实际完成情况: |
    好
绩效指标:
  产出指标:
    质量指标:
      # 第一项
      - 三级指标: 质量问题整改率
        实际完成值: 80% # 合同
        得分: 6.00
      - 三级指标: 第二项
        得分: 5.00
总分: 90.00
"""


def test_a_hand_written_file_is_tidied() -> None:
    assert fmt(HAND, file="甲.yaml") == TIDY


def test_a_key_that_waits_stays_and_line_ends_too() -> None:
    text = "年度: 2020\r\n项目名称: 甲\r\n实施单位:\r\n主管部门: 乙\r\n项目资金: {总额: {年初预算数: }}\r\n"
    tidy = "格式: 2\r\n年度: 2020\r\n项目名称: 甲\r\n主管部门: 乙\r\n实施单位:\r\n"
    assert fmt(text, file="甲.yaml") == tidy + "项目资金:\r\n  单位: 元\r\n  总额: {年初预算数: }\r\n"


def test_comments_of_a_file_in_braces_are_kept() -> None:
    text = "{年度: 2020, # 甲\n项目名称: 甲, 主管部门: 乙} # 乙\n# 丙\n"
    after = edit(text, {("年度",): "2021", ("实施单位",): "丙"})
    assert remarks(after) == ["# 丙", "# 乙", "# 甲"]
    assert after.startswith("格式: 2\n年度: 2021 # 甲\n")


def test_a_file_with_errors_is_refused_with_all_of_them() -> None:
    with pytest.raises(ZipingbiaoError) as refusal:
        fmt("年度: 二〇\n项目名: 甲\n", file="甲.yaml")
    assert {problem.rule for problem in refusal.value.problems} == {"Y07", "Y08", "Y10"}


@given(noted)
def test_tidying_says_the_same_keeps_comments_and_is_done_at_once(text: str) -> None:
    once = fmt(text, file="甲.yaml")
    assert loads(once, file="甲.yaml").form == read(text).form
    assert remarks(once) == remarks(text)
    assert fmt(once, file="甲.yaml") == once
