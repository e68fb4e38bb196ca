"""Tables of documents, square by square."""

from generator.sources.grid import Cell, Grid


def cell_at(grid: Grid, row: int, column: int) -> Cell | None:
    """The cell that covers a square."""
    return next((cell for cell in grid.cells if _covers(cell, row, column)), None)


def _covers(cell: Cell, row: int, column: int) -> bool:
    in_row = cell.row <= row < cell.row + cell.row_span
    return in_row and cell.column <= column < cell.column + cell.column_span
