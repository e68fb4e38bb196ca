"""年度总体目标: the goals beside what came of them."""

from attrs import evolve

from ..model import terms
from ..model.form import Form
from ..model.layout import Columns, Layout
from .cells import Block, Role, Row, cell, column_heads, label_cell

_TEXTS = {terms.PLANNED: "expected", terms.DONE: "actual"}


def goals(form: Form, layout: Layout, columns: Columns, row: int) -> Block:
    """A header, printed again where the texts reach another page, and a row of texts."""
    title = layout.word(form, terms.GOALS)
    side = label_cell((row, 0), title, spans=(2, columns.side))
    heads = (side, *column_heads(form, layout, columns, row))
    texts = []
    for term, start, span in columns.places():
        text = getattr(form.goals, _TEXTS[term]).strip("\n")
        found = cell((row + 1, start), text, Role.TEXT, (terms.GOALS, term), spans=(1, span))
        texts.append(evolve(found, prose=True))
    return Block(name="目标", title=title, head=(Row(row, heads),), body=(Row(row + 1, tuple(texts)),))
