"""A report for an office: sheets of lines, to be filtered and printed; all text stays text."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .workbook import workbook_bytes
from .worksheet import set_text

_MAX_CELL = 32_000
"""Characters; a cell of a workbook holds 32,767."""

Line = Sequence[str | float | None]


@frozen
class Listing:
    """A sheet: its title, head → width in characters, its rows; people write into the column `to_fill`."""

    title: str
    columns: Mapping[str, int]
    lines: Iterable[Line]
    to_fill: str | None = None


def report_workbook(*listings: Listing) -> bytes:
    """The workbook with a sheet for each listing."""
    workbook = Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for listing in listings:
        _add(workbook, listing)
    return workbook_bytes(workbook, {})


def _add(workbook: Workbook, listing: Listing) -> None:
    sheet = workbook.create_sheet(listing.title)
    sheet.append(list(listing.columns))
    for row, line in enumerate(listing.lines, start=2):
        _write(sheet, row, line)
    for number, width in enumerate(listing.columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(row=1, column=number).font = Font(bold=True)
    if listing.to_fill is not None:
        _open_column(sheet, list(listing.columns).index(listing.to_fill) + 1)
    _set_up(sheet)


def _write(sheet: Worksheet, row: int, line: Line) -> None:
    for column, value in enumerate(line, start=1):
        cell = sheet.cell(row=row, column=column)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if isinstance(value, str):
            set_text(cell, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_MAX_CELL])
        else:
            cell.value = value


def _open_column(sheet: Worksheet, column: int) -> None:
    """The cells below the head shown as to be filled in; what is written there stays the text it is."""
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row=row, column=column)
        cell.fill = _TO_FILL
        cell.number_format = "@"


_TO_FILL = PatternFill("solid", fgColor="FFF2CC")


def _set_up(sheet: Worksheet) -> None:
    """The head fixed and printed on every page, every column to be filtered, A4 on its long side."""
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
