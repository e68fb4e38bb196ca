"""Many forms in one workbook: an index, flat tables of funds, indicators and findings, a sheet per project.

The projects' sheets are those of `render_xlsx` and carry the same marks, so that edits can be brought back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from attrs import frozen
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ...model.form import Form
from ...model.value import round_half_up
from ...sheet.build import Sheet, sheet
from ...store import dump
from ...tables import FindingRow, ProjectRow, rows_by_department
from ..columns import fitted
from .listing import (
    Column,
    Content,
    Formula,
    Kind,
    Values,
    print_heading,
    set_up_page,
    write_head,
    write_rows,
)
from .marks import STORE, key_of, mark, write_store
from .styles import detach_style, serif_font
from .workbook import Fill, filled_bytes, new_workbook
from .worksheet import layout, writable, write_sheet

INDEX = (
    Column("序号", Kind.COUNT, 6),
    Column("项目名称", Kind.TEXT, 36),
    Column("主管部门", Kind.TEXT, 24),
    Column("年度", Kind.COUNT, 7),
    Column("全年预算数（元）", Kind.AMOUNT, 18),
    Column("全年执行数（元）", Kind.AMOUNT, 18),
    Column("执行率", Kind.PERCENT, 9),
    Column("总分", Kind.POINTS, 8),
    Column("等级", Kind.WORD, 6),
    Column("错误", Kind.COUNT, 6),
    Column("警告", Kind.COUNT, 6),
    Column("文件", Kind.TEXT, 80),
)
FUNDS = (
    Column("年度", Kind.COUNT, 7),
    Column("主管部门", Kind.TEXT, 20),
    Column("项目名称", Kind.TEXT, 30),
    Column("资金来源", Kind.TEXT, 18),
    Column("单位", Kind.WORD, 7),
    Column("年初预算数", Kind.AMOUNT, 17),
    Column("全年预算数", Kind.AMOUNT, 17),
    Column("全年执行数", Kind.AMOUNT, 17),
    Column("执行率", Kind.PERCENT, 10),
    Column("文件", Kind.TEXT, 80),
)
INDICATORS = (
    Column("年度", Kind.COUNT, 7),
    Column("主管部门", Kind.TEXT, 15),
    Column("项目名称", Kind.TEXT, 20),
    Column("一级指标", Kind.TEXT, 11),
    Column("二级指标", Kind.TEXT, 14),
    Column("三级指标", Kind.TEXT, 20),
    Column("年度指标值", Kind.TEXT, 15),
    Column("实际完成值", Kind.TEXT, 15),
    Column("分值", Kind.POINTS, 7),
    Column("得分", Kind.POINTS, 7),
    Column("失分", Kind.POINTS, 7),
    Column("偏差原因分析及改进措施", Kind.TEXT, 40),
    Column("文件", Kind.TEXT, 80),
)
FINDINGS = (
    Column("程度", Kind.WORD, 7),
    Column("规则", Kind.WORD, 7),
    Column("项目名称", Kind.TEXT, 26),
    Column("位置", Kind.TEXT, 32),
    Column("问题", Kind.TEXT, 54),
    Column("建议", Kind.TEXT, 36),
    Column("文件", Kind.TEXT, 80),
)
"""Paths stand last, and are not printed: what is printed stays as large as a page allows."""

_TITLE = "绩效自评表汇编"
_UNITS = {"目录": "元"}
"""What the amounts of a sheet are in, where all of its rows have the same."""

LONGEST_NAME = 31
"""UTF-16 units in the name of a worksheet."""

_FORBIDDEN = str.maketrans("[]:*?/\\'", "【】：＊？／＼’")
_RESERVED = ("目录", "资金", "指标", "校核结果", STORE, "History")
_LINK = serif_font(color="1F4E86")

Rows = Iterator[Sequence[Content]]


@frozen
class Printed:
    """A form, and the table that a workbook prints of it."""

    form: Form
    table: Sheet


@frozen
class _Entry:
    """A form with its path, the name of its worksheet and its row of the tables."""

    path: str
    form: Form
    sheet: str
    row: ProjectRow
    printed: Sheet


def printed(form: Form) -> Printed:
    """The form as it goes into a workbook. Raises ZipingbiaoError for one that no workbook can hold."""
    return Printed(form, writable(fitted(sheet(form))))


def export_xlsx(forms: Mapping[str, Printed]) -> bytes:
    """The workbook of these forms, by the path of the YAML file of each. Raises ValueError without any."""
    if not forms:
        raise ValueError("no forms")
    rows = rows_by_department({path: one.form for path, one in forms.items()}, today=date.today())
    departments = "、".join(dict.fromkeys(row.department for row in rows.projects))
    workbook = new_workbook(title=_TITLE, subject="导出", author=departments[:200])
    fills = dict(_fills(_entries(forms, rows.projects), rows.findings))
    for name in fills:
        workbook.create_sheet(name)
    return filled_bytes(workbook, fills)


def _entries(forms: Mapping[str, Printed], projects: Sequence[ProjectRow]) -> tuple[_Entry, ...]:
    names = sheet_names(one.form.project for one in forms.values())
    rows = {project.file: project for project in projects}
    named = zip(forms.items(), names, strict=True)
    return tuple(_Entry(path, one.form, name, rows[path], one.table) for (path, one), name in named)


def _fills(entries: Sequence[_Entry], findings: Iterable[FindingRow]) -> Iterator[tuple[str, Fill]]:
    """The worksheets by name in their order, and what fills each."""
    yield "目录", partial(_index, entries)
    yield "资金", partial(_table, FUNDS, _funds(entries, 2))
    yield "指标", partial(_table, INDICATORS, _indicators(entries, 2))
    yield "校核结果", partial(_table, FINDINGS, _findings(entries, findings))
    kept: dict[str, str] = {}
    for entry in entries:
        yield entry.sheet, partial(_project, entry, kept)
    yield STORE, partial(_keep, kept)


def sheet_names(projects: Iterable[str]) -> Iterator[str]:
    """A name for each project's worksheet that a workbook allows; no two alike, whatever the case."""
    taken = {name.casefold() for name in _RESERVED}
    last: dict[str, int] = {}
    for project in projects:
        printable = "".join(c for c in project.translate(_FORBIDDEN) if c.isprintable()).strip()
        bare = _shortened(printable, LONGEST_NAME) or "项目"
        name, number = bare, last.get(bare.casefold(), 1)
        while name.casefold() in taken:
            number += 1
            name = _shortened(bare, LONGEST_NAME - len(f"~{number}")) + f"~{number}"
        last[bare.casefold()] = number
        taken.add(name.casefold())
        yield name


