"""Sound forms printed in a layout of ours with one thing put wrong in the table, and what was made of them.

A value that is read otherwise than it was printed must bear a mark: a doubt at its field, its row, or what it
stands under.
"""

import random
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve

from generator.model.computed import score_total
from generator.model.form import Form, Indicator
from generator.model.layout import layout_names, load_layout
from generator.model.problem import Path
from generator.recognise.recognised import Recognised
from generator.sheet.build import Role, sheet
from generator.sources.grid import Cell, Grid

from .made_forms import made_form

SCALE = 2
"""Columns of the grid for one of the sheet, so that any cell can be parted."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WORDS = ("待定", "7", "见附表")
"""Of a row put in; one that has name, target and actual is a row like any other."""
UNKNOWN = ("丙栏", "核定口径", "填写要求")


def sound_form(rng: random.Random) -> Form:
    """A form whose total is the sum of its scores, in a random layout."""
    form = made_form(rng)
    name = rng.choice(layout_names())
    layout = load_layout(name)
    return evolve(form, total=score_total(form), layout=name, title=layout.title, labels=layout.labels())


def printed(form: Form) -> tuple[Grid, list[int]]:
    """The form as a table, and which of its cells are labels of columns."""
    table = sheet(form)
    width = len(table.columns) * SCALE
    cells = [
        Cell(row=0, column=0, column_span=width, text=table.title),
        Cell(row=1, column=0, column_span=width, text=table.subtitle),
    ]
    labels: list[int] = []
    for cell in sorted(table.cells(), key=lambda cell: (cell.row, cell.column)):
        if cell.role is Role.LABEL and cell.row_span == 1 and cell.column > 0:
            labels.append(len(cells))
        cells.append(
            Cell(
                row=cell.row + 2,
                column=cell.column * SCALE,
                row_span=cell.row_span,
                column_span=cell.column_span * SCALE,
                text=cell.text,
            )
        )
    rows = max(cell.row + cell.row_span for cell in cells)
    return Grid(rows=rows, columns=width, cells=tuple(cells), name="表1"), labels


def perturbed(form: Form, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    """What was put wrong, in words, and the tables that came of it."""
    grid, labels = printed(form)
    kind = rng.choice(("merged", "parted", "emptied", "renamed", "inserted", "beside", "below"))
    if kind == "merged":
        return _merged(grid, rng)
    if kind == "parted":
        return _parted(grid, rng)
    if kind == "emptied":
        return _emptied(grid, rng)
    if kind == "renamed":
        return _renamed(grid, labels, rng)
    if kind == "inserted":
        return _inserted(grid, rng)
    return _beside(grid, rng) if kind == "beside" else _below(grid, rng)


def _with(grid: Grid, cells: Sequence[Cell], rows: int = 0, columns: int = 0) -> tuple[Grid]:
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return (evolve(grid, cells=tuple(ordered), rows=rows or grid.rows, columns=columns or grid.columns),)


def _merged(grid: Grid, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    """A cell and its neighbour to the right or below, of the same height or width, made one."""
    pairs = [(one, other) for one in grid.cells for other in grid.cells if _is_beside(one, other)]
    one, other = rng.choice(pairs)
    text = "\n".join(text for text in (one.text, other.text) if text)
    across = one.row == other.row
    whole = evolve(
        one,
        text=text,
        column_span=one.column_span + (other.column_span if across else 0),
        row_span=one.row_span + (0 if across else other.row_span),
    )
    rest = [cell for cell in grid.cells if cell is not one and cell is not other]
    return f"merged {one.text!r} and {other.text!r}", _with(grid, [*rest, whole])


def _is_beside(one: Cell, other: Cell) -> bool:
    if one.row == other.row and one.row_span == other.row_span:
        return one.column + one.column_span == other.column
    below = one.column == other.column and one.column_span == other.column_span
    return below and one.row + one.row_span == other.row


def _parted(grid: Grid, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    """A cell made two, its text in the first, the second, or cut between them."""
    cell = rng.choice([cell for cell in grid.cells if cell.text])
    at = rng.randint(0, len(cell.text))
    if cell.row_span > 1 and rng.random() < 0.5:
        height = rng.randint(1, cell.row_span - 1)
        first = evolve(cell, row_span=height, text=cell.text[:at])
        second = evolve(cell, row=cell.row + height, row_span=cell.row_span - height, text=cell.text[at:])
    else:
        width = rng.randint(1, cell.column_span - 1)
        first = evolve(cell, column_span=width, text=cell.text[:at])
        second = evolve(
            cell, column=cell.column + width, column_span=cell.column_span - width, text=cell.text[at:]
        )
    rest = [other for other in grid.cells if other is not cell]
    return f"parted {first.text!r} from {second.text!r}", _with(grid, [*rest, first, second])


def _emptied(grid: Grid, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    cell = rng.choice([cell for cell in grid.cells if cell.text])
    rest = [other for other in grid.cells if other is not cell]
    return f"emptied {cell.text!r}", _with(grid, [*rest, evolve(cell, text="")])


def _renamed(grid: Grid, labels: Sequence[int], rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    cell = grid.cells[rng.choice(labels)]
    word = rng.choice(UNKNOWN)
    rest = [other for other in grid.cells if other is not cell]
    return f"renamed {cell.text!r} to {word!r}", _with(grid, [*rest, evolve(cell, text=word)])


def _inserted(grid: Grid, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    """A row more: empty, a note across the table, an unknown label with a text, or words in its columns."""
    at = rng.randint(1, grid.rows)
    cells = [_moved(cell, at) for cell in grid.cells]
    covered = {
        column
        for cell in cells
        if cell.row < at < cell.row + cell.row_span
        for column in range(cell.column, cell.column + cell.column_span)
    }
    free = [column for column in range(0, grid.columns, SCALE) if column not in covered]
    kind = rng.choice(("empty", "note", "pair", "words"))
    left, width = (free[0], grid.columns - free[0]) if free else (0, 0)
    if free and kind == "note":
        cells.append(Cell(row=at, column=left, column_span=width, text="此行由另一人补写，仅供内部核对。"))
    elif free and kind == "pair" and width > SCALE:
        cells.append(Cell(row=at, column=left, column_span=SCALE, text="核定口径"))
        cells.append(Cell(row=at, column=left + SCALE, column_span=width - SCALE, text="按上年标准执行"))
    elif free and kind == "words":
        cells += [
            Cell(row=at, column=column, column_span=SCALE, text=rng.choice(("", "", *_WORDS)))
            for column in free
        ]
    return f"inserted a row ({kind}) at {at}", _with(grid, cells, rows=grid.rows + 1)


def _moved(cell: Cell, at: int) -> Cell:
    if cell.row >= at:
        return evolve(cell, row=cell.row + 1)
    return evolve(cell, row_span=cell.row_span + 1) if cell.row + cell.row_span > at else cell


_OTHER = (
    ("收入支出决算总表",),
    ("部门：某市另一局", "公开01表"),
    ("项目", "决算数"),
    ("一、财政拨款收入", "77.00"),
)


def _beside(grid: Grid, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    """Another table to the right, a column apart."""
    top = rng.randint(0, 3)
    left = grid.columns + SCALE
    added = [
        Cell(row=top + number, column=left + place * SCALE, column_span=SCALE, text=text)
        for number, texts in enumerate(_OTHER)
        for place, text in enumerate(texts)
    ]
    return "another table beside it", _with(grid, [*grid.cells, *added], columns=left + 2 * SCALE)


def _below(grid: Grid, rng: random.Random) -> tuple[str, tuple[Grid, ...]]:
    """Another table before or after it in the document, of another year."""
    cells = [
        Cell(row=number, column=place, text=text)
        for number, texts in enumerate((("（2017年度）",), *_OTHER[rng.randint(0, 1) :]))
        for place, text in enumerate(texts)
    ]
    other = Grid(rows=6, columns=2, cells=tuple(cells), name="表2")
    return "another table in the document", (grid, other) if rng.random() < 0.5 else (other, grid)


_QUOTA = ((), ("20",))
"""What a layout prints in its label for the weight of the funds."""

# ---------------------------------------------------------------- what was made of it


def unmarked(form: Form, found: Recognised) -> Iterator[str]:
    """The values that are not what was printed and bear no mark, in words."""
    told = {doubt.path for doubt in found.doubts}
    for path, value, wanted in _values(found.form, form):
        said = any(path[:length] in told for length in range(1, len(path) + 1))
        if not _is_same(value, wanted) and not said and ("其他", *path[-1:]) not in told:
            yield f"{path}: {value!r}, not {wanted}"


def _is_same(value: str, wanted: Sequence[str]) -> bool:
    """Whether a value is nothing or one of those printed; numbers by what they say."""
    numbers = {Decimal(text) for text in wanted if _NUMBER.fullmatch(text)}
    return value in ("", "None", *wanted) or bool(_NUMBER.fullmatch(value) and Decimal(value) in numbers)


def _values(found: Form, form: Form) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Where each value stands, what was read, and what may be read there."""
    yield ("年度",), str(found.year), (str(form.year),)
    yield ("项目名称",), found.project, (form.project, "部门整体支出")
    yield ("主管部门",), found.department, (form.department,)
    yield ("实施单位",), found.operator or "", (form.operator or "",)
    yield ("总分",), str(found.total), (str(form.total),)
    yield ("年度总体目标", "预期目标"), found.goals.expected, (form.goals.expected,)
    yield ("年度总体目标", "实际完成情况"), found.goals.actual, (form.goals.actual,)
    yield from _fund_values(found, form)
    yield from _row_values(found, form)


