"""The lines that WeasyPrint has laid out, spread to the measure and moved as they were set (`lines`).

CSS has no word for either that WeasyPrint knows: its `justify` widens spaces, of which Chinese has none.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...sheet.cells import Cell, Role
from ..lines import Line
from .laid_out import LaidOut, line_holders

_LEFT = (Role.TEXT, Role.SOURCE)


def spread(laid_out: LaidOut, set_lines: Callable[[Cell], Sequence[Sequence[Line]]]) -> None:
    """Move the characters of each line to where they were set; what is laid out otherwise stays as it is."""
    for page in laid_out.pages:
        for row in page.rows:
            for box, cell in zip(row.box.children, row.row.cells, strict=False):
                for paragraph, holder in zip(set_lines(cell), line_holders(box), strict=False):
                    if len(paragraph) == len(holder.children):
                        _paragraph(paragraph, holder.children, cell.role in _LEFT)


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
