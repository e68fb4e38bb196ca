"""绩效指标: a header that is printed again on every page, and a row for each indicator."""

from collections.abc import Iterator

from ..model import terms
from ..model.form import Form, Indicator
from ..model.layout import Columns, Layout
from ..model.problem import Path
from .cells import Block, Cell, Limit, Position, Role, Row, cell, column_heads, label_cell, number_cell

LONG = 150
"""Characters of a reason from which its row may go on over the end of a page."""

_LEVELS = (terms.LEVEL1, terms.LEVEL2)


def indicators(form: Form, layout: Layout, row: int) -> Block:
    """The block of all levels."""
    columns, title = layout.indicators, layout.word(form, terms.INDICATORS)
    rows = sum(1 for _ in form.indicators())
    heads = column_heads(form, layout, columns, row)
    if columns.side:
        heads.insert(0, label_cell((row, 0), title, spans=(1 + rows, columns.side)))
    body = tuple(Row(at, cells) for at, cells in enumerate(_rows(form, columns, row + 1), start=row + 1))
    return Block(name="指标", title=title, head=(Row(row, tuple(heads)),), body=body)


def _rows(form: Form, columns: Columns, row: int) -> Iterator[tuple[Cell, ...]]:
    """The cells of every indicator's row from `row` on; a merged level stands in its first row."""
    for level1 in form.levels:
        path: Path = (terms.INDICATORS, level1.name)
        rows = sum(len(level2.indicators) for level2 in level1.children)
        opening = list(_level(columns, terms.LEVEL1, row, path, rows))
        for level2 in level1.children:
            deeper = (*path, level2.name)
            opening.extend(_level(columns, terms.LEVEL2, row, deeper, len(level2.indicators)))
            for place, indicator in enumerate(level2.indicators):
                yield (*opening, *_cells(indicator, columns, row, (*deeper, place)))
                opening, row = [], row + 1


def _level(columns: Columns, term: str, row: int, path: Path, rows: int) -> Iterator[Cell]:
    start = columns.start(term)
    if start is not None and rows:
        spans = (rows, columns.spans[term])
        yield cell((row, start), str(path[-1]), Role.LEVEL, path, spans=spans, header=True)


def _cells(indicator: Indicator, columns: Columns, row: int, path: Path) -> Iterator[Cell]:
    for term, start, span in columns.places():
        if term not in _LEVELS:
            yield _cell(indicator, columns, (row, start), (*path, term), (1, span))


def _cell(indicator: Indicator, columns: Columns, at: Position, path: Path, spans: tuple[int, int]) -> Cell:
    """The field of an indicator at the path; operator and unit stand with a target without such columns."""
    match path[-1]:
        case terms.NAME:
            return cell(at, indicator.name, Role.NAME, path, spans=spans)
        case terms.TARGET:
            target = indicator.target if terms.COMPARISON in columns.spans else indicator.full_target
            return cell(at, target.text, Role.VALUE, path, spans=spans)
        case terms.ACTUAL:
            return cell(at, indicator.actual.text, Role.VALUE, path, spans=spans)
        case terms.WEIGHT:
            return number_cell(at, indicator.weight, path, spans=spans)
        case terms.SCORE:
            bound = Limit(maximum=indicator.weight, weight_at=columns.position(at[0], terms.WEIGHT))
            return number_cell(at, indicator.score, path, spans=spans, **bound)
        case terms.REASON:
            reason = indicator.reason or ""
            return cell(at, reason, Role.TEXT, path, spans=spans, prose=len(reason) > LONG)
    return cell(at, _small_field(indicator, str(path[-1])), Role.VALUE, path, spans=spans)


def _small_field(indicator: Indicator, term: str) -> str:
    fields = {
        terms.COMPARISON: indicator.operator,
        terms.MEASURED_IN: indicator.unit,
        terms.CODE: indicator.code,
    }
    return (fields[term] if term in fields else indicator.more.get(term)) or ""
