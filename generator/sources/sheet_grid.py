"""A worksheet, from whatever format, as a grid of what it shows."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen
from openpyxl.utils.cell import get_column_letter

from ..model.splitting import grouped
from .flow import check_size
from .grid import Cell, Grid
from .sheet_layout import Merge, SheetLayout, shown_numbers

Texts = dict[tuple[int, int], str]
"""(row, column), counted from 1 → what the cell shows, where it shows something."""


@frozen
class _Shown:
    """From a sheet's numbering, with its hidden rows and columns, to the grid's."""

    rows: list[int]
    columns: list[int]

    def cell(self, area: Merge, text: str, origin: str) -> Cell | None:
        """The grid's cell for an area of the sheet; None where all of it is hidden."""
        top, left = self.rows[area.top - 1], self.columns[area.left - 1]
        height, width = self.rows[area.bottom] - top, self.columns[area.right] - left
        if not (height and width):
            return None
        return Cell(row=top, column=left, row_span=height, column_span=width, text=text, origin=origin)


def sheet_grids(title: str, texts: Texts, layout: SheetLayout) -> Iterator[Grid]:
    """The sheet as a grid of its written and merged cells; none where it shows nothing."""
    if not texts:
        return
    rows = max(row for row, _ in texts)
    columns = max(column for _, column in texts)
    numbers = _Shown(shown_numbers(rows, layout.hidden_rows), shown_numbers(columns, layout.hidden_columns))
    lacking = {place for place in layout.uncomputed if place[0] <= rows and place[1] <= columns}
    areas = _areas({**dict.fromkeys(lacking, ""), **texts}, layout.merges, rows, columns)
    found = (_cell(area, texts, layout, numbers, title) for area in areas)
    cells = tuple(sorted((cell for cell in found if cell), key=lambda cell: (cell.row, cell.column)))
    if any(cell.text for cell in cells):
        hidden = tuple(_hidden(texts, layout))
        yield Grid(rows=numbers.rows[-1], columns=numbers.columns[-1], cells=cells, name=title, hidden=hidden)


def _cell(area: Merge, texts: Texts, layout: SheetLayout, numbers: _Shown, title: str) -> Cell | None:
    first = (area.top, area.left)
    cell = numbers.cell(area, texts.get(first, ""), f"{title}!{get_column_letter(area.left)}{area.top}")
    if cell is None:
        return None
    error = _ERROR.fullmatch(cell.text)
    if error is None and first not in layout.uncomputed:
        return cell
    what = f"出错，显示 {cell.text}" if error else "没有存下结果"
    return evolve(cell, doubt=f"{cell.origin} 的公式{what}，请填写")


_ERROR = re.compile(
    r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA)|#+|(?:Err|错误):[0-9]{3}"
)
"""What a cell shows whose formula fails."""
_OWN_MARK = '{"form":"'
"""Opens the hidden column in which a workbook of ours keeps the paths of its cells."""


def _hidden(texts: Texts, layout: SheetLayout) -> Iterator[str]:
    """The texts of each hidden row, then of each hidden column."""
    hidden = (
        (f"第{row}行" if row in layout.hidden_rows else f"{get_column_letter(column)}列", text)
        for (row, column), text in sorted(texts.items())
        if row in layout.hidden_rows or column in layout.hidden_columns
    )
    told = ((place, found) for place, found in grouped(hidden).items() if not found[0].startswith(_OWN_MARK))
    yield from (f"{place}：{'｜'.join(found)}" for place, found in told)


def _areas(texts: Texts, merges: tuple[Merge, ...], rows: int, columns: int) -> Iterator[Merge]:
    """Merged areas within the written part of the sheet, then the written cells outside them."""
    covered: set[tuple[int, int]] = set()
    for merge in merges:
        area = Merge(merge.left, merge.top, min(merge.right, columns), min(merge.bottom, rows))
        check_size(rows, columns, len(covered) + max(0, _size(area)))
        squares = {
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }
        if squares and not squares & covered:
            covered |= squares
            yield area
    for row, column in texts:
        if (row, column) not in covered:
            yield Merge(column, row, column, row)


def _size(area: Merge) -> int:
    return (area.right - area.left + 1) * (area.bottom - area.top + 1)
