"""For an office: a workbook with a line for each finding."""

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...audit import RULES
from ...model.problem import Problem
from ...render.xlsx.workbook import filled_bytes
from .checked import Checked

_COLUMNS = {
    "文件": 40, "行": 6, "列": 6, "程度": 6, "规则": 7, "规则名称": 24,
    "字段": 36, "印作": 16, "问题": 60, "建议": 36,
}  # fmt: skip
_MAX_CELL = 32_000
"""Characters; a cell of a workbook holds 32,767."""

_UNREADABLE = "\ufffd"


def as_workbook(checked: Iterable[Checked]) -> bytes:
    """One sheet, the header fixed, every column to be filtered; all text stays text."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "校核结果"
    sheet.append(list(_COLUMNS))
    titles = {rule.id: rule.title for rule in RULES}
    for row, (file, problem) in enumerate(((c.file, p) for c in checked for p in c.problems), start=2):
        _write(sheet, row, _line(file, problem, titles.get(problem.rule, "文件的写法")))
    _lay_out(sheet)
    return filled_bytes(workbook, {})


def _line(file: str, problem: Problem, title: str) -> tuple[str | int | None, ...]:
    place = problem.place
    line, column = (place.line, place.column) if place else (None, None)
    return (
        file, line, column, problem.severity.term, problem.rule, title,
        problem.field, problem.value, problem.message, problem.hint,
    )  # fmt: skip


def _write(sheet: Worksheet, row: int, values: Iterable[str | int | None]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub(_UNREADABLE, value)[:_MAX_CELL]
            cell.data_type = "s"
        else:
            cell.value = value


def _lay_out(sheet: Worksheet) -> None:
    for number, width in enumerate(_COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(row=1, column=number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
