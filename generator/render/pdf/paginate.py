"""Where a form's pages begin, and what of a long cell stands on each, from lines that were laid out once.

A page takes row after row. A row that does not fit begins the next page; one of long text, one higher than a
page, or one that would leave much of the page white is cut: each of its cells keeps the lines that fit, and
the rest goes on below. A label or a name is printed again where it goes on, unless it is itself so long that
it goes on as a text does.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from attrs import define, evolve, field, frozen

from ...sheet.cells import Block, Cell, Position, Row, Sheet
from .. import lines as setting
from .continued import again, cut, is_merged, is_repeated
from .drawn import place_after
from .laid_out import CellBox, Line, PageBox

_LEAST_LINES = 2
"""Of a paragraph, on either side of a page's end."""

MOST_WHITE = 0.12
"""Of a page, that a row which is moved whole to the next may leave empty."""

_TOLERANCE = 0.01
_TOP = 0.4
"""Half a line's width, by which a table begins below the margin."""

_HIGHEST_HEAD = 0.4
"""Of a page; a block's head that is higher is printed once, as other rows are."""


@frozen(kw_only=True)
class Measures:
    """What is to be known of a form's pages, in pixels."""

    cells: Mapping[Position, CellBox]
    heads: Mapping[int, float]
    """Block → the height of its head."""
    gaps: Mapping[int, float]
    """Block → the distance to the block above."""
    lead: float
    """Where the first block begins on the first page that has one."""
    top: float
    """Where a block begins on any other page."""
    trail: float
    """The height of what stands below the last block."""
    height: float
    """How high the pages are."""


@frozen
class Plan:
    """A sheet with its long rows cut, and the numbers of its rows that begin a page after the first."""

    sheet: Sheet
    starts: frozenset[int]
    cuts: bool = False
    """Whether a page ends inside a row."""


def measures(pages: Sequence[PageBox], height: float, lead: float) -> Measures:
    """What pages show on which no row is broken; one long page, or several."""
    cells: dict[Position, CellBox] = {}
    heads: dict[int, float] = {}
    gaps: dict[int, float] = {}
    for page in pages:
        above = None
        for row in page.rows:
            for box in row.cells:
                if not box.cell.continued and (box.lines or box.cell.origin not in cells):
                    cells[box.cell.origin] = box
            if above is not None and above.block != row.block:
                gaps[row.block] = row.top - above.bottom
            above = row
        for block in {row.block for row in page.rows}:
            head = [row for row in page.rows if row.block == block and row.is_head]
            heads.setdefault(block, sum(row.bottom - row.top for row in head))
    last = pages[-1]
    trail = max(0.0, last.bottom - (last.rows[-1].bottom if last.rows else 0.0))
    tops = [page.rows[0].top for page in pages[1:] if page.rows]
    return Measures(
        cells=cells,
        heads=heads,
        gaps=gaps,
        lead=lead,
        top=min(tops, default=_TOP),
        trail=trail,
        height=height,
    )


def with_low_heads(sheet: Sheet, measured: Measures) -> Sheet:
    """The sheet whose heads leave room for rows; the others are rows of their blocks."""
    blocks = tuple(
        evolve(block, head=(), body=block.rows)
        if measured.heads.get(number, 0.0) > _HIGHEST_HEAD * measured.height
        else block
        for number, block in enumerate(sheet.blocks)
    )
    return evolve(sheet, blocks=blocks)


def best_plan(sheet: Sheet, measured: Measures, slack: float = 0.0) -> Plan:
    """The plan of a sheet's pages, each `slack` pixels lower than it is.

    Rows are left whole as far as that leaves little white at a page's foot; where cutting more of them saves
    a page, more are cut.
    """
    usual = paginate(sheet, measured, slack)
    if not usual.starts:
        return usual
    tight = paginate(sheet, measured, slack, white=0.0)
    return tight if len(tight.starts) < len(usual.starts) else usual


