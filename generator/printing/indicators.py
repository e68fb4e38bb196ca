"""绩效指标: a header that is printed again on every page, and a row for each indicator."""

from collections.abc import Iterator

from attrs import evolve

from ..form import Form, Indicator
from ..layout import Columns, Layout
from ..problem import Path
from ..value import Value
from .cells import Block, Cell, Position, Role, Row, cell, label_cell, number_cell

LONG = 150
"""Characters of a reason from which its row may go on over the end of a page."""

_LEVELS = ("一级指标", "二级指标")


def indicators(form: Form, layout: Layout, row: int) -> Block:
    """The block of all levels."""
    columns, title = layout.indicators, layout.word(form, "绩效指标")
    rows = sum(1 for _ in form.indicators())
    heads = [
        label_cell((row, start), layout.word(form, term, columns), spans=(1, span))
        for term, start, span in columns.places()
    ]
    if columns.side:
        heads.insert(0, label_cell((row, 0), title, spans=(1 + rows, columns.side)))
    body = tuple(Row(at, cells) for at, cells in enumerate(_rows(form, columns, row + 1), start=row + 1))
    return Block(name="指标", title=title, head=(Row(row, tuple(heads)),), body=body)


def _rows(form: Form, columns: Columns, row: int) -> Iterator[tuple[Cell, ...]]:
    """The cells of every indicator's row from `row` on; a merged level stands in its first row."""
    for level1 in form.levels:
        path: Path = ("绩效指标", level1.name)
        rows = sum(len(level2.indicators) for level2 in level1.children)
        opening = list(_level(columns, "一级指标", row, path, rows))
        for level2 in level1.children:
            deeper = (*path, level2.name)
            opening.extend(_level(columns, "二级指标", row, deeper, len(level2.indicators)))
            for place, indicator in enumerate(level2.indicators):
                yield (*opening, *_cells(indicator, columns, row, (*deeper, place)))
                opening, row = [], row + 1


def _level(columns: Columns, term: str, row: int, path: Path, rows: int) -> Iterator[Cell]:
    start = columns.start(term)
    if start is not None and rows:
        level = cell((row, start), str(path[-1]), Role.LEVEL, path, spans=(rows, columns.spans[term]))
        yield evolve(level, header=True)


def _cells(indicator: Indicator, columns: Columns, row: int, path: Path) -> Iterator[Cell]:
    for term, start, span in columns.places():
        if term not in _LEVELS:
            yield evolve(_cell(indicator, columns, term, (row, start), path), column_span=span)


def _cell(indicator: Indicator, columns: Columns, term: str, at: Position, path: Path) -> Cell:
    """One field of an indicator; operator and unit stand with the target where they have no columns."""
    here = (*path, term)
    match term:
        case "三级指标":
            return cell(at, indicator.name, Role.NAME, here)
        case "年度指标值":
            return cell(at, _target(indicator, columns).text, Role.VALUE, here)
        case "实际完成值":
            return cell(at, indicator.actual.text, Role.VALUE, here)
        case "分值":
            return number_cell(at, indicator.weight, here)
        case "得分":
            weight = columns.start("分值")
            score = number_cell(at, indicator.score, here)
            place = None if weight is None else (at[0], weight)
            return evolve(score, maximum=indicator.weight, weight_at=place)
        case "偏差原因分析及改进措施":
            reason = cell(at, indicator.reason or "", Role.TEXT, here)
            return evolve(reason, prose=len(reason.text) > LONG)
    return cell(at, _small_field(indicator, term), Role.VALUE, here)


def _target(indicator: Indicator, columns: Columns) -> Value:
    return indicator.target if "指标性质" in columns.spans else indicator.full_target


def _small_field(indicator: Indicator, term: str) -> str:
    fields = {"指标性质": indicator.operator, "计量单位": indicator.unit, "指标编码": indicator.code}
    return (fields[term] if term in fields else indicator.more.get(term)) or ""
