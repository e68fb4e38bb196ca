"""The measures of a form's pages, worked out before a page is laid out, and the plan that follows from them.

Lines break where `lines` breaks them and cells are as high as `measure` says, so that the plan is the page's
own wherever the bundled face has all characters; where it is not, pages are laid out again as found.
"""

from collections.abc import Iterator

from attrs import evolve

from ...sheet.build import Block, Cell, Sheet
from .. import lines, measure
from ..labels import page_text
from .continued import split
from .drawn import drawn
from .laid_out import CellBox, Line
from .paginate import Measures, Plan, best_plan, with_low_heads

_PIXELS = 96 / 72
"""Per point."""

_MARGINS = 31 * measure.POINTS_PER_MM
_TITLE, _TITLE_LINE, _TITLE_SPACING = 17.0, 1.35, 0.06
"""The title's size in points, the height of its line and what stands between its characters in em."""

_SUBTITLE = 10.5 * 1.4 + 2.8 * measure.POINTS_PER_MM
_ABOVE = measure.RULE / 2
_SIGNATURES = 5 * measure.POINTS_PER_MM
"""Above the labels to sign at."""

_SMALLER = (0.96, 0.92)
"""Shares of the type's size that are tried where they save a page."""


def plan(sheet: Sheet, signatures: int = 0, *, may_shrink: bool = False) -> Plan:
    """Where the pages of the sheet are likely to begin.

    In type as little smaller as saves a page, if one does. `signatures` are the labels below the table.
    """
    found = _plan(sheet, signatures)
    if not found.starts or not may_shrink or sheet.is_blank:
        return found
    shrunk = found
    for share in reversed(_SMALLER):
        smaller = _plan(evolve(sheet, size=measure.FONT_SIZE * share), signatures)
        if len(smaller.starts) >= len(found.starts):
            break
        shrunk = smaller
    return shrunk


def _plan(sheet: Sheet, signatures: int) -> Plan:
    measured = expected(split(sheet), signatures)
    return best_plan(split(with_low_heads(sheet, measured)), measured)


def expected(sheet: Sheet, signatures: int = 0) -> Measures:
    """What is to be known of the sheet's pages, in pixels."""
    boxes = {cell.origin: _box(cell, sheet.size) for cell in sheet.cells()}
    page = (210 if sheet.landscape else 297) * measure.POINTS_PER_MM - _MARGINS
    trail = _SIGNATURES + sheet.size * measure.LINE_HEIGHT if signatures else 0.0
    return Measures(
        cells=boxes,
        heads={at: _head_height(block, sheet.size) for at, block in enumerate(sheet.blocks)},
        gaps={},
        lead=(_title(sheet) + _SUBTITLE + _ABOVE) * _PIXELS,
        top=_ABOVE * _PIXELS,
        trail=(trail + _ABOVE) * _PIXELS,
        height=page * _PIXELS,
    )


def _title(sheet: Sheet) -> float:
    room = float(sum(sheet.columns)) * measure.POINTS_PER_MM / _TITLE / (1 + _TITLE_SPACING)
    return measure.lines(sheet.title, room) * _TITLE * _TITLE_LINE


def _head_height(block: Block, size: float) -> float:
    boxes = ((_box(cell, size) for cell in row.cells if cell.row_span == 1) for row in block.head)
    return sum(
        max((box.overhead + sum(line.height for line in box.lines) for box in row), default=0.0)
        for row in boxes
    )


def _box(cell: Cell, size: float) -> CellBox:
    high = size * measure.fit(cell, size) * measure.LINE_HEIGHT * _PIXELS
    return CellBox(
        cell,
        tuple(_lines(cell, measure.line_room(cell, size=size), high)),
        measure.height(cell, 0) * _PIXELS,
        measure.room(cell, size=size),
    )


def _lines(cell: Cell, room: float, high: float) -> Iterator[Line]:
    if measure.is_on_one_line(cell) or not cell.text:
        yield from [Line(len(drawn(cell.text)), high, 0)] * bool(cell.text)
        return
    for number, paragraph in enumerate(lines.broken(page_text(cell, room), room)):
        for line in paragraph:
            yield Line(len(drawn(line)), high, number)
