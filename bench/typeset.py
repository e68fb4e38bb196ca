"""The printed table as a Typst source: a table per block, in the measures of form.css."""

from collections.abc import Iterable
from decimal import Decimal

from generator.model.form import Form
from generator.render.pdf.continued import split
from generator.sheet.build import Block, Cell, Role, Row, sheet

_ALIGNED = {Role.TEXT: "left + top", Role.SOURCE: "left + horizon", Role.AMOUNT: "right + horizon"}

_HEAD = """
#set page(paper: "a4", margin: (top: 16mm, x: 10mm, bottom: 15mm), numbering: (n, of) => [第 #n 页 共 #of 页])
#set text(font: ("Noto Serif SC", "Noto Sans Symbols 2"), size: 9pt, lang: "zh", region: "cn")
#set par(leading: .4em, justify: true)
#set table(stroke: .5pt, inset: (x: 2pt, y: 2.6pt), align: center + horizon)
#show table: set block(spacing: 0pt)
"""


def typst_source(form: Form) -> str:
    """The whole document."""
    printed = split(sheet(form))
    title = f"#set document(title: {_quoted(form.project)}, author: {_quoted(form.department)})"
    heading = f"#align(center)[= #{_quoted(printed.title)}\n#{_quoted(printed.subtitle)}]"
    tables = (_table(block, printed.columns) for block in printed.blocks)
    return "\n".join((title, _HEAD, heading, *tables))


def _table(block: Block, widths: Iterable[Decimal]) -> str:
    columns = ", ".join(f"{width}mm" for width in widths)
    first = block.rows[0].number
    head = f"table.header({_cells(block.head, first)})," if block.head else ""
    return f"#table(columns: ({columns}),\n{head}\n{_cells(block.body, first)})"


def _cells(rows: Iterable[Row], first: int) -> str:
    return ",\n".join(_cell(cell, first) for row in rows for cell in row.cells)


def _cell(cell: Cell, first: int) -> str:
    """A cell at its place, counted from the block's first row."""
    place = f"x: {cell.column}, y: {cell.row - first}"
    spans = f"colspan: {cell.column_span}, rowspan: {cell.row_span}"
    lines = " + linebreak() + ".join(map(_quoted, cell.text.split("\n")))
    text = f"strong({lines})" if cell.role is Role.LABEL else lines
    return f"table.cell({place}, {spans}, align: {_ALIGNED.get(cell.role, 'auto')}, {text})"


def _quoted(text: str) -> str:
    """A string literal of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
