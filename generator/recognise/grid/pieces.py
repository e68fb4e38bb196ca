"""The cells of a form as pieces for its books, each with its place and the name of its row and column."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from ...sources.grid import Cell
from ..conservation import Piece
from .funds import FUNDS_ROLES
from .goals import GOALS_ROLES
from .indicators import ROLES
from .parts import Columns, column_name, columns
from .rows import Row, joined, overlap
from .sections import Kind, Section

ROLES_OF = {Kind.INDICATORS: ROLES, Kind.FUNDS: FUNDS_ROLES, Kind.GOALS: GOALS_ROLES}
"""The canonical labels of a section's columns."""


def pieces(parts: Sequence[Section]) -> Iterator[Piece]:
    """Every written cell of a form's sections, in printed order."""
    count = 0
    for part in parts:
        layout = columns(part.header, ROLES_OF[part.kind]) if part.kind in ROLES_OF else None
        for row in part.header:
            count += 1
            yield from (_piece(cell, row, count, "", header=True) for cell in row.written)
        for row in part.rows:
            count += 1
            name = _name(row, layout)
            labelled = ((cell, _label(cell, name, layout)) for cell in row.written)
            found = (_piece(cell, row, count, label) for cell, label in labelled)
            yield from (evolve(piece, sum=part.kind is Kind.TOTAL) for piece in found)


def _piece(cell: Cell, row: Row, number: int, label: str, *, header: bool = False) -> Piece:
    place = place_of(cell)
    return Piece(
        text=cell.text, place=place, label=label or place, row=number, header=header, aside=row.outside
    )


def place_of(cell: Cell) -> str:
    """Where a cell stands, in words: its own address, or its table, row and column."""
    if "!" in cell.origin:
        return cell.origin
    row = "" if "行" in cell.origin else f"第{cell.row + 1}行"
    return f"{cell.origin}{row}第{cell.column + 1}列"


def _name(row: Row, layout: Columns | None) -> str:
    """What a row is called: the text left of its first number or value that stands nearest to it."""
    if layout is None or not layout.roles:
        return ""
    header = layout.roles.get("三级指标")
    if header is not None:
        cell = row.under(header)
        return joined(cell.text) if cell else ""
    first = min(layout.roles.values(), key=lambda cell: cell.column)
    before = [cell for cell in row.written if cell.column < first.column]
    return joined(before[-1].text) if before else ""


def _label(cell: Cell, name: str, layout: Columns | None) -> str:
    """A cell's row and column; empty where it has none."""
    if layout is None or not name:
        return ""
    headers = (*layout.roles.values(), *layout.unknown)
    header = max(headers, key=lambda header: overlap(cell, header), default=None)
    if header is None or not overlap(cell, header):
        return f"{name}｜第{cell.column + 1}列"
    role = next((role for role, known in layout.roles.items() if known is header), None)
    return f"{name}｜{role or column_name(header)}"
