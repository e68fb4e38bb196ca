"""A picture of what was seen on a page: its cells, and the glyphs whose text was changed or doubted."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pdfplumber
from pdfplumber.page import Page

from .content import Glyph, PageContent
from .document import PdfDocument
from .lattice import Lattice, Region, find_lattices
from .turned import turned_box, turning

_RESOLUTION = 144
"""Dots to the inch."""
_CELL, _CHANGED, _NOTHING = (40, 110, 220), (220, 40, 40), (0, 0, 0, 0)

Mark = Callable[[Glyph], bool]
"""Whether a glyph is to be marked."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the top left of the page as it was read."""


def save_pictures(document: PdfDocument, folder: Path, mark: Mark) -> tuple[Path, ...]:
    """One PNG per page in `folder`, named after the file and the page; cells blue, marked glyphs red."""
    folder.mkdir(parents=True, exist_ok=True)
    with pdfplumber.open(document.path) as pdf:
        return tuple(
            _save(pdf.pages[page.number - 1], page, folder / f"{document.path.stem}-{page.number}.png", mark)
            for page in document.pages
        )


def _save(sheet: Page, page: PageContent, target: Path, mark: Mark) -> Path:
    image = sheet.to_image(resolution=_RESOLUTION)
    left, top = image.bbox[:2]
    marked = ((glyph.x0, glyph.top, glyph.x1, glyph.bottom) for glyph in page.seen if mark(glyph))
    for boxes, colour, width in ((_cells(page), _CELL, 2), (marked, _CHANGED, 1)):
        placed = [(x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in _on_sheet(boxes, page)]
        image.draw_rects(placed, fill=_NOTHING, stroke=colour, stroke_width=width)
    image.save(target, quantize=False)
    return target


def _on_sheet(boxes: Iterable[Box], page: PageContent) -> Iterator[Box]:
    """The boxes where they stand on the sheet, which may have been turned to be read."""
    back = turning(-page.turned % 360, page.width, page.height)
    return (turned_box(box, back) for box in boxes)


def _cells(page: PageContent) -> Iterator[Box]:
    for lattice in find_lattices(page.rulings):
        yield from (_region_box(lattice, region) for region in lattice.regions)


def _region_box(lattice: Lattice, region: Region) -> Box:
    x0, x1 = lattice.xs[region.column], lattice.xs[region.column + region.column_span]
    y0, y1 = lattice.ys[region.row], lattice.ys[region.row + region.row_span]
    return (x0 + 1, y0 + 1, x1 - 1, y1 - 1)
