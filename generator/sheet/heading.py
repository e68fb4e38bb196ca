"""The labels with values at the head: project, departments, and what else a form says of itself."""

from collections.abc import Iterator, Mapping

from ..model import terms
from ..model.computed import final_total
from ..model.form import Form
from ..model.layout import Entry, Layout
from ..model.problem import Path
from .cells import Block, Cell, Role, Row, cell, decimal_text, label_cell

TITLE = "项目基本信息"
"""What an outline calls the block, which prints no label of its own."""

_FIELDS: Mapping[str, str] = {
    terms.PROJECT: "project",
    terms.DEPARTMENT: "department",
    "部门名称": "department",
    terms.OPERATOR: "operator",
}


def heading(form: Form, layout: Layout, row: int) -> Block:
    """The rows that the layout lists, then one for each further particular."""
    listed = {entry.label for entries in layout.heading for entry in entries}
    rows = [tuple(_entries(form, layout, entries, row + at)) for at, entries in enumerate(layout.heading)]
    for label, value in form.particulars.items():
        if label not in listed:
            text = f"{label}：{value}"
            path: Path = (terms.PARTICULARS, label)
            at = (row + len(rows), 0)
            rows.append((cell(at, text, Role.TEXT, path, spans=(1, len(layout.widths))),))
    return Block(name="项目", title=TITLE, body=tuple(Row(row + at, cells) for at, cells in enumerate(rows)))


def _entries(form: Form, layout: Layout, entries: tuple[Entry, ...], row: int) -> Iterator[Cell]:
    column = 0
    for entry in entries:
        yield label_cell((row, column), layout.word(form, entry.label), spans=(1, entry.label_span))
        column += entry.label_span
        text, path = _value(form, entry.label)
        yield cell((row, column), text, Role.NAME, path, spans=(1, entry.value_span))
        column += entry.value_span


def _value(form: Form, label: str) -> tuple[str, Path]:
    if label == terms.YEAR:
        return str(form.year), (terms.YEAR,)
    if label == terms.TOTAL:
        return decimal_text(final_total(form)), (terms.TOTAL,)
    if label in _FIELDS:
        name = getattr(form, _FIELDS[label]) or ""
        code = form.codes.get(label, "")
        return (f"{code}-{name}" if code else name), (label,)
    return form.particulars.get(label, ""), (terms.PARTICULARS, label)
