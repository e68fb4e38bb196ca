"""The report at the end of a batch of documents, for programs and for an office."""

import json
from collections.abc import Iterable
from typing import Any

from attrs import asdict

from ..render.xlsx.report import Line, Listing, report_workbook
from .journal import Record

_COLUMNS = {
    "文件": 50, "结果": 10, "项目数": 8, "项目": 50, "还原错字": 10, "清理空格等": 12,
    "存疑": 8, "人工修改冲突": 14, "用时（秒）": 10, "问题": 80,
}  # fmt: skip


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
