"""What is laid over a page and is no part of its text: watermarks and seals.

Known by leaning, or by standing across cells or upon other text in a colour, or a size, of its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ...model.splitting import split_before
from .content import Glyph, Unseen
from .drawn import Colour, Drawn
from .turned import quarter

_PALER = 0.35
"""How much lighter than the page's text a watermark is, of full lightness."""
_COLOURED = 0.35
"""How much more colour than the page's text a seal has: the spread of red, green, blue."""
_FAIR_SHARE = 0.15
"""Of a page's glyphs: the text is the darkest of those shades that have as many."""
_MOST = 0.4
_LARGE, _LARGER = 1.8, 1.3
"""Times the size of the page's text."""
_INSIDE = 1.5
"""Points by which a run of text may reach over a line of its cell."""
_NEAR = 1.0
"""Times the size of a seal's text: how far its lines stand apart."""

Floats = NDArray[np.float64]


@frozen
class _Style:
    colour: Colour | None
    alpha: float
    size: float
    angle: int | None
    watermark: bool

    @property
    def lightness(self) -> float:
        """As seen on white paper."""
        red, green, blue = self.colour or (0.0, 0.0, 0.0)
        return 1 - (1 - (0.3 * red + 0.59 * green + 0.11 * blue)) * self.alpha

    @property
    def spread(self) -> float:
        """How much colour it has, as seen on white paper."""
        return 0.0 if self.colour is None else (max(self.colour) - min(self.colour)) * self.alpha

    @property
    def shade(self) -> tuple[Colour | None, float]:
        """Its colour, whatever the size."""
        return (self.colour, self.alpha)


@frozen(eq=False)
class _Run:
    """Glyphs of one style that were drawn one after the other along a line."""

    style: _Style
    members: tuple[int, ...]
    codes: tuple[tuple[int, bytes], ...]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def y(self) -> float:
        """Its middle."""
        return (self.top + self.bottom) / 2

    def is_near(self, other: "_Run") -> bool:
        """Whether its lines and those of another may belong to one seal."""
        far = _NEAR * max(self.style.size, other.style.size)
        across = self.x0 - far <= other.x1 and other.x0 - far <= self.x1
        return across and self.top - far <= other.bottom and other.top - far <= self.bottom


def overlays(page: Drawn, seen: Sequence[int]) -> dict[int, Unseen]:
    """The glyphs, of those seen, that are laid over the page, each with what it belongs to."""
    styles = _styles(page, seen)
    if len({id(style) for style in styles.values()}) < 2:
        return {}
    text = _Text(styles.values())
    found = list(_runs(page, [index for index in seen if text.stands_out(styles[index])], styles))
    if not found:
        return {}
    laid = _laid_over(found, page, seen, styles, text)
    return {
        index: Unseen.SEAL if text.is_coloured(run.style) else Unseen.WATERMARK
        for run in laid
        for index in run.members
    }


def _styles(page: Drawn, seen: Sequence[int]) -> dict[int, _Style]:
    """The style of each glyph; a string's glyphs have one ink."""
    known: dict[tuple[int, float], _Style] = {}
    once: dict[_Style, _Style] = {}
    styles: dict[int, _Style] = {}
    for index in seen:
        glyph, ink = page.glyphs[index], page.inks[index]
        key = (id(ink), glyph.size)
        if key not in known:
            shade = (ink.colour, round(ink.alpha, 2))
            style = _Style(*shade, round(glyph.size, 1), quarter(ink.angle), ink.watermark)
            known[key] = once.setdefault(style, style)
        styles[index] = known[key]
    return styles


class _Text:
    """The style of most of a page's text, and what differs from it."""

    def __init__(self, styles: Iterable[_Style]) -> None:
        counted = Counter(styles)
        shades = Counter[tuple[Colour | None, float]]()
        for style, count in counted.items():
            shades[style.shade] += count
        least = min(_FAIR_SHARE * shades.total(), max(shades.values()))
        self._most = {shade for shade, count in shades.items() if count > _MOST * shades.total()}
        fair = [style for style, _ in counted.most_common() if shades[style.shade] >= least]
        self._main = min(fair, key=lambda style: style.lightness)

    def stands_out(self, style: _Style) -> bool:
        """Whether a style may be that of something laid over the page."""
        other = self.is_pale(style) or self.is_coloured(style) or style.size >= _LARGE * self._main.size
        return style.angle is None or style.watermark or other

    def is_pale(self, style: _Style) -> bool:
        """Whether it is much lighter than the text; what most of the page is in has to be larger, too."""
        rare = style.shade not in self._most or self.is_larger(style)
        return rare and style.lightness - self._main.lightness >= _PALER

    def is_coloured(self, style: _Style) -> bool:
        """Whether it is in colour, where the text is not; see `is_pale`."""
        rare = style.shade not in self._most or self.is_larger(style)
        return rare and style.spread - self._main.spread >= _COLOURED

    def is_larger(self, style: _Style) -> bool:
        """Whether it is larger than the text."""
        return style.size >= _LARGER * self._main.size


