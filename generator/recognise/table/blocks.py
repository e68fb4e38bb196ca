"""Tables that stand side by side in one grid, told apart: two forms, or one and another table."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from ...sources.grid import Cell, Grid
from ...vocabulary import vocabulary
from .rows import squeezed
from .titles import is_form_title, is_other_title

_OF_INDICATORS = frozenset({"年度指标值", "实际完成值", "三级指标"})


def blocks(grid: Grid) -> Iterator[Grid]:
    """The tables of a grid from left to right; the grid itself where it is one table."""
    column = _boundary(grid)
    if column is None:
        yield grid
        return
    left, right = (tuple(part) for part in _parts(grid.cells, column))
    yield evolve(grid, cells=left, after=())
    yield from blocks(evolve(grid, cells=right, before=()))


def _boundary(grid: Grid) -> int | None:
    """The first column of a table that stands beside another."""
    written = [cell for cell in grid.cells if cell.text.strip()]
    if not _may_be_two(written):
        return None
    crossed = {
        column for cell in written for column in range(cell.column + 1, cell.column + cell.column_span)
    }
    begins = sorted({cell.column for cell in written} - crossed)
    return next((column for column in begins[1:] if _are_two(*_parts(written, column))), None)


def _may_be_two(cells: Iterable[Cell]) -> bool:
    """Whether anything that a form prints once is printed twice in one row."""
    seen: set[tuple[int, str]] = set()
    for cell in cells:
        what = "title" if _is_title(cell) else vocabulary().label(cell.text) or ""
        if (cell.row, what) in seen and what in ("title", "实际完成值", "三级指标", "项目名称"):
            return True
        seen.add((cell.row, what))
    titles = {cell.column for cell in cells if _is_title(cell)}
    return len(titles) > 1


def _are_two(left: Sequence[Cell], right: Sequence[Cell]) -> bool:
    """Whether both parts are tables of their own, each with a title or with the columns of indicators."""
    if _has_columns(left) and _has_columns(right):
        return True
    return all(any(map(_is_title, part)) for part in (left, right))


def _parts(cells: Iterable[Cell], column: int) -> tuple[list[Cell], list[Cell]]:
    left: list[Cell] = []
    right: list[Cell] = []
    for cell in cells:
        (left if cell.column < column else right).append(cell)
    return left, right


def _has_columns(cells: Iterable[Cell]) -> bool:
    """Whether some row prints two of the labels that indicators stand under."""
    terms: dict[int, set[str]] = {}
    for cell in cells:
        term = vocabulary().label(cell.text)
        if term in _OF_INDICATORS:
            terms.setdefault(cell.row, set()).add(str(term))
    return any(len(found) > 1 for found in terms.values())


def _is_title(cell: Cell) -> bool:
    text = squeezed(cell.text)
    return is_form_title(text) or is_other_title(text)