def paginate(sheet: Sheet, measured: Measures, slack: float = 0.0, white: float = MOST_WHITE) -> Plan:
    """A plan whose pages leave no more than a share `white` empty where a row can be cut."""
    planner = _Planner(sheet, measured, slack, white)
    planner.run()
    return planner.plan()


@define(eq=False)
class _Flow:
    """A cell whose lines are given out to pages, `taken` of them so far."""

    cell: Cell
    box: CellBox
    taken: int = 0
    goes_on: bool = False
    """Whether a page before has a part of it."""
    since: float = 0.0
    """Where its part on this page begins."""
    edges: list[int] = field(factory=list)
    """Lines taken by the end of each page but the last."""
    below: list[float] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.below = [0.0, *accumulate(line.height for line in self.box.lines)]

    @property
    def is_repeated(self) -> bool:
        return is_merged(self.cell) and is_repeated(self.cell)

    @property
    def has_rest(self) -> bool:
        return self.taken < len(self.box.lines)

    @property
    def need(self) -> float:
        """The height that all that is left of it takes on this page."""
        if self.goes_on and is_merged(self.cell) and not self.has_rest:
            return self.box.overhead + self._again
        return self.box.overhead + self.below[-1] - self.below[self.taken]

    @property
    def _again(self) -> float:
        lines = self.box.lines
        if not lines:
            return 0.0
        width = max(1.0, self.box.width)
        most = setting.count(again(self.cell.text), width)
        if self.is_repeated:
            most += len(lines) - setting.count(self.cell.text, width)
        return max(1, most) * max(line.height for line in lines)

    def fitting(self, space: float, *, forced: bool) -> int:
        """How many lines more fit into so much height, without a lone line of a paragraph."""
        room = space - self.box.overhead + self.below[self.taken] + _TOLERANCE
        count = max(self.taken, bisect_right(self.below, room) - 1)
        return (count if forced else self._without_lone(count)) - self.taken

    def _without_lone(self, count: int) -> int:
        """The cut moved up where it would leave less than two lines of a paragraph on a side."""
        lines = self.box.lines
        if not self.taken < count < len(lines) or lines[count].paragraph != lines[count - 1].paragraph:
            return count
        first, last = _paragraph(lines, count, self.taken)
        count = min(count, max(first, last - _LEAST_LINES))
        return count if count - first >= _LEAST_LINES else first

    def take(self, count: int) -> None:
        """Give lines to a page that ends here."""
        self.taken += count
        self.edges.append(self.taken)
        self.goes_on = True

    def finish(self) -> None:
        self.taken = len(self.box.lines)


def _paragraph(lines: Sequence[Line], at: int, least: int) -> tuple[int, int]:
    """Where the paragraph of the line `at` begins, not before `least`, and where it ends."""
    first = last = at
    while first > least and lines[first - 1].paragraph == lines[at].paragraph:
        first -= 1
    while last < len(lines) and lines[last].paragraph == lines[at].paragraph:
        last += 1
    return first, last


@frozen
class _Entry:
    """A row with the cells that begin in it, those that end in it, and those that reach over it."""

    row: Row
    block: int
    above: float
    """What stands between it and the row above on the same page."""
    starting: tuple[_Flow, ...]
    ending: tuple[_Flow, ...]
    open: tuple[_Flow, ...]