def _fund_values(found: Form, form: Form) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    rows = {row.name: row for row in form.funds.rows}
    for key, value, wanted in (
        ("分值", found.funds.weight, form.funds.weight),
        ("执行率", found.funds.rate, form.funds.rate),
        ("得分", found.funds.score, form.funds.score),
    ):
        names = [row.name for row in found.funds.rows[:1]]
        yield ("项目资金", *names, key), str(value), (str(wanted), *_QUOTA[key == "分值"])
    for row in found.funds.rows:
        wanted_row = rows.get(row.name)
        for key, attribute in (
            ("年初预算数", "initial"),
            ("全年预算数", "budget"),
            ("全年执行数", "executed"),
        ):
            wanted_text = str(getattr(wanted_row, attribute)) if wanted_row else ""
            yield ("项目资金", row.name, key), str(getattr(row, attribute)), (wanted_text,)


def _row_values(found: Form, form: Form) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    wanted = {row.name: (path, row) for path, row in form.indicators()}
    for path, row in found.indicators():
        where, true = wanted.get(row.name, ((), None))
        is_row = row.name in _WORDS and not (row.target.is_nothing or row.actual.is_nothing)
        yield (*path, "三级指标"), row.name, (row.name,) if true or is_row else ()
        if true is None:
            continue
        yield (*path, "一级指标"), str(path[1]), (str(where[1]), "不分级")
        yield (*path, "二级指标"), str(path[2]), (str(where[2]), "不分级")
        yield from (((*path, key), value, (text,)) for key, value, text in _cells(row, true))


def _cells(row: Indicator, true: Indicator) -> Iterator[tuple[str, str, str]]:
    yield "年度指标值", row.target.text, true.target.text
    yield "实际完成值", row.actual.text, true.actual.text
    yield "分值", str(row.weight), str(true.weight)
    yield "得分", str(row.score), str(true.score)
    yield "偏差原因分析及改进措施", row.reason or "", true.reason or ""
