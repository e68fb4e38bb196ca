"""One form on one worksheet: the sheet's cells, merged alike, with live formulas."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any

from attrs import frozen
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...model import problem
from ...model.problem import ZipingbiaoError
from ...model.value import decimal_places
from ...sheet.build import Cell, Computation, Operation, Position, Role, Sheet
from .. import measure
from ..labels import label_text
from .styles import FONT_SIZE, apply_form_style, detach_style, serif_font, style_of

TITLE_ROWS = 2
"""Rows of the worksheet above the table: the title and the year."""

LONGEST_TEXT = 32767
"""Characters that a cell of a workbook holds."""

_HIGHEST_ROW = 400.0
"""Points; Excel allows 409. A higher row of the sheet takes several of the worksheet."""

_LINE = FONT_SIZE * 1.36
"""Points of a line, between those of SimSun (1.25 em) and of Noto Serif CJK (1.45 em)."""

_MERGED_LINE = FONT_SIZE * 1.45
"""Points of a line in a merged cell, to which no program fits a row: none may be lost in any face."""

_PADDING = 5.0
_POINTS_PER_MM = 72 / 25.4
_WIDER = 1.2
"""Millimetres by which a narrow column is wider than on the page: （元） has no narrow brackets here."""

_CHARACTERS_PER_MM = 0.54
"""Column width per mm, in digits of the workbook's default font."""

_TITLES = ((serif_font(16, bold=True), 28), (serif_font(10.5), 18))
"""Font and height in points of the rows above the table."""

_CENTRED = Alignment(horizontal="center", vertical="center")
_FOOTER = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页 共 &N 页"))

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@frozen
class Layout:
    """Where each row of the sheet stands on the worksheet: its first row and the heights from there on."""

    heights: tuple[tuple[float, ...], ...]
    """For each row of the sheet, the heights in points of the worksheet's rows that it takes."""

    fixed: frozenset[int]
    """The rows of the worksheet that keep their height whatever is typed: merged texts set it."""

    firsts: tuple[int, ...]

    def first(self, row: int) -> int:
        """The worksheet's first row for a row of the sheet."""
        return self.firsts[row]

    def last(self, row: int, span: int = 1) -> int:
        """The worksheet's last row for `span` rows of the sheet from `row` on."""
        return self.firsts[row + span] - 1

    def coordinate(self, at: Position) -> str:
        """The coordinate of a cell's first corner."""
        return f"{get_column_letter(at[1] + 1)}{self.first(at[0])}"


def layout(sheet: Sheet) -> Layout:
    """Heights by the estimated lines of each row's texts; merged texts stretch their last row."""
    heights = [
        max((text_height(cell) for cell in row.cells if cell.row_span == 1), default=_LINE + _PADDING)
        for row in sheet.rows
    ]
    for cell in (cell for cell in sheet.cells() if cell.row_span > 1):
        rows = range(cell.row, cell.row + cell.row_span)
        lacking = text_height(cell) - sum(heights[row] for row in rows)
        heights[rows[-1]] += max(0.0, lacking)
    parts = tuple(_parts(height) for height in heights)
    firsts = tuple(accumulate((len(part) for part in parts), initial=TITLE_ROWS + 1))
    return Layout(parts, frozenset(_fixed(sheet, parts, firsts)), firsts)


def _fixed(sheet: Sheet, parts: Sequence[tuple[float, ...]], firsts: Sequence[int]) -> Iterator[int]:
    """The rows whose height follows from a merged cell: programs fit rows to all others as a person types."""
    merged = [cell for cell in sheet.cells() if not _grows(cell)]
    high = {
        cell.row + cell.row_span - 1
        for cell in merged
        if text_height(cell) > cell.row_span * (_MERGED_LINE + _PADDING)
    }
    for row, part in enumerate(parts):
        if row in high or len(part) > 1:
            yield from range(firsts[row], firsts[row + 1])


def text_height(cell: Cell) -> float:
    """In points, with a little air: another machine's font may be wider than ours."""
    wraps = cell.role not in (Role.AMOUNT, Role.NUMBER, Role.PERCENT)
    lines = measure.lines(shown_text(cell), max(1.0, _available(cell) - cell.indent)) if wraps else 1
    return lines * (_LINE if _grows(cell) else _MERGED_LINE) + _PADDING


def _grows(cell: Cell) -> bool:
    """Whether programs fit its row to its text by themselves, as they do for cells that are not merged."""
    return (cell.row_span, cell.column_span) == (1, 1)


def shown_text(cell: Cell) -> str:
    """The text as the worksheet has it: labels with their lines broken between words."""
    return label_text(cell, _available(cell))


def _available(cell: Cell) -> float:
    """How many em of a line the cell holds."""
    width = float(cell.width) + (_WIDER if cell.is_narrow else 0)
    return (width * _POINTS_PER_MM - _PADDING) / FONT_SIZE - 0.3


