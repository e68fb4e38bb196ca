"""Many forms in one workbook: an index, flat tables of funds, indicators and findings, a sheet per project.

The projects' sheets are those of `render_xlsx` and carry the same marks, so that edits can be brought back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count

from attrs import frozen
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ...model.columns import Column, columns
from ...model.form import Form
from ...model.value import round_half_up
from ...sheet.build import Sheet, sheet
from ...store import dump
from ...tables import ProjectRow, Rows, picked, rows_by_department
from ..columns import fitted
from .listing import (
    Content,
    Formula,
    Heading,
    Values,
    letter,
    link,
    print_heading,
    set_filter,
    set_up_list,
    with_units,
    write_head,
    write_rows,
)
from .marks import STORE, key_of, mark, write_store
from .workbook import Fill, filled_bytes, new_workbook
from .worksheet import layout, writable, write_sheet

INDEX = with_units(
    columns(
        "序号", "项目名称", "主管部门", "年度", "全年预算数", "全年执行数", "执行率", "总分", "等级",
        "错误", "警告", "文件",
    )
)  # fmt: skip
FUNDS = columns(
    "年度", "主管部门", "项目名称", "资金来源", "单位", "年初预算数", "全年预算数", "全年执行数", "执行率",
    "文件",
)  # fmt: skip
INDICATORS = columns(
    "年度", "主管部门", "项目名称", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值",
    "分值", "得分", "失分", "偏差原因", "文件",
    widths={"主管部门": 16, "项目名称": 22},
)  # fmt: skip
FINDINGS = columns("程度", "规则", "项目名称", "位置", "问题", "建议", "文件")

_TITLE = "绩效自评表汇编"

LONGEST_NAME = 31
"""UTF-16 units in the name of a worksheet."""

_FORBIDDEN = str.maketrans("[]:*?/\\'", "【】：＊？／＼’")
_RESERVED = ("目录", "资金", "指标", "校核结果", STORE, "History")

Lines = Iterator[Sequence[Content]]


@frozen
class Printed:
    """A form, and the table that a workbook prints of it."""

    form: Form
    table: Sheet


@frozen
class _Entry:
    """A form, the name of its worksheet and its row of the tables."""

    sheet: str
    row: ProjectRow
    printed: Printed


def printed(form: Form) -> Printed:
    """The form as it goes into a workbook. Raises ZipingbiaoError for one that no workbook can hold."""
    return Printed(form, writable(fitted(sheet(form))))


def export_xlsx(forms: Mapping[str, Printed], origin: str = "") -> bytes:
    """The workbook of these forms, by the path of the YAML file of each. Raises ValueError without any."""
    if not forms:
        raise ValueError("no forms")
    rows = rows_by_department({path: one.form for path, one in forms.items()}, today=date.today())
    departments = "、".join(dict.fromkeys(row.department for row in rows.projects))
    workbook = new_workbook(title=_TITLE, subject="导出", author=departments[:200])
    fills = dict(_fills(_entries(forms, rows), rows, origin))
    for name in fills:
        workbook.create_sheet(name)
    return filled_bytes(workbook, fills)


def _entries(forms: Mapping[str, Printed], rows: Rows) -> tuple[_Entry, ...]:
    names = sheet_names(one.form.project for one in forms.values())
    projects = {project.file: project for project in rows.projects}
    named = zip(forms.items(), names, strict=True)
    return tuple(_Entry(name, projects[path], one) for (path, one), name in named)


def _fills(entries: Sequence[_Entry], rows: Rows, origin: str) -> Iterator[tuple[str, Fill]]:
    """The worksheets by name in their order, and what fills each."""
    yield "目录", partial(_index, entries)
    yield "资金", partial(_table, FUNDS, _funds(entries))
    yield "指标", partial(_table, INDICATORS, _indicators(rows))
    yield "校核结果", partial(_table, FINDINGS, _findings(rows))
    kept: dict[str, str] = {}
    for entry in entries:
        yield entry.sheet, partial(_project, entry.printed, kept, origin)
    yield STORE, partial(write_store, kept)


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
    end = write_rows(worksheet, INDEX, map(_indexed, count(2), entries), 2, values)
    for row, entry in enumerate(entries, start=2):
        link(worksheet, row, 2, entry.sheet)
    _set_up(worksheet, INDEX, end - 1)
    set_filter(worksheet, INDEX, end - 1)
    return values


def _set_up(worksheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    set_up_list(worksheet, columns, last)
    print_heading(worksheet, Heading(title=f"{_TITLE}　{worksheet.title}"))


def _indexed(row: int, entry: _Entry) -> list[Content]:
    project = entry.row
    instead: dict[str, Content] = {"序号": row - 1}
    if project.rate is not None and project.budget is not None and project.executed is not None:
        instead["执行率"] = _rate(INDEX, row, project.rate.scaleb(-2))
    return picked(project, INDEX, instead)


def _rate(columns: Sequence[Column], row: int, share: Decimal) -> Formula:
    budget, executed = (f"{letter(columns, name)}{row}" for name in ("全年预算数", "全年执行数"))
    return Formula(f"=IF({budget}=0,0,ROUND({executed}/{budget},4))", share)


def _table(columns: Sequence[Column], rows: Lines, worksheet: Worksheet) -> Values:
    """A worksheet that is one real table, which needs a row even where there is nothing to say."""
    values = Values()
    write_head(worksheet, columns)
    last = max(2, write_rows(worksheet, columns, rows, 2, values) - 1)
    reference = f"A1:{get_column_letter(len(columns))}{last}"
    heads = [TableColumn(id=number, name=column.head) for number, column in enumerate(columns, start=1)]
    table = Table(displayName=f"表_{worksheet.title}", ref=reference, tableColumns=heads)
    table.autoFilter = AutoFilter(ref=reference)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
    worksheet.add_table(table)
    _set_up(worksheet, columns, last)
    return values


def _funds(entries: Sequence[_Entry]) -> Lines:
    """Every row of every funds block, in its own unit."""
    rows = count(2)
    for entry in entries:
        funds = entry.printed.form.funds
        for fund in funds.rows:
            row, rate = next(rows), fund.rate
            amounts = {"年初预算数": fund.initial, "全年预算数": fund.budget, "全年执行数": fund.executed}
            content: Content = rate
            if fund.budget is not None and fund.executed is not None:
                share = round_half_up(fund.executed / fund.budget, 4) if fund.budget else Decimal(0)
                content = _rate(FUNDS, row, share)
            own = {"资金来源": fund.name, "单位": funds.unit, **amounts, "执行率": content}
            yield picked(entry.row, FUNDS, own)


def _indicators(rows: Rows) -> Lines:
    """Every 三级指标."""
    weighed, scored = letter(INDICATORS, "分值"), letter(INDICATORS, "得分")
    for row, indicator in enumerate((one for one in rows.indicators if one.line), start=2):
        lost: Content = indicator.lost
        if indicator.lost is not None:
            lost = Formula(f"=ROUND({weighed}{row}-{scored}{row},2)", round_half_up(indicator.lost))
        yield picked(indicator, INDICATORS, {"失分": lost})


def _findings(rows: Rows) -> Lines:
    """What the audit says, gravest first."""
    for finding in rows.findings:
        if not finding.accepted:
            yield picked(finding, FINDINGS, {"项目名称": finding.project or "全部项目"})


def _project(one: Printed, kept: dict[str, str], origin: str, worksheet: Worksheet) -> Values:
    """The worksheet of a form; `kept` takes up its YAML, from which edits are brought back."""
    yaml, placed = dump(one.form), layout(one.table)
    key = key_of(yaml, origin)
    kept[key] = yaml
    values = write_sheet(worksheet, one.table, placed)
    mark(worksheet, one.table, placed, key)
    return values
