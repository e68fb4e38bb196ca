"""The labels with values at the head: project, departments, and what else a form says of itself."""

from collections.abc import Iterator, Mapping

from ..model import terms
from ..model.computed import score_total
from ..model.form import Form
from ..model.layout import Entry, Layout
from ..model.problem import Path
from ..model.uniform import padded, places_of
from .cells import Block, Cell, Computation, Operation, Position, Role, Row, cell, computed_cell, label_cell

TITLE = "项目基本信息"
"""What an outline calls the block, which prints no label of its own."""

_FIELDS: Mapping[str, str] = {
    terms.PROJECT: "project",
    terms.DEPARTMENT: "department",
    "部门名称": "department",
    terms.OPERATOR: "operator",
}


def heading(form: Form, layout: Layout, row: int, scores: tuple[Position, ...] = ()) -> Block:
    """The rows that the layout lists, then one for each further particular; 总分 is the sum of `scores`."""
    listed = {entry.label for entries in layout.heading for entry in entries}
    rows = [
        tuple(_entries(form, layout, entries, row + at, scores)) for at, entries in enumerate(layout.heading)
    ]
    for label, value in form.particulars.items():
        if label not in listed:
            text = f"{label}：{value}"
            path: Path = (terms.PARTICULARS, label)
            at = (row + len(rows), 0)
            rows.append((cell(at, text, Role.TEXT, path, spans=(1, len(layout.widths))),))
    return Block(name="项目", title=TITLE, body=tuple(Row(row + at, cells) for at, cells in enumerate(rows)))


def _entries(
    form: Form, layout: Layout, entries: tuple[Entry, ...], row: int, scores: tuple[Position, ...]
) -> Iterator[Cell]:
    column = 0
    for entry in entries:
        yield label_cell((row, column), layout.word(form, entry.label), spans=(1, entry.label_span))
        column += entry.label_span
        if entry.label == terms.TOTAL:
            yield _total(form, (row, column), scores, entry.value_span)
        else:
            text, path = _value(form, entry.label)
            yield cell((row, column), text, Role.NAME, path, spans=(1, entry.value_span))
        column += entry.value_span


def _total(form: Form, at: Position, scores: tuple[Position, ...], span: int) -> Cell:
    result = padded(score_total(form), places_of(form).score)
    computed = Computation(Operation.SUM, scores, result)
    return computed_cell(at, form.total, (terms.TOTAL,), computed, spans=(1, span))


def _value(form: Form, label: str) -> tuple[str, Path]:
    if label == terms.YEAR:
        return str(form.year), (terms.YEAR,)
    if label in _FIELDS:
        name = getattr(form, _FIELDS[label]) or ""
        code = form.codes.get(label, "")
        return (f"{code}-{name}" if code else name), (label,)
    return form.particulars.get(label, ""), (terms.PARTICULARS, label)
