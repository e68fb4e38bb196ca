"""The first sheet of the summary's workbook: key figures as formulas over the other sheets, and charts."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from ...model.columns import COLUMNS, Column, Kind
from ...model.problem import Severity
from ..xlsx.listing import (
    FIRST,
    HEAD,
    Content,
    Formula,
    Heading,
    Look,
    Values,
    put,
    set_up_list,
    set_up_page,
    unit_of,
    write_head,
    write_heading,
    write_list,
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
_POINTS, _MONEY = "总分（分）", "金额（元）"
_BLUE, _PALE, _RED = "1F4E86", "9DB4CF", "C0593F"


def write_overview(
    worksheet: Worksheet, summary: Figures, title: str, *, listed: int, scores_exact: bool
) -> Values:
    """Fill the sheet; the sheets it refers to stand already. Answers what its formulas come to.

    `listed` is how many lines a sheet has at most: only from whole ones can the figures be computed.
    `scores_exact` says that all 总分 are numbers there.
    """
    values = Values()
    write_heading(worksheet, Heading(title=title, department=summary.department))
    write_head(worksheet, _COLUMNS, HEAD)
    row = FIRST
    for name, content, kind in _lines(summary, listed, scores_exact):
        put(worksheet, (row, 1), name, Kind.TEXT, values)
        put(worksheet, (row, 2), content, kind, values)
        row += 1
    _charts(worksheet, summary, title, row)
    set_up_page(worksheet, head=None)
    worksheet.page_setup.fitToHeight = 1
    return values


_Figure = tuple[str, Formula, Kind]
"""The name, the formula and the kind of a figure."""


def _stated(formula: Formula, kind: Kind) -> Content:
    """What the formula comes to, as a column of that kind takes it."""
    return formula.value.scaleb(2) if kind is Kind.PERCENT else formula.value


def _lines(summary: Figures, listed: int, scores_exact: bool) -> Iterator[tuple[str, Content, Kind | Look]]:
    """Name, content and kind of each line: formulas where what they refer to is whole and exact."""
    projects_listed, findings_listed = summary.count <= listed, summary.findings <= listed
    for name, formula, kind in _of_projects(summary):
        computed = projects_listed and exact(formula.value) and (scores_exact or kind is not Kind.POINTS)
        yield name, formula if computed else _stated(formula, kind), kind
    for name, formula, kind in _of_findings(summary):
        yield name, formula if findings_listed else _stated(formula, kind), kind
    if summary.left_out:
        yield "未计入", f"读不出：{summary.left_out_text}", Look.NOTE
    if summary.doubles:
        yield "未计入", f"同一项目的另一张表：{summary.doubles_text}", Look.NOTE


def _of_projects(summary: Figures) -> Iterator[_Figure]:
    """Name, formula and kind of each figure over the projects."""
    end = FIRST + summary.count
    scores, money = f"排名!D{FIRST}:D{end - 1}", summary.money
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
        text = f'=COUNTIF(排名!E{FIRST}:E{end - 1},"{grade}")'
        yield f"{grade}（{summary.grade_ranges[grade]} 分）", Formula(text, Decimal(count)), Kind.COUNT


def _of_findings(summary: Figures) -> Iterator[_Figure]:
    """Name, formula and kind of each count of findings."""
    last = FIRST + max(1, summary.findings) - 1
    for severity in Severity:
        text = f'=COUNTIF(校核结果!A{FIRST}:A{last},"{severity.term}")'
        yield f"校核{severity.term}（条）", Formula(text, Decimal(summary.found[severity])), Kind.COUNT


def _charts(worksheet: Worksheet, summary: Figures, title: str, row: int) -> None:
    """Below the figures: scores, money, lost points, as in the PDF."""
    workbook = worksheet.parent
    assert workbook is not None
    lost = max(1, min(BARS, sum(kind.lost > 0 for kind in summary.level2)))
    charts = (
        *(_of_many(workbook, summary, title) if summary.count > BARS else _of_few(workbook, summary)),
        _chart(workbook["指标失分"], ("失分最多的指标", "失分（分）"), 2, (7,), lost, (_RED,)),
    )
    for number, chart in enumerate(charts):
        worksheet.add_chart(chart, f"A{row + 1 + number * _ROWS_PER_CHART}")


def _of_few(workbook: Workbook, summary: Figures) -> tuple[BarChart, BarChart]:
    """Every project's 总分 and money."""
    count = summary.count
    scores = _chart(workbook["排名"], ("各项目总分", _POINTS), 2, (4,), count, (_BLUE,))
    scores.y_axis.scaling.max, scores.y_axis.majorUnit = FULL_MARKS + _ROOM_FOR_LABELS, 20
    return scores, _chart(workbook["资金执行"], ("预算与执行", _MONEY), 1, (3, 4), count, (_PALE, _BLUE))


def _of_many(workbook: Workbook, summary: Figures, title: str) -> tuple[BarChart, BarChart]:
    """The distribution of 总分 and the largest budgets, over a sheet of their own."""
    data = workbook.create_sheet("图表数据")
    heading = Heading(title=f"{title}　图表数据", department=summary.department, unit=unit_of(_DATA))
    end = write_list(data, heading, _DATA, _data(summary), {})
    set_up_list(data, _DATA, end - 1, head=HEAD)
    count = max(1, len(summary.distribution))
    scores = _chart(data, ("总分的分布", "项目（个）"), 1, (2,), count, (_BLUE,))
    scores.type, scores.x_axis.scaling.orientation, scores.y_axis.crosses = "col", "minMax", "min"
    scores.x_axis.title = _title(_POINTS, _SMALL)
    count = max(1, len(summary.largest))
    return scores, _chart(data, ("最大的预算与执行", _MONEY), 3, (4, 5), count, (_PALE, _BLUE))


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
    titles: tuple[str, str],
    labels: int,
    columns: tuple[int, ...],
    count: int,
    colours: tuple[str, ...],
) -> BarChart:
    """Horizontal bars of so many lines of a list, the first at the top; the heads over them name the series.

    `titles` are the chart's and that of the axis of values, which stands below.
    """
    last = FIRST + count - 1
    chart = BarChart()
    chart.type, chart.style = "bar", 10
    chart.title, chart.y_axis.title = _title(titles[0], _LARGE), _title(titles[1], _SMALL)
    chart.width, chart.height = _CHART_WIDTH, _CHART_HEIGHT
    chart.gapWidth = 60
    for column, colour in zip(columns, colours, strict=True):
        chart.add_data(Reference(source, min_col=column, min_row=HEAD, max_row=last), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(Reference(source, min_col=labels, min_row=FIRST, max_row=last))
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.majorGridlines = None
    if len(columns) > 1:  # two amounts side by side would print over each other
        chart.legend.position = "t"
        return chart
    chart.legend = None
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return chart


def _title(text: str, size: int) -> Title:
    """A title of so many hundredths of a point, beside what is drawn, not over it."""
    look = CharacterProperties(sz=size, b=size == _LARGE)
    run = RegularTextRun(t=text, rPr=look)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


_LARGE, _SMALL = 1200, 900
