"""The first sheet of the summary's workbook: key figures as formulas over the other sheets, and charts."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.worksheet.worksheet import Worksheet

from ...model.columns import COLUMNS, Column, Kind
from ...model.problem import Severity
from ..xlsx.listing import (
    Content,
    Formula,
    Heading,
    Look,
    Values,
    put,
    set_up_page,
    write_head,
    write_heading,
    write_rows,
)
from ..xlsx.worksheet import exact
from .figures import BARS, FULL_MARKS, Figures

_COLUMNS = (Column("指标", Kind.TEXT, 24), Column("数值", Kind.AMOUNT, 22))
_DATA = (
    Column("总分（起）", Kind.WORD, 11),
    COLUMNS["项目"],
    Column("名称", Kind.TEXT, 40),
    COLUMNS["全年预算数"],
    COLUMNS["全年执行数"],
)
_CHART_WIDTH, _CHART_HEIGHT = 18, 7
"""Centimetres."""

_ROOM_FOR_LABELS = 10
"""Points by which the axis of scores reaches beyond the longest bar, whose number stands at its end."""

_ROWS_PER_CHART = 15
_BLUE, _PALE, _RED = "1F4E86", "9DB4CF", "C0593F"


def write_overview(
    worksheet: Worksheet, summary: Figures, title: str, *, listed: int, first: int, scores_exact: bool
) -> Values:
    """Fill the sheet; the sheets it refers to stand already. Answers what its formulas come to.

    `listed` is how many lines a sheet has at most: only from whole ones can the figures be computed; `first`
    is the row of the first.
    `scores_exact` says that all 总分 are numbers there.
    """
    values = Values()
    write_heading(worksheet, Heading(title=title, department=summary.department))
    write_head(worksheet, _COLUMNS, first - 1)
    row = first
    for name, content, kind in _lines(summary, listed, first, scores_exact):
        put(worksheet, (row, 1), name, Kind.TEXT, values)
        put(worksheet, (row, 2), content, kind, values)
        row += 1
    _charts(worksheet, summary, first, row)
    set_up_page(worksheet, head=None)
    worksheet.page_setup.fitToHeight = 1
    return values


_Figure = tuple[str, Formula, Kind]
"""The name, the formula and the kind of a figure."""


def _stated(formula: Formula, kind: Kind) -> Content:
    """What the formula comes to, as a column of that kind takes it."""
    return formula.value.scaleb(2) if kind is Kind.PERCENT else formula.value


def _lines(
    summary: Figures, listed: int, first: int, scores_exact: bool
) -> Iterator[tuple[str, Content, Kind | Look]]:
    """Name, content and kind of each line: formulas where what they refer to is whole and exact."""
    projects_listed, findings_listed = summary.count <= listed, summary.findings <= listed
    for name, formula, kind in _of_projects(summary, first):
        computed = projects_listed and exact(formula.value) and (scores_exact or kind is not Kind.POINTS)
        yield name, formula if computed else _stated(formula, kind), kind
    for name, formula, kind in _of_findings(summary, first):
        yield name, formula if findings_listed else _stated(formula, kind), kind
    if summary.left_out:
        yield "未计入", f"读不出：{summary.left_out_text}", Look.NOTE
    if summary.doubles:
        yield "未计入", f"同一项目的另一张表：{summary.doubles_text}", Look.NOTE


def _of_projects(summary: Figures, first: int) -> Iterator[_Figure]:
    """Name, formula and kind of each figure over the projects."""
    end = first + summary.count
    scores, money = f"排名!D{first}:D{end - 1}", summary.money
    yield "项目（个）", Formula(f"=ROWS({scores})", Decimal(summary.count)), Kind.COUNT
    columns = (("B", "年初预算数", money.initial), ("C", "全年预算数", money.budget))
    for column, name, value in (*columns, ("D", "全年执行数", money.executed)):
        yield f"{name}（元）", Formula(f"=资金执行!{column}{end}", value or Decimal(0)), Kind.AMOUNT
    rate = (money.rate or Decimal(0)).scaleb(-2)
    yield "总执行率", Formula(f"=资金执行!F{end}", rate), Kind.PERCENT
    if summary.mean is not None and summary.highest is not None and summary.lowest is not None:
        yield "平均总分", Formula(f"=ROUND(AVERAGE({scores}),2)", summary.mean), Kind.POINTS
        yield "最高总分", Formula(f"=MAX({scores})", summary.highest), Kind.POINTS
        yield "最低总分", Formula(f"=MIN({scores})", summary.lowest), Kind.POINTS
    for grade, count in summary.grades.items():
        text = f'=COUNTIF(排名!E{first}:E{end - 1},"{grade}")'
        yield f"{grade}（{summary.grade_ranges[grade]} 分）", Formula(text, Decimal(count)), Kind.COUNT


def _of_findings(summary: Figures, first: int) -> Iterator[_Figure]:
    """Name, formula and kind of each count of findings."""
    last = first + max(1, summary.findings) - 1
    for severity in Severity:
        text = f'=COUNTIF(校核结果!A{first}:A{last},"{severity.term}")'
        yield f"校核{severity.term}（条）", Formula(text, Decimal(summary.found[severity])), Kind.COUNT


def _charts(worksheet: Worksheet, summary: Figures, first: int, row: int) -> None:
    """Below the figures: scores, money, lost points, as in the PDF."""
    workbook = worksheet.parent
    assert workbook is not None
    lost = max(1, min(BARS, sum(kind.lost > 0 for kind in summary.level2)))
    charts = (
        *(_of_many(workbook, summary) if summary.count > BARS else _of_few(workbook, summary, first)),
        _chart(workbook["指标失分"], "失分最多的指标", 2, (7,), (first, lost), (_RED,)),
    )
    for number, chart in enumerate(charts):
        worksheet.add_chart(chart, f"A{row + 1 + number * _ROWS_PER_CHART}")


def _of_few(workbook: Workbook, summary: Figures, first: int) -> tuple[BarChart, BarChart]:
    """Every project's 总分 and money."""
    rows = first, summary.count
    scores = _chart(workbook["排名"], "各项目总分", 2, (4,), rows, (_BLUE,))
    scores.y_axis.scaling.max, scores.y_axis.majorUnit = FULL_MARKS + _ROOM_FOR_LABELS, 20
    return scores, _chart(workbook["资金执行"], "预算与执行（元）", 1, (3, 4), rows, (_PALE, _BLUE))