class _Planner:
    """Fills page after page. `_at` is the first row that is not yet wholly on one."""

    def __init__(self, sheet: Sheet, measured: Measures, slack: float, white: float) -> None:
        self._sheet = sheet
        self._measured = measured
        self._height = measured.height - slack
        self._white = white * measured.height
        self._flows: dict[Position, _Flow] = {}
        self._entries = list(self._all_entries())
        self._at = 0
        self._cuts: list[tuple[int, dict[int, str]]] = []
        self._starts: list[int] = []

    def plan(self) -> Plan:
        """The sheet as it is cut by now."""
        portions = {
            flow.cell.origin: flow_texts(flow.cell.text, flow.box.lines, flow.edges)
            for flow in self._flows.values()
            if flow.edges and is_merged(flow.cell) and not flow.is_repeated
        }
        sheet = with_portions(self._sheet, portions)
        for number, rest in self._cuts:
            sheet = cut(sheet, number, rest)
        return Plan(sheet, frozenset(self._starts), bool(self._cuts))

    def run(self) -> None:
        """Fill pages until no row is left."""
        used = self._measured.lead
        while self._at < len(self._entries):
            before = self._at, len(self._cuts)
            used += self._head(self._entries[self._at].block)
            self._fill(used)
            if before == (self._at, len(self._cuts)):
                self._at += 1  # nothing fits: it is left to overflow
            used = self._measured.top

    def _fill(self, used: float) -> None:
        """One page, of which so much is used."""
        first, bottoms = self._at, list[float]()
        at = first
        while at < len(self._entries):
            entry = self._entries[at]
            used += entry.above if at > first else 0.0
            self._begin(entry, used, at == first)
            need = max((flow_need(flow, used) for flow in entry.ending), default=0.0)
            trail = self._measured.trail if at == len(self._entries) - 1 else 0.0
            if used + need + trail > self._height + _TOLERANCE:
                break
            used += need
            bottoms.append(used)
            at += 1
        else:
            self._at = at
            for entry in self._entries[first:]:
                for flow in entry.ending:
                    flow.finish()
            return
        self._end(first, at, used, bottoms)

    def _begin(self, entry: _Entry, used: float, is_first: bool) -> None:
        flows = (*entry.ending, *entry.open) if is_first else entry.starting
        for flow in flows:
            flow.since = used

    def _end(self, first: int, at: int, used: float, bottoms: Sequence[float]) -> None:
        """End the page, of which so much is used, inside the row `at`, or else above it or above one before.

        `bottoms` are the lower edges of the rows from `first` on, as far as they fit.
        """
        if self._cut(first, at, used):
            return
        for end in range(at, first, -1):
            if self._closes(end):
                self._break(first, end, bottoms[end - 1 - first])
                return
        if at > first:
            self._break(first, at, bottoms[-1])

    def _closes(self, end: int) -> bool:
        """Whether what is open over a page's end has the room for its label."""
        labels = (flow for flow in self._crossing(end) if flow.is_repeated)
        return all(flow.since + flow.need <= self._height + _TOLERANCE for flow in labels)

    def _crossing(self, end: int) -> tuple[_Flow, ...]:
        """The cells that begin above the row `end` and reach into it."""
        entry = self._entries[end]
        return tuple(f for f in (*entry.ending, *entry.open) if f not in entry.starting)

    def _break(self, first: int, end: int, bottom: float) -> None:
        crossing = self._crossing(end)
        for entry in self._entries[first:end]:
            for flow in entry.ending:
                flow.finish()
        for flow in crossing:
            self._pass_on(flow, bottom, forced=True)
        self._at = end
        self._starts.append(self._number(end))

    def _pass_on(self, flow: _Flow, bottom: float, *, forced: bool) -> None:
        rest = len(flow.box.lines) - flow.taken
        flow.take(rest if flow.is_repeated else flow.fitting(bottom - flow.since, forced=forced))

    def _head(self, block: int) -> float:
        return self._measured.heads.get(block, 0.0) if self._sheet.blocks[block].head else 0.0

    def _number(self, at: int) -> int:
        return self._entries[at].row.number + len(self._cuts)

    def _cut(self, first: int, at: int, used: float) -> bool:
        """Cut the row at the page's end, where it is one to be cut; whether it was."""
        entry = self._entries[at]
        is_alone = at == first
        leaves_white = self._height - used > self._white
        if not (is_alone or leaves_white or entry.row.is_prose or self._is_too_high(entry)):
            return False
        flows = (*entry.ending, *entry.open)
        forced = is_alone and not self._can_cut(flows, forced=False)
        if not self._can_cut(flows, forced=forced):
            return False
        for before in self._entries[first:at]:
            for flow in before.ending:
                flow.finish()
        for flow in flows:
            self._pass_on(flow, self._height, forced=forced)
        rest = {f.cell.column: rest_text(f.cell.text, f.box.lines, f.taken) for f in entry.starting}
        merged = {f.cell.column for f in entry.starting if is_merged(f.cell)}
        kept = {column: text for column, text in rest.items() if column not in merged}
        self._cuts.append((self._number(at), kept))
        self._starts.append(self._number(at))
        self._at = at
        return True

    def _can_cut(self, flows: Sequence[_Flow], *, forced: bool) -> bool:
        """Whether each cell has a part on either side, or is whole; and something is left to go on."""
        progress = left = False
        for flow in flows:
            space = self._height - flow.since
            if flow.is_repeated:
                if flow.need > space + _TOLERANCE and not forced:
                    return False
                continue
            count = flow.fitting(space, forced=forced)
            if flow.has_rest and not count and not forced:
                return False
            progress = progress or count > 0
            left = left or flow.taken + count < len(flow.box.lines)
        return progress and left

    def _is_too_high(self, entry: _Entry) -> bool:
        """Whether a page of its own would not hold it."""
        room = self._height - self._measured.top - self._head(entry.block)
        return max(flow.need for flow in entry.starting or entry.ending) > room

    def _all_entries(self) -> Iterator[_Entry]:
        for number, block in enumerate(self._sheet.blocks):
            starting: dict[int, list[_Flow]] = {row.number: [] for row in block.body}
            ending: dict[int, list[_Flow]] = {row.number: [] for row in block.body}
            reaching: dict[int, list[_Flow]] = {row.number: [] for row in block.body}
            for flow in self._block_flows(block):
                last = flow.cell.row + flow.cell.row_span - 1
                starting[flow.cell.row].append(flow)
                ending[last].append(flow)
                for at in range(flow.cell.row, last):
                    reaching[at].append(flow)
            above = self._measured.gaps.get(number, 0.0) + self._head(number)
            for row in block.body:
                flows = (tuple(kind[row.number]) for kind in (starting, ending, reaching))
                yield _Entry(row, number, above, *flows)
                above = 0.0

    def _block_flows(self, block: Block) -> Iterator[_Flow]:
        for row in block.body:
            for cell in row.cells:
                flow = _Flow(cell, self._measured.cells[cell.origin])
                self._flows[cell.origin] = flow
                yield flow


