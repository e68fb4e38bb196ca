"""Whether a document is a form at all, and what it lacks where it is none."""

from collections.abc import Sequence

from ...model.vocabulary import vocabulary
from .heading import read_heading
from .sections import Kind, Section


def missing(parts: Sequence[Section]) -> tuple[str, ...]:
    """What keeps these sections from being a form, in words; empty where they are one.

    A form has indicators with their targets and what came of them, and two of: its title, the name of its
    project or department, its funds, levels that the vocabulary knows.
    """
    known = read_heading(parts).known
    has = {
        "标题（……绩效自评表）": "标题" in known,
        "项目名称": bool({"项目名称", "部门名称"} & known.keys()),
        "项目资金（预算数、执行数）": any(part.kind is Kind.FUNDS and part.rows for part in parts),
        "产出、效益等一级指标": _has_levels(parts),
    }
    lacking = tuple(words for words, found in has.items() if not found)
    if not _has_results(parts):
        return (*lacking, "绩效指标（年度指标值、实际完成值）")
    return () if sum(has.values()) >= 2 else lacking


def _has_results(parts: Sequence[Section]) -> bool:
    """Whether some rows stand below both a target and a result."""
    tables = (part for part in parts if part.kind is Kind.INDICATORS and part.rows)
    printed = ({term for row in part.header for term in row.terms} for part in tables)
    return any({"年度指标值", "实际完成值"} <= terms for terms in printed)


def _has_levels(parts: Sequence[Section]) -> bool:
    rows = (row for part in parts if part.kind is Kind.INDICATORS for row in part.rows)
    texts = (cell.text for row in rows for cell in row.written)
    return any(vocabulary().as_level1(text) or vocabulary().as_level2(text) for text in texts)
