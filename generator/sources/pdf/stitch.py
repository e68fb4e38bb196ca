"""Tables that go on over pages, put together again.

A table goes on where the next page begins with a table of the same width and nothing but page numbers
stands between. At the seam a cell that the page break cut in two is one cell again.
"""

import re
from collections.abc import Iterable, Sequence

from attrs import evolve

from ..grid import Cell, Grid
from .lattice import GAP, distinct
from .table import PageTable, PageText, is_label
from .text import join_wrapped

INFERRED = "表里没有画出各栏的竖线，栏目是按文字的位置推定的，请对照原件"
_PAGE_MARK = re.compile(r"[-—–\s第共页/／]*+\d[-—–\s第共页/／\d]*+")
_NUMBER = re.compile(r"[≥≤><=]*\s*[\d,，.]+\s*[%％]?|[—\-/]")
_OPEN_END = re.compile(r"[^。；！？.;!?]\Z")


def stitch(pages: Iterable[PageText]) -> tuple[Grid, ...]:
    """The tables of a document, from first page to last."""
    grids: list[_Growing] = []
    last: PageTable | None = None
    for page in pages:
        for number, table in enumerate(page.tables):
            if last is not None and number == 0 and _goes_on(last, table, grids[-1]):
                grids[-1].join(table, cut=_is_cut_row(last, table))
            else:
                grids.append(_Growing(table))
            if page.inferred:
                grids[-1].inferred = INFERRED
            last = table
        if not page.tables and any(not _PAGE_MARK.fullmatch(line) for line in page.loose):
            last = None
            if grids:
                grids[-1].after += page.loose
    return tuple(growing.grid() for growing in grids)


class _Growing:
    """A table to which the following pages' parts are added below."""

    def __init__(self, table: PageTable) -> None:
        self.cells = list(table.cells)
        self.rows = len(table.lattice.ys) - 1
        self.columns = len(table.lattice.xs) - 1
        self.edges: list[float] | None = None
        """Where its columns begin and end, once a part was added."""
        self.before = _without_page_marks(table.before)
        self.after = _without_page_marks(table.after)
        self.inferred = ""

    def grid(self) -> Grid:
        """All of it."""
        return Grid(
            rows=self.rows,
            columns=self.columns,
            cells=tuple(sorted(self.cells, key=lambda cell: (cell.row, cell.column))),
            before=self.before,
            after=self.after,
            inferred=self.inferred,
        )

    def join(self, table: PageTable, *, cut: bool) -> None:
        """Add a further table's rows below, both on the columns of either.

        `cut` says that its first row is the rest of this one's last.
        """
        lower = [evolve(cell, row=cell.row + self.rows) for cell in self._on_common_columns(table.cells)]
        feet = [cell for cell in self.cells if cell.row + cell.row_span == self.rows]
        mended = _mend_seam(feet, lower, self.rows, cut=cut)
        own = {id(cell) for cell in feet}
        self.cells = [*(cell for cell in self.cells if id(cell) not in own), *mended]
        self.rows = max(cell.row + cell.row_span for cell in mended)
        self.after = _without_page_marks(table.after)

    def _on_common_columns(self, lower: Sequence[Cell]) -> list[Cell]:
        """The lower cells on the union of both parts' column edges; those here are put on it, too."""
        edges = _column_edges(self.cells) if self.edges is None else self.edges
        merged = distinct([*edges, *_column_edges(lower)])
        if merged != self.edges:
            self.cells = [_on_edges(cell, merged) for cell in self.cells]
        self.edges, self.columns = merged, len(merged) - 1
        return [_on_edges(cell, merged) for cell in lower]


def _without_page_marks(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if not _PAGE_MARK.fullmatch(line))


def _goes_on(last: PageTable, table: PageTable, grid: _Growing) -> bool:
    """Whether a table that begins a page is the rest of the one that ended the page before."""
    same_width = (
        abs(last.lattice.xs[0] - table.lattice.xs[0]) <= GAP
        and abs(last.lattice.xs[-1] - table.lattice.xs[-1]) <= GAP
    )
    between = _without_page_marks(table.before) or grid.after
    return table.page == last.page + 1 and same_width and not between


def _column_edges(cells: Iterable[Cell]) -> list[float]:
    return [edge for cell in cells if cell.box for edge in (cell.box.x0, cell.box.x1)]


