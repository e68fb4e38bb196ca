"""A merged cell that crosses a page, closed at its foot and opened again with its label on the next."""

from collections.abc import Collection, Iterator
from itertools import pairwise

from attrs import evolve

from ..sheet import Block, Cell, Row, Sheet

CONTINUED = "（续）"


def split(sheet: Sheet, starts: Collection[int] = ()) -> Sheet:
    """The sheet with every merged cell cut before the rows `starts`, which begin a page.

    A part that opens again repeats the label, with 续. A cell that reaches from a block's repeated head into
    its body is cut between them, and its label stands in the body.
    """
    return evolve(sheet, blocks=tuple(_split_block(block, sorted(starts)) for block in sheet.blocks))


def _split_block(block: Block, starts: list[int]) -> Block:
    body = block.body[0].number if block.head and block.body else None
    parts = [part for row in block.rows for cell in row.cells for part in _parts(cell, starts, body)]
    rows = [Row(row.number, _row_cells(parts, row.number)) for row in block.rows]
    heads = len(block.head)
    return evolve(block, head=tuple(rows[:heads]), body=tuple(rows[heads:]))


def _row_cells(cells: list[Cell], row: int) -> tuple[Cell, ...]:
    return tuple(sorted((cell for cell in cells if cell.row == row), key=lambda cell: cell.column))


def _parts(cell: Cell, starts: list[int], body: int | None) -> Iterator[Cell]:
    """The cell cut before `starts`; `body` is the first row below its block's repeated head."""
    end, text = cell.row + cell.row_span, cell.text
    if body is not None and cell.row < body < end:
        yield evolve(cell, row_span=body - cell.row, text="")
        cell = evolve(cell, row=body)
    edges = [cell.row, *(start for start in starts if cell.row < start < end), end]
    for first, after in pairwise(edges):
        yield evolve(cell, row=first, row_span=after - first, text=text)
        text = cell.text + CONTINUED if cell.text else ""
