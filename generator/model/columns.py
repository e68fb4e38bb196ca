"""The columns of flat lists, each declared once: tables, summaries, workbooks and reports pick them by name.

What a column of a table holds there is said where its rows are declared (`rows`).
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import evolve, frozen

from . import terms


class Kind(StrEnum):
    """What a column holds, in words."""

    TEXT = "文字"
    WORD = "词"
    """A short text, centred."""
    AMOUNT = "金额"
    POINTS = "分数"
    PERCENT = "百分数"
    """A number in percent."""
    COUNT = "个数"


_UNITS = {Kind.AMOUNT: "元", Kind.POINTS: "分", Kind.PERCENT: "%"}


@frozen
class Column:
    """A column: its name, what it holds, its width in digits, the head printed above it where longer."""

    name: str
    kind: Kind
    width: float
    title: str = ""

    @property
    def head(self) -> str:
        """What is printed above it."""
        return self.title or self.name

    @property
    def unit(self) -> str:
        """What its numbers are in; empty for texts and counts."""
        return _UNITS.get(self.kind, "")


COLUMNS = {
    column.name: column
    for column in (
        # whose
        Column("序号", Kind.COUNT, 6),
        Column(terms.DEPARTMENT, Kind.TEXT, 24),
        Column(terms.YEAR, Kind.COUNT, 7),
        Column(terms.PROJECT, Kind.TEXT, 32),
        Column(terms.OPERATOR, Kind.TEXT, 26),
        Column("文件", Kind.TEXT, 60),
        Column("重复", Kind.TEXT, 40),
        Column(terms.LAYOUT, Kind.WORD, 12),
        Column("项目", Kind.COUNT, 8),
        # money
        Column("资金来源", Kind.TEXT, 20),
        Column(terms.UNIT, Kind.WORD, 7),
        Column(terms.INITIAL, Kind.AMOUNT, 18),
        Column(terms.BUDGET, Kind.AMOUNT, 18),
        Column(terms.EXECUTED, Kind.AMOUNT, 18),
        Column("未执行数", Kind.AMOUNT, 18),
        Column(terms.RATE, Kind.PERCENT, 10),
        # points
        Column("名次", Kind.WORD, 7),
        Column(terms.TOTAL, Kind.POINTS, 9),
        Column("平均总分", Kind.POINTS, 10),
        Column("等级", Kind.WORD, 7),
        Column("等级标准", Kind.TEXT, 30),
        Column(terms.WEIGHT, Kind.POINTS, 8),
        Column(terms.SCORE, Kind.POINTS, 8),
        Column("失分", Kind.POINTS, 8),
        Column("得分率", Kind.PERCENT, 10),
        # indicators
        Column("行", Kind.COUNT, 6),
        Column("列", Kind.COUNT, 6),
        Column(terms.LEVEL1, Kind.TEXT, 11),
        Column(terms.LEVEL2, Kind.TEXT, 17),
        Column(terms.NAME, Kind.TEXT, 20),
        Column(terms.TARGET, Kind.TEXT, 15),
        Column(terms.ACTUAL, Kind.TEXT, 15),
        Column("偏差原因", Kind.TEXT, 38, terms.REASON),
        Column("指标数", Kind.COUNT, 8),
        Column("失分指标", Kind.COUNT, 9),
        # texts
        Column("栏", Kind.WORD, 13),
        Column("文字", Kind.TEXT, 60),
        Column("指纹", Kind.TEXT, 30),
        Column("部门数", Kind.COUNT, 8),
        Column("相同", Kind.PERCENT, 9, "至少相同"),
        Column("例", Kind.TEXT, 48),
        # review
        Column("已复核", Kind.COUNT, 8),
        Column(terms.REVIEWED_ACTUAL, Kind.TEXT, 16),
        Column(terms.REVIEWED_SCORE, Kind.POINTS, 8),
        Column("复核备注", Kind.TEXT, 24),
        Column("自评总分", Kind.POINTS, 10),
        Column("自评等级", Kind.WORD, 9),
        Column("建议总分", Kind.POINTS, 10),
        Column("没有建议分的", Kind.COUNT, 13),
        Column("复核总分", Kind.POINTS, 10),
        Column("复核等级", Kind.WORD, 9),
        Column("偏差", Kind.POINTS, 9),
        # the audit
        Column("错误", Kind.COUNT, 7),
        Column("警告", Kind.COUNT, 7),
        Column("提示", Kind.COUNT, 7),
        Column("程度", Kind.WORD, 7),
        Column("规则", Kind.WORD, 7),
        Column("规则名称", Kind.TEXT, 26),
        Column("位置", Kind.TEXT, 30),
        Column("印作", Kind.TEXT, 14),
        Column("问题", Kind.TEXT, 48),
        Column("建议", Kind.TEXT, 34),
        Column(terms.ACCEPTED, Kind.TEXT, 36, "认可的理由"),
        Column("结果", Kind.WORD, 10),
        Column("条", Kind.COUNT, 6),
        Column("说明", Kind.TEXT, 60),
    )
}


def columns(*names: str, widths: Mapping[str, float] | None = None) -> tuple[Column, ...]:
    """The columns of these names, some of other widths. Raises KeyError for one that is not declared."""
    other = widths or {}
    return tuple(evolve(COLUMNS[name], width=other.get(name, COLUMNS[name].width)) for name in names)
