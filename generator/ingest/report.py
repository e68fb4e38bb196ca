"""The report at the end of a batch of documents, for programs and for an office."""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from attrs import asdict
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .journal import Record

_COLUMNS = {
    "文件": 50, "结果": 10, "项目数": 8, "项目": 50, "还原错字": 10, "清理空格等": 12,
    "存疑": 8, "人工修改冲突": 14, "用时（秒）": 10, "问题": 80,
}  # fmt: skip
_MAX_CELL = 32_000
"""Characters; a cell of a workbook holds 32,767."""


def as_json(records: Iterable[Record]) -> bytes:
    """The report for programs: a list of one record for each document."""
    data: list[dict[str, Any]] = [{**asdict(record), "outcome": record.outcome} for record in records]
    return json.dumps(data, ensure_ascii=False, indent=2).encode(errors="replace")


def as_workbook(records: Iterable[Record]) -> bytes:
    """The report for an office: one sheet, a row for each document; all text stays text."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "读入结果"
    sheet.append(list(_COLUMNS))
    for row, record in enumerate(records, start=2):
        _write(sheet, row, _values(record))
    for number, width in enumerate(_COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(row=1, column=number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _values(record: Record) -> tuple[str | int | float, ...]:
    return (
        record.file, record.outcome, len(record.projects), "、".join(record.projects), record.restored,
        record.cleaned, record.doubts, record.conflicts, record.seconds, "\n".join(record.problems),
    )  # fmt: skip


def _write(sheet: Worksheet, row: int, values: Iterable[str | int | float]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_MAX_CELL]
            cell.data_type = "s"
        else:
            cell.value = value
