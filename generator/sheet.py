"""The printed table of a form, computed once: rows, cells, spans, texts, numbers and formulas.

The PDF template and the XLSX writer print this table and decide nothing about it. The layout is that of
Shanghai's 财政项目支出绩效自评表 of 2020; the words are those that the form prints (`Form.label`).
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, frozen

from .derived import execution_rate, execution_score, score_total, weight_total
from .form import Form, Funds, Indicator
from .problem import Path

COLUMNS = (
    Decimal(10),  # side label
    Decimal("17.5"),  # 一级指标
    Decimal(24),  # 二级指标
    Decimal(27),  # 三级指标
    Decimal("25.5"),  # 年度指标值
    Decimal("25.5"),  # 实际完成值
    Decimal("12.8"),  # 分值
    Decimal("14.2"),  # 得分
    Decimal("33.5"),  # 偏差原因分析及改进措施
)
"""Widths in mm; together the 190 mm between the margins of an A4 page."""

INDICATOR_HEADS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
NOTHING = "—"
OF_WHICH = "其中："

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


@frozen(kw_only=True)
class Computation:
    """What a cell's value follows from, and what it comes to (a percentage in percent)."""

    operation: Operation
    operands: tuple[Position, ...]
    result: Decimal | None


@frozen(kw_only=True)
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
    header: bool = False
    """Whether it heads the column or the row."""

    @property
    def paragraphs(self) -> list[str]:
        """The text's lines, without empty ones."""
        return [line for line in self.text.split("\n") if line.strip()]

    @property
    def width(self) -> Decimal:
        """In mm, borders included."""
        return sum(COLUMNS[self.column : self.column + self.column_span], Decimal(0))

    @property
    def agrees(self) -> bool:
        """Whether the printed number is what the computation comes to."""
        return self.computation is not None and self.computation.result == self.number is not None


@frozen
class Row:
    """One row: the cells that begin in it, from left to right. `number` counts from 0 over the sheet."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_prose(self) -> bool:
        """Whether it holds the goals, which may be longer than a page."""
        return any(cell.role is Role.TEXT and cell.column_span > 1 for cell in self.cells)


@frozen(kw_only=True)
class Block:
    """Rows that belong together; `head` rows are printed again on every page that the block reaches."""

    name: str
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them, the head first."""
        return self.head + self.body

    @property
    def end(self) -> int:
        """The number of the row after the last."""
        return self.rows[-1].number + 1


@frozen(kw_only=True)
class Sheet:
    """The printed form: a title, a subtitle, and the blocks of one table of `COLUMNS`."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of the table in order."""
        return tuple(row for block in self.blocks for row in block.rows)

    def cells(self) -> Iterator[Cell]:
        """All cells in reading order."""
        for row in self.rows:
            yield from row.cells


def sheet(form: Form) -> Sheet:
    """The table that prints this form. Derived fields that the form leaves out are computed."""
    project = _project(form, 0)
    funds = _funds(form, project.end)
    goals = _goals(form, funds.end)
    indicators = _indicators(form, goals.end)
    total = _total(form, indicators.end, funds, indicators)
    return Sheet(
        title=form.title,
        subtitle=f"（{form.year} 年度）",
        blocks=(project, funds, goals, indicators, total),
    )


def decimal_text(number: Decimal | None) -> str:
    """The number with the digits it was written with; nothing for None."""
    return "" if number is None else f"{number:f}"


def amount_text(number: Decimal | None) -> str:
    """Money as #,##0.00, a zero as it was written; digits beyond the second decimal are kept."""
    if number is None:
        return ""
    return f"{number:f}" if not number else f"{number:,.{max(2, _places(number))}f}"


def percent_text(number: Decimal | None) -> str:
    """A percentage with its sign."""
    return "" if number is None else f"{number:f}%"


def _places(number: Decimal | None) -> int:
    """How many decimals the number was written with; 2 for none."""
    if number is None:
        return 2
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 2


