"""The texts of tables that hold their characters themselves (DOCX, XLSX, HTML …), before they are recognised.

Here pass all cells of such a document, and the lines around its tables, with invisible characters taken
out; a text layer that was copied into them broken is restored here.
"""

import re
from collections.abc import Mapping

from attrs import evolve, field, frozen

from ..sources.grid import Cell, Grid
from ..sources.symbols import UNKNOWN
from .log import NO_DECISIONS, Decisions, RepairLog

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Format characters: they have no width and no meaning in a form."""


@frozen(kw_only=True)
class RepairedTables:
    """A document's tables with their true text, and what was changed."""

    grids: tuple[Grid, ...]
    log: RepairLog = RepairLog()
    """An entry for each restored or doubtful code; its places are in `lines`, a cell a line."""
    lines: Mapping[tuple[int | None, int], str] = field(factory=dict, repr=False, hash=False)
    """(None, number) → the restored text of each cell, numbered as the log counts them."""


def repair_tables(
    grids: tuple[Grid, ...], *, source: str, decisions: Decisions = NO_DECISIONS
) -> RepairedTables:
    """The tables with their true text. `source` names the document in the log."""
    del source, decisions  # for the restoring of broken text
    return RepairedTables(grids=tuple(map(visible, grids)))


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
