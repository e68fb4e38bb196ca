"""Whether a document is a form at all, and what it lacks where it is none."""

from collections.abc import Sequence

from attrs import frozen

from ...model.vocabulary import vocabulary
from .heading import read_heading
from .indicators import ACTUAL, TARGET, layout_of
from .sections import Kind, Section

_RESULTS = "绩效指标（年度指标值、实际完成值）"


@frozen
class Evidence:
    """What speaks for a form: what was found and what was not, in words; and whether that will do."""

    found: tuple[str, ...]
    absent: tuple[str, ...]
    is_form: bool


def evidence(parts: Sequence[Section]) -> Evidence:
    """What these sections have of a form.

    A form has indicators with their targets and what came of them, and two of: its title, the name of its
    project or department, its funds, levels that the vocabulary knows. One that has all four and is called a
    self-evaluation may lack a column of the indicators, whose label may have been lost.
    """
    heading = read_heading(parts)
    has = {
        "标题（……绩效自评表）": "标题" in heading.known,
        "项目名称": bool({"项目名称", "部门名称"} & heading.known.keys()),
        "项目资金（预算数、执行数）": any(part.kind is Kind.FUNDS and part.rows for part in parts),
        "产出、效益等一级指标": _has_levels(parts),
    }
    results = has_results(parts)
    enough = sum(has.values()) >= 2 if results else all(has.values()) and "自评" in heading.value("标题")
    has[_RESULTS] = results
    found = tuple(words for words, is_there in has.items() if is_there)
    return Evidence(found, tuple(words for words in has if words not in found), enough)


def has_results(parts: Sequence[Section]) -> bool:
    """Whether some rows stand below both a target and a result."""
    tables = (part for part in parts if part.kind is Kind.INDICATORS and part.rows)
    return any({TARGET, ACTUAL} <= layout_of(part).roles.keys() for part in tables)


def _has_levels(parts: Sequence[Section]) -> bool:
    rows = (row for part in parts if part.kind is Kind.INDICATORS for row in part.rows)
    texts = (cell.text for row in rows for cell in row.written)
    return any(vocabulary().is_level(text) for text in texts)
