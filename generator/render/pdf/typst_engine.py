"""A form set by Typst: the sheet through a Jinja template, in one compilation that sees no file."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from attrs import evolve
from markupsafe import Markup

from ... import __version__
from ...sheet.build import Cell, Role, Row, Sheet
from .. import measure
from ..templates import TemplateSet
from ..typst_code import code, literal
from .continued import again, is_merged, split
from .engine import Attached, Job
from .fit import FONT_SIZE, fit
from .typst_world import compiled
from .watermark import watermark_svg

_POINTS_PER_MM = 72 / 25.4
_LINE = FONT_SIZE * 1.4
_PADDING = 7.5
"""Points in a cell beside its text."""

_PAGE = {False: 297 - 31, True: 210 - 31}
"""Millimetres of height of an upright page and of one on its long side, margins left out."""

_HIGHEST_HEAD = 0.4
_HIGHEST_ROW = 0.8
"""Of a page; a head that is higher is printed once, a row that is higher may be broken."""

_WORD = re.compile(r"[^\s\u2e80-\uffef\U00020000-\U0003ffff]{4,}")
"""What is not broken inside, unless it fills more than a line."""


def form_pdf(job: Job) -> bytes:
    """The form's file, as `engine.Engine` has it."""
    source = job.templates.render("form.typ", _variables(job))
    return compiled(source + "".join(map(_attach, job.attachments)), "form.typ", job.templates)


def warm_up(templates: TemplateSet) -> None:
    """Load Typst and the fonts."""
    compiled('#set document(title: " ")', "form.typ", templates)


def _variables(job: Job) -> dict[str, object]:
    form, settings = job.form, job.settings
    printed = _Printed(split(_with_low_heads(job.sheet)))
    return {
        "form": form,
        "sheet": printed.sheet,
        "columns": printed.sheet.columns,
        "fit": fit,
        "printed": printed_text,
        "breaks": printed.breaks,
        "again": printed.again,
        "reach": last_row,
        "ends": printed.ends,
        "watermark": watermark_svg(settings.watermark) if settings.watermark else None,
        "signatures": settings.signatures,
        "metadata": {
            "author": form.department,
            "description": f"{form.department} {form.year} 年度 {form.project}",
            "keywords": (
                str(form.year),
                form.title,
                f"zipingbiao {__version__}",
                *(f"sha256:{sha256(one.content).hexdigest()}" for one in job.attachments),
            ),
        },
    }


class _Printed:
    """A sheet, and what of it may go on over the end of a page."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        room = _HIGHEST_ROW * _PAGE[sheet.landscape] * _POINTS_PER_MM
        self._broken = {row.number for row in sheet.rows if row.is_prose or _height(row) > room}
        body = [row for block in sheet.blocks for row in block.body]
        self._open = {cell.origin for row in body for cell in row.cells if self._goes_on(cell)}
        self._ends = dict(self._all_ends(body))

    def breaks(self, row: Row) -> bool:
        """Whether a page may end inside the row."""
        return row.number in self._broken

    def again(self, cell: Cell) -> Markup | None:
        """What a merged cell reads where it goes on; None for one that does not."""
        is_open = cell.origin in self._open and last_row(cell) in self._ends and not cell.continued
        return printed_text(evolve(cell, text=again(cell.text))) if is_open and cell.text else None

    def ends(self, cell: Cell) -> bool:
        """Whether the end of its text tells where its row ends."""
        return cell.origin in self._ends.get(cell.row, ())

    def _goes_on(self, cell: Cell) -> bool:
        return cell.row_span > 1 or (is_merged(cell) and cell.row in self._broken)

    def _all_ends(self, body: list[Row]) -> Iterator[tuple[int, set[Any]]]:
        """The last row of each cell that goes on → the cells whose texts end where it ends."""
        wanted = {last_row(cell) for row in body for cell in row.cells if cell.origin in self._open}
        for row in body:
            if row.number in wanted:
                here = {cell.origin for cell in row.cells if cell.origin not in self._open}
                if here:
                    yield row.number, here


def last_row(cell: Cell) -> int:
    """The number of the last row that a cell reaches."""
    return cell.row + cell.row_span - 1


def _with_low_heads(sheet: Sheet) -> Sheet:
    """The sheet whose heads leave room for rows; the others are rows of their blocks."""
    room = _HIGHEST_HEAD * _PAGE[sheet.landscape] * _POINTS_PER_MM
    blocks = (
        evolve(block, head=(), body=block.rows) if sum(map(_height, block.head)) > room else block
        for block in sheet.blocks
    )
    return evolve(sheet, blocks=tuple(blocks))


def _height(row: Row) -> float:
    """About how high a row is, in points."""
    cells = (cell for cell in row.cells if cell.row_span == 1)
    lines = max((measure.lines(cell.text, _inner(cell)) for cell in cells), default=1)
    return lines * _LINE + _PADDING


def _inner(cell: Cell) -> float:
    """The width of a cell's text, in em."""
    return max(1.0, (float(cell.width) * _POINTS_PER_MM - _PADDING) / FONT_SIZE - cell.indent)


def printed_text(cell: Cell) -> Markup:
    """The text as Typst's code: its paragraphs or lines, with places to break in words that fill a line."""
    lines = cell.paragraphs if cell.role is Role.TEXT else cell.text.split("\n")
    between = "parbreak()" if cell.role is Role.TEXT else "linebreak()"
    return code(f" + {between} + ".join(_line(line, _inner(cell)) for line in lines) or '""')


def _line(text: str, width: float) -> str:
    longest = max(map(len, text.split()), default=0)
    if longest <= width or not any(measure.width(found[0]) > width for found in _WORD.finditer(text)):
        return literal(text)
    return " + ".join(_pieces(text, width))


def _pieces(text: str, width: float) -> Iterator[str]:
    end = 0
    for found in _WORD.finditer(text):
        if measure.width(found[0]) > width:
            if end < found.start():
                yield literal(text[end : found.start()])
            yield f"{literal(list(found[0]))}.join(h(0pt))"
            end = found.end()
    if end < len(text):
        yield literal(text[end:])


def _attach(attached: Attached) -> str:
    """The code that embeds a file."""
    try:
        content = f"bytes({literal(attached.content.decode())})"
    except UnicodeDecodeError:
        content = f"bytes({literal(tuple(attached.content))})"
    return (
        f"\n#pdf.attach({literal(attached.name)}, {content}, "
        f"relationship: {literal(attached.relationship.lower())}, "
        f'mime-type: "application/yaml", description: {literal(attached.description)})'
    )
