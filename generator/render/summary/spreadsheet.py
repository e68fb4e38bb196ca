"""The summary as a workbook: a page of key figures with native charts, then one sheet for each table."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ...form import Form
from ...problem import Severity
from ...value import round_half_up
from ..listing import Column, Content, Formula, Kind, Values, set_up_page, write_head, write_rows
from ..workbook import new_workbook, workbook_bytes
from .figures import Figures, Project, figures
from .overview import write_overview
from .points import Lost

RANKING = (
    Column("名次", Kind.WORD, 6),
    Column("项目名称", Kind.TEXT, 36),
    Column("实施单位", Kind.TEXT, 26),
    Column("总分", Kind.POINTS, 9),
    Column("等级", Kind.WORD, 7),
    Column("失分", Kind.POINTS, 9),
)
EXECUTION = (
    Column("项目名称", Kind.TEXT, 36),
    Column("年初预算数", Kind.AMOUNT, 18),
    Column("全年预算数", Kind.AMOUNT, 18),
    Column("全年执行数", Kind.AMOUNT, 18),
    Column("未执行数", Kind.AMOUNT, 16),
    Column("执行率", Kind.PERCENT, 10),
)
LOST = (
    Column("一级指标", Kind.TEXT, 14),
    Column("二级指标", Kind.TEXT, 20),
    Column("指标数", Kind.COUNT, 8),
    Column("失分指标", Kind.COUNT, 9),
    Column("分值", Kind.POINTS, 11),
    Column("得分", Kind.POINTS, 11),
    Column("失分", Kind.POINTS, 11),
    Column("得分率", Kind.PERCENT, 10),
)
DEVIATIONS = (
    Column("项目名称", Kind.TEXT, 26),
    Column("二级指标", Kind.TEXT, 16),
    Column("三级指标", Kind.TEXT, 22),
    Column("年度指标值", Kind.TEXT, 16),
    Column("实际完成值", Kind.TEXT, 16),
    Column("分值", Kind.POINTS, 8),
    Column("得分", Kind.POINTS, 8),
    Column("偏差原因分析及改进措施", Kind.TEXT, 56),
)
FINDINGS = (
    Column("程度", Kind.WORD, 7),
    Column("规则", Kind.WORD, 7),
    Column("项目名称", Kind.TEXT, 28),
    Column("位置", Kind.TEXT, 34),
    Column("问题", Kind.TEXT, 56),
    Column("建议", Kind.TEXT, 36),
)


def summary_xlsx(forms: Sequence[Form]) -> bytes:
    """The workbook of one department's year. What it holds are the numbers of `figures`."""
    summary = figures(forms)
    title = f"{summary.year} 年度项目支出绩效自评汇总"
    workbook = new_workbook(title=title[:200], subject="汇总", author=summary.department[:200])
    front = workbook.create_sheet("概览")
    values: dict[str, Values] = {
        "排名": _ranking(workbook, summary),
        "资金执行": _execution(workbook, summary),
        "指标失分": _lost(workbook, summary),
    }
    _listing(workbook, "偏差原因", DEVIATIONS, _deviations(summary))
    _listing(workbook, "校核结果", FINDINGS, findings_rows(summary))
    values["概览"] = write_overview(front, summary, title)
    return workbook_bytes(workbook, values)


def _listing(
    workbook: Workbook, title: str, columns: Sequence[Column], rows: Iterator[Sequence[Content]]
) -> None:
    worksheet = workbook.create_sheet(title)
    write_head(worksheet, columns)
    end = write_rows(worksheet, columns, rows, 2, {})
    _finish(worksheet, columns, end, landscape=True)


def _finish(worksheet: Worksheet, columns: Sequence[Column], end: int, *, landscape: bool = False) -> None:
    """The filter over the rows above `end`, and the page."""
    set_up_page(worksheet, landscape=landscape)
    worksheet.auto_filter.ref = f"A1:{chr(ord('A') + len(columns) - 1)}{max(1, end - 1)}"


def _ranking(workbook: Workbook, summary: Figures) -> Values:
    worksheet, values = workbook.create_sheet("排名"), Values()
    write_head(worksheet, RANKING)
    last = len(summary.ranking) + 1
    rows = (_ranked(project, last, row) for row, project in enumerate(summary.ranking, start=2))
    _finish(worksheet, RANKING, write_rows(worksheet, RANKING, rows, 2, values))
    return values


