"""What in a row of indicators does not keep to its columns: each a doubt, for the value may be another's."""

from collections.abc import Iterator

from ...model.form import UNLEVELLED
from ...model.vocabulary import vocabulary
from ...sources.grid import Cell
from .levels import LevelsInForce
from .parts import Columns, Mark, irregular
from .rows import Row, joined, level_name, overlap

_OWN = ("三级指标", "指标性质", "年度指标值", "计量单位", "实际完成值", "分值", "得分")
"""Columns of which each row has its own cell."""


def misplaced(row: Row, layout: Columns) -> Iterator[Mark]:
    """Cells across several columns or rows, several cells in one column, cells right of the last column."""
    roles = [role for role in layout.roles if role not in ("一级指标", "二级指标")]
    yield from irregular(row, layout, roles, _OWN)
    beyond = _beyond(row, layout)
    if beyond:
        why = f"这一行比表头多出一格：{joined(beyond.text)}，各栏也许错了位"
        yield Mark(None, joined(row.text), why, kind="D03")


def _beyond(row: Row, layout: Columns) -> Cell | None:
    """A written cell that stands right of every column."""
    headers = (*layout.roles.values(), *layout.unknown)
    last = max(headers, key=lambda cell: cell.column)
    if last.box or any(cell.box for cell in row.written):
        return None
    end = last.column + last.column_span
    return next((cell for cell in row.written if cell.column >= end), None)


def level_marks(row: Row, layout: Columns, levels: LevelsInForce) -> Iterator[Mark]:
    """What is doubtful about the labels that a row stands under."""
    for role, name in (("一级指标", levels.level1), ("二级指标", levels.level2)):
        header = layout.roles.get(role)
        if header is None:
            continue
        cell = row.under(header)
        is_gap = cell is None or not cell.text.strip()
        if is_gap and name != UNLEVELLED and _merges(layout, row):
            yield Mark(role, name, f"这一行没有写{role}，按上一行的算", kind="D01")
        elif cell is not None and _is_merged(level_name(cell.text)):
            yield Mark(role, name, f"这一格里不止一个{role}，分不清是哪一个", kind="D01")
        elif cell is not None and "三级指标" in layout.reached(cell) and not vocabulary().is_level(name):
            why = f"这一格横跨{role}和三级指标，分不清是哪一栏的"
            yield from (Mark(one, joined(cell.text), why, kind="D03") for one in (role, "三级指标"))
        elif _is_fragment(name) or len(_level_cells(row, layout, role)) > 1:
            yield Mark(role, name, f"{role}的名称不全，也许与旁边的格子拆开了", kind="D01")


def _level_cells(row: Row, layout: Columns, role: str) -> list[Cell]:
    """The written cells of one level that stand in a row or reach into it."""
    header = layout.roles[role]
    cells = [cell for cell in row.cells if cell.text.strip() and overlap(cell, header)]
    return [cell for cell in cells if not layout.reached(cell) or layout.reached(cell)[0] == role]


def _is_fragment(name: str) -> bool:
    """Whether an unknown name is the beginning or the end of one that the vocabulary knows."""
    words = vocabulary()
    if vocabulary().is_level(name) or not name:
        return False
    return any(word.startswith(name) or word.endswith(name) for word in (*words.level1, *words.level2))


def _merges(layout: Columns, row: Row) -> bool:
    """Whether the table merges the cells of a level, so that an empty one is no way of going on."""
    cells = (row.under(header) for role, header in layout.roles.items() if role in ("一级指标", "二级指标"))
    return any(cell is not None and cell.row_span > 1 for cell in cells)


def _is_merged(name: str) -> bool:
    """Whether a name is made of several that the vocabulary knows."""
    if vocabulary().is_level(name):
        return False
    ends = (end for end in range(2, len(name) - 1) if vocabulary().is_level(name[:end]))
    return any(vocabulary().is_level(name[end:]) for end in ends)