def flow_need(flow: _Flow, used: float) -> float:
    """What a cell that ends in a row adds to the rows of it that are on the page."""
    return flow.since + flow.need - used


def rest_text(text: str, lines: Sequence[Line], taken: int) -> str:
    """What stands below the first lines of a text."""
    return text[_place(text, sum(line.characters for line in lines[:taken])) :]


def flow_texts(text: str, lines: Sequence[Line], edges: Sequence[int]) -> tuple[str, ...]:
    """The text's part on each page; `edges` are the lines by the end of each page but the last."""
    counts = [0, *accumulate(line.characters for line in lines)]
    places = [0, *(_place(text, counts[edge]) for edge in edges), len(text)]
    parts = [text[start:end].rstrip() for start, end in pairwise(places)]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _place(text: str, count: int) -> int:
    """Where the text goes on after so many characters that are drawn, and after the space at a break."""
    end = place = place_after(text, count)
    while end < len(text) and text[end].isspace():
        end += 1
    line_end = text.rfind("\n", place, end)
    return end if line_end < 0 else line_end + 1


def with_portions(sheet: Sheet, portions: Mapping[Position, tuple[str, ...]]) -> Sheet:
    """The sheet with what each page holds of its long merged texts."""
    if not portions:
        return sheet

    def changed(row: Row) -> Row:
        cells = (evolve(cell, portions=portions.get(cell.origin, ())) for cell in row.cells)
        return evolve(row, cells=tuple(cells))

    blocks = (
        evolve(block, head=tuple(map(changed, block.head)), body=tuple(map(changed, block.body)))
        for block in sheet.blocks
    )
    return evolve(sheet, blocks=tuple(blocks))
