"""What a page shows, before anything is made of it: glyphs with font and code, ruling lines, pictures."""

from enum import StrEnum
from typing import NamedTuple

from attrs import frozen


class Unseen(StrEnum):
    """Why a glyph is no text that a reader of the page takes for the page's own."""

    INVISIBLE = "看不见的文字"
    SAME_COLOUR = "与底色同色的文字"
    COVERED = "被盖住的文字"
    LAYER = "没有打开的图层上的文字"
    CLIPPED = "裁切线以外的文字"
    WATERMARK = "水印"
    SEAL = "印章一类盖在表上的文字"


class Glyph(NamedTuple):
    """One glyph as drawn: which code of which font, and its advance box in points from the top left."""

    font: int
    """The number of its font, see `fonts.collect_fonts`."""
    code: bytes
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    """The font size as drawn, in points."""
    order: int = 0
    """Its place in the order of drawing."""
    unseen: Unseen | None = None
    """Why it is not seen, or no part of the text; None where it is seen."""

    @property
    def x(self) -> float:
        """The middle of its advance."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle of its height."""
        return (self.top + self.bottom) / 2


class Ruling(NamedTuple):
    """A straight line along an axis: at `position` across it, from `start` to `end` along it, in points."""

    horizontal: bool
    position: float
    start: float
    end: float


class Picture(NamedTuple):
    """Where an image is drawn."""

    x0: float
    top: float
    x1: float
    bottom: float


@frozen
class PageContent:
    """One page: its 1-based number, its size in points as shown, and what is drawn on it, in that order."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    """All of them, those that are not seen too."""
    rulings: tuple[Ruling, ...]
    pictures: tuple[Picture, ...]
    turned: int = 0
    """By how many degrees, counter-clockwise, the content was turned on the sheet; here it stands upright."""

    @property
    def seen(self) -> tuple[Glyph, ...]:
        """The glyphs that a reader of the page sees as its text."""
        return tuple(glyph for glyph in self.glyphs if glyph.unseen is None)
