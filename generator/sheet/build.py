"""The printed table of a form, computed once: rows, cells, spans, texts, numbers and formulas.

The PDF template and the XLSX writer print this table and decide nothing about it. The layout is the one that
the form names, else that of Shanghai's 财政项目支出绩效自评表 of 2020; the words are those that the form
prints (`Form.label`).
"""

from decimal import Decimal
from functools import lru_cache

from attrs import evolve

from ..model.form import Form, require_self_evaluation
from ..model.layout import Layout, layout_of
from ..model.uniform import uniform
from ..runtime.same import Same
from .cells import (
    NOTHING,
    Block,
    Cell,
    Computation,
    Operation,
    Position,
    Role,
    Row,
    Sheet,
    amount_text,
    decimal_text,
    percent_text,
)
from .footer import foot, scores, total
from .funds import OF_WHICH, funds
from .goals import goals
from .heading import heading
from .indicators import indicators

__all__ = [
    "NOTHING", "OF_WHICH", "Block", "Cell", "Computation", "Operation", "Position", "Role", "Row", "Sheet",
    "amount_text", "decimal_text", "percent_text", "sheet",
]  # fmt: skip


_NO_YEAR = "\u3000" * 4
"""Room for the year of a blank form."""


def sheet(form: Form) -> Sheet:
    """The table that prints this form. Derived fields that the form leaves out are computed;
    each column of points has one format.

    Raises ZipingbiaoError where the form names a layout that does not exist, ValueError where it is of
    another kind than a self-evaluation.
    """
    return _sheet(Same(form))


@lru_cache(maxsize=2)
def _sheet(same: Same[Form]) -> Sheet:
    """Kept for a while: every output of a form prints it, and each is compared with it."""
    form = same.value
    require_self_evaluation(form)
    layout, form = layout_of(form), uniform(form)
    return Sheet(
        title=form.title,
        subtitle=f"（{form.year or _NO_YEAR} 年度）",
        columns=layout.widths,
        blocks=tuple(_placed(block, layout.widths) for block in _blocks(form, layout)),
        landscape=layout.landscape,
        bounds=layout.bounds,
    )


def _blocks(form: Form, layout: Layout) -> list[Block]:
    """The sections from top to bottom, each beginning where the one before it ends."""
    blocks = [heading(form, layout, 0)]
    money = funds(form, layout, layout.funds, blocks[-1].end) if layout.funds else None
    blocks += [money] if money else []
    blocks += [goals(form, layout, layout.goals, blocks[-1].end)] if layout.goals else []
    rows = indicators(form, layout, blocks[-1].end)
    blocks = [heading(form, layout, 0, scores(layout, money, rows)), *blocks[1:], rows]
    blocks += [total(form, layout, rows.end, money, rows)] if layout.has_total else []
    last = foot(form, layout, blocks[-1].end)
    return [*blocks, last] if last else blocks


def _placed(block: Block, columns: tuple[Decimal, ...]) -> Block:
    """The block with the place and the width of each cell."""
    rows = tuple(_placed_row(row, columns) for row in block.rows)
    return evolve(block, head=rows[: len(block.head)], body=rows[len(block.head) :])


def _placed_row(row: Row, columns: tuple[Decimal, ...]) -> Row:
    return evolve(row, cells=tuple(cell.placed(columns) for cell in row.cells))
