"""What a report needs and no form says: ``data/<主管部门>/<年度>/自评报告.yaml``, which a person writes."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import field, frozen

from .workspace import REPORT
from .yaml_file import Shape, Source, checked, listed, number, read_shaped, record, words

FILE = f"{REPORT}.yaml"
MAX_BYTES = 64 * 1024
MAX_TEXTS, MAX_TEXT = 50, 2000

TARGETS, TRACKING, ISSUES, FOUND_ISSUES, MEASURES, DATE = (
    "绩效目标", "绩效跟踪", "问题数", "存在的问题", "改进措施", "日期",
)  # fmt: skip
PROJECTS, BUDGET = "项目数", "预算金额"
FOUND, MENDED, MENDING = "发现", "已整改", "正在整改"

EXAMPLE = f"{TRACKING}: {{{PROJECTS}: 4, {BUDGET}: 1234.56}}"
"""How a line of the file is written; the amount is in 万元."""


def _whole() -> Shape:
    return checked(number, lambda found: None if found == int(found) else "这里应是整数")


def _issues_fault(counts: Mapping[str, Decimal]) -> str | None:
    settled = counts.get(MENDED, Decimal(0)) + counts.get(MENDING, Decimal(0))
    more = FOUND in counts and settled > counts[FOUND]
    return f"“{MENDED}”与“{MENDING}”之和 {settled} 多于“{FOUND}”的 {counts[FOUND]}" if more else None


def _shape() -> Shape:
    scope = record({PROJECTS: _whole(), BUDGET: number})
    texts = listed(words(MAX_TEXT), MAX_TEXTS, f"{MEASURES}: [按月核对进度, 修订管理办法]")
    return record(
        {
            TARGETS: scope,
            TRACKING: scope,
            ISSUES: checked(record(dict.fromkeys((FOUND, MENDED, MENDING), _whole())), _issues_fault),
            FOUND_ISSUES: texts,
            MEASURES: texts,
            DATE: words(20),
        }
    )


_SHAPE = _shape()


@frozen(kw_only=True)
class Scope:
    """How many projects a step of budget performance management covers, and their budget in 万元."""

    projects: Decimal | None = None
    budget: Decimal | None = None


@frozen(kw_only=True)
class Known:
    """What a person states beside the forms; None, or nothing, where it is not stated."""

    targets: Scope = Scope()
    tracking: Scope = Scope()
    found: Decimal | None = None
    mended: Decimal | None = None
    mending: Decimal | None = None
    issues: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    date: str | None = None
    file: str = field(default="", eq=False)
    """Where it is stated, or would be."""


def load_known(file: Path) -> Known:
    """What the file states; nothing where there is none. Raises ZipingbiaoError C50 with file and line."""
    source = Source(file, "C50", f"{FILE} ")
    found = read_shaped(source, _SHAPE, max_bytes=MAX_BYTES) if file.exists() else None
    values: dict[str, Any] = found or {}
    counts = values.get(ISSUES, {})
    return Known(
        targets=_scope(values.get(TARGETS, {})),
        tracking=_scope(values.get(TRACKING, {})),
        found=counts.get(FOUND),
        mended=counts.get(MENDED),
        mending=counts.get(MENDING),
        issues=values.get(FOUND_ISSUES, ()),
        measures=values.get(MEASURES, ()),
        date=values.get(DATE),
        file=str(file),
    )


def _scope(found: Mapping[str, Decimal]) -> Scope:
    return Scope(projects=found.get(PROJECTS), budget=found.get(BUDGET))
