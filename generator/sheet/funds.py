"""项目资金: a header, the total with its execution, the sources."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from ..model.computed import execution_rate, execution_score
from ..model.form import Form, FundRow
from ..model.layout import Columns, Layout
from ..model.problem import Path
from .cells import (
    NOTHING,
    Block,
    Cell,
    Computation,
    Operation,
    Position,
    Role,
    Row,
    amount_text,
    cell,
    computed_cell,
    label_cell,
    number_cell,
    percent_text,
    places,
)

OF_WHICH = "其中："
_AMOUNTS = {"年初预算数": "initial", "全年预算数": "budget", "全年执行数": "executed"}


def funds(form: Form, layout: Layout, columns: Columns, row: int) -> Block:
    """The block; its first row is the header."""
    rows = form.funds.rows
    body = (
        Row(at, tuple(_fund_cells(form, columns, place, at)))
        for place, at in enumerate(range(row + 1, row + 1 + len(rows)))
    )
    head = Row(row, tuple(_heads(form, layout, columns, row)))
    return Block(name="资金", title=layout.word(form, "项目资金"), body=(head, *body))


def _heads(form: Form, layout: Layout, columns: Columns, row: int) -> Iterator[Cell]:
    side = f"{layout.word(form, '项目资金')}（{form.funds.unit}）"
    if columns.side:
        label = label_cell((row, 0), side, spans=(1 + len(form.funds.rows), columns.side))
        yield evolve(label, path=("项目资金",))
    corner = label_cell((row, columns.side), "" if columns.side else side, spans=(1, columns.name))
    yield evolve(corner, header=not columns.side)
    for term, start, span in columns.places():
        yield label_cell((row, start), layout.word(form, term, columns), spans=(1, span))


def _fund_cells(form: Form, columns: Columns, place: int, row: int) -> Iterator[Cell]:
    """The row of a fund; `place` counts the funds from 0, the total."""
    fund = form.funds.rows[place]
    path = ("项目资金", fund.name)
    text = (OF_WHICH if place == 1 else "") + form.label(fund.name)
    spans, indent = (1, columns.name), len(OF_WHICH) if place > 1 else 0
    yield cell((row, columns.side), text, Role.SOURCE, path, spans=spans, indent=indent, header=True)
    for term, start, span in columns.places():
        at, spans = (row, start), (1, span)
        if term in _AMOUNTS:
            yield _amount_cell(fund, term, at, path, spans)
        elif place:
            yield _source_cell(fund, term, at, path, spans)
        else:
            yield _total_cell(form, columns, term, at)


def _amount_cell(fund: FundRow, term: str, at: Position, path: Path, spans: tuple[int, int]) -> Cell:
    number: Decimal | None = getattr(fund, _AMOUNTS[term])
    return cell(at, amount_text(number), Role.AMOUNT, (*path, term), spans=spans, number=number)


def _source_cell(fund: FundRow, term: str, at: Position, path: Path, spans: tuple[int, int]) -> Cell:
    """A source is not scored: its own rate is all it may print beside its amounts."""
    if term == "执行率":
        text, here = percent_text(fund.rate), (*path, "执行率")
        return cell(at, text, Role.PERCENT, here, spans=spans, number=fund.rate)
    return cell(at, NOTHING if term == "分值" else "", Role.NUMBER, spans=spans)


def _total_cell(form: Form, columns: Columns, term: str, at: Position) -> Cell:
    """分值, 执行率, 得分 and the reason of the total's row."""
    block, path, spans = form.funds, ("项目资金", term), (1, columns.spans[term])
    if term == "分值":
        return number_cell(at, block.weight, path, spans=spans)
    if term == "执行率":
        rate = _computation(
            Operation.RATE,
            columns,
            at[0],
            ("全年执行数", "全年预算数"),
            execution_rate(block, places(block.rate)),
        )
        return computed_cell(at, block.rate, path, rate, role=Role.PERCENT, spans=spans)
    if term == "得分":
        result = execution_score(block, max(2, places(block.score)))
        score = _computation(
            Operation.RATE_SCORE, columns, at[0], ("分值", "全年执行数", "全年预算数"), result
        )
        place = _at(columns, at[0], "分值")
        return computed_cell(
            at, block.score, path, score, spans=spans, maximum=block.weight, weight_at=place
        )  # fmt: skip
    return cell(at, block.reason or "", Role.TEXT, path, spans=spans)


def _computation(
    operation: Operation, columns: Columns, row: int, terms: tuple[str, ...], result: Decimal | None
) -> Computation:
    """What follows from cells of this row; without operands where one is not printed."""
    found = [_at(columns, row, term) for term in terms]
    operands = tuple(at for at in found if at is not None)
    if len(operands) < len(terms):
        operands = ()
    return Computation(operation=operation, operands=operands, result=result)


def _at(columns: Columns, row: int, term: str) -> Position | None:
    start = columns.start(term)
    return None if start is None else (row, start)
