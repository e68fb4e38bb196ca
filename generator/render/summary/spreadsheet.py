"""A report as a workbook: a page of key figures with native charts, then one sheet for each table."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook

from ...model.columns import COLUMNS, Column, columns
from ...model.problem import Severity
from ...model.value import round_half_up
from ...tables import Dataset
from ..xlsx.listing import (
    FIRST,
    HEAD,
    Content,
    Formula,
    Heading,
    Line,
    Look,
    Values,
    letter,
    put,
    set_up_list,
    unit_of,
    write_list,
)
from ..xlsx.workbook import new_workbook, workbook_bytes
from . import sources
from .figures import Department, Figures, Lost, Project
from .formulas import all_exact, live, live_rate, rounded
from .overview import write_overview
from .queries import departments, figures, projects
from .sources import Source, lines

LISTED = 5000
"""Lines of one sheet; the tables have all of them."""

_RANKING = columns("名次", "项目名称", "实施单位", "总分", "等级", "失分")
_EXECUTION = columns("项目名称", "年初预算数", "全年预算数", "全年执行数", "未执行数", "执行率")
_LOST = columns(
    "一级指标", "二级指标", "指标数", "失分指标", "分值", "得分", "失分", "得分率",
    widths={"一级指标": 14, "二级指标": 22, "分值": 12, "得分": 12, "失分": 12},
)  # fmt: skip
_DEPARTMENTS = columns(
    "主管部门", "项目", "年初预算数", "全年预算数", "全年执行数", "执行率", "平均总分", "错误", "警告", "提示"
)  # fmt: skip
_DEVIATIONS = columns(
    "项目名称", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"
)  # fmt: skip
_FINDINGS = columns("程度", "规则", "项目名称", "位置", "问题", "建议")
_OUTCOMES = columns("项目名称", "规则", "规则名称", "结果", "说明")
_ALIKE = columns("栏", "文字", "项目", "部门数", "相同", "例")
_REVIEWS = columns("项目名称", "自评总分", "自评等级", "复核总分", "复核等级", "偏差")
_ACCEPTED = columns("规则", "项目名称", "位置", "问题", "核对")


def summary_xlsx(data: Dataset, *, left_out: tuple[str, ...] = ()) -> bytes:
    """The workbook of one department's year, or of all departments in a year.

    `left_out` names what could not be read, which the first sheet says.
    What it holds are the numbers of `figures`; long sheets end with a line that says how much is left out.
    """
    return _Report(data, figures(data, left_out=left_out)).content()


class _Report:
    """The workbook as it is filled, sheet by sheet."""

    def __init__(self, data: Dataset, summary: Figures) -> None:
        self._data, self._summary = data, summary
        self._title = f"{summary.year} 年度项目支出绩效自评汇总"
        self._workbook: Workbook = new_workbook(
            title=self._title[:200], subject="汇总", author=summary.department[:200]
        )
        self._values: dict[str, Values] = {}

    def content(self) -> bytes:
        """The file."""
        summary = self._summary
        front = self._workbook.create_sheet("概览")
        if summary.is_overall:
            self._departments()
        scores_exact = self._ranking()
        self._execution()
        self._lost()
        self._deviations()
        self._listing("校核结果", _FINDINGS, sources.FINDINGS, summary.findings)
        if summary.accepted_count:
            self._listing("核对", _ACCEPTED, sources.ACCEPTED, summary.accepted_count)
        count = sum(sum(one.counts.values()) for one in summary.outcomes)
        self._listing("规则结果", _OUTCOMES, sources.OUTCOMES, count)
        if summary.alike_count:
            self._alike()
        if summary.reviewed_count:
            self._reviews()
        self._values["概览"] = write_overview(
            front, summary, self._title, listed=LISTED, scores_exact=scores_exact
        )
        return workbook_bytes(self._workbook, self._values)

    def _columns(self, some: Sequence[Column]) -> Sequence[Column]:
        """With whose each line is at the end, where they are of several departments."""
        return (*some, COLUMNS["主管部门"]) if self._summary.is_overall else some

    def _listing(self, name: str, some: Sequence[Column], source: Source, count: int) -> None:
        """A sheet of what a source holds in some columns, of so many lines."""
        listed = self._columns(some)
        self._sheet(name, listed, lines(self._data, source, listed, limit=LISTED), count)

    def _sheet(
        self,
        name: str,
        listed: Sequence[Column],
        rows: Iterable[Line],
        count: int,
        sums: Sequence[Content] = (),
    ) -> None:
        """A sheet with its heading, its lines, its sums, and how much is left out."""
        worksheet, values = self._workbook.create_sheet(name), self._values.setdefault(name, {})
        title = f"{self._title}　{name}"
        heading = Heading(title=title, department=self._summary.department, unit=unit_of(listed))
        end = write_list(worksheet, heading, listed, rows, values, sums)
        if count > LISTED:
            text = f"共 {count} 行，这里是前 {LISTED} 行，全部在 out/数据表 里"
            put(worksheet, (end, 1), text, Look.NOTE, {})
            end += 1
        set_up_list(worksheet, listed, end - 1, head=HEAD)

    def _alike(self) -> None:
        """Texts that several projects have."""
        summary = self._summary
        rows = (
            (one.part, one.text, one.projects, one.departments, one.likeness, "；".join(one.examples))
            for one in summary.alike
        )
        self._sheet("雷同文字", _ALIKE, rows, len(summary.alike))

    def _departments(self) -> None:
        summary = self._summary
        rows = map(_department, departments(self._data, limit=LISTED))
        found = (summary.found[severity] for severity in Severity)
        money = _amounts(summary)
        sums = ["合计", summary.count, *money, summary.money.rate, summary.mean, *found]
        self._sheet("各部门", _DEPARTMENTS, rows, summary.department_count, sums)

    def _ranking(self) -> bool:
        """Answers whether all 总分 on the sheet are numbers there."""
        summary, listed = self._summary, self._columns(_RANKING)
        rows = [list(row) for row in lines(self._data, sources.RANKED, listed, limit=LISTED)]
        scores = [row[3] for row in rows]
        scores_exact = all_exact(score for score in scores if isinstance(score, Decimal))
        if scores_exact and summary.count <= LISTED:
            _rank(rows, letter(_RANKING, "总分"))
        self._sheet("排名", listed, rows, summary.count)
        return scores_exact

    def _execution(self) -> None:
        summary, listed = self._summary, list(projects(self._data, limit=LISTED))
        rows = ([*_executed(project, row), project.department] for row, project in enumerate(listed, FIRST))
        money = summary.money
        sums: list[Content] = ["合计（全部项目）", *_amounts(summary), money.unspent, money.rate]
        if summary.count <= LISTED:
            sums = _execution_sums(summary, listed)
        columns = self._columns(_EXECUTION)
        self._sheet("资金执行", columns, (row[: len(columns)] for row in rows), summary.count, sums)

    def _lost(self) -> None:
        kinds = self._summary.level2
        rows = (_kind(kind, row) for row, kind in enumerate(kinds, start=FIRST))
        self._sheet("指标失分", _LOST, rows, 0, _lost_sums(kinds))

    def _deviations(self) -> None:
        listed = self._columns(_DEVIATIONS)
        rows = (
            [*row[:7], row[7] or "未填写", *row[8:]]
            for row in lines(self._data, sources.DEVIATIONS, listed, limit=LISTED)
        )
        self._sheet("偏差原因", listed, rows, self._summary.deviation_count)

    def _reviews(self) -> None:
        """自评 beside 复核, those that differ most first."""
        listed = self._columns(_REVIEWS)
        rows = [list(row) for row in lines(self._data, sources.REVIEWED, listed, limit=LISTED)]
        own, reviewed = (letter(_REVIEWS, name) for name in ("自评总分", "复核总分"))
        for number, row in enumerate(rows, start=FIRST):
            difference, both = row[5], (row[1], row[3])
            if isinstance(difference, Decimal):
                row[5] = live(rounded(f"{reviewed}{number}-{own}{number}", difference), difference, both)
        self._sheet("复核", listed, rows, self._summary.reviewed_count)


def _amounts(summary: Figures) -> tuple[Decimal | None, ...]:
    return summary.money.initial, summary.money.budget, summary.money.executed


def _department(department: Department) -> Line:
    money, found = department.money, department.found
    return [
        department.name, department.projects, money.initial, money.budget, money.executed, money.rate,
        department.mean, *(found[severity] for severity in Severity),
    ]  # fmt: skip


def _rank(rows: Sequence[list[Content]], scores: str) -> None:
    """Have the ranks, in the first column, computed from the 总分."""
    last = FIRST + len(rows) - 1
    for number, row in enumerate(rows, start=FIRST):
        if isinstance(row[0], int):
            formula = f"=RANK({scores}{number},{scores}${FIRST}:{scores}${last})"
            row[0] = Formula(formula, Decimal(row[0]))


def _executed(project: Project, row: int) -> list[Content]:
    money = project.money
    unspent: Content = None
    rate: Content = project.rate
    if money.unspent is not None and money.rate is not None:
        both = (money.budget, money.executed)
        unspent = live(rounded(f"C{row}-D{row}", money.unspent), money.unspent, both)
        rate = live_rate(f"=IF(C{row}=0,0,ROUND(D{row}/C{row},4))", money.rate, both)
    return [project.name, money.initial, money.budget, money.executed, unspent, rate]


def _execution_sums(summary: Figures, listed: Sequence[Project]) -> list[Content]:
    """The sums, live; a project that states only one of C and D is left out of both, as in the figures."""
    end, money = FIRST + len(listed), summary.money
    last = end - 1
    whole = f"ISNUMBER(C${FIRST}:C${last})*ISNUMBER(D${FIRST}:D${last})"
    initial, budget, executed, unspent, rate = (
        number or Decimal(0)
        for number in (money.initial, money.budget, money.executed, money.unspent, money.rate)
    )
    stated = [number for one in listed for number in (one.money.budget, one.money.executed)]
    sums = [
        live(rounded(f"SUMPRODUCT({whole},{column}${FIRST}:{column}${last})", number), number, stated)
        for column, number in (("C", budget), ("D", executed))
    ]
    initials = (one.money.initial for one in listed)
    return [
        "合计",
        live(rounded(f"SUM(B{FIRST}:B{last})", initial), initial, initials),
        *sums,
        live(rounded(f"C{end}-D{end}", unspent), unspent, (budget, executed)),
        live_rate(f"=IF(C{end}=0,0,ROUND(D{end}/C{end},4))", rate, (budget, executed)),
    ]


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


def _lost_sums(kinds: Sequence[Lost]) -> list[Content]:
    end = FIRST + len(kinds)
    weight = sum((kind.weight for kind in kinds), Decimal(0))
    score = sum((kind.score for kind in kinds), Decimal(0))
    share = round_half_up(score / weight * 100) if weight else Decimal(0)
    counts = (("C", sum(kind.rows for kind in kinds)), ("D", sum(kind.short for kind in kinds)))
    points = (("E", weight, [kind.weight for kind in kinds]), ("F", score, [kind.score for kind in kinds]))
    return [
        "合计",
        "",
        *(Formula(f"=SUM({column}{FIRST}:{column}{end - 1})", Decimal(count)) for column, count in counts),
        *(
            live(rounded(f"SUM({column}{FIRST}:{column}{end - 1})", number), number, operands)
            for column, number, operands in points
        ),
        live(rounded(f"E{end}-F{end}", weight - score), weight - score, (weight, score)),
        live_rate(f"=IF(E{end}=0,0,ROUND(F{end}/E{end},4))", share, (weight, score)),
    ]