def _ranked(project: Project, last: int, row: int) -> list[Content]:
    rank: Content = None
    if project.rank is not None:
        rank = Formula(f"=RANK(D{row},D$2:D${last})", Decimal(project.rank))
    return [rank, project.name, project.operator, project.score, project.grade, project.lost]


def _execution(workbook: Workbook, summary: Figures) -> Values:
    worksheet, values = workbook.create_sheet("资金执行"), Values()
    write_head(worksheet, EXECUTION)
    rows = (_executed(project, row) for row, project in enumerate(summary.projects, start=2))
    end = write_rows(worksheet, EXECUTION, rows, 2, values)
    _finish(worksheet, EXECUTION, end, landscape=True)
    write_rows(worksheet, EXECUTION, [_execution_sums(summary, end)], end, values)
    return values


def _executed(project: Project, row: int) -> list[Content]:
    money = project.money
    unspent: Content = None if money.unspent is None else Formula(f"=ROUND(C{row}-D{row},2)", money.unspent)
    rate: Content = project.rate
    if money.rate is not None:
        rate = Formula(f"=IF(C{row}=0,0,ROUND(D{row}/C{row},4))", money.rate.scaleb(-2))
    return [project.name, money.initial, money.budget, money.executed, unspent, rate]


def _execution_sums(summary: Figures, end: int) -> list[Content]:
    """The sums, live; a project that states only one of C and D is left out of both, as in the figures."""
    last, money = end - 1, summary.money
    whole = f"ISNUMBER(C$2:C${last})*ISNUMBER(D$2:D${last})"
    both = [
        Formula(f"=ROUND(SUMPRODUCT({whole},{c}$2:{c}${last}),2)", value or Decimal(0))
        for c, value in (("C", money.budget), ("D", money.executed))
    ]
    return [
        "合计",
        Formula(f"=ROUND(SUM(B2:B{last}),2)", money.initial or Decimal(0)),
        *both,
        Formula(f"=ROUND(C{end}-D{end},2)", money.unspent or Decimal(0)),
        Formula(f"=IF(C{end}=0,0,ROUND(D{end}/C{end},4))", (money.rate or Decimal(0)).scaleb(-2)),
    ]


def _lost(workbook: Workbook, summary: Figures) -> Values:
    worksheet, values = workbook.create_sheet("指标失分"), Values()
    write_head(worksheet, LOST)
    rows = (_kind(kind, row) for row, kind in enumerate(summary.level2, start=2))
    end = write_rows(worksheet, LOST, rows, 2, values)
    _finish(worksheet, LOST, end)
    write_rows(worksheet, LOST, [_lost_sums(summary, end)], end, values)
    return values


def _kind(kind: Lost, row: int) -> list[Content]:
    return [
        kind.level1,
        kind.level2,
        kind.rows,
        kind.short,
        kind.weight,
        kind.score,
        Formula(f"=E{row}-F{row}", kind.lost),
        Formula(f"=IF(E{row}=0,0,ROUND(F{row}/E{row},4))", round_half_up(kind.share).scaleb(-2)),
    ]


def _lost_sums(summary: Figures, end: int) -> list[Content]:
    kinds = summary.level2
    weight = sum((kind.weight for kind in kinds), Decimal(0))
    score = sum((kind.score for kind in kinds), Decimal(0))
    share = round_half_up(score / weight * 100) if weight else Decimal(0)
    sums = zip(
        "CDEF",
        (Decimal(sum(k.rows for k in kinds)), Decimal(sum(k.short for k in kinds)), weight, score),
        strict=True,
    )
    return [
        "合计",
        "",
        *(Formula(f"=SUM({column}2:{column}{end - 1})", value) for column, value in sums),
        Formula(f"=E{end}-F{end}", weight - score),
        Formula(f"=IF(E{end}=0,0,ROUND(F{end}/E{end},4))", share.scaleb(-2)),
    ]


def _deviations(summary: Figures) -> Iterator[Sequence[Content]]:
    for d in summary.deviations:
        reason = d.reason or "未填写"
        yield [d.project, d.level2, d.name, d.target, d.actual, d.weight, d.score, reason]


def findings_rows(summary: Figures) -> Iterator[Sequence[Content]]:
    """The findings as rows of `FINDINGS`, gravest first."""
    for severity in Severity:
        for f in summary.found(severity):
            yield [severity.term, f.rule, f.project or "全部项目", f.field, f.message, f.hint]
