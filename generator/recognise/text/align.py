"""Pieces of text given to the columns of a table: the cheapest way to fill row after row in order.

A piece is the next cell of the row, a further line of the same cell, or the first cell of the next row. What
speaks against each is a cost; the sum over all pieces is least. Time is linear in the number of pieces.
"""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from ...model.splitting import split_before
from .atoms import Atom

NEVER = 1e6
_SLOT_ROW = 0.2


@frozen
class Costs:
    """What speaks against pieces and columns, in one unit: 1 is a mild surprise, 10 hardly ever happens."""

    columns: tuple[str, ...]
    fits: Callable[[Atom, str], float]
    """Against a piece in a column."""
    skip: Callable[[str], float]
    """Against a column left empty."""
    goes_on: Callable[[Atom, str], float]
    """Against a piece that goes on with the cell before it."""
    new_row: Callable[[Atom], float]
    """Against a row that begins with a piece."""
    same_row: Callable[[Atom], float]
    """Against a piece as a further cell of the row."""
    pair: Callable[[Atom, str, Atom, str], float]
    """Against two neighbours in their columns: a score above its weight."""
    slot: Callable[[Atom], bool]
    """Whether a piece is a row by itself, as ``指标2`` or ``……``."""
    bare_label: int = 0
    """How many first columns may stand in a row of their own."""


@frozen
class Placed:
    """A piece with its column; `opens` a row or goes on with it."""

    atom: Atom
    column: int
    opens: bool


Path = tuple[Placed, ...]


@frozen
class _Step:
    """The cheapest way to a piece in a column."""

    cost: float
    placed: Placed
    before: "_Step | None"


def align(atoms: Sequence[Atom], costs: Costs, *, keep: int = 1) -> list[tuple[float, Path]]:
    """The `keep` cheapest ways to place all pieces, cheapest first."""
    if not atoms:
        return [(0.0, ())]
    skips = _Skips(costs)
    states = [_first(atoms[0], column, costs, skips) for column in range(len(costs.columns) + 1)]
    layers = [[step] if step else [] for step in states]
    for atom in atoms[1:]:
        layers = _next(atom, layers, costs, skips, keep)
    ends = [(step.cost + skips.after(column), step) for column, layer in enumerate(layers) for step in layer]
    ends.sort(key=lambda end: end[0])
    return [(cost, tuple(reversed(list(_back(step))))) for cost, step in ends[:keep] if cost < NEVER]


def _back(step: "_Step | None") -> Iterator[Placed]:
    while step is not None:
        yield step.placed
        step = step.before


class _Skips:
    """What it costs to leave columns empty."""

    def __init__(self, costs: Costs) -> None:
        self._sums = [0.0]
        for column in costs.columns:
            self._sums.append(self._sums[-1] + costs.skip(column))
        self._columns = len(costs.columns)
        self._bare = costs.bare_label

    def before(self, column: int) -> float:
        """The columns before one."""
        return 0.0 if column == self._columns else self._sums[column]

    def between(self, one: int, other: int) -> float:
        return self._sums[other] - self._sums[one + 1]

    def after(self, column: int) -> float:
        """The columns after one; a row of nothing but a level's label is no rarity."""
        if column == self._columns:
            return 0.0
        rest = self._sums[-1] - self._sums[column + 1]
        return min(rest, 1.5) if column < self._bare else rest


def _first(atom: Atom, column: int, costs: Costs, skips: _Skips) -> "_Step | None":
    cost = _fit(atom, column, costs) + skips.before(column)
    return _Step(cost, Placed(atom, column, opens=True), None) if cost < NEVER else None


def _fit(atom: Atom, column: int, costs: Costs) -> float:
    if column == len(costs.columns):
        return _SLOT_ROW if costs.slot(atom) else NEVER
    return costs.fits(atom, costs.columns[column])


def _next(
    atom: Atom, layers: Sequence[Sequence[_Step]], costs: Costs, skips: _Skips, keep: int
) -> list[list[_Step]]:
    """The cheapest steps to the next piece, for each column; the last layer is that of slots."""
    slot = len(costs.columns)
    opening = costs.new_row(atom)
    starts = sorted(
        (
            (step.cost + skips.after(column) + opening, step)
            for column, layer in enumerate(layers)
            for step in layer
        ),
        key=lambda start: start[0],
    )[:keep]
    same = costs.same_row(atom)
    following: list[list[_Step]] = []
    for column in range(slot + 1):
        fit = _fit(atom, column, costs)
        found: list[_Step] = []
        if fit < NEVER:
            opened = Placed(atom, column, opens=True)
            found = [_Step(cost + skips.before(column) + fit, opened, step) for cost, step in starts]
            found += _in_row(atom, column, fit, layers, costs, skips, same)
        if column < slot:
            on = costs.goes_on(atom, costs.columns[column])
            more = Placed(atom, column, opens=False)
            if on < NEVER:
                found += [_Step(step.cost + on, more, step) for step in layers[column]]
        found.sort(key=lambda step: step.cost)
        following.append([step for step in found[:keep] if step.cost < NEVER])
    return following


def _in_row(
    atom: Atom,
    column: int,
    fit: float,
    layers: Sequence[Sequence[_Step]],
    costs: Costs,
    skips: _Skips,
    same: float,
) -> Iterator[_Step]:
    slot = len(costs.columns)
    placed = Placed(atom, column, opens=False)
    if column == slot:  # a slot stands beside nothing but the labels of its levels
        for before in range(costs.bare_label):
            yield from (_Step(step.cost + fit, placed, step) for step in layers[before])
        return
    for before in range(column):
        between = skips.between(before, column)
        for step in layers[before]:
            pair = costs.pair(step.placed.atom, costs.columns[before], atom, costs.columns[column])
            yield _Step(step.cost + between + fit + same + pair, placed, step)


def rows_of(path: Path) -> Iterator[Path]:
    """The pieces of each row."""
    return map(tuple, split_before(path, lambda _, placed: placed.opens))
