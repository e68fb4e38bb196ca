"""A report as a workbook: a page of key figures with native charts, then one sheet for each table."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ...model.problem import Severity
from ...model.value import round_half_up
from ...tables import Dataset
from ..xlsx.listing import (
    Column,
    Content,
    Formula,
    Kind,
    Values,
    print_heading,
    put,
    set_up_page,
    write_head,
    write_rows,
)
from ..xlsx.workbook import new_workbook, workbook_bytes
from .figures import Department, Figures, Lost, Project
from .formulas import all_exact, live, live_rate, rounded
from .overview import write_overview
from .queries import accepted, departments, deviations, figures, projects, ranking

LISTED = 5000
"""Lines of one sheet; the tables have all of them."""

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
DEPARTMENT = Column("主管部门", Kind.TEXT, 26)
"""The last column of each sheet of projects, where they are of several departments."""

DEPARTMENTS = (
    Column("主管部门", Kind.TEXT, 36),
    Column("项目", Kind.COUNT, 8),
    Column("年初预算数", Kind.AMOUNT, 18),
    Column("全年预算数", Kind.AMOUNT, 18),
    Column("全年执行数", Kind.AMOUNT, 18),
    Column("执行率", Kind.PERCENT, 10),
    Column("平均总分", Kind.POINTS, 10),
    Column("错误", Kind.COUNT, 7),
    Column("警告", Kind.COUNT, 7),
    Column("提示", Kind.COUNT, 7),
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

ACCEPTED = (
    Column("规则", Kind.WORD, 7),
    Column("项目名称", Kind.TEXT, 28),
    Column("位置", Kind.TEXT, 34),
    Column("问题", Kind.TEXT, 56),
    Column("核对的理由", Kind.TEXT, 36),
)

UNITS = {"各部门": "元", "排名": "分", "资金执行": "元", "指标失分": "分", "偏差原因": "分", "图表数据": "元"}
"""What the numbers of each sheet are in; 概览 says it line by line."""


def summary_xlsx(data: Dataset, *, left_out: tuple[str, ...] = ()) -> bytes:
    """The workbook of one department's year, or of all departments in a year.

    `left_out` names what could not be read, which the first sheet says.
    What it holds are the numbers of `figures`; long sheets end with a line that says how much is left out.
    """
    summary = figures(data, left_out=left_out)
    title = f"{summary.year} 年度项目支出绩效自评汇总"
    workbook = new_workbook(title=title[:200], subject="汇总", author=summary.department[:200])
    front = workbook.create_sheet("概览")
    values: dict[str, Values] = {}
    if summary.is_overall:
        lines = map(_department, departments(data, limit=LISTED))
        _listing(workbook, "各部门", DEPARTMENTS, lines, summary.department_count)
    values["排名"], scores_exact = _ranking(workbook, summary, data)
    values["资金执行"] = _execution(workbook, summary, data)
    values["指标失分"] = _lost(workbook, summary)
    columns = _columns(summary, DEVIATIONS)
    _listing(workbook, "偏差原因", columns, _deviations(summary, data), summary.deviation_count)
    columns = _columns(summary, FINDINGS)
    _listing(workbook, "校核结果", columns, _findings(summary, data), summary.findings)
    if summary.accepted_count:
        columns = _columns(summary, ACCEPTED)
        _listing(workbook, "核对", columns, _accepted(summary, data), summary.accepted_count)
    values["概览"] = write_overview(front, summary, title, listed=LISTED, scores_exact=scores_exact)
    for worksheet in workbook.worksheets[1:]:
        print_heading(worksheet, title, summary.department, UNITS.get(worksheet.title, ""))
    return workbook_bytes(workbook, values)


def _listing(
    workbook: Workbook,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Content]],
    count: int,
) -> None:
    worksheet = workbook.create_sheet(title)
    write_head(worksheet, columns)
    end = write_rows(worksheet, columns, rows, 2, {})
    _finish(worksheet, columns, end, landscape=True)
    _say_left_out(worksheet, end, count)


def _finish(worksheet: Worksheet, columns: Sequence[Column], end: int, *, landscape: bool = False) -> None:
    """The filter over the rows above `end`, and the page."""
    set_up_page(worksheet, landscape=landscape)
    worksheet.auto_filter.ref = f"A1:{chr(ord('A') + len(columns) - 1)}{max(1, end - 1)}"


def _say_left_out(worksheet: Worksheet, row: int, count: int) -> None:
    """Where not all of so many lines could be listed, say at this row where the others are."""
    if count > LISTED:
        text = f"共 {count} 行，这里是前 {LISTED} 行，全部在 out/数据表 里"
        put(worksheet, (row, 1), text, Kind.NOTE, {})


def _columns(summary: Figures, columns: Sequence[Column]) -> Sequence[Column]:
    return (*columns, DEPARTMENT) if summary.is_overall else columns


def _row(summary: Figures, department: str, *contents: Content) -> list[Content]:
    return [*contents, department] if summary.is_overall else [*contents]


def _department(department: Department) -> list[Content]:
    money, found = department.money, department.found
    return [
        department.name, department.projects, money.initial, money.budget, money.executed, money.rate,
        department.mean, *(found[severity] for severity in Severity),
    ]  # fmt: skip


def _ranking(workbook: Workbook, summary: Figures, data: Dataset) -> tuple[Values, bool]:
    """Answers also whether all 总分 on the sheet are numbers there."""
    worksheet, values = workbook.create_sheet("排名"), Values()
    columns = _columns(summary, RANKING)
    write_head(worksheet, columns)
    listed = list(ranking(data, limit=LISTED))
    scores_exact = all_exact(project.score for project in listed)
    last = summary.count + 1 if scores_exact and summary.count <= LISTED else None
    rows = (
        _row(summary, project.department, *_ranked(project, row, last))
        for row, project in enumerate(listed, start=2)
    )
    end = write_rows(worksheet, columns, rows, 2, values)
    _finish(worksheet, columns, end, landscape=summary.is_overall)
    _say_left_out(worksheet, end, summary.count)
    return values, scores_exact


def _ranked(project: Project, row: int, last: int | None) -> list[Content]:
    """`last` is the last row of the ranking, None where it cannot be computed."""
    rank: Content = project.rank
    if project.rank is not None and last is not None:
        rank = Formula(f"=RANK(D{row},D$2:D${last})", Decimal(project.rank))
    return [rank, project.name, project.operator, project.score, project.grade, project.lost]


def _execution(workbook: Workbook, summary: Figures, data: Dataset) -> Values:
    worksheet, values = workbook.create_sheet("资金执行"), Values()
    columns = _columns(summary, EXECUTION)
    write_head(worksheet, columns)
    listed = list(projects(data, limit=LISTED))
    rows = (
        _row(summary, project.department, *_executed(project, row))
        for row, project in enumerate(listed, start=2)
    )
    end = write_rows(worksheet, columns, rows, 2, values)
    _finish(worksheet, columns, end, landscape=True)
    sums = _execution_sums(summary, listed, end) if summary.count <= LISTED else _stated_sums(summary)
    write_rows(worksheet, columns, [_row(summary, "", *sums)], end, values)
    _say_left_out(worksheet, end + 1, summary.count)
    return values


def _executed(project: Project, row: int) -> list[Content]:
    money = project.money
    unspent: Content = None
    rate: Content = project.rate
    if money.unspent is not None and money.rate is not None:
        both = (money.budget, money.executed)
        unspent = live(rounded(f"C{row}-D{row}", money.unspent), money.unspent, both)
        rate = live_rate(f"=IF(C{row}=0,0,ROUND(D{row}/C{row},4))", money.rate, both)
    return [project.name, money.initial, money.budget, money.executed, unspent, rate]


def _execution_sums(summary: Figures, listed: Sequence[Project], end: int) -> list[Content]:
    """The sums, live; a project that states only one of C and D is left out of both, as in the figures."""
    last, money = end - 1, summary.money
    whole = f"ISNUMBER(C$2:C${last})*ISNUMBER(D$2:D${last})"
    initial, budget, executed, unspent, rate = (
        number or Decimal(0)
        for number in (money.initial, money.budget, money.executed, money.unspent, money.rate)
    )
    stated = [number for one in listed for number in (one.money.budget, one.money.executed)]
    sums = [
        live(rounded(f"SUMPRODUCT({whole},{column}$2:{column}${last})", number), number, stated)
        for column, number in (("C", budget), ("D", executed))
    ]
    return [
        "合计",
        live(rounded(f"SUM(B2:B{last})", initial), initial, (one.money.initial for one in listed)),
        *sums,
        live(rounded(f"C{end}-D{end}", unspent), unspent, (budget, executed)),
        live_rate(f"=IF(C{end}=0,0,ROUND(D{end}/C{end},4))", rate, (budget, executed)),
    ]


def _stated_sums(summary: Figures) -> list[Content]:
    """The sums over all projects, where the sheet lists only some."""
    money = summary.money
    return ["合计（全部项目）", money.initial, money.budget, money.executed, money.unspent, money.rate]


def _lost(workbook: Workbook, summary: Figures) -> Values:
    worksheet, values = workbook.create_sheet("指标失分"), Values()
    write_head(worksheet, LOST)
    rows = (_kind(kind, row) for row, kind in enumerate(summary.level2, start=2))
    end = write_rows(worksheet, LOST, rows, 2, values)
    _finish(worksheet, LOST, end)
    write_rows(worksheet, LOST, [_lost_sums(summary, end)], end, values)
    return values


def _kind(kind: Lost, row: int) -> list[Content]:
    both = (kind.weight, kind.score)
    return [
        kind.level1,
        kind.level2,
        kind.rows,
        kind.short,
        kind.weight,
        kind.score,
        live(rounded(f"E{row}-F{row}", kind.lost), kind.lost, both),
        live_rate(f"=IF(E{row}=0,0,ROUND(F{row}/E{row},4))", round_half_up(kind.share), both),
    ]


def _lost_sums(summary: Figures, end: int) -> list[Content]:
    kinds = summary.level2
    weight = sum((kind.weight for kind in kinds), Decimal(0))
    score = sum((kind.score for kind in kinds), Decimal(0))
    share = round_half_up(score / weight * 100) if weight else Decimal(0)
    counts = (("C", sum(kind.rows for kind in kinds)), ("D", sum(kind.short for kind in kinds)))
    points = (("E", weight, [kind.weight for kind in kinds]), ("F", score, [kind.score for kind in kinds]))
    return [
        "合计",
        "",
        *(Formula(f"=SUM({column}2:{column}{end - 1})", Decimal(count)) for column, count in counts),
        *(
            live(rounded(f"SUM({column}2:{column}{end - 1})", number), number, operands)
            for column, number, operands in points
        ),
        live(rounded(f"E{end}-F{end}", weight - score), weight - score, (weight, score)),
        live_rate(f"=IF(E{end}=0,0,ROUND(F{end}/E{end},4))", share, (weight, score)),
    ]


def _deviations(summary: Figures, data: Dataset) -> Iterator[Sequence[Content]]:
    for d in deviations(data, limit=LISTED):
        texts = (d.project, d.level2, d.name, d.target, d.actual)
        yield _row(summary, d.department, *texts, d.weight, d.score, d.reason or "未填写")


def _findings(summary: Figures, data: Dataset) -> Iterator[Sequence[Content]]:
    """Gravest first, then in the order of the forms."""
    grave = " ".join(f"WHEN '{severity.term}' THEN {n}" for n, severity in enumerate(Severity))
    sql = f"""SELECT 主管部门, 程度, 规则, IF(项目名称 = '', '全部项目', 项目名称), 位置, 问题, 建议 FROM 校核
              WHERE 核对 = ''
              ORDER BY CASE 程度 {grave} END, 主管部门, 年度, 行 LIMIT {LISTED}"""
    for department, *contents in data.query(sql):
        yield _row(summary, department, *contents)


def _accepted(summary: Figures, data: Dataset) -> Iterator[Sequence[Content]]:
    """What a person has accepted, form by form."""
    for one in accepted(data, limit=LISTED):
        yield _row(summary, one.department, one.rule, one.project, one.field, one.message, one.reason)
