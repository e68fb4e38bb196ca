"""Workbooks: what each visible sheet shows."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import openpyxl
from attrs import frozen
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from .bounds import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, MAX_SQUARES, MAX_TABLES, refuse
from .document import SourceDocument
from .flow import TooLarge
from .grid import Cell, Grid
from .number_format import shown
from .package import PARSING_ERRORS, checked_package
from .sheet_layout import Merge, SheetLayout, read_sheet_layout, shown_numbers

_UNCOMPUTED = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")

_Texts = dict[tuple[int, int], str]
"""(row, column), counted from 1 → what the cell shows, where it shows something."""


def read_xlsx(path: Path) -> SourceDocument:
    """Every visible sheet that shows something, formulas with the values last computed.

    Hidden rows, columns and sheets are left out, as they are in print; `Grid.hidden` says what the rows and
    columns hold. Raises ZipingbiaoError as `checked_package` does; F24 too large a sheet, F25 an empty one.
    """
    data = checked_package(path, "XLSX 工作簿")
    try:
        grids = tuple(_grids(data))
    except TooLarge as error:
        refuse("F24", path, f"工作表太大：{error}。", "请只保留自评表所在的工作表")
    except PARSING_ERRORS:
        refuse("F20", path, "文件已损坏，或者不是 XLSX 工作簿。", "请用表格软件打开后另存一份")
    if not grids:
        refuse("F25", path, "工作簿里没有内容。")
    return SourceDocument(path=str(path), content=grids)


def lacks_values(path: Path) -> bool:
    """Whether any formula of a sound workbook stands there without its value, as programs save them."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(_UNCOMPUTED.search(package.read(name)) for name in parts)


def _grids(data: bytes) -> Iterator[Grid]:
    with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as package:
        warnings.simplefilter("ignore")  # what openpyxl leaves aside, as charts, is not read here
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if len(book.worksheets) > MAX_TABLES:
            raise TooLarge(f"超过 {MAX_TABLES} 张工作表")
        for sheet in book.worksheets:
            if isinstance(sheet, ReadOnlyWorksheet) and sheet.sheet_state == "visible":
                with package.open(_part_name(sheet)) as part:
                    layout = read_sheet_layout(part)
                _check(layout.last_row, 0, 0)
                sheet.reset_dimensions()  # they are what the file claims
                yield from _grid(sheet.title, _texts(cast("Worksheet", sheet)), layout)


def _part_name(sheet: ReadOnlyWorksheet) -> str:
    return str(sheet._worksheet_path)  # type: ignore[attr-defined]  # openpyxl offers it nowhere else


def _texts(sheet: Worksheet) -> _Texts:
    texts: _Texts = {}
    for row in sheet.iter_rows(max_row=MAX_ROWS):
        for cell in row:
            if cell.value is None:
                continue
            text = shown(cell.value, cell.number_format)[:MAX_CELL_TEXT].strip()
            if text:
                texts[cell.row, cell.column] = text
                _check(0, cell.column, len(texts))
    return texts


def _check(row: int, column: int, squares: int) -> None:
    if row > MAX_ROWS:
        raise TooLarge(f"超过 {MAX_ROWS} 行")
    if column > MAX_COLUMNS:
        raise TooLarge(f"超过 {MAX_COLUMNS} 列")
    if squares > MAX_SQUARES:
        raise TooLarge(f"超过 {MAX_SQUARES} 格")


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


def _grid(title: str, texts: _Texts, layout: SheetLayout) -> Iterator[Grid]:
    """The sheet as a grid of its written and merged cells; none where it shows nothing."""
    if not texts:
        return
    rows = max(row for row, _ in texts)
    columns = max(column for _, column in texts)
    numbers = _Shown(shown_numbers(rows, layout.hidden_rows), shown_numbers(columns, layout.hidden_columns))
    areas = _areas(texts, layout.merges, rows, columns)
    found = (numbers.cell(area, texts.get((area.top, area.left), ""), _origin(title, area)) for area in areas)
    cells = tuple(sorted((cell for cell in found if cell), key=lambda cell: (cell.row, cell.column)))
    if any(cell.text for cell in cells):
        hidden = tuple(_hidden(texts, layout))
        yield Grid(rows=numbers.rows[-1], columns=numbers.columns[-1], cells=cells, name=title, hidden=hidden)


_OWN_MARK = '{"form":"'
"""Opens the hidden column in which a workbook of ours keeps the paths of its cells."""


def _hidden(texts: _Texts, layout: SheetLayout) -> Iterator[str]:
    """The texts of each hidden row, then of each hidden column."""
    rows: dict[str, list[str]] = {}
    for (row, column), text in sorted(texts.items()):
        if row in layout.hidden_rows:
            rows.setdefault(f"第{row}行", []).append(text)
        elif column in layout.hidden_columns:
            rows.setdefault(f"{get_column_letter(column)}列", []).append(text)
    told = ((place, found) for place, found in rows.items() if not found[0].startswith(_OWN_MARK))
    yield from (f"{place}：{'｜'.join(found)}" for place, found in told)


def _areas(texts: _Texts, merges: tuple[Merge, ...], rows: int, columns: int) -> Iterator[Merge]:
    """Merged areas within the written part of the sheet, then the written cells outside them."""
    covered: set[tuple[int, int]] = set()
    for merge in merges:
        area = Merge(merge.left, merge.top, min(merge.right, columns), min(merge.bottom, rows))
        _check(rows, columns, len(covered) + max(0, _size(area)))
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


def _origin(title: str, area: Merge) -> str:
    return f"{title}!{get_column_letter(area.left)}{area.top}"
