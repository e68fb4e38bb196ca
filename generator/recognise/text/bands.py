"""Printed lines gathered into the rows of a table: the lines of each cell stand around the row's middle."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from attrs import evolve, frozen

from ...model.splitting import grouped
from ...model.value import Value
from .pieces import Piece

TALLEST = 14
"""Lines of one row."""
_OFF_MIDDLE = 1.0
"""Cost for each line that a cell stands off the middle of its row, half a line left out."""
_LINE = 0.05
_WRAPPED = 0.1
_NEXT_PAGE = 3.0
_TWICE = 6.0
"""Cost of two numbers above each other in one cell."""
_NAMELESS = 3.0
_NO_NUMBERS = 1.2
_LATE_OPENING = 4.0
_VALUE_TWICE = 1.5
"""Cost of two lines in one cell that each are a whole value."""
_APART = 2.5
"""Cost of lines of one cell that stand apart."""
_FULL_TWICE = 2.5
"""Cost of two lines in one row that each could be one."""
_ROWLESS = 2.5
"""Cost of a label that stands beside no row."""
MOST_ROWS = 60
"""Rows beside one label."""

Cells = Mapping[str, Sequence[Piece]]
"""Column → its pieces."""


@frozen
class Rules:
    """What a row of a part looks like.

    `name` is the column that every row fills, `numbers` are those that hold one line, `values` those that say
    what was planned and done. Of a line of a name `opens` says that a row begins with it, of a whole name
    `whole` that it is one nevertheless, `alone` that it may be a row without numbers and values.
    """

    name: str
    numbers: frozenset[str]
    values: frozenset[str]
    opens: Callable[[str], bool]
    whole: Callable[[str], bool]
    alone: Callable[[str], bool]


def cut(lines: Sequence[Cells], rules: Rules) -> list[tuple[int, int]]:
    """Where each row begins and ends among the lines, at the least cost."""
    if not any((rules.numbers | rules.values) & cells.keys() for cells in lines):
        rules = evolve(rules, alone=bool)  # a blank form: every row may do without
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(lines) + 1):
        starts = range(max(0, end - TALLEST), end)
        best.append(min((best[start][0] + _cost(lines[start:end], rules), start) for start in starts))
    cuts: list[tuple[int, int]] = []
    end = len(lines)
    while end:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _cost(lines: Sequence[Cells], rules: Rules) -> float:
    where = grouped((column, index) for index, cells in enumerate(lines) for column in cells)
    middle = (len(lines) - 1) / 2
    cost = _LINE * len(lines) + _WRAPPED * (len(lines) - 1)
    cost += _NEXT_PAGE * (_page(lines[0]) != _page(lines[-1]))
    for column, rows in where.items():
        off = abs(sum(rows) / len(rows) - middle)
        cost += _OFF_MIDDLE * max(0.0, off - 0.5) + 0.3 * off
        if column in rules.numbers:
            cost += _TWICE * (len(rows) - 1)
        if column in rules.values:
            cost += _VALUE_TWICE * max(0, sum(_is_value(lines[row][column]) for row in rows) - 1)
        cost += _APART * sum(after - before > 2 for before, after in pairwise(rows))
    names = [piece.text for cells in lines for piece in cells.get(rules.name, ())]
    if not names:
        return cost + _NAMELESS
    if not rules.whole("".join(names)):
        cost += _LATE_OPENING * sum(rules.opens(text) for text in names[1:])
    full = sum(_is_full(cells, rules) for cells in lines)
    cost += _FULL_TWICE * max(0, full - 1)
    bare = not (rules.numbers | rules.values) & where.keys() and not rules.alone(names[0])
    return cost + (_NO_NUMBERS if bare else 0.0)


def _page(cells: Cells) -> int:
    return next(iter(cells.values()))[0].page


def _is_value(pieces: Sequence[Piece]) -> bool:
    return len(pieces) == 1 and Value(pieces[0].text).number is not None


def _is_full(cells: Cells, rules: Rules) -> bool:
    """Whether a line holds a whole row: a name, and numbers or values."""
    said = rules.values & cells.keys()
    return rules.name in cells and (len(said) > 1 or bool(rules.numbers & cells.keys()))


def spread(labels: Sequence[float], rows: Sequence[tuple[int, int]]) -> list[int]:
    """For each row the label it stands beside, -1 where there is none: a label is in the middle of its rows.

    `labels` are the middles of the labels, `rows` the first and past-the-last line of each row.
    """
    if not labels or not rows:
        return [-1] * len(rows)
    infinite = float("inf")
    best = [[infinite] * (len(rows) + 1) for _ in range(len(labels) + 1)]
    back = [[0] * (len(rows) + 1) for _ in range(len(labels) + 1)]
    best[0][0] = 0.0
    for count, middle in enumerate(labels, start=1):
        for end in range(len(rows) + 1):
            for start in range(max(0, end - MOST_ROWS), end + 1):
                before = best[count - 1][start]
                if before == infinite:
                    continue
                centre = (rows[start][0] + rows[end - 1][1] - 1) / 2 if start < end else 0.0
                cost = before + ((centre - middle) ** 2 if start < end else _ROWLESS)
                if cost < best[count][end]:
                    best[count][end], back[count][end] = cost, start
    beside = [-1] * len(rows)
    end = len(rows)
    if best[len(labels)][end] == infinite:
        return beside
    for count in range(len(labels), 0, -1):
        start = back[count][end]
        beside[start:end] = [count - 1] * (end - start)
        end = start
    return beside