def _shortened(text: str, units: int) -> str:
    encoded = text.encode("utf-16-le", errors="ignore")[: 2 * units]
    return encoded.decode("utf-16-le", errors="ignore").strip()


def _index(entries: Sequence[_Entry], worksheet: Worksheet) -> Values:
    values = Values()
    write_head(worksheet, INDEX)
    write_rows(worksheet, INDEX, (_indexed(entry, n) for n, entry in enumerate(entries, start=2)), 2, values)
    for row, entry in enumerate(entries, start=2):
        _link(worksheet, row, entry.sheet)
    _set_up(worksheet, INDEX, len(entries) + 1)
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(INDEX))}{len(entries) + 1}"
    return values


def _set_up(worksheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """The pages: what each is printed above it, and no paths on it."""
    set_up_page(worksheet, landscape=True)
    print_heading(worksheet, _TITLE, "", _UNITS.get(worksheet.title, ""))
    worksheet.print_area = f"A1:{get_column_letter(len(columns) - 1)}{last}"


def _indexed(entry: _Entry, row: int) -> list[Content]:
    project = entry.row
    rate: Content = project.rate
    if project.rate is not None and project.budget is not None and project.executed is not None:
        rate = Formula(f"=IF(E{row}=0,0,ROUND(F{row}/E{row},4))", project.rate.scaleb(-2))
    return [
        row - 1, entry.form.project, entry.form.department, entry.form.year,
        project.budget, project.executed, rate, project.score, project.grade,
        project.errors, project.warnings, entry.path,
    ]  # fmt: skip


def _link(worksheet: Worksheet, row: int, name: str) -> None:
    cell = worksheet.cell(row, 2)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
    detach_style(cell)
    cell.font = _LINK


def _table(columns: Sequence[Column], rows: Rows, worksheet: Worksheet) -> Values:
    """A worksheet that is one real table, which needs a row even where there is nothing to say."""
    values = Values()
    write_head(worksheet, columns)
    end = write_rows(worksheet, columns, rows, 2, values)
    reference = f"A1:{get_column_letter(len(columns))}{max(2, end - 1)}"
    heads = [TableColumn(id=number, name=column.title) for number, column in enumerate(columns, start=1)]
    table = Table(displayName=f"表_{worksheet.title}", ref=reference, tableColumns=heads)
    table.autoFilter = AutoFilter(ref=reference)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
    worksheet.add_table(table)
    _set_up(worksheet, columns, max(2, end - 1))
    return values


def _head(entry: _Entry) -> list[Content]:
    return [entry.form.year, entry.form.department, entry.form.project]


def _funds(entries: Sequence[_Entry], row: int) -> Rows:
    """Every row of every funds block, in its own unit."""
    for entry in entries:
        unit = entry.form.funds.unit
        for fund in entry.form.funds.rows:
            rate: Content = fund.rate
            if fund.budget is not None and fund.executed is not None:
                share = round_half_up(fund.executed / fund.budget, 4) if fund.budget else Decimal(0)
                rate = Formula(f"=IF(G{row}=0,0,ROUND(H{row}/G{row},4))", share)
            amounts = (fund.initial, fund.budget, fund.executed)
            yield [*_head(entry), fund.name, unit, *amounts, rate, entry.path]
            row += 1


def _indicators(entries: Sequence[_Entry], row: int) -> Rows:
    """Every 三级指标."""
    for entry in entries:
        for path, indicator in entry.form.indicators():
            weight, score = indicator.weight, indicator.score
            lost = None
            if weight is not None and score is not None:
                lost = Formula(f"=ROUND(I{row}-J{row},2)", round_half_up(weight - score))
            yield [
                *_head(entry), str(path[1]), str(path[2]), indicator.name, indicator.full_target.text,
                indicator.full_actual.text, weight, score, lost, indicator.reason or "",
                entry.path,
            ]  # fmt: skip
            row += 1


def _findings(entries: Sequence[_Entry], findings: Iterable[FindingRow]) -> Rows:
    """What the audit says, gravest first."""
    names = {entry.path: entry.form.project for entry in entries}
    for f in findings:
        if not f.accepted:
            yield [f.severity, f.rule, names.get(f.file, "全部项目"), f.field, f.message, f.hint, f.file]


def _project(entry: _Entry, kept: dict[str, str], worksheet: Worksheet) -> Values:
    """The worksheet of a form; `kept` takes up its YAML, from which edits are brought back."""
    yaml, placed = dump(entry.form), layout(entry.printed)
    key = key_of(yaml)
    kept[key] = yaml
    values = write_sheet(worksheet, entry.printed, placed)
    mark(worksheet, entry.printed, placed, key)
    return values


def _keep(kept: Mapping[str, str], worksheet: Worksheet) -> None:
    write_store(worksheet, kept)
