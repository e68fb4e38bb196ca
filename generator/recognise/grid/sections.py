"""A stream of rows parted into forms, and a form's rows into its sections."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import takewhile

from attrs import frozen

from ...model.vocabulary import bare, vocabulary
from .rows import Row, is_label, squeezed

TITLE = re.compile(r".{0,40}绩效.{0,12}(?:自评|自我评价|评价).{0,8}表.{0,20}")
"""A form's title, white space removed; bounded, so that no paragraph is taken for one."""


_LABEL_END = re.compile(r"[:：｜]")


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


_HEADERS: tuple[tuple[Kind, frozenset[str], int], ...] = (
    (Kind.INDICATORS, frozenset({"年度指标值", "实际完成值", "三级指标"}), 2),
    (Kind.FUNDS, frozenset({"年初预算数", "全年预算数", "全年执行数", "执行率"}), 2),
    (Kind.GOALS, frozenset({"年度总体目标", "预期目标", "实际完成情况"}), 2),
)
"""Which labels make a row the header of a section, and how many of them it must print."""


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
    printed = {vocabulary().term(cell.text) for cell in row.starting}
    for kind, labels, needed in _HEADERS:
        if len(labels & printed) >= needed and not _is_pairs(row, labels):
            return kind
    return None


def _is_pairs(row: Row, labels: frozenset[str]) -> bool:
    """Whether each label is followed by its value in the same row, as in ``总体目标｜…｜实际完成情况｜…``."""
    known = [vocabulary().term(cell.text) in labels for cell in row.written]
    first = known.index(True)
    pairs = list(zip(known[first::2], [*known[first + 1 :: 2], True], strict=False))
    return all(label and not value for label, value in pairs)


def is_title(row: Row) -> bool:
    """Whether the row prints nothing but a form's title."""
    return len(row.written) == 1 and bool(TITLE.fullmatch(squeezed(row.written[0].text)))


def is_opening(row: Row) -> bool:
    """Whether the row names the project or department that the form is about."""
    terms = [vocabulary().term(cell.text) for cell in row.written]
    return "项目名称" in terms[:2] or "部门名称" in terms[:1]


def forms(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows of each form of a document."""
    starts = _starts(rows)
    if not starts:
        yield tuple(rows)
        return
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield tuple(rows[start:end])


def _starts(rows: Sequence[Row]) -> list[int]:
    """Where each form begins: at its title where one stands above the row that names the project."""
    starts: list[int] = []
    title: int | None = None
    opened = False
    for index, row in enumerate(rows):
        if is_title(row):
            title, opened = index - _lines_above(rows, index), False
        elif is_opening(row) and not opened:
            starts.append(index if title is None else title)
            title, opened = None, True
        elif header_kind(row) is Kind.INDICATORS:
            opened = False
            title = None
    return _with_lone_title(rows, starts)


def _lines_above(rows: Sequence[Row], title: int) -> int:
    """How many rows right above a title belong to its form, as 报表编号."""
    above = (row.text for row in reversed(rows[max(0, title - 3) : title]))
    return sum(1 for _ in takewhile(_stands_above, above))


def _stands_above(text: str) -> bool:
    return bare(_LABEL_END.split(text, maxsplit=1)[0]) in vocabulary().above


def _with_lone_title(rows: Sequence[Row], starts: list[int]) -> list[int]:
    """Nothing above the first title belongs to a form; a title alone begins one where no project is named."""
    if starts:
        return starts
    titles = [index for index, row in enumerate(rows) if is_title(row)]
    return titles[:1]


class _Open:
    """A section that rows are still added to."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.header: list[Row] = []
        self.rows: list[Row] = []


def sections(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The sections of one form's rows. A header repeated after a page break begins another of its kind."""
    found = [_Open(Kind.PAIRS)]
    for row in rows:
        last = found[-1]
        header = header_kind(row)
        if header and not (header is last.kind and not last.rows):
            found.append(_Open(header))
        if header or _is_second_header(row, last):
            found[-1].header.append(row)
            continue
        kind = _plain_kind(row, last.kind)
        if kind is not last.kind:
            found.append(_Open(kind))
        found[-1].rows.append(row)
    return tuple(
        Section(part.kind, tuple(part.header), tuple(part.rows)) for part in found if part.header or part.rows
    )


def _is_second_header(row: Row, last: _Open) -> bool:
    """Whether a row goes on with the labels of a header of several rows."""
    labels = bool(row.written) and all(is_label(cell) for cell in row.written)
    return bool(last.header) and not last.rows and labels and not row.outside


def _plain_kind(row: Row, last: Kind) -> Kind:
    """The section that a row without header labels belongs to."""
    label = "" if _has_side(row) else row.written[0].text
    first = vocabulary().term(label)
    is_detail = bare(label) in vocabulary().details
    if last in (Kind.PAIRS, Kind.TOTAL) or row.outside:
        return Kind.PAIRS
    if last is Kind.INDICATORS and first == "总分":
        return Kind.TOTAL
    if last is Kind.GOALS:
        return Kind.PAIRS if first in PAIR_TERMS - {"年度总体目标"} else Kind.GOALS
    return Kind.PAIRS if first in PAIR_TERMS or is_detail or _is_wide(row) else last


def _has_side(row: Row) -> bool:
    """Whether the row begins with a label for further rows, not only for the value beside it."""
    return len(row.written) > 1 and row.written[0].row_span > row.written[1].row_span


def _is_wide(row: Row) -> bool:
    """Whether one cell fills the row: a note, a signature line."""
    return len(row.cells) == 1 and row.cells[0].column_span > 2
