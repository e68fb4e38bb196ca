"""What holds of every printed table."""

from collections import Counter

from generator.sheet.build import Sheet


def assert_tiled(printed: Sheet) -> None:
    """Every square of the table belongs to one cell."""
    covered = Counter(
        (row, column)
        for cell in printed.cells()
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )
    squares = {(row.number, column) for row in printed.rows for column in range(len(printed.columns))}
    assert covered == Counter(squares)
