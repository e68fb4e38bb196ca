"""A document's rows parted into regions: each may be a form, or is a table of another kind."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from attrs import frozen

from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Grid
from .rows import Row, is_label, overlap, squeezed
from .sections import Kind, header_kind, is_opening, is_title
from .titles import is_other_title

_LABEL_END = re.compile(r"[:：｜]")


@frozen
class Region:
    """Rows that belong together; `other` where they are a table of another kind, or nothing."""

    rows: tuple[Row, ...]
    other: bool = False

    @property
    def has_table(self) -> bool:
        """Whether any of its rows stands in a table."""
        return any(not row.outside for row in self.rows)

    def name(self, tables: Sequence[Grid]) -> str:
        """What it is called: its title where it prints one, and the table or page where it stands."""
        row = next((row for row in self.rows if not row.outside), None)
        title = next((row.text for row in self.rows[:3] if is_other_title(row.alone) or is_title(row)), "")
        if row is None:
            return f"“{title}”" if title else ""
        place = tables[row.table].name or row.written[0].origin or f"表{row.table + 1}"
        return f"“{title}”（{place}）" if title else place


def regions(rows: Sequence[Row]) -> Iterator[Region]:
    """The regions of a document in order; what stands before the first form is another's."""
    walk = _Walk(rows)
    cuts = walk.cuts()
    if all(cuts.values()):
        cuts = _with_lone_title(rows, cuts)
    has_form = not all(cuts.values())
    starts = sorted({0, *cuts})
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        if end > start:
            yield Region(tuple(rows[start:end]), cuts.get(start, has_form))


def _with_lone_title(rows: Sequence[Row], cuts: dict[int, bool]) -> dict[int, bool]:
    """A title alone begins a form where no project is named."""
    titles = [index for index, row in enumerate(rows) if is_title(row)]
    return {**cuts, titles[0]: False} if titles else cuts


class _Walk:
    """Finds where each region begins, and whether it is one of another kind."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._cuts: dict[int, bool] = {}
        self._title: int | None = None
        self._opened = False
        self._measured = False
        """Whether the form at hand has had its indicators."""
        self._totalled = False
        self._before: Row | None = None
        """The last row of a table."""
        self._other: int | None = None
        """The table of another kind at hand, -1 until its first row."""

    def cuts(self) -> dict[int, bool]:
        """Index of each region's first row → whether it is of another kind."""
        for index, row in enumerate(self._rows):
            self._take(index, row)
        return self._cuts

    def _take(self, index: int, row: Row) -> None:
        if is_title(row):
            self._title, self._opened = index - _lines_above(self._rows, index), False
        elif is_other_title(row.alone):
            self._cut(index, other=True)
        elif is_opening(row) and not self._opened and not self._is_in_other(row):
            self._cut(index if self._title is None else self._title, other=False)
        elif self._is_foreign(index, row):
            self._cut(index, other=True)
        elif header_kind(row) is Kind.INDICATORS and (self._other is None or self._title is not None):
            self._measure()
        elif self._measured and _is_total(row):
            self._totalled = True
        self._enter(row)

    def _cut(self, index: int, *, other: bool) -> None:
        self._cuts[index] = other
        self._title, self._opened = None, not other
        self._measured = self._totalled = False
        self._other = -1 if other else None

    def _measure(self) -> None:
        """Come to the indicators, of a further form where a title above them names no project."""
        is_new = self._other is not None or self._totalled or not self._cuts
        if self._title is not None and is_new:
            self._cut(self._title, other=False)
        self._opened, self._title, self._measured = False, None, True

    def _enter(self, row: Row) -> None:
        if row.outside:
            return
        self._before = row
        if self._other == -1:
            self._other = row.table

    def _is_in_other(self, row: Row) -> bool:
        """Whether a row that names a project is part of the table of another kind that its title began."""
        return self._other is not None and self._title is None and self._other in (-1, row.table)

    def _is_foreign(self, index: int, row: Row) -> bool:
        """Whether a further table begins here that does not go on with the form at hand."""
        if row.outside or not self._measured or self._title is not None:
            return False
        before = self._before
        if before is None or before.table == row.table:
            return False
        if header_kind(row) is Kind.INDICATORS:
            return self._totalled
        label = row.written[0].text
        if (is_label(row.written[0]) and vocabulary().label(label) in _BELOW) or vocabulary().is_detail(
            label
        ):
            return _is_account(self._rows[index : index + 8], row)
        return self._totalled or not _same_columns(before, row)


_BELOW = frozenset({"总分", "偏差原因分析及改进措施", "自评等级"})


def _is_account(rows: Sequence[Row], first: Row) -> bool:
    """Whether a table that begins with a label such as 部门 is one of accounts: 公开01表, 决算数."""
    table = [row for row in rows if row.table == first.table and not row.outside]
    texts = [squeezed(cell.text) for row in table for cell in row.written]
    return any(_ACCOUNT.fullmatch(text) for text in texts)


_ACCOUNT = re.compile(r"公开[0-9]{1,2}表|.{0,6}(?:决算|预算)数|行次|栏次|科目编码|科目名称")


def _same_columns(before: Row, row: Row) -> bool:
    """Whether a row keeps to the columns of the table before it, as after a page break."""
    if before.cells[0].box and row.cells[0].box:
        return any(overlap(one, two) for one in before.cells for two in row.cells)
    return _width(before) == _width(row)


def _width(row: Row) -> int:
    return max(cell.column + cell.column_span for cell in row.cells)


def _is_total(row: Row) -> bool:
    return bool(row.written) and vocabulary().label(row.written[0].text) == "总分"


def _lines_above(rows: Sequence[Row], title: int) -> int:
    """How many rows right above a title belong to its form, as 报表编号."""
    above = (row.text for row in reversed(rows[max(0, title - 3) : title]))
    return sum(1 for _ in takewhile(_stands_above, above))


def _stands_above(text: str) -> bool:
    return bare(_LABEL_END.split(text, maxsplit=1)[0]) in vocabulary().above
