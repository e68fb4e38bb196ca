"""The form as a workbook: the same table as the PDF, with live formulas for 执行率, its 得分 and 总分."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from ...model import problem
from ...model.form import Form
from ...model.problem import Problem
from ...sheet.build import Cell, Role, Sheet, sheet
from ...sources.xlsx import part_name
from ...store import dump
from ..columns import fitted
from .marks import STORE, key_of, mark, write_store
from .workbook import new_workbook, workbook_bytes
from .worksheet import Layout, exact, layout, shown_text, writable, write_sheet

SHEET_NAME = "自评表"

_MERGED = re.compile('<mergeCell ref="([A-Z0-9:]+)"')


def render_xlsx(form: Form, origin: str = "") -> bytes:
    """The form's XLSX file, made in the workspace of this identity.

    Raises ZipingbiaoError for text that a workbook cannot hold.

    Where a stated 执行率, 得分 or 总分 contradicts its formula, the cell holds what the form states, with a
    comment that says what the formula comes to.
    """
    subject = f"{form.title}（{form.year} 年度）"
    workbook = new_workbook(title=form.project, subject=subject, author=form.department)
    worksheet = workbook.create_sheet(SHEET_NAME)
    printed, yaml = writable(fitted(sheet(form))), dump(form)
    placed = layout(printed)
    values = write_sheet(worksheet, printed, placed)
    key = key_of(yaml, origin)
    mark(worksheet, printed, placed, key)
    write_store({key: yaml}, workbook.create_sheet(STORE))
    return workbook_bytes(workbook, {SHEET_NAME: values})


def verify_xlsx(content: bytes, form: Form) -> tuple[Problem, ...]:
    """Where the workbook, read again, differs from the form: texts, numbers, formulas' values, merges."""
    return verify_worksheet(content, SHEET_NAME, fitted(sheet(form)))


def verify_worksheet(content: bytes, name: str, printed: Sheet) -> tuple[Problem, ...]:
    """As `verify_xlsx`, for one worksheet of a workbook of ours."""
    placed, (values, merged) = layout(printed), _held(content, name)
    wrong = [
        cell
        for cell in printed.cells()
        if not _same(values.get((placed.first(cell.row), cell.column + 1)), cell)
    ]
    apart = [cell for cell in printed.cells() if not _merged_alike(merged, cell, placed)]
    return (
        *(_problem(cell, placed, f"这一格不是“{cell.text[:60]}”。") for cell in wrong),
        *(_problem(cell, placed, "这一格的合并范围不同。") for cell in apart),
    )


def _held(content: bytes, name: str) -> tuple[Mapping[tuple[int, int], object], Collection[str]]:
    """The values of a worksheet by row and column, those of formulas as stored, and its merged areas.

    Read row by row: a workbook that can be written to costs three times as much, most of it for the borders
    of merged cells.
    """
    worksheet = load_workbook(BytesIO(content), read_only=True, data_only=True)[name]
    rows = enumerate(worksheet.iter_rows(values_only=True), 1)
    values = {(row, column): value for row, cells in rows for column, value in enumerate(cells, 1)}
    with ZipFile(BytesIO(content)) as package:
        return values, frozenset(_MERGED.findall(package.read(part_name(worksheet)).decode()))


def _same(value: object, cell: Cell) -> bool:
    if cell.number is None or not exact(cell.number):
        return (value or "") == shown_text(cell)
    number = cell.number.scaleb(-2) if cell.role is Role.PERCENT else cell.number
    return isinstance(value, int | float) and Decimal(repr(value)) == number


def _merged_alike(merged: Collection[str], cell: Cell, placed: Layout) -> bool:
    first, last = placed.first(cell.row), placed.last(cell.row, cell.row_span)
    end = f"{get_column_letter(cell.column + cell.column_span)}{last}"
    area = f"{get_column_letter(cell.column + 1)}{first}:{end}"
    return (area in merged) == ((last, cell.column_span) != (first, 1))


def _problem(cell: Cell, placed: Layout, message: str) -> Problem:
    message = f"工作表里 {placed.coordinate((cell.row, cell.column))} {message}"
    return problem.error("V03", message, path=cell.path, value=cell.text[:80], hint=_HINT)


_HINT = "这是程序的缺陷，请报告；这个文件没有放进 out"