def _project(form: Form, row: int) -> Block:
    name = (
        _label(form, (row, 0), "项目名称", spans=(1, 2)),
        _cell((row, 2), form.project, Role.NAME, ("项目名称",), spans=(1, 7)),
    )
    departments = (
        _label(form, (row + 1, 0), "主管部门", spans=(1, 2)),
        _cell((row + 1, 2), form.department, Role.NAME, ("主管部门",), spans=(1, 3)),
        _label(form, (row + 1, 5), "实施单位"),
        _cell((row + 1, 6), form.operator or "", Role.NAME, ("实施单位",), spans=(1, 3)),
    )
    return Block(name="项目", body=(Row(row, name), Row(row + 1, departments)))


def _funds(form: Form, row: int) -> Block:
    funds = form.funds
    side = _label(form, (row, 0), "项目资金", spans=(1 + len(funds.rows), 1))
    side = evolve(side, text=f"{side.text}（{funds.unit}）", path=("项目资金",))
    terms = enumerate(("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), start=3)
    blank = _cell((row, 1), "", Role.LABEL, spans=(1, 2))
    heads = (side, blank, *(_label(form, (row, column), term) for column, term in terms))
    body = (
        Row(at, tuple(_fund_cells(form, place, at)))
        for place, at in enumerate(range(row + 1, row + side.row_span))
    )
    return Block(name="资金", body=(Row(row, heads), *body))


def _fund_cells(form: Form, place: int, row: int) -> Iterator[Cell]:
    """The row of a fund; `place` counts the funds from 0, the total."""
    fund = form.funds.rows[place]
    path = ("项目资金", fund.name)
    text = (OF_WHICH if place == 1 else "") + form.label(fund.name)
    name = _cell((row, 1), text, Role.SOURCE, path, spans=(1, 2))
    yield evolve(name, indent=len(OF_WHICH) if place > 1 else 0, header=True)
    amounts = (("年初预算数", fund.initial), ("全年预算数", fund.budget), ("全年执行数", fund.executed))
    for column, (term, amount) in enumerate(amounts, start=3):
        cell = _cell((row, column), amount_text(amount), Role.AMOUNT, (*path, term))
        yield evolve(cell, number=amount)
    yield from _no_execution(row) if place else _execution(form.funds, row)


def _execution(funds: Funds, row: int) -> Iterator[Cell]:
    """分值, 执行率 and 得分 of the total's row."""
    weight, budget, executed = (row, 6), (row, 4), (row, 5)
    yield _number(weight, funds.weight, ("项目资金", "分值"))
    rate = Computation(
        operation=Operation.RATE,
        operands=(executed, budget),
        result=execution_rate(funds, _places(funds.rate)),
    )
    yield _computed((row, 7), funds.rate, ("项目资金", "执行率"), rate, role=Role.PERCENT)
    score = Computation(
        operation=Operation.RATE_SCORE,
        operands=(weight, executed, budget),
        result=execution_score(funds, max(2, _places(funds.score))),
    )
    cell = _computed((row, 8), funds.score, ("项目资金", "得分"), score)
    yield evolve(cell, maximum=funds.weight)


def _no_execution(row: int) -> Iterator[Cell]:
    for column, text in ((6, NOTHING), (7, ""), (8, "")):
        yield _cell((row, column), text, Role.NUMBER)


def _goals(form: Form, row: int) -> Block:
    heads = (
        _label(form, (row, 0), "年度总体目标", spans=(2, 1)),
        _label(form, (row, 1), "预期目标", spans=(1, 4)),
        _label(form, (row, 5), "实际完成情况", spans=(1, 4)),
    )
    goals = ((1, "预期目标", form.goals.expected), (5, "实际完成情况", form.goals.actual))
    texts = (
        _cell((row + 1, column), text.strip("\n"), Role.TEXT, ("年度总体目标", term), spans=(1, 4))
        for column, term, text in goals
    )
    return Block(name="目标", body=(Row(row, heads), Row(row + 1, tuple(texts))))


def _indicators(form: Form, row: int) -> Block:
    terms = enumerate((*INDICATOR_HEADS, "偏差原因分析及改进措施"), start=1)
    rows = sum(1 for _ in form.indicators())
    side = _label(form, (row, 0), "绩效指标", spans=(1 + rows, 1))
    heads = (side, *(_label(form, (row, column), term) for column, term in terms))
    body = tuple(Row(at, cells) for at, cells in enumerate(_level_rows(form, row + 1), start=row + 1))
    return Block(name="指标", head=(Row(row, heads),), body=body)


def _level_rows(form: Form, row: int) -> Iterator[tuple[Cell, ...]]:
    """The cells of every indicator's row from `row` on; a merged level stands in its first row."""
    for level1 in form.levels:
        path: Path = ("绩效指标", level1.name)
        rows = sum(len(level2.indicators) for level2 in level1.children)
        opening = [_level((row, 1), path, rows)]
        for level2 in level1.children:
            opening.append(_level((row, 2), (*path, level2.name), len(level2.indicators)))
            for place, indicator in enumerate(level2.indicators):
                yield (*opening, *_indicator_cells(indicator, row, (*path, level2.name, place)))
                opening, row = [], row + 1


def _level(at: Position, path: Path, rows: int) -> Cell:
    cell = _cell(at, str(path[-1]), Role.LEVEL, path, spans=(rows, 1))
    return evolve(cell, header=True)


def _indicator_cells(indicator: Indicator, row: int, path: Path) -> Iterator[Cell]:
    yield _cell((row, 3), indicator.name, Role.NAME, (*path, "三级指标"))
    yield _cell((row, 4), indicator.target.text, Role.VALUE, (*path, "年度指标值"))
    yield _cell((row, 5), indicator.actual.text, Role.VALUE, (*path, "实际完成值"))
    yield _number((row, 6), indicator.weight, (*path, "分值"))
    yield evolve(_number((row, 7), indicator.score, (*path, "得分")), maximum=indicator.weight)
    yield _cell((row, 8), indicator.reason or "", Role.TEXT, (*path, "偏差原因分析及改进措施"))


def _total(form: Form, row: int, funds: Block, indicators: Block) -> Block:
    """总分, Σ分值 and Σ得分; both sums take in the execution rate."""
    executed = [body.number for body in funds.body[1:2]]
    scored = [body.number for body in indicators.body]
    weights = tuple((at, 6) for at in (*executed, *scored))
    scores = (*((at, 8) for at in executed), *((at, 7) for at in scored))
    weight = Computation(operation=Operation.SUM, operands=weights, result=weight_total(form))
    score = Computation(operation=Operation.SUM, operands=scores, result=score_total(form))
    cells = (
        _label(form, (row, 0), "总分", spans=(1, 6)),
        _computed((row, 6), None, (), weight),
        _computed((row, 7), form.total, ("总分",), score),
        _cell((row, 8), "", Role.TEXT),
    )
    return Block(name="总分", body=(Row(row, cells),))


def _cell(at: Position, text: str, role: Role, path: Path = (), *, spans: tuple[int, int] = (1, 1)) -> Cell:
    rows, columns = spans
    return Cell(
        row=at[0], column=at[1], row_span=rows, column_span=columns, text=text, role=role, path=path
    )  # fmt: skip


def _label(form: Form, at: Position, term: str, *, spans: tuple[int, int] = (1, 1)) -> Cell:
    """The cell that prints the form's word for a canonical term."""
    return evolve(_cell(at, form.label(term), Role.LABEL, spans=spans), header=True)


def _number(at: Position, number: Decimal | None, path: Path) -> Cell:
    return evolve(_cell(at, decimal_text(number), Role.NUMBER, path), number=number)


def _computed(
    at: Position, stated: Decimal | None, path: Path, computation: Computation, *, role: Role = Role.NUMBER
) -> Cell:
    """A cell that prints what the form states, or else what is computed."""
    number = computation.result if stated is None else stated
    text = percent_text(number) if role is Role.PERCENT else decimal_text(number)
    return evolve(_cell(at, text, role, path), number=number, computation=computation)
