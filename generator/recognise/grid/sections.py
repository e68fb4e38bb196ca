"""A form's rows parted into its sections."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

from attrs import field, frozen

from ...model.vocabulary import vocabulary
from .rows import Row, is_label, overlap
from .titles import is_form_title


class Kind(Enum):
    """The sections of a form."""

    PAIRS = auto()
    """Labels with their values beside them, notes, signatures: heading and footer."""
    FUNDS = auto()
    GOALS = auto()
    INDICATORS = auto()
    TOTAL = auto()


@frozen
class Section:
    """One section: the rows of its header (none for pairs and total), and the rows below them."""

    kind: Kind
    header: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    read: dict[str, Any] = field(factory=dict, eq=False, repr=False)
    """What was found out about it before, such as its columns."""


_OF_INDICATORS = frozenset({"年度指标值", "实际完成值", "三级指标"})
_OF_FUNDS = frozenset({"年初预算数", "全年预算数", "全年执行数", "执行率"})
_OF_GOALS = frozenset({"年度总体目标", "预期目标", "实际完成情况"})
_BESIDE_INDICATORS = frozenset({"一级指标", "二级指标", "计量单位", "指标性质", "分值", "得分"})
_HEADERS = ((Kind.INDICATORS, _OF_INDICATORS), (Kind.FUNDS, _OF_FUNDS), (Kind.GOALS, _OF_GOALS))
"""Which labels make a row the header of a section; it must print two of them."""


PAIR_TERMS = frozenset(
    {
        "年度", "项目名称", "部门名称", "主管部门", "实施单位", "年度总体目标", "预期目标", "实际完成情况",
        "偏差原因分析及改进措施", "自评等级",
    }
)  # fmt: skip
"""Labels that stand beside their value, wherever they are printed."""


def header_kind(row: Row) -> Kind | None:
    """The section whose header begins in this row."""
    if row.outside:
        return None
    printed = {vocabulary().label(cell.text) for cell in row.starting}
    for kind, labels in _HEADERS:
        if len(labels & printed) > 1 and not _is_pairs(row, labels):
            return kind
    beside = len(_BESIDE_INDICATORS & printed)
    return Kind.INDICATORS if _OF_INDICATORS & printed and beside > 1 else None


def _is_pairs(row: Row, labels: frozenset[str]) -> bool:
    """Whether each label is followed by its value in the same row, as in ``总体目标｜…｜实际完成情况｜…``."""
    known = [vocabulary().label(cell.text) in labels for cell in row.written]
    first = known.index(True)
    pairs = list(zip(known[first::2], [*known[first + 1 :: 2], True], strict=False))
    return all(label and not value for label, value in pairs)


def is_title(row: Row) -> bool:
    """Whether the row prints nothing but a form's title."""
    return is_form_title(row.alone)


def is_opening(row: Row) -> bool:
    """Whether the row names the project or department that the form is about."""
    terms = [vocabulary().label(cell.text) for cell in row.written]
    return "项目名称" in terms[:2] or "部门名称" in terms[:1]


class _Open:
    """A section that rows are still added to."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.header: list[Row] = []
        self.rows: list[Row] = []


def sections(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The sections of one form's rows. A header repeated after a page break begins another of its kind.

    Rows of indicators below a note that stands among them are a section below the same header.
    """
    found = [_Open(Kind.PAIRS)]
    for row in rows:
        last = found[-1]
        header = header_kind(row)
        if header and not (header is last.kind and not last.rows):
            found.append(_Open(header))
        if header or _is_second_header(row, last):
            found[-1].header.append(row)
            continue
        kind = _plain_kind(row, found)
        if kind is not last.kind:
            found.append(_Open(kind))
            found[-1].header.extend(_header_of(kind, found))
        found[-1].rows.append(row)
    return tuple(
        Section(part.kind, tuple(part.header), tuple(part.rows)) for part in found if part.header or part.rows
    )


def _header_of(kind: Kind, found: Sequence[_Open]) -> list[Row]:
    """The header that rows of a kind stand below; none for pairs and the total."""
    return next((part.header for part in reversed(found) if part.kind is kind and part.header), [])


