"""Flat tables on a worksheet: a head, rows of typed cells, sums with live formulas, A4 print set-up."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from attrs import frozen
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .. import measure
from .styles import BOX, FACE, FONT_SIZE, HEAD_FILL, apply_style, serif_font
from .worksheet import LONGEST_TEXT, exact, set_heights, set_text

_UNREADABLE = "\ufffd"
_EMS_PER_CHARACTER = 7 / 12
"""A column's width is in digits of 7 pixels; a character of ours has 12."""

_LONGEST_HEADER = 60
"""Characters of one of the three parts of a page's header."""

_LINE, _PADDING, _HIGHEST_ROW = FONT_SIZE * 1.45, 4.0, 400.0
"""Points."""


class Kind(StrEnum):
    """What a column holds; the value is the name of its style."""

    HEAD = "列表 表头"
    TEXT = "列表 文字"
    WORD = "列表 词"
    AMOUNT = "列表 金额"
    POINTS = "列表 分数"
    PERCENT = "列表 百分数"
    COUNT = "列表 个数"
    NOTE = "列表 说明"


_FORMATS = {Kind.AMOUNT: "#,##0.00", Kind.POINTS: "0.00", Kind.PERCENT: "0.00%", Kind.COUNT: "0"}
_CENTRED = (Kind.HEAD, Kind.WORD)
_TEXTS = (Kind.TEXT, Kind.NOTE)


@frozen
class Column:
    """A column: its head, what it holds, its width in characters."""

    title: str
    kind: Kind
    width: float


@frozen
class Formula:
    """A live formula, and what it comes to (a percentage as a share)."""

    text: str
    value: Decimal


Content = str | int | Decimal | Formula | None
"""What a cell holds. A percentage is a number in percent."""

Values = dict[str, Decimal]
"""Coordinate → what the formula there comes to."""


def write_head(worksheet: Worksheet, columns: Sequence[Column], row: int = 1) -> None:
    """The heads of the columns, and their widths."""
    for number, column in enumerate(columns, start=1):
        _put(worksheet, row, number, column.title, Kind.HEAD)
        worksheet.column_dimensions[get_column_letter(number)].width = column.width


def write_rows(
    worksheet: Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Content]],
    first: int,
    values: Values,
) -> int:
    """The rows from row `first` on; `values` takes up the formulas'. Answers the first row below them."""
    heights = list[float]()
    for number, row in enumerate(rows, start=first):
        for place, (column, content) in enumerate(zip(columns, row, strict=True), start=1):
            put(worksheet, (number, place), content, column.kind, values)
        heights.append(_height(columns, row))
    set_heights(worksheet, first, heights)
    return first + len(heights)


def _height(columns: Sequence[Column], row: Sequence[Content]) -> float:
    """In points; rows are not left to grow by themselves, as not every program makes them."""
    lines = (
        measure.lines(content, max(1.0, column.width * _EMS_PER_CHARACTER - 1))
        for column, content in zip(columns, row, strict=True)
        if isinstance(content, str)
    )
    return min(_HIGHEST_ROW, max(lines, default=1) * _LINE + _PADDING)


def put(worksheet: Worksheet, at: tuple[int, int], content: Content, kind: Kind, values: Values) -> None:
    """Write one cell, at row and column."""
    cell = _put(worksheet, *at, content.text if isinstance(content, Formula) else content, kind)
    if isinstance(content, Formula):
        cell.value = content.text
        values[cell.coordinate] = content.value


def _put(worksheet: Worksheet, row: int, column: int, content: str | int | Decimal | None, kind: Kind) -> Any:  # noqa: ANN401 - openpyxl's cells share no typed base
    cell = worksheet.cell(row, column)
    apply_style(cell, str(kind), lambda: _style(kind))
    if isinstance(content, str):
        set_text(cell, writable(content))
    elif isinstance(content, Decimal) and not exact(content):
        set_text(cell, f"{content:f}")
    elif isinstance(content, Decimal) and kind is Kind.PERCENT:
        cell.value = content.scaleb(-2)
    else:
        cell.value = content
    return cell


def writable(text: str) -> str:
    """The text as a cell can hold it: a listing is no place to refuse a form for a control character."""
    return ILLEGAL_CHARACTERS_RE.sub(_UNREADABLE, text)[:LONGEST_TEXT]


def _style(kind: Kind) -> NamedStyle:
    style = NamedStyle(name=kind.value)
    style.font = serif_font(bold=kind is Kind.HEAD)
    style.border = BOX
    style.number_format = _FORMATS.get(kind, "General")
    if kind is Kind.HEAD:
        style.fill = HEAD_FILL
    if kind is Kind.NOTE:
        style.border = Border()
    horizontal = "center" if kind in _CENTRED else "left" if kind in _TEXTS else "right"
    wrapped = kind not in _FORMATS and kind is not Kind.NOTE
    style.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=wrapped)
    return style


def set_up_page(worksheet: Worksheet, *, head: int | None = 1, landscape: bool = False) -> None:
    """A4, as wide as the page, the head on every page and in sight, page numbers at the foot."""
    worksheet.page_setup.paperSize = 9
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_options.horizontalCentered = True
    margins = worksheet.page_margins
    margins.left = margins.right = 12 / 25.4
    margins.top = margins.bottom = 15 / 25.4
    margins.header = margins.footer = 7 / 25.4
    worksheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页 共 &N 页"))
    worksheet.sheet_view.showGridLines = False
    if head is not None:
        worksheet.freeze_panes = f"A{head + 1}"
        worksheet.print_title_rows = f"{head}:{head}"


def print_heading(worksheet: Worksheet, title: str, department: str, unit: str) -> None:
    """Have every printed page of a listing say what it is: department, title and sheet, its unit."""
    worksheet.page_margins.top = 20 / 25.4
    worksheet.oddHeader = HeaderFooterItem(
        left=_header_part(department, 9, "常规"),
        center=_header_part(f"{title}　{worksheet.title}", 12, "加粗"),
        right=_header_part(f"单位：{unit}" if unit else "", 9, "常规"),
    )


def _header_part(text: str, size: int, cut: str) -> _HeaderFooterPart:
    """A part of a page's header, which holds 255 characters in all; an ampersand would begin a code."""
    short = writable(text)[:_LONGEST_HEADER].replace("&", "&&")
    return _HeaderFooterPart(text=short or None, font=f"{FACE},{cut}", size=size)
