"""项目资金: a header, the total with its execution, the sources."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from ..model import terms
from ..model.computed import execution_rate, execution_score
from ..model.form import Form, FundRow
from ..model.layout import Columns, Layout
from ..model.problem import Path
from ..model.uniform import padded, places_of
from ..model.value import decimal_places
from .cells import (
    NOTHING,
    Block,
    Cell,
    Computation,
    Limit,
    Operation,
    Position,
    Role,
    Row,
    amount_text,
    cell,
    column_heads,
    computed_cell,
    label_cell,
    number_cell,
    percent_text,
)

OF_WHICH = "其中："
_OPERANDS = {
    Operation.RATE: (terms.EXECUTED, terms.BUDGET),
    Operation.RATE_SCORE: (terms.WEIGHT, terms.EXECUTED, terms.BUDGET),
}


def funds(form: Form, layout: Layout, columns: Columns, row: int) -> Block:
    """The block; its first row is the header."""
    rows = form.funds.rows
    body = (
        Row(at, tuple(_fund_cells(form, columns, place, at)))
        for place, at in enumerate(range(row + 1, row + 1 + len(rows)))
    )
    head = Row(row, tuple(_heads(form, layout, columns, row)))
    return Block(name="资金", title=layout.word(form, terms.FUNDS), body=(head, *body))


def _heads(form: Form, layout: Layout, columns: Columns, row: int) -> Iterator[Cell]:
    side = f"{layout.word(form, '项目资金')}（{form.funds.unit}）"
    if columns.side:
        label = label_cell((row, 0), side, spans=(1 + len(form.funds.rows), columns.side))
        yield evolve(label, path=(terms.FUNDS,))
    corner = label_cell((row, columns.side), "" if columns.side else side, spans=(1, columns.name))
    yield evolve(corner, header=not columns.side)
    yield from column_heads(form, layout, columns, row)


def _fund_cells(form: Form, columns: Columns, place: int, row: int) -> Iterator[Cell]:
    """The row of a fund; `place` counts the funds from 0, the total."""
    fund = form.funds.rows[place]
    path = (terms.FUNDS, fund.name)
    text = (OF_WHICH if place == 1 else "") + form.label(fund.name)
    spans, indent = (1, columns.name), len(OF_WHICH) if place > 1 else 0
    yield cell((row, columns.side), text, Role.SOURCE, path, spans=spans, indent=indent, header=True)
    for term, start, span in columns.places():
        at, spans = (row, start), (1, span)
        if term in terms.AMOUNTS:
            yield _amount_cell(fund, term, at, path, spans)
        elif place:
            yield _source_cell(fund, term, at, path, spans)
        else:
            yield _total_cell(form, columns, term, at)


def _amount_cell(fund: FundRow, term: str, at: Position, path: Path, spans: tuple[int, int]) -> Cell:
    number: Decimal | None = getattr(fund, terms.AMOUNTS[term])
    return cell(at, amount_text(number), Role.AMOUNT, (*path, term), spans=spans, number=number)


def _source_cell(fund: FundRow, term: str, at: Position, path: Path, spans: tuple[int, int]) -> Cell:
    """A source is not scored: its own rate is all it may print beside its amounts."""
    if term == terms.RATE:
        text, here = percent_text(fund.rate), (*path, terms.RATE)
        return cell(at, text, Role.PERCENT, here, spans=spans, number=fund.rate)
    return cell(at, NOTHING if term == terms.WEIGHT else "", Role.NUMBER, spans=spans)


def _total_cell(form: Form, columns: Columns, term: str, at: Position) -> Cell:
    """分值, 执行率, 得分 and the reason of the total's row."""
    block, path, spans = form.funds, (terms.FUNDS, term), (1, columns.spans[term])
    match term:
        case terms.WEIGHT:
            return number_cell(at, block.weight, path, spans=spans)
        case terms.RATE:
            rate = _computed(
                Operation.RATE, columns, at[0], execution_rate(block, decimal_places(block.rate))
            )
            return computed_cell(at, block.rate, path, rate, role=Role.PERCENT, spans=spans)
        case terms.SCORE:
            exact = execution_score(block, max(2, decimal_places(block.score)))
            result = padded(exact, places_of(form).score)
            score = _computed(Operation.RATE_SCORE, columns, at[0], result)
            bound = Limit(maximum=block.weight, weight_at=columns.position(at[0], terms.WEIGHT))
            return computed_cell(at, block.score, path, score, spans=spans, **bound)
    return cell(at, block.reason or "", Role.TEXT, path, spans=spans)


def _computed(operation: Operation, columns: Columns, row: int, result: Decimal | None) -> Computation:
    """What follows from cells of this row; without operands where one is not printed."""
    found = [columns.position(row, term) for term in _OPERANDS[operation]]
    operands = tuple(at for at in found if at is not None)
    return Computation(operation, operands if len(operands) == len(found) else (), result)
