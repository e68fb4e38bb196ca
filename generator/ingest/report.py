"""The report at the end of a batch of documents, for programs and for an office."""

import json
from collections.abc import Iterable
from typing import Any

from attrs import asdict

from ..model.columns import Column, Kind, columns
from ..render.xlsx.listing import Line, Listing, report_workbook
from .journal import Record

_COLUMNS = (
    *columns("文件", "结果", widths={"文件": 50}),
    Column("项目数", Kind.COUNT, 8),
    Column("项目", Kind.TEXT, 50),
    Column("还原错字", Kind.COUNT, 10),
    Column("清理空格等", Kind.COUNT, 12),
    Column("存疑", Kind.COUNT, 8),
    Column("人工修改冲突", Kind.COUNT, 14),
    Column("用时（秒）", Kind.POINTS, 10),
    Column("问题", Kind.TEXT, 60),
)


def as_json(records: Iterable[Record]) -> bytes:
    """The report for programs: a list of one record for each document."""
    data: list[dict[str, Any]] = [{**asdict(record), "outcome": record.outcome} for record in records]
    return json.dumps(data, ensure_ascii=False, indent=2).encode(errors="replace")


def as_workbook(records: Iterable[Record]) -> bytes:
    """The report for an office: one sheet, a row for each document."""
    return report_workbook(Listing("读入结果", _COLUMNS, map(_line, records)))


def _line(record: Record) -> Line:
    return (
        record.file, record.outcome, len(record.projects), "、".join(record.projects), record.restored,
        record.cleaned, record.doubts, record.conflicts, record.seconds, "\n".join(record.problems),
    )  # fmt: skip
