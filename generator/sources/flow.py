"""What word-processor documents and web pages share: tables standing in a flow of text."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from .bounds import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, MAX_SQUARES, MAX_TABLES
from .grid import Cell, Grid


class TooLarge(Exception):  # noqa: N818 - read as a statement where it is raised
    """A table, or the number of them, is beyond bounds; says by what, in Chinese."""


@frozen
class Span:
    """A cell as the source gives it: its text, and how many columns and rows it asks for."""

    text: str
    columns: int = 1
    rows: int = 1


def laid_out(rows: Sequence[Sequence[Span]]) -> Grid:
    """The table that these rows make, each cell in the first column that no cell above reaches into.

    Raises TooLarge beyond the bounds.
    """
    check_size(len(rows), 0, 0)
    cells: list[Cell] = []
    free: list[int] = []  # for each column, the first row that no cell reaches into
    squares = 0
    for number, spans in enumerate(rows):
        column = 0
        for span in spans:
            column = next((c for c in range(column, len(free)) if free[c] <= number), max(column, len(free)))
            cell = _cell(span, number, column, len(rows))
            squares += cell.row_span * cell.column_span
            column += cell.column_span
            check_size(0, column, squares)
            free.extend([0] * (column - len(free)))
            free[cell.column : column] = [number + cell.row_span] * cell.column_span
            cells.append(cell)
    return Grid(rows=len(rows), columns=len(free), cells=tuple(cells))


def check_size(rows: int, columns: int, squares: int) -> None:
    """Raise TooLarge where a table has more rows, columns or squares than a form could."""
    if rows > MAX_ROWS:
        raise TooLarge(f"超过 {MAX_ROWS} 行")
    if columns > MAX_COLUMNS:
        raise TooLarge(f"超过 {MAX_COLUMNS} 列")
    if squares > MAX_SQUARES:
        raise TooLarge(f"超过 {MAX_SQUARES} 格")


def _cell(span: Span, row: int, column: int, rows: int) -> Cell:
    return Cell(
        row=row,
        column=column,
        row_span=min(max(1, span.rows), rows - row),
        column_span=max(1, span.columns),
        text=span.text.strip()[:MAX_CELL_TEXT],
    )


def grids_in_text(blocks: Iterable[str | Grid]) -> Iterator[Grid]:
    """Each table with its number and the lines above it; the last one also with those below it.

    Raises TooLarge where there are too many tables.
    """
    lines: list[str] = []
    last: Grid | None = None
    count = 0
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        if last is not None:
            yield last
        count += 1
        if count > MAX_TABLES:
            raise TooLarge(f"超过 {MAX_TABLES} 张表")
        last, lines = _numbered(block, count, lines), []
    if last is not None:
        yield evolve(last, after=tuple(lines))


def _numbered(grid: Grid, number: int, before: Sequence[str]) -> Grid:
    cells = tuple(evolve(cell, origin=f"表{number}第{cell.row + 1}行") for cell in grid.cells)
    return evolve(grid, cells=cells, before=tuple(before), name=f"表{number}")
