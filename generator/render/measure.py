"""How wide and how high texts and cells are on a page: the one place for type sizes, padding and rules.

What has to be known before a page is laid out is worked out here, in the bundled face: where lines break
(`lines`), how wide columns are (`columns`), which rows begin a page (`pdf.forecast`). form.css has the same
measures by the variables that the form's template sets (`style`), the document and the workbook by number.
"""

import re
from functools import cache, lru_cache
from unicodedata import east_asian_width

from attrs import frozen
from fontTools.ttLib import TTFont

from ..sheet.cells import Cell, Role
from .templates import packaged_folder

POINTS_PER_MM = 72 / 25.4
FONT_SIZE = 9.0
"""Points."""

LINE_HEIGHT = 1.4
"""Em."""

RULE = 0.5
"""Points, half of it on each side of a cell."""

SMALLEST = 0.6
"""Below this share of the font size a number is broken rather than shrunk."""

FACE, BOLD = "NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf"
_BOLDER = 0.95
"""Of a regular letter's width to a bold one's."""

_HAIR = 0.99
"""Of what just fits, lest rounding break it."""

_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
"""What is not broken inside: words and numbers, single ideographs."""

_LATIN = re.compile("[0-9A-Za-z]")

_ON_ONE_LINE = (Role.AMOUNT, Role.NUMBER, Role.PERCENT)


@frozen
class Padding:
    """Of a cell in points: on the left and on the right, above and below."""

    aside: float
    above: float


CELL, NARROW = Padding(3.2, 1.6), Padding(3.5, 1.6)
TEXT, PROSE = Padding(4.5, 1.6), Padding(4.5, 3.0)
"""Half an em aside: the blank half of a mark that is closed up at a line's end does not reach the rule."""


def style(size: float = FONT_SIZE) -> str:
    """The measures as variables of form.css."""
    cells = {"cell": CELL, "narrow": NARROW, "text": TEXT, "prose": PROSE}
    declared = (f"--{name}: {one.above}pt {one.aside}pt" for name, one in cells.items())
    return "; ".join((f"--size: {size:g}pt", *declared))


def padding(cell: Cell) -> Padding:
    """What a cell keeps free inside its rules."""
    if cell.is_narrow:
        return NARROW
    if cell.role is Role.TEXT:
        return PROSE if is_prose(cell) else TEXT
    return CELL


def is_prose(cell: Cell) -> bool:
    """Whether it is set as a text of its own, from its upper edge: a goal, a text at the foot."""
    return cell.role is Role.TEXT and cell.column_span > 1


def is_on_one_line(cell: Cell) -> bool:
    """Whether it holds a number, which is shrunk rather than broken."""
    return cell.role in _ON_ONE_LINE


def room(cell: Cell, wide: float | None = None, size: float = FONT_SIZE) -> float:
    """The measure of a cell's text in em; of a cell that is `wide` mm instead of its own width."""
    wide = float(cell.width) if wide is None else wide
    return (wide * POINTS_PER_MM - 2 * padding(cell).aside - RULE) / size - cell.indent


def line_room(cell: Cell, wide: float | None = None, size: float = FONT_SIZE) -> float:
    """The measure that a cell's lines are set to: less for labels, whose Latin letters are bold and wider."""
    return max(1.0, room(cell, wide, size) * line_share(cell))


def line_share(cell: Cell) -> float:
    """What part of a cell's measure its lines are set to."""
    return _BOLDER if cell.role is Role.LABEL and _LATIN.search(cell.text) else 1.0


def height(cell: Cell, count: int, size: float = FONT_SIZE) -> float:
    """The height in points of a cell with so many lines."""
    return count * size * LINE_HEIGHT + 2 * padding(cell).above + RULE


def fit(cell: Cell, size: float = FONT_SIZE) -> float:
    """By how much a cell's type must shrink for its number to stay on one line; 1 where it fits."""
    if not is_on_one_line(cell) or not cell.text:
        return 1.0
    share = room(cell, size=size) / width(cell.text)
    return 1.0 if share >= 1 else max(share * _HAIR, SMALLEST)


def width(text: str, *, bold: bool = False) -> float:
    """The text on one line, in em."""
    return sum(advance(character, bold=bold) for character in text)


@lru_cache(maxsize=16_384)
def advance(character: str, *, bold: bool = False) -> float:
    """How wide a character is, in em; a guess for one that the face lacks."""
    known = _advances(BOLD if bold else FACE).get(character)
    if known is not None:
        return known
    return 1.0 if east_asian_width(character) in "WFA" else 0.6


@lru_cache(maxsize=8192)
def lines(text: str, room: float) -> int:
    """How many lines of `room` em the text fills where an office program breaks it and closes nothing up."""
    return sum(_lines(paragraph, room) for paragraph in text.split("\n"))


def _lines(paragraph: str, room: float) -> int:
    count, used = 1, 0.0
    for piece in _WORD.findall(paragraph):
        wide = width(piece)
        if used + wide > room and used:
            count, used = count + 1, 0.0
        used += wide
        while used > room and len(piece) > 1:
            count, used = count + 1, used - room
    return count


def is_known(text: str) -> bool:
    """Whether the face has every character of the text, so that its width is no guess."""
    return _advances(FACE).keys() >= set(text)


@cache
def _advances(face: str) -> dict[str, float]:
    with TTFont(packaged_folder() / "fonts" / face, lazy=True) as font:
        metrics, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / unit for code, glyph in font.getBestCmap().items()}
