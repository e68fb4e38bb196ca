"""What was read of a form as a table, for the reader of tables to make a Form of."""

from collections.abc import Iterator, Mapping, Sequence

from ...sources.grid import Cell, Grid
from .reading import Block, FormRead, GoalsRead, Pair, RowRead

_FUND_NAME = 1
"""The column of the funds' names; the label at the side has the one before it."""


def compose(form: FormRead) -> Grid:
    """The table: a column for the labels at the side, then those of the indicators."""
    columns = max(len(form.indicators.columns), len(form.funds.columns), 4) + 1
    rows = (
        *(_pair_cells(pair, columns) for pair in form.head),
        *_block(form.funds, columns),
        *_goals(form.goals, columns),
        *_block(form.indicators, columns),
        *([_total(form.total, form.indicators, columns)] if form.total else ()),
        *(_pair_cells(pair, columns) for pair in form.foot),
    )
    cells = (
        Cell(row=number, column=column, column_span=span, text=text, origin=f"第{line}行")
        for number, row in enumerate(rows)
        for column, span, text, line in row
    )
    return Grid(rows=len(rows), columns=columns, cells=tuple(cells), before=form.above)


CellAt = tuple[int, int, str, int]
"""Column, columns spanned, text, line."""


def _pair_cells(pair: Pair, columns: int) -> list[CellAt]:
    if pair.label.endswith("："):
        return [(0, columns, f"{pair.label}{pair.value}", pair.line)]
    return [(0, 1, pair.label, pair.line), (1, columns - 1, pair.value, pair.line)]


def _block(block: Block, columns: int) -> Iterator[list[CellAt]]:
    """The header of a part, and its rows; the last column takes what is left of the width."""
    if not block.columns:
        return
    names = list(block.columns)
    yield list(_cells(block.side, block.columns, names, columns, block.line))
    for row in block.rows:
        yield list(_cells("", row.cells, names, columns, row.line))


def _cells(
    side: str, texts: Mapping[str, str], names: Sequence[str], columns: int, line: int
) -> Iterator[CellAt]:
    yield 0, 1, side, line
    for index, name in enumerate(names, start=1):
        span = columns - index if index == len(names) else 1
        yield index, span, texts.get(name, ""), line


def _goals(goals: GoalsRead, columns: int) -> Iterator[list[CellAt]]:
    if not any(goals.labels):
        return
    if goals.beside:
        for label, text in zip(goals.labels, goals.texts, strict=True):
            if label:
                yield [(0, 1, label, goals.line), (1, columns - 1, text, goals.line)]
        return
    middle = columns // 2
    for side, texts in ((goals.side or "年度总体目标", goals.labels), ("", goals.texts)):
        yield [
            (0, 1, side, goals.line),
            (1, middle - 1, texts[0], goals.line),
            (middle, columns - middle, texts[1], goals.line),
        ]


def _total(total: RowRead, block: Block, columns: int) -> list[CellAt]:
    names = list(block.columns)
    grade = total.cells.get("自评等级", "")
    texts = {**total.cells, names[-1]: grade} if grade and len(names) > 1 else total.cells
    return list(_cells(total.cells.get("总分", "总分"), texts, names, columns, total.line))
