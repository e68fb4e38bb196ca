"""The hand-made pages of `documents/` as workbooks, word-processor documents and PDFs."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
from docx.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from generator.sources.grid import Cell, Grid
from generator.sources.html import read_html

DOCUMENTS = Path(__file__).parent / "documents"
LAYOUTS = tuple(
    sorted((page.stem for page in DOCUMENTS.glob("L*.html")), key=lambda name: (len(name.rstrip("ab")), name))
)

_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?(%?)")


def page(layout: str) -> Path:
    """The page made by hand."""
    return DOCUMENTS / f"{layout}.html"


def truth(layout: str) -> Path:
    """The YAML, written by hand too, of the form that the page is."""
    return DOCUMENTS / f"{layout}.yaml"


def as_html(layout: str, folder: Path) -> Path:
    """The page as it is."""
    copy = folder / f"{layout}.html"
    copy.write_bytes(page(layout).read_bytes())
    return copy


def as_xlsx(layout: str, folder: Path) -> Path:
    """One sheet: lines as merged rows, numbers as numbers in the format that shows them as printed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    row = 1
    for grid in _grids(layout):
        for line in grid.before:
            sheet.cell(row, 1, line)
            row += 1
        for cell in grid.cells:
            _write(sheet, cell, row)
        row += grid.rows
        for line in grid.after:
            sheet.cell(row, 1, line)
            row += 1
    path = folder / f"{layout}.xlsx"
    book.save(path)
    return path


def _write(sheet: Worksheet, cell: Cell, top: int) -> None:
    row, column = top + cell.row, cell.column + 1
    if cell.text:
        target = sheet.cell(row, column)
        target.value, target.number_format = _typed(cell.text)
        target.data_type = "s" if isinstance(target.value, str) else "n"  # =100% is no formula
    if cell.row_span * cell.column_span > 1:
        last = (row + cell.row_span - 1, column + cell.column_span - 1)
        sheet.merge_cells(start_row=row, start_column=column, end_row=last[0], end_column=last[1])


def _typed(text: str) -> tuple[str | float, str]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text, "@"
    number = float(text.rstrip("%").replace(",", "")) / (100 if match[2] else 1)
    places = "." + "0" * (len(match[1]) - 1) if match[1] else ""
    return number, ("#,##0" if "," in text else "0") + places + match[2]


def as_docx(layout: str, folder: Path) -> Path:
    """Tables with merged cells, paragraphs between them."""
    document = docx.Document()
    for grid in _grids(layout):
        for line in grid.before:
            document.add_paragraph(line)
        _fill(document.add_table(grid.rows, grid.columns), grid)
        for line in grid.after:
            document.add_paragraph(line)
    path = folder / f"{layout}.docx"
    document.save(str(path))
    return path


def _fill(table: Table, grid: Grid) -> None:
    for cell in grid.cells:
        first = table.cell(cell.row, cell.column)
        last = table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        first.merge(last).text = cell.text


def _grids(layout: str) -> tuple[Grid, ...]:
    content = read_html(page(layout)).content
    assert isinstance(content, tuple)
    return content


MAKERS: dict[str, Callable[[str, Path], Path]] = {"html": as_html, "xlsx": as_xlsx, "docx": as_docx}
