"""Writing: what is written reads back as the same form, in a text that is a pleasure to read."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.problem import ZipingbiaoError
from generator.model.value import Value
from generator.store import dump, loads

from .forms import forms

FORM = Form(
    year=2020,
    project="数据运营服务",
    department="上海市大数据中心",
    operator="上海市大数据中心",
    funds=Funds(
        rows=(
            FundRow(name="年度资金总额", initial=Decimal("43918000.00"), executed=Decimal("43918000.00")),
            FundRow(name="其他资金"),
        ),
        weight=Decimal(10),
        rate=Decimal("100.00"),
        score=Decimal(10),
    ),
    goals=Goals(expected="第一段。\n1、第二段。", actual="完成。"),
    levels=(
        Level1(
            name="产出指标",
            children=(
                Level2(
                    name="质量指标",
                    indicators=(
                        Indicator(
                            name="质量问题整改率",
                            target=Value("≥90%"),
                            actual=Value(">=80%"),
                            weight=Decimal("10.00"),
                            score=Decimal(6),
                            reason="有待优化。",
                        ),
                    ),
                ),
            ),
        ),
    ),
    total=Decimal("90.00"),
    labels={"预期目标": "预算目标", "三级指标": "绩效指标名称", "一级指标": "一级"},
)
TEXT = """\
# yaml-language-server: $schema=../../schema.json
格式: 2
年度: 2020
项目名称: 数据运营服务
主管部门: 上海市大数据中心
实施单位: 上海市大数据中心
项目资金:
  单位: 元
  年度资金总额: {年初预算数: 43918000.00, 全年执行数: 43918000.00}
  其他资金: {}
  分值: 10
  执行率: 100.00%
  得分: 10
年度总体目标:
  预算目标: |
    第一段。
    1、第二段。
  实际完成情况: |
    完成。
绩效指标:
  产出指标:
    质量指标:
      - 绩效指标名称: 质量问题整改率
        年度指标值: ≥90%
        实际完成值: '>=80%'
        分值: 10.00
        得分: 6
        偏差原因分析及改进措施: 有待优化。
总分: 90.00
用语:
  一级指标: 一级
"""


def test_the_canonical_text() -> None:
    assert dump(FORM, schema="../../schema.json") == TEXT


@given(forms)
def test_what_is_dumped_loads_as_the_same_form(form: Form) -> None:
    text = dump(form)
    loaded = loads(text, file="甲.yaml")
    assert loaded.form == form, loaded.problems
    assert dump(loaded.form) == text


@pytest.mark.parametrize(
    "form",
    [
        evolve(FORM, levels=FORM.levels * 2),
        evolve(FORM, funds=Funds(rows=(FundRow(name="甲"), FundRow(name="甲")))),
        evolve(FORM, funds=Funds(rows=(FundRow(name="权重"),))),
        evolve(FORM, levels=(Level1(name="长" * 300, children=()),)),
        evolve(FORM, total=Decimal("NaN")),
        evolve(FORM, total=Decimal("1e50")),
    ],
)
def test_what_yaml_cannot_hold_is_refused(form: Form) -> None:
    with pytest.raises(ZipingbiaoError) as refusal:
        dump(form)
    assert refusal.value.problems[0].rule == "Y15"
