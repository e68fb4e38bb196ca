"""The lines that WeasyPrint has laid out, spread to the measure and moved as they were set (`lines`).

CSS has no word for either that WeasyPrint knows: its `justify` widens spaces, of which Chinese has none.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...sheet.cells import Cell, Role
from .. import measure
from ..lines import Line
from .laid_out import LaidOut, line_holders

_LEFT = (Role.TEXT, Role.SOURCE)
_CLASS = "lines"
_EM = 0.05
"""By how much a cell's measure may differ from the one its lines were set for."""

SetLines = Callable[[Cell], Sequence[Sequence[Line]]]


def is_as_set(laid_out: LaidOut) -> bool:
    """Whether each line stands on one line, in cells as wide as they were set for: templates may differ."""
    size = laid_out.sheet.size
    return all(
        len(holder.children) == "".join(holder.element.itertext()).count("\n") + 1
        and abs(width - measure.room(cell, size=size)) < _EM
        for cell, width, holders in _set_cells(laid_out)
        for holder in holders
    )


def spread(laid_out: LaidOut, set_lines: SetLines) -> None:
    """Move the characters of each line to where they were set."""
    for cell, _, holders in _set_cells(laid_out):
        for paragraph, holder in zip(set_lines(cell), holders, strict=False):
            if len(paragraph) == len(holder.children):
                _paragraph(paragraph, holder.children, cell.role in _LEFT)


def _set_cells(laid_out: LaidOut) -> Iterator[tuple[Cell, float, list[Any]]]:
    """The cells whose lines were set, how wide they are in em, and the boxes of their paragraphs."""
    for page in laid_out.pages:
        for row in page.rows:
            for box, cell in zip(row.box.children, row.row.cells, strict=False):
                holders = [found for found in line_holders(box) if _is_set(found)]
                if holders:
                    yield cell, box.width / box.style["font_size"], holders


def _is_set(box: Any) -> bool:  # noqa: ANN401 - weasyprint is untyped
    return box.element is not None and box.element.get("class") == _CLASS


def _paragraph(paragraph: Sequence[Line], boxes: Sequence[Any], is_left: bool) -> None:
    for line, box in zip(paragraph, boxes, strict=True):
        if line.lead or line.spread:
            _line(line, box, line.lead if is_left else line.lead / 2)


def _line(line: Line, box: Any, lead: float) -> None:  # noqa: ANN401 - weasyprint is untyped
    style, by = None, None
    for text in _texts(box):
        size = text.style["font_size"]
        if by is None:
            by = -lead * size
        text.position_x += by
        if not line.spread:
            continue
        if style is None:
            style = text.style.copy()
            style["letter_spacing"] = line.spread * size
        text.style = style
        by += len(text.text) * line.spread * size


def _texts(box: Any) -> Iterator[Any]:  # noqa: ANN401
    return (child for child in box.descendants() if hasattr(child, "pango_layout"))
