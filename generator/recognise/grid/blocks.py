"""Tables that stand side by side in one grid, told apart: two forms, or one and another table."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from ...model.vocabulary import vocabulary
from ...sources.grid import Cell, Grid
from .rows import squeezed
from .titles import is_form_title, is_other_title

_FIRST = ("项目名称", "部门名称")
"""The first labels of a form."""
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
    """The first column of a table that stands beside another: its title or its first label begins there."""
    written = [cell for cell in grid.cells if cell.text.strip()]
    begins = {
        cell.column
        for cell in written
        if cell.column and (_is_title(cell) or vocabulary().label(cell.text) in _FIRST)
    }
    if not begins:
        return None
    crossed = {
        column for cell in written for column in range(cell.column + 1, cell.column + cell.column_span)
    }
    return next((column for column in sorted(begins - crossed) if _are_two(*_parts(written, column))), None)


def _are_two(left: Sequence[Cell], right: Sequence[Cell]) -> bool:
    """Whether both parts are tables of their own: one a form, the other one too or a table with a title."""
    forms = [_has_columns(part) for part in (left, right)]
    return any(forms) and all(
        is_form or any(map(_is_title, part)) for is_form, part in zip(forms, (left, right), strict=True)
    )


def _parts(cells: Iterable[Cell], column: int) -> tuple[list[Cell], list[Cell]]:
    both = list(cells)
    return [cell for cell in both if cell.column < column], [cell for cell in both if cell.column >= column]


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
