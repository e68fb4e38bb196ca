"""What a printed table is made of: cells with spans, texts, numbers and formulas, in rows and blocks."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict, Unpack

from attrs import evolve, frozen

from ..model.form import Form
from ..model.layout import Columns, Layout
from ..model.problem import Path
from ..model.value import decimal_places

NOTHING = "—"

NARROW = Decimal(15)
"""Width in mm up to which a label at the side is set two characters a line."""

Position = tuple[int, int]
"""Row and column of a cell's first corner, from 0."""


class Role(StrEnum):
    """What a cell is, which decides how it is set; also the class of its element in the templates."""

    LABEL = "label"
    """A printed word of the form: centred."""
    SOURCE = "source"
    """The name of a row of funds: to the left, sources indented below the total."""
    LEVEL = "level"
    """A 一级 or 二级指标: centred, merged over its rows."""
    NAME = "name"
    """The name of the project, a department or a 三级指标: centred."""
    TEXT = "text"
    """Prose: justified."""
    AMOUNT = "amount"
    """Money in the unit of the block."""
    NUMBER = "number"
    """分值 and 得分."""
    PERCENT = "percent"
    """执行率."""
    VALUE = "value"
    """年度指标值 and 实际完成值."""


class Operation(StrEnum):
    """How a computed cell follows from its operands."""

    RATE = "rate"
    """Operands: 全年执行数, 全年预算数."""
    RATE_SCORE = "rate_score"
    """Operands: 分值, 全年执行数, 全年预算数."""
    SUM = "sum"


@frozen
class Computation:
    """What a cell's value follows from, and what it comes to (a percentage in percent)."""

    operation: Operation
    operands: tuple[Position, ...]
    result: Decimal | None


@frozen(kw_only=True, slots=False)
class Cell:
    """One printed cell. `number` is what `text` says, where it is a number (a percentage in percent)."""

    row: int
    column: int
    text: str
    role: Role
    row_span: int = 1
    column_span: int = 1
    path: Path = ()
    number: Decimal | None = None
    computation: Computation | None = None
    indent: int = 0
    """In characters."""
    maximum: Decimal | None = None
    """The highest score that the cell may state."""
    weight_at: Position | None = None
    """Where that score, the 分值 of its row, is printed."""
    header: bool = False
    """Whether it heads the column or the row."""
    prose: bool = False
    """Whether its text is long enough to begin on a page that does not hold all of it."""
    width: Decimal = Decimal(0)
    """In mm, borders included."""
    continued: bool = False
    """Whether it opens again what a page before has begun."""
    origin: Position = (-1, -1)
    """Where the sheet has it before any page cuts it."""
    repeated: bool = False
    """Whether its text stands on a page before, too."""
    portions: tuple[str, ...] = ()
    """What each page holds of a merged text that is too long to be repeated."""

    def width_in(self, columns: tuple[Decimal, ...]) -> Decimal:
        """How wide it is in mm, as these columns have it."""
        return sum(columns[self.column : self.column + self.column_span], Decimal(0))

    def with_columns(self, columns: tuple[Decimal, ...]) -> "Cell":
        """The cell as wide as these columns have it."""
        width = self.width_in(columns)
        return self if width == self.width else self._changed(width=width)

    def placed(self, columns: tuple[Decimal, ...]) -> "Cell":
        """The cell as wide as these columns have it, where it now stands its place on the sheet."""
        return self._changed(origin=(self.row, self.column), width=self.width_in(columns))

    def _changed(self, **changes: object) -> "Cell":
        """As `evolve`, in a tenth of its time: a sheet has hundreds of cells."""
        found = object.__new__(Cell)
        found.__dict__.update(self.__dict__, **changes)
        return found

    @property
    def paragraphs(self) -> list[str]:
        """The text's lines, without empty ones."""
        return [line for line in self.text.split("\n") if line.strip()]

    @property
    def is_narrow(self) -> bool:
        """Whether it is a label at the side, set two characters a line."""
        return self.column == 0 and self.column_span == 1 and self.width <= NARROW

    @property
    def opens(self) -> int:
        """1 where a 一级指标 begins, 2 where a 二级指标 begins, else 0."""
        begins = self.role is Role.LEVEL and self.text and not self.continued
        return len(self.path) - 1 if begins else 0

    @property
    def agrees(self) -> bool:
        """Whether the printed number is what the computation comes to."""
        return self.computation is not None and self.computation.result == self.number is not None


@frozen
class Row:
    """One row: the cells that begin in it, from left to right. `number` counts from 0 over the sheet."""

    number: int
    cells: tuple[Cell, ...]

    def with_columns(self, columns: tuple[Decimal, ...]) -> "Row":
        """The row with the width of each cell, as these columns have it."""
        return evolve(self, cells=tuple(cell.with_columns(columns) for cell in self.cells))

    @property
    def is_prose(self) -> bool:
        """Whether it holds a long text, and may go on over the end of a page that holds a part of it."""
        return any(cell.prose for cell in self.cells)


