"""The made-up pages of `documents/` as workbooks, word-processor documents and PDFs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from lxml.etree import _Element
from openpyxl.worksheet.worksheet import Worksheet
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from generator.render.fonts import font_configuration
from generator.render.templates import TemplateSet
from generator.sources.grid import Cell, Grid
from generator.sources.html import read_html

from ..support.grids import cell_at

DOCUMENTS = Path(__file__).parent / "documents"
LAYOUTS = tuple(
    sorted((page.stem for page in DOCUMENTS.glob("L*.html")), key=lambda name: (len(name.rstrip("ab")), name))
)

_FONT = Path(__file__).parents[2] / "templates/fonts/NotoSerifSC-Regular.ttf"
_STYLE = """
@font-face {{ font-family: form; src: url({font}) }}
@page {{ size: A4; margin: 12mm }}
body {{ font: 9pt form }}
table {{ border-collapse: collapse; width: 100% }}
td {{ border: 0.5pt solid black; padding: 2pt }}
"""
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?(%?)")


def page(layout: str) -> Path:
    """The page, made up after real forms of the layout."""
    return DOCUMENTS / f"{layout}.html"


def truth(layout: str) -> Path:
    """The YAML of the form that the page is, as a person reads it."""
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
        document.element.body.insert(-1, _docx_table(grid))  # before the section's properties
        for line in grid.after:
            document.add_paragraph(line)
    path = folder / f"{layout}.docx"
    document.save(str(path))
    return path


def _docx_table(grid: Grid) -> _Element:
    """The table as word processors write it: a cell that spans rows is carried on in each of them."""
    table = OxmlElement("w:tbl")
    table.append(OxmlElement("w:tblPr"))
    columns = OxmlElement("w:tblGrid")
    columns.extend(OxmlElement("w:gridCol") for _ in range(grid.columns))
    table.append(columns)
    for row in range(grid.rows):
        line = OxmlElement("w:tr")
        line.extend(_docx_cells(grid, row))
        table.append(line)
    return table


def _docx_cells(grid: Grid, row: int) -> Iterator[_Element]:
    column = 0
    while column < grid.columns:
        cell = cell_at(grid, row, column) or Cell(row=row, column=column)
        yield _docx_cell(cell, is_first=cell.row == row)
        column += cell.column_span


def _docx_cell(cell: Cell, *, is_first: bool) -> _Element:
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(OxmlElement("w:gridSpan", {qn("w:val"): str(cell.column_span)}))
    if cell.row_span > 1:
        merge = {qn("w:val"): "restart"} if is_first else {}
        properties.append(OxmlElement("w:vMerge", merge))
    element.append(properties)
    for line in cell.text.split("\n") if is_first else [""]:
        paragraph = OxmlElement("w:p")
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = line
        run.append(text)
        paragraph.append(run)
        element.append(paragraph)
    return element


def as_pdf(layout: str, folder: Path) -> Path:
    """The page printed with ruled cells in the project's own typeface."""
    font_configuration(TemplateSet(()).font_folders)  # the first one decides what the process finds: ours
    style = CSS(string=_STYLE.format(font=_FONT.as_uri()), font_config=(fonts := FontConfiguration()))
    path = folder / f"{layout}.pdf"
    HTML(filename=str(page(layout))).write_pdf(path, stylesheets=[style], font_config=fonts)
    return path


def _grids(layout: str) -> tuple[Grid, ...]:
    content = read_html(page(layout)).content
    assert isinstance(content, tuple)
    return content


MAKERS: dict[str, Callable[[str, Path], Path]] = {"html": as_html, "xlsx": as_xlsx, "docx": as_docx}