def _is_second_header(row: Row, last: _Open) -> bool:
    """Whether a row goes on with the labels of a header of several rows."""
    if not last.header or last.rows or row.outside or not row.written:
        return False
    return all(is_label(cell) for cell in row.written) or _is_within(row, last.header[-1])


def _is_within(row: Row, header: Row) -> bool:
    """Whether a label of the header's columns reaches into a row that parts another one of them."""
    reaching = [cell for cell in row.cells if cell.row == header.number and vocabulary().label(cell.text)]
    groups = [
        cell for cell in header.starting if cell.column_span > 1 and cell.row_span == 1 and cell.text.strip()
    ]
    right = max((cell.column for cell in groups), default=-1)
    return any(cell.column > right for cell in reaching) and any(
        overlap(cell, group) for cell in row.written for group in groups
    )


def _plain_kind(row: Row, found: Sequence[_Open]) -> Kind:
    """The section that a row without header labels belongs to."""
    last = found[-1].kind
    if row.outside:
        return Kind.PAIRS
    first = "" if _has_side(row) else row.written[0].text
    term = vocabulary().label(first)
    if term == "总分" and last is not Kind.FUNDS and _is_total(row, found):
        return Kind.TOTAL
    if last in (Kind.PAIRS, Kind.TOTAL):
        return Kind.INDICATORS if last is Kind.PAIRS and _goes_on(row, found) else Kind.PAIRS
    if last is Kind.GOALS:
        apart = term in PAIR_TERMS - {"年度总体目标"} or _is_detail(row, first) or _is_beside(row, found[-1])
        return Kind.PAIRS if apart else Kind.GOALS
    if _is_wide(row):
        return Kind.PAIRS
    apart = term in PAIR_TERMS or _is_detail(row, first)
    return Kind.PAIRS if apart and not (last is Kind.INDICATORS and _is_named(row, found[-1])) else last


def _is_beside(row: Row, goals: _Open) -> bool:
    """Whether a row below the goals is a label of its own with a text across their columns."""
    labels = [cell for cell in goals.header[-1].written if vocabulary().label(cell.text) in _OF_GOALS]
    if len(row.written) != 2 or not goals.rows:
        return False
    label, text = row.written
    covered = [cell for cell in labels if overlap(cell, text) and cell.row_span == 1]
    return len(covered) > 1 and not any(overlap(cell, label) for cell in covered)


def _is_detail(row: Row, label: str) -> bool:
    """Whether a row begins with a label that is kept by its own name, and says nothing in further columns."""
    return len(row.written) < 5 and vocabulary().is_detail(label)


def _is_named(row: Row, indicators: _Open) -> bool:
    """Whether a row begins with the name of an indicator, be it one such as 完成时间."""
    names = (cell for line in indicators.header for cell in line.written)
    header = next((cell for cell in names if vocabulary().label(cell.text) == "三级指标"), None)
    return header is not None and header.column > 0 and row.written[0].column >= header.column


def _is_total(row: Row, found: Sequence[_Open]) -> bool:
    """Whether a row that begins with 总分 is the table's last: below the indicators, or with both sums."""
    return len(row.written) > 2 or any(part.kind is Kind.INDICATORS for part in found)


def _goes_on(row: Row, found: Sequence[_Open]) -> bool:
    """Whether a row below a note is again one of the indicators above it: it keeps to their columns."""
    header = _header_of(Kind.INDICATORS, found)
    if not header or any(part.kind is Kind.TOTAL for part in found) or len(row.written) < 3:
        return False
    labels = [cell for line in header for cell in line.written if is_label(cell)]
    kept = [cell for cell in labels if (below := row.under(cell)) and below.column == cell.column]
    return row.table == header[0].table and not is_label(row.written[0]) and len(kept) > len(labels) / 2


def _has_side(row: Row) -> bool:
    """Whether the row begins with a label for further rows, not only for the value beside it."""
    return len(row.written) > 1 and row.written[0].row_span > row.written[1].row_span


def _is_wide(row: Row) -> bool:
    """Whether one cell fills the row: a note, a signature line."""
    return len(row.cells) == 1 and row.cells[0].column_span > 2