@frozen(kw_only=True)
class Block:
    """Rows that belong together; `head` rows are printed again on every page that the block reaches.

    `title` is what an outline of the form calls it; empty where it is no section of its own.
    """

    name: str
    title: str = ""
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them, the head first."""
        return self.head + self.body

    def with_columns(self, columns: tuple[Decimal, ...]) -> "Block":
        """The block with the width of each cell, as these columns have it."""
        rows = tuple(row.with_columns(columns) for row in self.rows)
        return evolve(self, head=rows[: len(self.head)], body=rows[len(self.head) :])

    @property
    def end(self) -> int:
        """The number of the row after the last."""
        return self.rows[-1].number + 1


@frozen(kw_only=True)
class Sheet:
    """The printed form: a title, a subtitle, and the blocks of one table; `columns` are its widths in mm."""

    title: str
    subtitle: str
    columns: tuple[Decimal, ...]
    blocks: tuple[Block, ...]
    landscape: bool = False
    """Whether the page lies on its long side."""
    bounds: tuple[Decimal, Decimal] = (Decimal(1), Decimal(1))
    """The shares of its width down to and up to which a column may be moved for its texts."""
    size: float = 9.0
    """Of its type, in points."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of the table in order."""
        return tuple(row for block in self.blocks for row in block.rows)

    def with_columns(self, columns: tuple[Decimal, ...]) -> "Sheet":
        """The sheet with columns of these widths, and the width of each cell accordingly."""
        return evolve(
            self, columns=columns, blocks=tuple(block.with_columns(columns) for block in self.blocks)
        )

    def cells(self) -> Iterator[Cell]:
        """All cells in reading order."""
        for row in self.rows:
            yield from row.cells

    @property
    def is_blank(self) -> bool:
        """Whether no value and no amount is filled in: the rows are then made to be written in by hand."""
        return not any(cell.text for cell in self.cells() if cell.role in (Role.VALUE, Role.AMOUNT))


def decimal_text(number: Decimal | None) -> str:
    """The number with the digits it was written with; nothing for None."""
    return "" if number is None else f"{number:f}"


def amount_text(number: Decimal | None) -> str:
    """Money as #,##0.00, a zero as it was written; digits beyond the second decimal are kept."""
    if number is None:
        return ""
    return f"{number:f}" if not number else f"{number:,.{max(2, decimal_places(number))}f}"


def percent_text(number: Decimal | None) -> str:
    """A percentage with its sign."""
    return "" if number is None else f"{number:f}%"


class Limit(TypedDict, total=False):
    """What bounds a score, as `Cell` says."""

    maximum: Decimal | None
    weight_at: Position | None


class Particulars(Limit, total=False):
    """What only some cells have, as `Cell` says."""

    number: Decimal | None
    computation: Computation | None
    indent: int
    header: bool
    prose: bool


def cell(
    at: Position,
    text: str,
    role: Role,
    path: Path = (),
    *,
    spans: tuple[int, int] = (1, 1),
    **more: Unpack[Particulars],
) -> Cell:
    """A cell; `spans` are its rows and columns."""
    rows, columns = spans
    return Cell(
        row=at[0], column=at[1], row_span=rows, column_span=columns, text=text, role=role, path=path,
        origin=at, **more,
    )  # fmt: skip


def label_cell(at: Position, text: str, *, spans: tuple[int, int] = (1, 1)) -> Cell:
    """A cell that heads its column or row."""
    return cell(at, text, Role.LABEL, spans=spans, header=True)


def column_heads(form: Form, layout: Layout, columns: Columns, row: int) -> list[Cell]:
    """The labels of a section's columns."""
    return [
        label_cell((row, start), layout.word(form, term, columns), spans=(1, span))
        for term, start, span in columns.places()
    ]


def number_cell(
    at: Position,
    number: Decimal | None,
    path: Path,
    *,
    spans: tuple[int, int] = (1, 1),
    **limit: Unpack[Limit],
) -> Cell:
    """A cell of 分值 or 得分."""
    return cell(at, decimal_text(number), Role.NUMBER, path, spans=spans, number=number, **limit)


def computed_cell(
    at: Position,
    stated: Decimal | None,
    path: Path,
    computation: Computation,
    *,
    role: Role = Role.NUMBER,
    spans: tuple[int, int] = (1, 1),
    **limit: Unpack[Limit],
) -> Cell:
    """A cell that prints what the form states, or else what is computed."""
    number = computation.result if stated is None else stated
    text = percent_text(number) if role is Role.PERCENT else decimal_text(number)
    return cell(at, text, role, path, spans=spans, number=number, computation=computation, **limit)
