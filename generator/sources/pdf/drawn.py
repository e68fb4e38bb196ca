"""What is noted of a page while it is drawn: glyphs with their ink, areas, lines, pictures, in order."""

from typing import NamedTuple

from attrs import define, field

from .content import Glyph, Picture, Ruling

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


class Ink(NamedTuple):
    """How a glyph is drawn."""

    colour: Colour | None
    """None where the colour is not known, as of a pattern."""
    alpha: float
    invisible: bool
    """Whether the text rendering mode draws nothing."""
    angle: float
    """Of its baseline, in degrees counter-clockwise."""
    clip: tuple[float, float, float, float]
    """x0, top, x1, bottom of what may be drawn on."""
    hidden: bool
    """Whether it belongs to a layer that is switched off."""
    watermark: bool
    """Whether the file marks it as a watermark."""


class Area(NamedTuple):
    """An opaque area: when it is drawn, its box, its colour where it has one, its corners."""

    order: int
    x0: float
    top: float
    x1: float
    bottom: float
    colour: Colour | None
    corners: tuple[tuple[float, float], ...] | None = None
    """None where it is the box itself."""
    picture: bool = False


@define
class Drawn:
    """One page as drawn, lengths in points from the top left."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(factory=list)
    inks: list[Ink] = field(factory=list)
    areas: list[Area] = field(factory=list)
    rulings: list[Ruling] = field(factory=list)
    pictures: list[Picture] = field(factory=list)


def as_colour(colour: object) -> Colour | None:
    """One of pdfminer's colours as red, green and blue; None where it says nothing about lightness."""
    parts = [colour] if isinstance(colour, (int, float)) else colour
    if not isinstance(parts, (list, tuple)) or not all(isinstance(part, (int, float)) for part in parts):
        return None
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
    if len(parts) == 3:
        return (float(parts[0]), float(parts[1]), float(parts[2]))
    return (float(parts[0]),) * 3 if len(parts) == 1 else None