def _on_edges(cell: Cell, edges: Sequence[float]) -> Cell:
    if cell.box is None:
        return cell
    first, last = (_nearest(x, edges) for x in (cell.box.x0, cell.box.x1))
    box = evolve(cell.box, x0=edges[first], x1=edges[last])
    return evolve(cell, column=first, column_span=max(1, last - first), box=box)


def _nearest(x: float, edges: Sequence[float]) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - x))


def _mend_seam(upper: Sequence[Cell], lower: Sequence[Cell], seam: int, *, cut: bool) -> list[Cell]:
    """Both parts' cells, those that the page break cut in two united."""
    feet = {(c.column, c.column_span): c for c in upper if c.row + c.row_span == seam}
    heads = {(c.column, c.column_span): c for c in lower if c.row == seam}
    pairs = [(feet[key], heads[key]) for key in feet.keys() & heads.keys()]
    if cut and feet.keys() == heads.keys():
        return _united_row(upper, lower, pairs)
    spans = {id(foot): (foot, head) for foot, head in pairs if _is_cut_span(foot, head)}
    heads_gone = {id(head) for _, head in spans.values()}
    grown = [_grown(*spans[id(cell)]) if id(cell) in spans else cell for cell in upper]
    return [*grown, *(cell for cell in lower if id(cell) not in heads_gone)]


def _is_cut_row(last: PageTable, table: PageTable) -> bool:
    """Whether a table's first row is the rest of the row that ended the page before.

    Then the cells are the same, none has a number on both pages or begins on the second, and the text of one
    at least fills its last line and goes on.
    """
    end = len(last.lattice.ys) - 1
    feet = [cell for cell in last.cells if cell.row + cell.row_span == end]
    heads = [cell for cell in table.cells if cell.row == 0]
    pairs = [(foot, head) for foot in feet for head in heads if _same_columns(foot, head)]
    if not len(pairs) == len(feet) == len(heads) or len(pairs) < 2:
        return False
    both = [(foot, head) for foot, head in pairs if foot.text and head.text]
    numbers = any(_NUMBER.fullmatch(cell.text) for pair in both for cell in pair)
    begins = any(head.text and not foot.text for foot, head in pairs)
    flows = any((foot.row, foot.column) in last.running_on for foot, _ in both)
    return flows and not numbers and not begins and len(both) < len(pairs)


def _same_columns(one: Cell, other: Cell) -> bool:
    if one.box is None or other.box is None:
        return False
    return abs(one.box.x0 - other.box.x0) <= GAP and abs(one.box.x1 - other.box.x1) <= GAP


def _united_row(
    upper: Sequence[Cell], lower: Sequence[Cell], pairs: Sequence[tuple[Cell, Cell]]
) -> list[Cell]:
    """The two halves of a cut row as one row; what is below moves up by one."""
    halves = {id(foot): head for foot, head in pairs}
    heads = {id(head) for _, head in pairs}
    united = [_with_rest(cell, halves[id(cell)]) if id(cell) in halves else cell for cell in upper]
    return [*united, *(evolve(cell, row=cell.row - 1) for cell in lower if id(cell) not in heads)]


def _with_rest(foot: Cell, head: Cell) -> Cell:
    paragraphs = "\n".join(filter(None, (foot.text, head.text)))
    text = join_wrapped(foot.text, head.text) if _OPEN_END.search(foot.text) else paragraphs
    return evolve(foot, text=text, row_span=foot.row_span + head.row_span - 1)


def _is_cut_span(foot: Cell, head: Cell) -> bool:
    """Whether a cell that spans rows was closed at the foot of the page and opened again."""
    spanning = foot.row_span > 1 or head.row_span > 1
    return spanning and (not head.text or head.text == foot.text or _is_cut_label(foot, head))


def _is_cut_label(foot: Cell, head: Cell) -> bool:
    """Whether a label was cut in two, such as 绩效 at the foot and 指标 on the next page."""
    whole = foot.text + head.text
    return is_label(whole) and not (is_label(foot.text) and is_label(head.text))


def _grown(foot: Cell, head: Cell) -> Cell:
    text = foot.text + head.text if _is_cut_label(foot, head) else foot.text
    return evolve(foot, text=text, row_span=foot.row_span + head.row_span)
