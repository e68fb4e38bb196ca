"""Flat tables on a worksheet: a head, rows of typed cells, sums with live formulas, A4 print set-up."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from attrs import evolve, frozen
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ...model.columns import Column, Kind
from .. import measure
from .styles import BOX, FACE, FONT_SIZE, HEAD_FILL, apply_style, detach_style, serif_font
from .workbook import new_workbook, workbook_bytes
from .worksheet import LONGEST_TEXT, exact, on_a4, set_heights, set_text

_UNREADABLE = "\ufffd"
_EMS_PER_CHARACTER = 7 / 12
"""A column's width is in digits of 7 pixels; a character of ours has 12."""

_LONGEST_HEADER = 60
"""Characters of one of the three parts of a page's header."""

_LINE, _PADDING, _HIGHEST_ROW = FONT_SIZE * 1.45, 4.0, 400.0
"""Points."""


class Look(StrEnum):
    """Cells of a listing that are in no column."""

    TITLE = "标题"
    HEAD = "表头"
    NOTE = "说明"
    TO_FILL = "待填"
    """A text that people write."""


_FORMATS = {
    Kind.AMOUNT: "#,##0.00",
    Kind.POINTS: "0.00",
    Kind.PERCENT: "0.00%",
    Kind.COUNT: "0",
    Look.TO_FILL: "@",
}
_CENTRED = (Look.HEAD, Kind.WORD)
_NUMBERS = (Kind.AMOUNT, Kind.POINTS, Kind.PERCENT, Kind.COUNT)
_UNFRAMED = (Look.TITLE, Look.NOTE)
_FILLS = {Look.HEAD: HEAD_FILL, Look.TO_FILL: PatternFill("solid", fgColor="FFF2CC")}
_BOLD = (Look.TITLE, Look.HEAD)
_TITLE_SIZE = 14
_HEIGHTS = {Look.TITLE: 26.0, Look.NOTE: 16.0}
"""Points."""

_PATH = "文件"
_PORTRAIT = 105
"""Digits: what is wider is printed on the long side of the page."""


@frozen
class Formula:
    """A live formula, and what it comes to (a percentage as a share)."""

    text: str
    value: Decimal


Stated = str | int | float | Decimal | None
"""What a cell holds. A percentage is a number in percent."""

Content = Stated | Formula
Line = Sequence[Content]

Values = dict[str, Decimal]
"""Coordinate → what the formula there comes to."""


def write_head(worksheet: Worksheet, columns: Sequence[Column], row: int = 1) -> None:
    """The heads of the columns, and their widths."""
    for number, column in enumerate(columns, start=1):
        put(worksheet, (row, number), column.head, Look.HEAD, {})
        worksheet.column_dimensions[get_column_letter(number)].width = column.width


def link(worksheet: Worksheet, row: int, column: int, sheet: str) -> None:
    """Lead from a cell to a sheet."""
    cell = worksheet.cell(row, column)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1")
    detach_style(cell)
    cell.font = serif_font(color="1F4E86")


def write_rows(
    worksheet: Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Line],
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


def _height(columns: Sequence[Column], row: Line) -> float:
    """In points; rows are not left to grow by themselves, as not every program makes them."""
    lines = (
        measure.lines(content, max(1.0, column.width * _EMS_PER_CHARACTER - 1))
        for column, content in zip(columns, row, strict=True)
        if isinstance(content, str)
    )
    return min(_HIGHEST_ROW, max(lines, default=1) * _LINE + _PADDING)


def put(
    worksheet: Worksheet,
    at: tuple[int, int],
    content: Content,
    kind: Kind | Look,
    values: Values,
    *,
    bold: bool = False,
) -> None:
    """Write one cell, at row and column, those of sums in bold."""
    cell: Any = worksheet.cell(*at)
    name = f"列表 {kind}" + (" 合计" if bold else "")
    apply_style(cell, name, lambda: _style(name, kind, bold))
    if isinstance(content, Formula):
        set_text(cell, content.text)
        cell.value = content.text
        values[cell.coordinate] = content.value
    elif isinstance(content, str):
        set_text(cell, writable(content))
    elif isinstance(content, Decimal) and not exact(content):
        set_text(cell, f"{content:f}")
    elif isinstance(content, Decimal) and kind is Kind.PERCENT:
        cell.value = content.scaleb(-2)
    else:
        cell.value = content


def writable(text: str) -> str:
    """The text as a cell can hold it: a listing is no place to refuse a form for a control character."""
    return ILLEGAL_CHARACTERS_RE.sub(_UNREADABLE, text)[:LONGEST_TEXT]


def _style(name: str, kind: Kind | Look, bold: bool) -> NamedStyle:
    style = NamedStyle(name=name)
    style.font = serif_font(_TITLE_SIZE if kind is Look.TITLE else FONT_SIZE, bold=bold or kind in _BOLD)
    style.border = Border() if kind in _UNFRAMED else BOX
    style.number_format = _FORMATS.get(kind, "General")
    if isinstance(kind, Look) and kind in _FILLS:
        style.fill = _FILLS[kind]
    horizontal = "center" if kind in _CENTRED else "right" if kind in _NUMBERS else "left"
    wrapped = kind not in (*_NUMBERS, *_UNFRAMED)
    style.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=wrapped)
    return style


