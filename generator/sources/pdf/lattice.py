"""From ruling lines to tables: the lattice they span, and its squares united where no line parts them.

Lines that nearly coincide (double rules, borders drawn twice) count as one; gaps of up to GAP are closed; an
outer edge that is left open is taken to be there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import field, frozen

from ...model.splitting import grouped, split_before
from .content import Ruling

GAP = 3.2
"""Points: lines nearer than this are one line, gaps smaller than this are closed."""
_MIN_LENGTH = 6.0
"""Points; shorter pieces are dots, ticks and underlines."""
_COVERED = 0.6
"""Share of a square's side that a line must run along to part it from its neighbour."""


_Pairs = set[tuple[int, int]]


@frozen
class Region:
    """Squares of a lattice that no line parts: 0-based first row and column, and how many of each."""

    row: int
    column: int
    row_span: int
    column_span: int


@frozen
class Lattice:
    """One table's columns and rows as edges in points, ascending, and its cells in reading order.

    `ragged` counts the cells whose outline was no rectangle: they were cut row by row.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    ragged: int = field(default=0)

    def square_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the square that holds a point."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1
        return (row, column) if inside else None


def find_lattices(rulings: Sequence[Ruling]) -> tuple[Lattice, ...]:
    """The tables that some lines make, from top to bottom; a lone frame is none."""
    across = _merged(line for line in rulings if line.horizontal)
    down = _merged(line for line in rulings if not line.horizontal)
    lattices = (_lattice(part) for part in _gathered(_connected([*across, *down])))
    tables = [lattice for lattice in lattices if lattice and len(lattice.regions) > 1]
    return tuple(sorted(tables, key=lambda lattice: (lattice.ys[0], lattice.xs[0])))


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Parallel lines with those that nearly coincide united; what stays short is dropped."""
    merged: list[Ruling] = []
    ordered = sorted(rulings, key=lambda line: line.position)
    for level in split_before(ordered, lambda level, line: line.position - level[0].position > GAP):
        position = sum(line.position for line in level) / len(level)
        spans = united(((line.start, line.end) for line in level), GAP)
        long = ((start, end) for start, end in spans if end - start >= _MIN_LENGTH)
        merged.extend(Ruling(level[0].horizontal, position, *span) for span in long)
    return merged