def _runs(page: Drawn, members: Sequence[int], styles: dict[int, _Style]) -> Iterator[_Run]:
    for style, group in groupby(members, key=styles.__getitem__):
        parted = split_before(
            group, lambda run, index: not _goes_on(page.glyphs[run[-1]], page.glyphs[index])
        )
        yield from (_run(style, run, page) for run in parted)


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    level = abs(last.y - glyph.y) <= 0.3 * last.size
    return level and -0.5 * last.size <= glyph.x0 - last.x1 <= 1.5 * last.size


def _run(style: _Style, members: Sequence[int], page: Drawn) -> _Run:
    glyphs = [page.glyphs[index] for index in members]
    return _Run(
        style,
        tuple(members),
        tuple((glyph.font, glyph.code) for glyph in glyphs),
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def _places(
    page: Drawn, seen: Sequence[int], styles: dict[int, _Style], shade: tuple[Colour | None, float]
) -> Floats:
    """The middles of all glyphs of other shades: text that is printed twice stands upon itself."""
    others = (page.glyphs[index] for index in seen if styles[index].shade != shade)
    return np.array([(glyph.x, glyph.y) for glyph in others]).reshape(-1, 2)


def _laid_over(
    found: Sequence[_Run], page: Drawn, seen: Sequence[int], styles: dict[int, _Style], text: _Text
) -> list[_Run]:
    """The runs that stand over the page, and with them those of the same watermark or seal."""
    uprights = np.array([r[1:] for r in page.rulings if not r.horizontal]).reshape(-1, 3)
    places = {shade: _places(page, seen, styles, shade) for shade in {run.style.shade for run in found}}
    laid = [run for run in found if _stands_over(run, uprights, places[run.style.shade], page, text)]
    for run in laid:  # grows while it is gone through
        more = (other for other in found if not any(other is one for one in laid))
        laid.extend([other for other in more if _belongs(other, run, text)])
    return laid


def _stands_over(run: _Run, uprights: Floats, others: Floats, page: Drawn, text: _Text) -> bool:
    style = run.style
    if style.angle is None or style.watermark:
        return True
    crosses = _crosses(run, uprights)
    if text.is_pale(style) or text.is_coloured(style):
        return crosses or _is_upon(run, others, page)
    return crosses and _is_upon(run, others, page)


def _crosses(run: _Run, uprights: Floats) -> bool:
    """Whether an upright line stands behind a run."""
    position, start, end = uprights.T
    inside = (position > run.x0 + _INSIDE) & (position < run.x1 - _INSIDE)
    return bool((inside & (start < run.y) & (end > run.y)).any())


def _is_upon(run: _Run, others: Floats, page: Drawn) -> bool:
    """Whether the middle of another text's glyph lies below one of a run."""
    x, y = others.T
    below = others[(x > run.x0) & (x < run.x1) & (y > run.top) & (y < run.bottom)]
    return any(_is_below(glyph, below) for glyph in map(page.glyphs.__getitem__, run.members))


def _is_below(glyph: Glyph, others: Floats) -> bool:
    edge = 0.1 * glyph.size
    x, y = others.T
    inside = (
        (x > glyph.x0 + edge) & (x < glyph.x1 - edge) & (y > glyph.top + edge) & (y < glyph.bottom - edge)
    )
    return bool(inside.any())


def _belongs(other: _Run, run: _Run, text: _Text) -> bool:
    """Whether a run is of the same watermark, printed again, or of the same seal, printed beside."""
    if text.is_coloured(run.style) and other.style.shade == run.style.shade:
        return other.is_near(run)
    if not text.is_pale(run.style):
        return other.codes == run.codes and other.style == run.style
    same = other.style.shade == run.style.shade and other.style.size == run.style.size
    return same and (other.codes == run.codes or text.is_larger(other.style))
