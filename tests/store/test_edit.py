"""Editing a person's file: what was asked changes, nothing else does."""

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.store import Loaded, loads, rewrite
from generator.store.edit.edits import edit
from generator.store.read.comments import comments

from ..render.notes import noted
from .forms import forms

HAND = """\
# 数据运营服务，三月核对
年度:   2020   # 去年的
项目名称: "数据运营服务"
主管部门: 上海市大数据中心

项目资金:
    年度资金总额: {年初预算数: 43,918,000.00,   全年预算数: 1}   # 财政局口径
    其他资金: {}
    分值: 10
    得分:   # 待填
年度总体目标:
  预算目标: |   # 原文
    第一段。

    第二段。

  # 下面是完成情况
  实际完成情况: 好
绩效指标:
  产出指标:
    质量指标:
    # 第一项
    - 三级指标: 质量问题整改率
      实际完成值: '80%'   # 合同
      得分:    6
    - 得分: 5
      三级指标: 第二项
总分: 90.00"""
ROW = ("绩效指标", "产出指标", "质量指标", 0)


def changed_lines(before: str, after: str) -> list[str]:
    """The lines of `after` that are not lines of `before`."""
    old = before.splitlines()
    return [line for line in after.splitlines() if line not in old]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        ((*ROW, "得分"), Decimal("9.50"), ["      得分:    9.50"]),
        ((*ROW, "实际完成值"), "≥85%", ["      实际完成值: ≥85%   # 合同"]),
        ((*ROW, "偏差原因分析及改进措施"), "甲: 乙", ["      偏差原因分析及改进措施: '甲: 乙'"]),
        (
            (*ROW, "偏差原因分析及改进措施"),
            "甲\n乙",
            ["      偏差原因分析及改进措施: |", "        甲", "        乙"],
        ),
        ((*ROW[:-1], 1, "得分"), None, ["    - 得分:"]),
        (("项目资金", "得分"), Decimal(9), ["    得分: 9   # 待填"]),
        (("项目资金", "执行率"), "99.79%", ["    执行率: 99.79%"]),
        (
            ("项目资金", "年度资金总额", "全年预算数"),
            Decimal(2),
            ["    年度资金总额: {年初预算数: 43,918,000.00,   全年预算数: 2}   # 财政局口径"],
        ),
        (("项目资金", "其他资金", "年初预算数"), Decimal(0), ["    其他资金: {年初预算数: 0}"]),
        (("年度总体目标", "预期目标"), "新", ["    新"]),
        (("年度总体目标", "实际完成情况"), "更好", ["  实际完成情况: |", "    更好"]),
        (("总分",), Decimal("94.80"), ["总分: 94.80"]),
        (("实施单位",), "丙", ["实施单位: 丙"]),
        (("标题",), "部门自评表", ["标题: 部门自评表"]),
        (("用语", "执行率"), "执行率(%)", ["用语:", "  执行率: 执行率(%)"]),
        (("年度",), "2021", ["年度:   2021   # 去年的"]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_the_value_changes(
    path: tuple[str | int, ...], value: Decimal | str | None, lines: list[str], newline: str
) -> None:
    text = HAND.replace("\n", newline)
    after = edit(text, {path: value})
    assert changed_lines(text, after) == lines
    assert newline == "\n" or "\n" not in after.replace("\r\n", "")
    kept = after.splitlines()
    gone = [line for line in text.splitlines() if line not in kept]
    assert len(gone) <= 4
    assert not [line for line in gone if line.lstrip().startswith("#")]


def test_no_change_is_no_change() -> None:
    assert edit(HAND, {}) == HAND
    assert edit(HAND, {(*ROW, "得分"): Decimal(6), ("年度",): "2020"}) == HAND


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("没有",), "1"),
        ((), "1"),
        ((*ROW[:-1], 7, "得分"), Decimal(1)),
        (ROW, "1"),
        ((*ROW, "得分"), "很多"),
        (("年度",), None),
        (("项目资金",), "1"),
        (("项目资金", "没有", "年初预算数"), Decimal(1)),
        (("年度", "月"), "1"),
    ],
)
def test_a_change_that_cannot_be_is_refused(path: tuple[str | int, ...], value: Decimal | str | None) -> None:
    with pytest.raises(ZipingbiaoError) as refusal:
        edit(HAND, {path: value})
    assert refusal.value.problems[0].rule == "Y16"


def test_a_file_with_errors_is_not_edited() -> None:
    with pytest.raises(ZipingbiaoError, match="Y06"):
        edit(HAND + "\n年度: 2021", {("年度",): "2022"})


def read(text: str) -> Loaded:
    loaded = loads(text, file="甲.yaml")
    assert loaded.form is not None, loaded.problems
    return loaded


def remarks(text: str) -> list[str]:
    return sorted(comment.text for comment in comments(read(text)))


@given(noted)
def test_a_file_that_says_it_already_stays_as_it_is(text: str) -> None:
    loaded = read(text)
    assert loaded.form is not None
    assert rewrite(loaded, loaded.form) == text


@given(noted, st.data())
def test_a_changed_score_changes_its_line_alone(text: str, data: st.DataObject) -> None:
    form = read(text).form
    assert form is not None
    scored = [(*path, "得分") for path, row in form.indicators() if row.score is not None]
    assume(scored)
    path = data.draw(st.sampled_from(scored))
    before, after = text.split("\n"), edit(text, {path: Decimal("87.65")}).split("\n")
    assert len(before) == len(after)
    different = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(different) == 1
    assert re.sub(r"(得分: )[-0-9.]+", r"\g<1>87.65", different[0][0]) == different[0][1]


@given(noted, forms)
@settings(max_examples=200)
def test_rewriting_says_the_new_form_and_keeps_every_comment(text: str, wanted: Form) -> None:
    after = rewrite(read(text), wanted)
    assert read(after).form == wanted
    assert remarks(after) == remarks(text)