def united(spans: Iterable[tuple[float, float]], gap: float = 0.0) -> list[tuple[float, float]]:
    """Stretches in order, those that overlap or lie no farther apart than a gap as one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def distinct(positions: Iterable[float]) -> list[float]:
    """Positions in order; of those nearer than GAP to each other the first."""
    near = split_before(sorted(positions), lambda run, position: position - run[0] > GAP)
    return [run[0] for run in near]


def _connected(lines: Sequence[Ruling]) -> list[list[Ruling]]:
    """The lines in groups that touch or cross one another."""
    parent = list(range(len(lines)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    down = [i for i, line in enumerate(lines) if not line.horizontal]
    for i in (i for i, line in enumerate(lines) if line.horizontal):
        for j in down:
            if _touch(lines[i], lines[j]):
                parent[root(j)] = root(i)
    return list(grouped((root(i), line) for i, line in enumerate(lines)).values())


def _gathered(groups: Sequence[list[Ruling]]) -> list[list[Ruling]]:
    """The groups, with upright lines that touch nothing brought to the group that is as high as they are.

    A cell that goes on from page to page has no line across it on the pages between, nor at its foot.
    """
    gathered = [list(group) for group in groups if any(line.horizontal for line in group)]
    for line in (line for group in groups for line in group if not any(other.horizontal for other in group)):
        home = next((group for group in gathered if _as_high(group, line)), None)
        if home is None:
            gathered.append([line])
        else:
            home.append(line)
    return gathered


def _as_high(group: Sequence[Ruling], line: Ruling) -> bool:
    tops = [other.position if other.horizontal else other.start for other in group]
    bottoms = [other.position if other.horizontal else other.end for other in group]
    return abs(min(tops) - line.start) <= 2 * GAP and abs(max(bottoms) - line.end) <= 2 * GAP


def _touch(across: Ruling, down: Ruling) -> bool:
    return (
        across.start - GAP <= down.position <= across.end + GAP
        and down.start - GAP <= across.position <= down.end + GAP
    )


def _lattice(lines: Sequence[Ruling]) -> Lattice | None:
    across = [line for line in lines if line.horizontal]
    down = [line for line in lines if not line.horizontal]
    if len(down) < (1 if across else 2):
        return None
    xs = _edges([line.position for line in down], across)
    ys = _edges([line.position for line in across], down)
    walls = _Walls(frozenset(_walls(xs, ys, down)), frozenset(_walls(ys, xs, across)))
    regions, ragged = _regions(xs, ys, walls)
    return _compact(xs, ys, regions, ragged)


def _edges(positions: Sequence[float], crossing: Sequence[Ruling]) -> list[float]:
    """The edges along one axis: where lines stand, and where the crossing ones end."""
    ends = [end for line in crossing for end in (line.start, line.end)]
    return distinct([*positions, *([min(ends), max(ends)] if ends else [])])


def _walls(edges: Sequence[float], crossing: Sequence[float], lines: Sequence[Ruling]) -> _Pairs:
    """(edge, k): a line stands on an inner edge along the k-th interval of the crossing axis."""
    walls: _Pairs = set()
    for line in lines:
        edge = min(range(len(edges)), key=lambda i: abs(edges[i] - line.position))
        for k, (start, end) in enumerate(pairwise(crossing)):
            if min(end, line.end) - max(start, line.start) >= _COVERED * (end - start):
                walls.add((edge, k))
    return walls


@frozen
class _Walls:
    """Where lines part squares: (edge, k) is the side of an edge along the k-th row or column."""

    uprights: frozenset[tuple[int, int]]
    levels: frozenset[tuple[int, int]]

    def open_from(self, row: int, column: int) -> Iterator[tuple[int, int]]:
        """The squares beside one that no line parts from it, those outside included."""
        if (column + 1, row) not in self.uprights:
            yield row, column + 1
        if (column, row) not in self.uprights:
            yield row, column - 1
        if (row + 1, column) not in self.levels:
            yield row + 1, column
        if (row, column) not in self.levels:
            yield row - 1, column


def _regions(xs: Sequence[float], ys: Sequence[float], walls: "_Walls") -> tuple[list[Region], int]:
    """The united squares in reading order, and how many were no rectangle."""
    owner: dict[tuple[int, int], int] = {}
    regions: list[Region] = []
    ragged = 0
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owner:
                continue
            squares = _flood((row, column), (len(ys) - 1, len(xs) - 1), walls)
            owner.update(dict.fromkeys(squares, len(regions)))
            pieces = list(_rectangles(squares))
            ragged += len(pieces) > 1
            regions.extend(pieces)
    return sorted(regions, key=lambda region: (region.row, region.column)), ragged


def _flood(start: tuple[int, int], size: tuple[int, int], walls: "_Walls") -> _Pairs:
    """All squares reached from one without crossing a line."""
    reached, waiting = {start}, [start]
    while waiting:
        for square in walls.open_from(*waiting.pop()):
            inside = 0 <= square[0] < size[0] and 0 <= square[1] < size[1]
            if inside and square not in reached:
                reached.add(square)
                waiting.append(square)
    return reached


def _rectangles(squares: _Pairs) -> Iterator[Region]:
    """The squares as one rectangle where they are one, else row by row."""
    rows, columns = [r for r, _ in squares], [c for _, c in squares]
    top, left = min(rows), min(columns)
    height, width = max(rows) - top + 1, max(columns) - left + 1
    if len(squares) == height * width:
        yield Region(top, left, height, width)
        return
    for row in sorted(set(rows)):
        own = sorted(c for r, c in squares if r == row)
        pieces = split_before(own, lambda piece, column: column != piece[-1] + 1)
        yield from (Region(row, piece[0], 1, len(piece)) for piece in pieces)


def _compact(xs: Sequence[float], ys: Sequence[float], regions: Sequence[Region], ragged: int) -> Lattice:
    """The lattice without the edges at which no cell begins or ends."""
    columns = sorted({edge for r in regions for edge in (r.column, r.column + r.column_span)})
    rows = sorted({edge for r in regions for edge in (r.row, r.row + r.row_span)})
    column_of = {edge: i for i, edge in enumerate(columns)}
    row_of = {edge: i for i, edge in enumerate(rows)}
    return Lattice(
        tuple(xs[i] for i in columns),
        tuple(ys[i] for i in rows),
        tuple(
            Region(
                row_of[r.row],
                column_of[r.column],
                row_of[r.row + r.row_span] - row_of[r.row],
                column_of[r.column + r.column_span] - column_of[r.column],
            )
            for r in regions
        ),
        ragged,
    )
