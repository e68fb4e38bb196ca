"""Forms from a plain-text dump, whose geometry is lost: labels, rows and texts by order and wording.

scan (labels, text) → segment (forms, runs) → draft (head, rows, levels, goals, reasons, with open choices)
→ copies (several copies of one form settle each other's choices) → assemble (the Form and its doubts).
"""

from collections.abc import Iterator, Sequence

from ...model import problem
from ...model.problem import Place, Problem
from ...sources.lines import Lines
from ..recognised import Recognised
from .copies import settle
from .draft import Draft, read_draft
from .scan import Token, scan
from .segment import segments

_NEEDED = {"项目名称": "project", "主管部门": "department", "年度": "year"}


def recognise_lines(lines: Lines, *, file: str) -> tuple[tuple[Recognised, ...], tuple[Problem, ...]]:
    """The forms of a dump, copies of one project as one form; and a problem for each part refused.

    A part is refused where it has no indicator rows or does not name its project, department and year.
    """
    gaps = [line.gap for line in lines[1:]]
    double_spaced = sum(gap > 0 for gap in gaps) > len(gaps) / 2
    drafts = [
        read_draft(part, last_line=last, double_spaced=double_spaced)
        for part, last in _with_last_lines(list(segments(scan(lines))), lines)
    ]
    good = [draft for draft in drafts if not _missing(draft)]
    refused = tuple(_refusal(draft, file) for draft in drafts if _missing(draft))
    return tuple(settle(good)), refused


def _with_last_lines(parts: Sequence[Sequence[Token]], lines: Lines) -> Iterator[tuple[Sequence[Token], int]]:
    """Each form's tokens, and the last line before the next form."""
    starts = [part[0].line for part in parts[1:]]
    ends = [start - 1 for start in starts] + [line.number for line in lines[-1:]]
    return zip(parts, ends, strict=True)


def _missing(draft: Draft) -> list[str]:
    missing = [field for field, name in _NEEDED.items() if not getattr(draft.head, name)]
    return missing + ([] if draft.found.rows else ["指标各行（以分值、得分结尾）"])


def _refusal(draft: Draft, file: str) -> Problem:
    return problem.error(
        "F06",
        f"{draft.span}不是绩效自评表：没有找到{'、'.join(_missing(draft))}",
        at=Place(file=file, line=draft.first_line),
        hint="请确认文件是财政项目支出绩效自评表的文字",
    )
