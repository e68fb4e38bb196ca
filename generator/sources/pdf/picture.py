"""A picture of what was seen on a page: its cells, and the glyphs whose text was changed or doubted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from .content import Glyph, PageContent
from .document import PdfDocument
from .lattice import Lattice, Region, find_lattices

_SCALE = 2.0
_CELL, _CHANGED = (40, 110, 220), (220, 40, 40)

Mark = Callable[[Glyph], bool]
"""Whether a glyph is to be marked."""


def save_pictures(document: PdfDocument, folder: Path, mark: Mark) -> tuple[Path, ...]:
    """One PNG per page in `folder`, named after the file and the page; cells blue, marked glyphs red."""
    folder.mkdir(parents=True, exist_ok=True)
    with pypdfium2.PdfDocument(document.path) as pdf:
        return tuple(
            _save(pdf, page, folder / f"{document.path.stem}-{page.number}.png", mark)
            for page in document.pages
        )


def _save(pdf: pypdfium2.PdfDocument, page: PageContent, target: Path, mark: Mark) -> Path:
    image: Image.Image = pdf[page.number - 1].render(scale=_SCALE).to_pil().convert("RGB")
    image = image.rotate(-page.turned, expand=True)
    pen = ImageDraw.Draw(image)
    for lattice in find_lattices(page.rulings):
        for box in (_region_box(lattice, region) for region in lattice.regions):
            pen.rectangle(box, outline=_CELL, width=2)
    for box in _marked(page, mark):
        pen.rectangle(box, outline=_CHANGED, width=1)
    image.save(target)
    return target


def _region_box(lattice: Lattice, region: Region) -> tuple[float, float, float, float]:
    x0, x1 = lattice.xs[region.column], lattice.xs[region.column + region.column_span]
    y0, y1 = lattice.ys[region.row], lattice.ys[region.row + region.row_span]
    return (x0 * _SCALE + 2, y0 * _SCALE + 2, x1 * _SCALE - 2, y1 * _SCALE - 2)


def _marked(page: PageContent, mark: Mark) -> Iterator[tuple[float, float, float, float]]:
    for glyph in page.seen:
        if mark(glyph):
            yield (glyph.x0 * _SCALE, glyph.top * _SCALE, glyph.x1 * _SCALE, glyph.bottom * _SCALE)
