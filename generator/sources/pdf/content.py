"""What a page shows, before anything is made of it: glyphs with font and code, ruling lines, pictures."""

from typing import NamedTuple

from attrs import frozen


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
    rulings: tuple[Ruling, ...]
    pictures: tuple[Picture, ...]
