"""Pages whose content stands turned on the sheet, without a word of it in the file, brought upright."""

from collections import Counter
from collections.abc import Callable

from .content import Glyph, Picture, Ruling
from .drawn import Area, Drawn, Ink

Point = tuple[float, float]

_LEAN = 5.0
"""Degrees by which a baseline may lean."""
_MOST = 0.6
"""Share of the glyphs that have to stand turned."""


def quarter(angle: float) -> int | None:
    """The multiple of 90° that an angle is; None for one that leans."""
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= _LEAN else None


def main_direction(drawn: Drawn) -> int:
    """The multiple of 90° at which most of a page's text runs, counter-clockwise; 0 where none has most."""
    angles = Counter(quarter(ink.angle) for ink in drawn.inks if not (ink.invisible or ink.hidden))
    angle, count = max(angles.items(), key=lambda item: item[1], default=(0, 0))
    return angle if angle and count >= _MOST * angles.total() else 0


def turning(angle: int, width: float, height: float) -> Callable[[float, float], Point]:
    """Where a point of a page of that size comes to stand when the page is turned back by so many degrees."""
    turns: dict[int, Callable[[float, float], Point]] = {
        0: lambda x, y: (x, y),
        90: lambda x, y: (height - y, x),
        180: lambda x, y: (width - x, height - y),
        270: lambda x, y: (y, width - x),
    }
    return turns[angle]


def upright(drawn: Drawn, angle: int) -> Drawn:
    """The page turned back by a multiple of 90°."""
    width, height = drawn.width, drawn.height
    turn = turning(angle, width, height)
    return Drawn(
        drawn.number,
        *((width, height) if angle == 180 else (height, width)),
        glyphs=[_glyph(glyph, turn) for glyph in drawn.glyphs],
        inks=[_ink(ink, turn, angle) for ink in drawn.inks],
        areas=[_area(area, turn) for area in drawn.areas],
        rulings=[_ruling(ruling, turn) for ruling in drawn.rulings],
        pictures=[Picture(*turned_box(picture, turn)) for picture in drawn.pictures],
    )


def turned_box(
    box: tuple[float, ...], turn: Callable[[float, float], Point]
) -> tuple[float, float, float, float]:
    """The rectangle (x0, top, x1, bottom) after a turn."""
    (x0, y0), (x1, y1) = turn(box[0], box[1]), turn(box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _glyph(glyph: Glyph, turn: Callable[[float, float], Point]) -> Glyph:
    x0, top, x1, bottom = turned_box(glyph[2:6], turn)
    return glyph._replace(x0=x0, top=top, x1=x1, bottom=bottom, size=bottom - top)


def _ink(ink: Ink, turn: Callable[[float, float], Point], angle: int) -> Ink:
    return ink._replace(angle=(ink.angle - angle) % 360, clip=turned_box(ink.clip, turn))


def _area(area: Area, turn: Callable[[float, float], Point]) -> Area:
    x0, top, x1, bottom = turned_box(area[1:5], turn)
    corners = area.corners and tuple(turn(*corner) for corner in area.corners)
    return area._replace(x0=x0, top=top, x1=x1, bottom=bottom, corners=corners)


def _ruling(ruling: Ruling, turn: Callable[[float, float], Point]) -> Ruling:
    position, start, end = ruling[1:]
    corners = (start, position, end, position) if ruling.horizontal else (position, start, position, end)
    x0, y0, x1, y1 = turned_box(corners, turn)
    across = x1 - x0 > y1 - y0
    return Ruling(across, y0, x0, x1) if across else Ruling(False, x0, y0, y1)
