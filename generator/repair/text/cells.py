"""Restore the texts of a document's cells, as one document: `repair_cells`.

A cell alone says little; all cells of a document have the same fonts, and speak for one another.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from attrs import evolve, frozen

from ..log import NO_DECISIONS, Decisions, Entry, RepairLog, Spot, replay
from .restore import TextRepair, repair_text

BETWEEN = "\u3000"
"""Stands between two cells: no word reaches over it, and no rule of `defects` moves it."""


@frozen(kw_only=True)
class Cell:
    """A text by the name it has in its document (``Sheet1!B7``, ``项目名称``)."""

    name: str
    text: str


@frozen(kw_only=True)
class CellRepair:
    """A cell's restored text, and what the log says of it; places are counted within the cell."""

    name: str
    text: str
    entries: tuple[Entry, ...] = ()


def repair_cells(
    cells: Iterable[Cell], *, source: str, decisions: Decisions = NO_DECISIONS
) -> tuple[CellRepair, ...]:
    """Restore cells together; one result for each, in order, with as many lines as the cell had.

    ``replay(RepairLog(result.entries), cell.text) == result.text`` holds for every cell. A decision that
    names a cell holds there, any other wherever its text stands.
    """
    given = tuple(cells)
    lengths = [cell.text.count("\n") + 1 for cell in given]
    starts = [0, *accumulate(lengths)]
    joined = f"{BETWEEN}\n".join(cell.text for cell in given)
    repair = repair_text(joined, source=source, decisions=_placed(decisions, given, starts))
    found = _by_cell(repair, given, starts)
    return tuple(
        CellRepair(name=cell.name, text=replay(RepairLog(entries), cell.text), entries=entries)
        for cell, entries in zip(given, found, strict=True)
    )


def _placed(decisions: Decisions, cells: Sequence[Cell], starts: Sequence[int]) -> Decisions:
    """The decisions with their places counted in the joined text."""
    line_of = {cell.name: start for cell, start in zip(cells, starts, strict=False)}
    return Decisions(tuple(_moved(entry, line_of.get(entry.cell, 0)) for entry in decisions.entries))


def _moved(entry: Entry, lines: int) -> Entry:
    return evolve(entry, places=tuple(Spot(spot.line + lines, spot.column) for spot in entry.places))


def _by_cell(repair: TextRepair, cells: Sequence[Cell], starts: Sequence[int]) -> Iterator[tuple[Entry, ...]]:
    by_line: dict[int, list[tuple[Entry, Spot]]] = {}
    for entry in repair.log.entries:
        for spot in entry.places:
            by_line.setdefault(spot.line, []).append((entry, spot))
    for cell, start, end in zip(cells, starts, starts[1:], strict=False):
        inside = [item for line in range(start + 1, end + 1) for item in by_line.get(line, ())]
        yield tuple(_in_cell(cell, start, inside))


def _in_cell(cell: Cell, start: int, inside: Iterable[tuple[Entry, Spot]]) -> Iterator[Entry]:
    spots: dict[int, list[Spot]] = {}
    entries: dict[int, Entry] = {}
    for entry, spot in inside:
        entries[id(entry)] = entry
        spots.setdefault(id(entry), []).append(Spot(spot.line - start, spot.column))
    for key, entry in entries.items():
        yield evolve(entry, cell=cell.name, places=tuple(spots[key]))
