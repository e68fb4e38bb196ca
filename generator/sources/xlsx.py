"""Workbooks: what each visible sheet shows."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from .bounds import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS, MAX_TABLES, refuse
from .document import SourceDocument, document_of
from .flow import TooLarge, check_size
from .grid import Grid
from .number_format import shown
from .omitted import Omitted, hidden_sheet
from .package import PARSING_ERRORS, checked_package
from .sheet_grid import Texts, sheet_grids
from .sheet_layout import read_sheet_layout
from .symbols import as_drawn

_UNCOMPUTED = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")

_MAYBE_SYMBOLS = re.compile("[\xa1-\xff\ue000-\uf8ff]")
_TOLD_ROWS = 20
"""Of a hidden sheet."""


def read_xlsx(path: Path) -> SourceDocument:
    """Every visible sheet that shows something, formulas with the values last computed.

    Hidden rows, columns and sheets are left out, as they are in print; `Grid.hidden` says what the rows and
    columns hold. Raises ZipingbiaoError as `checked_package` does; F24 too large a sheet, F25 an empty one.
    """
    data = checked_package(path, "XLSX 工作簿")
    hidden: list[Omitted] = []
    try:
        return document_of(path, _grids(data, hidden), "工作表", ("工作簿里没有内容。",), hidden)
    except PARSING_ERRORS:
        refuse("F20", path, "文件已损坏，或者不是 XLSX 工作簿。", "请用表格软件打开后另存一份")


def lacks_values(path: Path) -> bool:
    """Whether any formula of a sound workbook stands there without its value, as programs save them."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(_UNCOMPUTED.search(package.read(name)) for name in parts)


def _grids(data: bytes, hidden: list[Omitted]) -> Iterator[Grid]:
    with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as package:
        warnings.simplefilter("ignore")  # what openpyxl leaves aside, as charts, is not read here
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True
        )
        if len(book.worksheets) > MAX_TABLES:
            raise TooLarge(f"超过 {MAX_TABLES} 张工作表")
        parts = [part_name(sheet) for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        if len(set(parts)) < len(parts):
            raise TooLarge("同一张工作表列了几次")
        for sheet in book.worksheets:
            if not isinstance(sheet, ReadOnlyWorksheet):
                continue
            if sheet.sheet_state != "visible":
                hidden.extend(_hidden_sheet(sheet))
            else:
                with package.open(part_name(sheet)) as part:
                    layout = read_sheet_layout(part)
                check_size(layout.last_row, 0, 0)
                sheet.reset_dimensions()  # they are what the file claims
                yield from sheet_grids(sheet.title, _texts(cast("Worksheet", sheet)), layout)


def _hidden_sheet(sheet: ReadOnlyWorksheet) -> Iterator[Omitted]:
    """The beginning of what a hidden sheet holds."""
    sheet.reset_dimensions()
    rows = cast("Worksheet", sheet).iter_rows(max_row=_TOLD_ROWS, max_col=MAX_COLUMNS, values_only=True)
    texts = (str(value) for row in rows for value in row if value is not None)
    return hidden_sheet(sheet.title, texts)


def part_name(sheet: Any) -> str:  # noqa: ANN401 - the stubs give a read-only book other worksheets
    """The part of the package that holds a worksheet which is read only."""
    return str(sheet._worksheet_path)  # openpyxl offers it nowhere else


def _texts(sheet: Worksheet) -> Texts:
    texts: Texts = {}
    for row in sheet.iter_rows(max_row=MAX_ROWS):
        for cell in row:
            if cell.value is None:
                continue
            text = _shown(cell)[:MAX_CELL_TEXT].strip()
            if text:
                texts[cell.row, cell.column] = text
                check_size(0, cell.column, len(texts))
    return texts


def _shown(cell: Cell) -> str:
    """What a cell shows, symbol fonts as they draw."""
    value = cell.value
    if isinstance(value, CellRichText):
        return "".join(
            as_drawn(piece.text, (piece.font and piece.font.rFont) or "")
            if isinstance(piece, TextBlock)
            else piece
            for piece in value
        )
    text = shown(value, cell.number_format)
    if not isinstance(value, str) or not _MAYBE_SYMBOLS.search(text):
        return text
    return as_drawn(text, (cell.font and cell.font.name) or "")
