"""The made-up pages of `documents/` as plain text, in the ways people copy a table."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.sources.grid import Cell, Grid
from generator.sources.html import read_html

from ..support.grids import cell_at
from .makers import page

Row = Sequence[Cell]


def grids_of(layout: str) -> tuple[Grid, ...]:
    """The tables of a page."""
    content = read_html(page(layout)).content
    assert isinstance(content, tuple)
    return content


def _starting(grid: Grid) -> Iterator[Row]:
    """The cells that begin in each row."""
    for row in range(grid.rows):
        yield [cell for cell in grid.cells if cell.row == row]


def _squares(grid: Grid) -> Iterator[list[str]]:
    """Every square of each row, a merged cell's text in its first."""
    for row in range(grid.rows):
        squares = []
        for column in range(grid.columns):
            cell = cell_at(grid, row, column)
            begins = cell is not None and (cell.row, cell.column) == (row, column)
            squares.append(cell.text if cell is not None and begins else "")
        yield squares


def _columns_kept(grid: Grid) -> Iterator[list[str]]:
    """The squares, those that a cell to the left covers left out: what Word copies."""
    for row in range(grid.rows):
        cells = ((column, cell_at(grid, row, column)) for column in range(grid.columns))
        kept = [cell for column, cell in cells if cell is None or cell.column == column]
        yield [cell.text if cell is not None and cell.row == row else "" for cell in kept]


def _text(layout: str, rows: Callable[[Grid], Iterator[str]]) -> str:
    lines: list[str] = []
    for grid in grids_of(layout):
        lines += [*grid.before, *rows(grid), *grid.after]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def _excel(grid: Grid) -> Iterator[str]:
    for squares in _squares(grid):
        yield "\t".join(f'"{text}"' if "\n" in text else text for text in squares)


def _csv(grid: Grid) -> Iterator[str]:
    for squares in _squares(grid):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(squares)
        yield line.getvalue().rstrip("\n")


def _markdown(grid: Grid) -> Iterator[str]:
    for number, squares in enumerate(_squares(grid)):
        yield f"| {' | '.join(text.replace(chr(10), '<br>') for text in squares)} |"
        if not number:
            yield "|" + " --- |" * grid.columns


def _word(grid: Grid) -> Iterator[str]:
    yield from ("\t".join(map(_one_line, cells)) for cells in _columns_kept(grid))


def _page(grid: Grid) -> Iterator[str]:
    yield from ("\t".join(cell.text for cell in row) for row in _starting(grid))


def _bars(grid: Grid) -> Iterator[str]:
    widest = max(len(row) for row in _starting(grid))
    for row in _starting(grid):
        yield " | ".join(_one_line(cell.text) for cell in row) + " " + "|" * (widest + 1 - len(row))


def _pipes(grid: Grid) -> Iterator[str]:
    yield from (f"{_one_line(cell.text)} |".strip() for row in _starting(grid) for cell in row)


def _blanks(grid: Grid) -> Iterator[str]:
    lines = (" ".join(_one_line(cell.text) for cell in row if cell.text) for row in _starting(grid))
    yield from filter(None, lines)


def _cells(grid: Grid) -> Iterator[str]:
    yield from (_one_line(cell.text) for row in _starting(grid) for cell in row if cell.text)


KEPT: Mapping[str, Callable[[Grid], Iterator[str]]] = {
    "Excel": _excel, "CSV": _csv, "Markdown": _markdown, "Word": _word,
}  # fmt: skip
"""The ways that keep every cell."""
ORDERED: Mapping[str, Callable[[Grid], Iterator[str]]] = {
    "网页": _page, "竖线": _bars, "每格竖线": _pipes, "空格": _blanks, "每格一行": _cells,
}  # fmt: skip
"""The ways that keep the order of the cells, and some of them the empty ones."""


def as_text(layout: str, way: str) -> str:
    """A page's text, copied in one of the ways."""
    return _text(layout, {**KEPT, **ORDERED}[way])
