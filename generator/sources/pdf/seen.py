"""Which of the glyphs drawn on a page a reader of the page sees.

Not seen are glyphs that nothing draws, that have the colour of what lies below them, that something drawn
later covers, that a layer hides, that the clip path cuts off. Where a page is a picture, as a scan is, its
invisible text is what a recogniser read on it, and stays.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .content import Glyph, PageContent, Unseen
from .drawn import Area, Drawn, Ink
from .overlay import overlays
from .turned import main_direction, upright

Floats = NDArray[np.float64]

_FAINT = 0.05
"""Of full opacity: less is not seen."""
_SAME = 0.06
"""Difference of two colours, in each of red, green, blue, that no one sees."""
_SMALLEST = 1.0
"""Points; smaller text is not read."""
_SLACK = 1.5
"""Points by which the middle of a glyph may lie beyond a clip path."""
_MOSTLY = 0.5
"""Share of a page that pictures cover where it is a scan."""
_FEW = 0.2
"""Glyphs that a scan shows beside its picture, as page numbers, as a share of those that are invisible."""


def finished(drawn: Drawn) -> PageContent:
    """The page, upright, each glyph with the reason why it is not seen."""
    angle = main_direction(drawn)
    page = upright(drawn, angle) if angle else drawn
    reasons = _reasons(page) if page.glyphs else []
    seen = [index for index, reason in enumerate(reasons) if reason is None]
    for index, reason in overlays(page, seen).items():
        reasons[index] = reason
    glyphs = tuple(
        glyph if reason is None else glyph._replace(unseen=reason)
        for glyph, reason in zip(page.glyphs, reasons, strict=True)
    )
    return PageContent(
        page.number, page.width, page.height, glyphs, tuple(page.rulings), tuple(page.pictures), angle
    )


def _reasons(page: Drawn) -> list[Unseen | None]:
    below = _Below(page.glyphs, page.areas)
    reasons = [
        _reason(glyph, ink, below, index)
        for index, (glyph, ink) in enumerate(zip(page.glyphs, page.inks, strict=True))
    ]
    layer = _layer_of_scan(page, reasons, below)
    return [None if index in layer else reason for index, reason in enumerate(reasons)]


class _Below:
    """What lies below and above each glyph."""

    def __init__(self, glyphs: Sequence[Glyph], areas: Sequence[Area]) -> None:
        self.covered = np.zeros(len(glyphs), np.bool_)
        self.under_picture = np.zeros(len(glyphs), np.bool_)
        self.paper: Floats = np.ones((len(glyphs), 3))
        """The colour below; NaN where it is not known."""
        self.plain = not areas
        if areas:
            places = np.array([(glyph.x, glyph.y, glyph.order) for glyph in glyphs])
            for area in areas:
                self._lay(area, places)

    def _lay(self, area: Area, places: Floats) -> None:
        x, y, order = places.T
        inside = (x >= area.x0) & (x <= area.x1) & (y >= area.top) & (y <= area.bottom)
        if area.corners is not None and inside.any():
            inside &= _in_polygon(area.corners, x, y)
        earlier = inside & (order < area.order)
        self.paper[inside & (order > area.order)] = np.nan if area.colour is None else area.colour
        if area.picture:
            self.under_picture |= earlier
        elif area.colour is not None:
            self.covered |= earlier


def _in_polygon(corners: Sequence[tuple[float, float]], x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Which points an odd number of sides lies to the right of."""
    inside = np.zeros(len(x), np.bool_)
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if y0 != y1:
            crosses = (y0 > y) != (y1 > y)
            inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def _reason(glyph: Glyph, ink: Ink, below: _Below, index: int) -> Unseen | None:
    if ink.hidden:
        return Unseen.LAYER
    if ink.invisible or ink.alpha <= _FAINT or glyph.size <= _SMALLEST:
        return Unseen.INVISIBLE
    x0, top, x1, bottom = ink.clip
    inside = x0 - _SLACK <= glyph.x <= x1 + _SLACK and top - _SLACK <= glyph.y <= bottom + _SLACK
    if not inside:
        return Unseen.CLIPPED
    if not below.plain and (below.covered[index] or below.under_picture[index]):
        return Unseen.COVERED
    if ink.colour is not None and _is_on(ink.colour, below, index):
        return Unseen.SAME_COLOUR
    return None


def _is_on(colour: tuple[float, float, float], below: _Below, index: int) -> bool:
    """Whether what lies below has the colour, too."""
    if below.plain:
        return min(colour) >= 1 - _SAME
    return bool(np.all(np.abs(below.paper[index] - colour) <= _SAME))


def _layer_of_scan(page: Drawn, reasons: Sequence[Unseen | None], below: _Below) -> frozenset[int]:
    """The glyphs that are the text of the picture that the page is; none where it is no picture."""
    if sum(_share(picture, page) for picture in page.pictures) < _MOSTLY:
        return frozenset()
    layer = frozenset(
        index
        for index, reason in enumerate(reasons)
        if reason is Unseen.INVISIBLE or (reason is Unseen.COVERED and below.under_picture[index])
    )
    shown = sum(reason is None for reason in reasons)
    return layer if shown <= _FEW * len(layer) else frozenset()


def _share(box: tuple[float, float, float, float], page: Drawn) -> float:
    width = min(box[2], page.width) - max(box[0], 0)
    height = min(box[3], page.height) - max(box[1], 0)
    return max(0.0, width) * max(0.0, height) / max(1.0, page.width * page.height)
