"""What stands below the indicators: 总分, and what the form says at its foot."""

from collections.abc import Iterable, Iterator

from ..model import terms
from ..model.computed import score_total, weight_total
from ..model.form import Form
from ..model.layout import Layout
from ..model.problem import Path
from ..model.uniform import padded, places_of
from .cells import Block, Cell, Computation, Operation, Position, Role, Row, cell, computed_cell, label_cell


def total(form: Form, layout: Layout, row: int, funds: Block | None, indicators: Block) -> Block:
    """总分, Σ分值 and Σ得分; both sums take in the execution rate."""
    columns, width, places = layout.indicators, len(layout.widths), places_of(form)
    sums = {
        terms.WEIGHT: (None, padded(weight_total(form), places.weight), ()),
        terms.SCORE: (form.total, padded(score_total(form), places.score), (terms.TOTAL,)),
    }
    cells: list[Cell] = []
    for term, start, span in columns.places():
        if term in sums:
            stated, result, path = sums[term]
            computed = Computation(Operation.SUM, tuple(_operands(layout, term, funds, indicators)), result)
            cells.append(computed_cell((row, start), stated, path, computed, spans=(1, span)))
    first = cells[0].column if cells else width
    label = label_cell((row, 0), layout.word(form, terms.TOTAL), spans=(1, first))
    return Block(name="总分", body=(Row(row, tuple(_without_gaps([label, *cells], width))),))


def scores(layout: Layout, funds: Block | None, indicators: Block) -> tuple[Position, ...]:
    """Where the numbers stand that 总分 is the sum of."""
    return tuple(_operands(layout, terms.SCORE, funds, indicators))


def _without_gaps(cells: Iterable[Cell], width: int) -> Iterator[Cell]:
    """The cells of a row with empty ones between and after them."""
    column = 0
    for found in cells:
        if found.column > column:
            yield cell((found.row, column), "", Role.TEXT, spans=(1, found.column - column))
        yield found
        column = found.column + found.column_span
    if column < width:
        yield cell((found.row, column), "", Role.TEXT, spans=(1, width - column))


def _operands(layout: Layout, term: str, funds: Block | None, indicators: Block) -> Iterator[Position]:
    """Where a column's numbers stand: the execution rate's, then the indicators'."""
    sections = ((layout.funds, funds.body[1:2] if funds else ()), (layout.indicators, indicators.body))
    positions = (columns.position(row.number, term) for columns, rows in sections if columns for row in rows)
    return (at for at in positions if at is not None)


def foot(form: Form, layout: Layout, row: int) -> Block | None:
    """A row each for the whole form's reason, its grade, the labels of the foot, what was not understood."""
    rows = [
        Row(at, _foot_cells(layout, at, entry)) for at, entry in enumerate(_entries(form, layout), start=row)
    ]
    return Block(name="表尾", body=tuple(rows)) if rows else None


def _entries(form: Form, layout: Layout) -> Iterator[tuple[str, str, Path]]:
    """Label, text and path of every row below 总分."""
    if form.reason is not None:
        yield layout.word(form, terms.REASON), form.reason, (terms.REASON,)
    if form.grade is not None:
        yield layout.word(form, terms.GRADE), form.grade, (terms.GRADE,)
    listed = dict.fromkeys(layout.footer, "") | dict(form.footers)
    yield from ((label, text, (terms.FOOTERS, label)) for label, text in listed.items())
    yield from ((label, text, (terms.OTHER, label)) for label, text in form.other.items())


def _foot_cells(layout: Layout, row: int, entry: tuple[str, str, Path]) -> tuple[Cell, ...]:
    label, text, path = entry
    span = max(2, layout.indicators.side + 1)
    value = cell((row, span), text, Role.TEXT, path, spans=(1, len(layout.widths) - span))
    return label_cell((row, 0), label, spans=(1, span)), value