@frozen(kw_only=True)
class Heading:
    """What stands above a list: what it is, whose, what its numbers are in."""

    title: str
    department: str = ""
    unit: str = ""

    def lines(self) -> Iterator[tuple[str, Look]]:
        """The lines above the head."""
        yield self.title, Look.TITLE
        said = (self.department, f"单位：{self.unit}" if self.unit else "")
        yield "　　".join(filter(None, said)), Look.NOTE


HEAD, FIRST = 3, 4
"""Below a heading, the rows of a list's head and of its first line."""


def with_units(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns, amounts with their unit in the head: for lists that have no other place for it."""
    return tuple(
        evolve(column, title=f"{column.head}（{column.unit}）") if column.kind is Kind.AMOUNT else column
        for column in columns
    )


def letter(columns: Sequence[Column], name: str) -> str:
    """The letter of a list's column, for formulas. Raises StopIteration for one that is not in it."""
    return get_column_letter(next(n for n, column in enumerate(columns, start=1) if column.name == name))


def unit_of(columns: Iterable[Column]) -> str:
    """What the numbers of a list are in: its amounts, or its points where it has none."""
    kinds = {column.kind: column.unit for column in columns}
    return kinds.get(Kind.AMOUNT, kinds.get(Kind.POINTS, ""))


def write_heading(worksheet: Worksheet, heading: Heading) -> None:
    """Two lines over the head of a list, which are printed on every page as the head is."""
    for row, (text, look) in enumerate(heading.lines(), start=1):
        put(worksheet, (row, 1), text, look, {})
        worksheet.row_dimensions[row].height = _HEIGHTS[look]


def write_list(
    worksheet: Worksheet,
    heading: Heading,
    columns: Sequence[Column],
    rows: Iterable[Line],
    values: Values,
    sums: Sequence[Content] = (),
) -> int:
    """A list with its heading, its filter and, where there are any, its sums. Answers the first row below."""
    write_heading(worksheet, heading)
    write_head(worksheet, columns, HEAD)
    end = write_rows(worksheet, columns, rows, FIRST, values)
    set_filter(worksheet, columns, max(HEAD, end - 1), head=HEAD)
    if sums:
        padded = [*sums, *[""] * (len(columns) - len(sums))]
        for number, (column, content) in enumerate(zip(columns, padded, strict=True), start=1):
            put(worksheet, (end, number), content, column.kind, values, bold=True)
        end += 1
    return end


def set_up_page(worksheet: Worksheet, *, head: int | None = 1, landscape: bool = False) -> None:
    """A4, as wide as the page, what stands down to the head on every page and in sight, numbered pages."""
    on_a4(worksheet, landscape=landscape, sides=12, ends=15)
    if head is not None:
        worksheet.freeze_panes = f"A{head + 1}"
        worksheet.print_title_rows = f"1:{head}"


def set_up_list(worksheet: Worksheet, columns: Sequence[Column], last: int, *, head: int = 1) -> None:
    """The pages of a list whose last row is `last`.

    Paths that stand last are not printed: what is printed stays as large as a page allows.
    """
    printed = columns[:-1] if columns[-1].name == _PATH else columns
    wide = sum(column.width for column in printed) > _PORTRAIT
    set_up_page(worksheet, head=head, landscape=wide)
    worksheet.print_area = f"A1:{get_column_letter(len(printed))}{last}"


def set_filter(worksheet: Worksheet, columns: Sequence[Column], last: int, *, head: int = 1) -> None:
    """Let every column be filtered, from the head to row `last`."""
    worksheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"


def print_heading(worksheet: Worksheet, heading: Heading) -> None:
    """Have every printed page say what it is, where the head of the list is the sheet's first row."""
    worksheet.page_margins.top = 20 / 25.4
    worksheet.oddHeader = HeaderFooterItem(
        left=_header_part(heading.department, 9, "常规"),
        center=_header_part(heading.title, 12, "加粗"),
        right=_header_part(f"单位：{heading.unit}" if heading.unit else "", 9, "常规"),
    )


def _header_part(text: str, size: int, cut: str) -> _HeaderFooterPart:
    """A part of a page's header, which holds 255 characters in all; an ampersand would begin a code."""
    short = writable(text)[:_LONGEST_HEADER].replace("&", "&&")
    return _HeaderFooterPart(text=short or None, font=f"{FACE},{cut}", size=size)


@frozen
class Listing:
    """A sheet of a report: its name, its columns, its rows; people write into the column `to_fill`."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Line]
    to_fill: str = ""


def report_workbook(*listings: Listing) -> bytes:
    """A report for an office: a sheet for each listing, to be filtered and printed."""
    workbook = new_workbook(title=listings[0].title, subject="清单", author="")
    for listing in listings:
        _add(workbook.create_sheet(listing.title), listing)
    return workbook_bytes(workbook, {})


def _add(worksheet: Worksheet, listing: Listing) -> None:
    write_head(worksheet, listing.columns)
    last = write_rows(worksheet, listing.columns, listing.rows, 2, {}) - 1
    for number, column in enumerate(listing.columns, start=1):
        if column.name == listing.to_fill:
            for row in range(2, last + 1):
                put(worksheet, (row, number), None, Look.TO_FILL, {})
    set_up_list(worksheet, listing.columns, last)
    set_filter(worksheet, listing.columns, last)
    print_heading(worksheet, Heading(title=listing.title))
