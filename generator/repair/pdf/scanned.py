"""Scanned pages: lines found in the picture, characters read by the recogniser, as if they had been drawn."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pypdfium2
from attrs import evolve, frozen

from ...runtime.isolation import allow
from ...sources.pdf.content import Glyph, PageContent
from ...sources.pdf.scan import SCALE, rulings_in
from .optical import OpticalReader, Seen

SCANNED = -2
"""The font number of characters that were read from a picture."""
SURE = 0.90
"""A character read less surely than this is a doubt."""
_MAX_PIXELS = 40_000_000
_SECONDS = 15.0
"""That a page may take to be recognised."""


@frozen
class ScannedPage:
    """A page as read from its picture: the code of each glyph is its place in `seen`."""

    content: PageContent
    seen: tuple[Seen, ...]

    def text(self, glyph: Glyph) -> str:
        """What a glyph of this page was read as."""
        return self.seen[int.from_bytes(glyph.code)].text


def is_scanned(page: PageContent) -> bool:
    """Whether a page shows pictures and no text."""
    return bool(page.pictures) and not page.glyphs


def read_scans(path: Path, pages: Iterable[PageContent], reader: OpticalReader) -> dict[int, ScannedPage]:
    """Page number → what was read on it. Raises pypdfium2.PdfiumError where a page cannot be drawn."""
    with pypdfium2.PdfDocument(path) as document:
        return {page.number: _read(document[page.number - 1], page, reader) for page in pages}


def _read(drawn: pypdfium2.PdfPage, page: PageContent, reader: OpticalReader) -> ScannedPage:
    allow(_SECONDS)
    scale = SCALE if page.width * page.height * SCALE**2 <= _MAX_PIXELS else 1.0
    image = np.array(drawn.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"), np.uint8)
    seen = tuple(reader.read_page(image))
    grey = np.asarray(image.mean(axis=2), np.uint8)
    glyphs = tuple(_glyph(number, character, scale) for number, character in enumerate(seen))
    content = evolve(page, glyphs=glyphs, rulings=(*page.rulings, *rulings_in(grey)))
    return ScannedPage(content, seen)


def _glyph(number: int, seen: Seen, scale: float) -> Glyph:
    x0, top, x1, bottom = (side / scale for side in (seen.x0, seen.top, seen.x1, seen.bottom))
    return Glyph(SCANNED, number.to_bytes(4), x0, top, x1, bottom, bottom - top)