def _of_many(workbook: Workbook, summary: Figures) -> tuple[BarChart, BarChart]:
    """The distribution of 总分 and the largest budgets, over a sheet of their own."""
    data = workbook.create_sheet("图表数据")
    write_head(data, _DATA)
    write_rows(data, _DATA, _data(summary), 2, {})
    set_up_page(data, landscape=True)
    rows = 2, max(1, len(summary.distribution))
    scores = _chart(data, "总分的分布（项目个数）", 1, (2,), rows, (_BLUE,))
    scores.type, scores.x_axis.scaling.orientation = "col", "minMax"
    rows = 2, max(1, len(summary.largest))
    return scores, _chart(data, "最大的预算与执行（元）", 3, (4, 5), rows, (_PALE, _BLUE))


def _data(summary: Figures) -> Iterator[tuple[Content, ...]]:
    """Side by side: how many 总分 from where on, and the largest budgets."""
    for scores, money in zip_longest(summary.distribution.items(), summary.largest):
        first: tuple[Content, ...] = (f"{scores[0]:f}", scores[1]) if scores else (None, None)
        second: tuple[Content, ...] = (None, None, None)
        if money:
            second = (money[0], money[1].budget, money[1].executed)
        yield (*first, *second)


def _chart(
    source: Worksheet,
    title: str,
    labels: int,
    columns: tuple[int, ...],
    rows: tuple[int, int],
    colours: tuple[str, ...],
) -> BarChart:
    """Horizontal bars, the first row at the top, of so many rows; the heads over them name the series."""
    head, last = rows[0] - 1, sum(rows) - 1
    chart = BarChart()
    chart.type, chart.title, chart.style = "bar", title, 10
    chart.width, chart.height = _CHART_WIDTH, _CHART_HEIGHT
    chart.gapWidth = 60
    for column, colour in zip(columns, colours, strict=True):
        chart.add_data(Reference(source, min_col=column, min_row=head, max_row=last), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(Reference(source, min_col=labels, min_row=head + 1, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.majorGridlines = None
    if len(columns) > 1:  # two amounts side by side would print over each other
        chart.legend.position = "b"
        return chart
    chart.legend = None
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return chart
