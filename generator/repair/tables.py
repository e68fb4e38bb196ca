"""The texts of tables that hold their characters themselves (DOCX, XLSX, HTML …), before they are recognised.

Here pass all cells of such a document, and the lines around its tables, with invisible characters taken
out; a text layer that was copied into them broken is restored here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from ..sources.grid import Cell, Grid
from ..sources.symbols import UNKNOWN
from .log import NO_DECISIONS, Decisions, RepairLog
from .text.cells import Cell as NamedCell
from .text.cells import repair_cells

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Format characters: they have no width and no meaning in a form."""


@frozen(kw_only=True)
class RepairedTables:
    """A document's tables with their true text, and what was changed."""

    grids: tuple[Grid, ...]
    log: RepairLog = RepairLog()
    """An entry for each restored or doubtful code of a cell, which it names."""
    lines: Mapping[tuple[int | str | None, int], str] = field(factory=dict, repr=False, hash=False)
    """(cell, line) → the restored text, of the cells that the log names."""


def repair_tables(
    grids: tuple[Grid, ...], *, source: str, decisions: Decisions = NO_DECISIONS
) -> RepairedTables:
    """The tables with their true text. `source` names the document in the log."""
    shown = tuple(map(visible, grids))
    named = tuple(_named(shown))
    repaired = repair_cells((cell for cell in named if cell.text), source=source, decisions=decisions)
    texts = {cell.name: cell.text for cell in repaired}
    restored = iter([texts.get(cell.name, "") for cell in named])
    return RepairedTables(
        grids=tuple(_with_texts(grid, restored) for grid in shown),
        log=RepairLog(tuple(entry for cell in repaired for entry in cell.entries)),
        lines={
            (cell.name, number): line
            for cell in repaired
            if cell.entries
            for number, line in enumerate(cell.text.split("\n"), start=1)
        },
    )


def _named(grids: Iterable[Grid]) -> Iterator[NamedCell]:
    """Every text of the tables by a name of its own, in the order in which `_with_texts` takes them back."""
    for number, grid in enumerate(grids, start=1):
        shared = Counter(cell.origin for cell in grid.cells)
        for cell in grid.cells:
            column = f"第{cell.column + 1}列" if shared[cell.origin] > 1 else ""
            yield NamedCell(name=f"{cell.origin or f'表{number}第{cell.row + 1}行'}{column}", text=cell.text)
        for side, lines in (("前", grid.before), ("后", grid.after)):
            for place, line in enumerate(lines, start=1):
                yield NamedCell(name=f"表{number}之{side}第{place}行", text=line)


def _with_texts(grid: Grid, texts: Iterator[str]) -> Grid:
    cells = tuple(evolve(cell, text=next(texts)) for cell in grid.cells)
    before = tuple(next(texts) for _ in grid.before)
    after = tuple(next(texts) for _ in grid.after)
    return evolve(grid, cells=cells, before=before, after=after)


def visible(grid: Grid) -> Grid:
    """A table without invisible characters."""
    cells = tuple(
        _cell(cell) if _INVISIBLE.search(cell.text) or UNKNOWN in cell.text else cell for cell in grid.cells
    )
    around = (tuple(_INVISIBLE.sub("", line) for line in lines) for lines in (grid.before, grid.after))
    before, after = around
    return evolve(grid, cells=cells, before=before, after=after)


def _cell(cell: Cell) -> Cell:
    doubt = "格里有没有认出的符号，记作“�”" if UNKNOWN in cell.text else ""
    return evolve(cell, text=_INVISIBLE.sub("", cell.text).strip(), doubt=cell.doubt or doubt)