def _parts(height: float) -> tuple[float, ...]:
    count = 1 if height <= _HIGHEST_ROW else int(height // (_MERGED_LINE * 12)) + 1
    return (round(height / count, 1),) * count


def write_sheet(worksheet: Worksheet, sheet: Sheet, placed: Layout) -> dict[str, Decimal]:
    """Print the `writable` table of a form; answers what each formula comes to, by coordinate."""
    _columns(worksheet, sheet)
    _titles(worksheet, sheet)
    set_heights(worksheet, TITLE_ROWS + 1, chain.from_iterable(placed.heights), fixed=placed.fixed)
    numbers = {(cell.row, cell.column): cell for cell in sheet.cells() if cell.number is not None}
    values: dict[str, Decimal] = {}
    for cell in sheet.cells():
        _write(worksheet, cell, placed, numbers, values)
    _validations(worksheet, sheet, placed)
    _page(worksheet, sheet, placed)
    return values


def writable(sheet: Sheet) -> Sheet:
    """The same table. Raises ZipingbiaoError with a problem for every text that a workbook cannot hold."""
    return holdable(sheet, _why_unwritable, "请改短这段文字，或删去看不见的字符。")


def holdable(sheet: Sheet, why: Callable[[str], str | None], hint: str) -> Sheet:
    """The same table. Raises ZipingbiaoError with a problem for every text that `why` says cannot be held."""
    texts = [(("标题",), sheet.title), *((cell.path, cell.text) for cell in sheet.cells())]
    refused = [
        problem.error("X01", f"这一格的文字{said}，无法写入。", path=path, hint=hint)
        for path, text in texts
        if (said := why(text))
    ]
    if refused:
        raise ZipingbiaoError(*refused)
    return sheet


def _why_unwritable(text: str) -> str | None:
    if ILLEGAL_CHARACTERS_RE.search(text):
        return "有电子表格不允许的控制字符"
    return f"超过电子表格一格 {LONGEST_TEXT} 字的上限" if len(text) > LONGEST_TEXT else None


def _columns(worksheet: Worksheet, sheet: Sheet) -> None:
    narrow = {cell.column for cell in sheet.cells() if cell.is_narrow}
    for column, width in enumerate(sheet.columns):
        whole = float(width) + (_WIDER if column in narrow else 0)
        worksheet.column_dimensions[get_column_letter(column + 1)].width = whole * _CHARACTERS_PER_MM


def _titles(worksheet: Worksheet, sheet: Sheet) -> None:
    titles = zip((sheet.title, sheet.subtitle), _TITLES, strict=True)
    for row, (text, (font, height)) in enumerate(titles, start=1):
        cell = worksheet.cell(row, 1)
        cell.font, cell.alignment = font, _CENTRED
        set_text(cell, text)
        worksheet.merged_cells.ranges.add(CellRange(f"A{row}:{get_column_letter(len(sheet.columns))}{row}"))
        worksheet.row_dimensions[row].height = height


def set_heights(
    worksheet: Worksheet, first: int, heights: Iterable[float], *, fixed: Container[int] = ()
) -> None:
    """Give the rows from `first` on their heights in points; those not `fixed` grow as a person types.

    Rows alike share one description: making one is slow, and the number of a row is not among what it says.
    """
    made: dict[tuple[float, bool], RowDimension] = {}
    for row, height in enumerate(heights, start=first):
        key = height, row in fixed
        if key not in made:
            made[key] = (RowDimension if key[1] else _GrowingRow)(worksheet, ht=height)
        worksheet.row_dimensions[row] = made[key]


class _GrowingRow(RowDimension):
    """A row with a height that programs may change when its cells do."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - as the file names it
        """Whether a person has set the height."""
        return False


def _write(
    worksheet: Worksheet,
    cell: Cell,
    placed: Layout,
    numbers: Mapping[Position, Cell],
    values: dict[str, Decimal],
) -> None:
    first, last = placed.first(cell.row), placed.last(cell.row, cell.row_span)
    target = worksheet.cell(first, cell.column + 1)
    apply_form_style(target, style_of(cell))
    formula = _formula(cell, placed, numbers)
    if formula and cell.agrees:
        target.value = formula
        values[target.coordinate] = _stored(cell)
    elif cell.number is not None and exact(cell.number):
        target.value = _stored(cell)
        _note(target, cell, formula)
    else:
        set_text(target, shown_text(cell))
    if (last, cell.column_span) != (first, 1):
        _merge(worksheet, target, last, cell.column + cell.column_span)


def _merge(worksheet: Worksheet, first: Any, last_row: int, last_column: int) -> None:  # noqa: ANN401 - as set_text
    """Merge from a cell on; all cells take its style, which openpyxl would slowly work out side by side."""
    area = CellRange(min_row=first.row, max_row=last_row, min_col=first.column, max_col=last_column)
    for row, column in area.cells:
        covered: Any = worksheet.cell(row, column)
        covered._style = first._style
    worksheet.merged_cells.ranges.add(area)


def set_text(target: Any, text: str) -> None:  # noqa: ANN401 - openpyxl's cells share no typed base
    """Write text that stays text, whatever it begins with; what no encoding has, as some names do, is “?”."""
    text = text.encode(errors="replace").decode()
    target.value = text or None
    if text:
        target.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            detach_style(target)
            target.quotePrefix = True


def exact(number: Decimal) -> bool:
    """Whether a workbook's binary number gives these digits back."""
    return Decimal(repr(float(number))) == number


def _stored(cell: Cell) -> Decimal:
    """The number as the workbook holds it: a percentage as a share."""
    number = cell.number or Decimal(0)
    return number.scaleb(-2) if cell.role is Role.PERCENT else number


def _note(target: Any, cell: Cell, formula: str | None) -> None:  # noqa: ANN401 - as set_text
    """Say beside a stated figure that contradicts its formula what the formula comes to."""
    computation = cell.computation
    if not formula or computation is None or computation.result is None:
        return
    sign = "%" if cell.role is Role.PERCENT else ""
    text = f"本表填报 {cell.text}，按公式计算应为 {computation.result:f}{sign}。请核对后更正，详见校核结果。"
    target.comment = Comment(text, "zipingbiao", height=80, width=220)


def _formula(cell: Cell, placed: Layout, numbers: Mapping[Position, Cell]) -> str | None:
    """The formula of a computed cell, where all its operands are numbers that the workbook holds exactly."""
    computation = cell.computation
    if computation is None or computation.result is None or not computation.operands:
        return None
    used = [numbers[at] for at in computation.operands if at in numbers]
    whole = computation.operation is Operation.SUM or len(used) == len(computation.operands)
    if not whole or not all(exact(operand.number or Decimal(0)) for operand in used):
        return None
    return _formula_text(computation, placed)


_ROUNDED_TO: Mapping[Operation, int] = {Operation.RATE: 0, Operation.RATE_SCORE: 2, Operation.SUM: 6}
"""Decimals at the least: a sum is rounded only to lose what binary numbers add to it."""


def _formula_text(computation: Computation, placed: Layout) -> str:
    at = [placed.coordinate(operand) for operand in computation.operands]
    places = max(decimal_places(computation.result), _ROUNDED_TO[computation.operation])
    match computation.operation:
        case Operation.RATE:
            return f"=IF({at[1]}=0,0,ROUND({at[0]}/{at[1]},{places + 2}))"
        case Operation.RATE_SCORE:
            return f"=IF({at[2]}=0,0,ROUND(MIN({at[0]},{at[0]}*{at[1]}/{at[2]}),{places}))"
        case Operation.SUM:
            return f"=ROUND(SUM({','.join(_ranges(computation.operands, placed))}),{places})"


def _ranges(operands: tuple[Position, ...], placed: Layout) -> list[str]:
    """The operands as ranges, runs of rows in one column joined."""
    runs: list[list[Position]] = []
    for at in operands:
        if runs and runs[-1][-1] == (at[0] - 1, at[1]):
            runs[-1].append(at)
        else:
            runs.append([at])
    ends = [(placed.coordinate(run[0]), placed.coordinate(run[-1])) for run in runs]
    return [first if first == last else f"{first}:{last}" for first, last in ends]


def _validations(worksheet: Worksheet, sheet: Sheet, placed: Layout) -> None:
    """A score lies between 0 and the 分值 of its row."""
    for cell in sheet.cells():
        if cell.maximum is None or cell.weight_at is None:
            continue
        rule = _score_rule(placed.coordinate((cell.row, cell.column)), placed.coordinate(cell.weight_at))
        worksheet.add_data_validation(rule)


@lru_cache(maxsize=1024)
def _score_rule(score: str, weight: str) -> DataValidation:
    """The rule for one cell; worksheets of forms with equally many rows share it, and nobody changes it."""
    return DataValidation(
        sqref=score, type="decimal", operator="between", formula1="0", formula2=weight, allow_blank=True,
        showErrorMessage=True, errorStyle="stop", errorTitle="得分超出范围",
        error=f"得分应是 0 到本行分值（{weight} 格）之间的数，请改正后再输入。",
    )  # fmt: skip


def _page(worksheet: Worksheet, sheet: Sheet, placed: Layout) -> None:
    on_a4(worksheet, landscape=sheet.landscape, sides=10, ends=14)
    worksheet.print_area = f"A1:{get_column_letter(len(sheet.columns))}{placed.firsts[-1] - 1}"
    heads = [row.number for block in sheet.blocks if block.name == "指标" for row in block.head]
    if heads:
        worksheet.print_title_rows = f"{placed.first(heads[0])}:{placed.last(heads[-1])}"


def on_a4(worksheet: Worksheet, *, landscape: bool, sides: float, ends: float) -> None:
    """A4, as wide as the page, page numbers at the foot; the margins in millimetres."""
    worksheet.page_setup.paperSize = 9
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_options.horizontalCentered = True
    margins = worksheet.page_margins
    margins.left = margins.right = sides / 25.4
    margins.top = margins.bottom = ends / 25.4
    margins.header = margins.footer = 7 / 25.4
    worksheet.oddFooter = _FOOTER
    worksheet.sheet_view.showGridLines = False
