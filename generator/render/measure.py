"""How wide a text is when set in the bundled face, for what has to be known before a page is laid out."""

from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import east_asian_width

from fontTools.ttLib import TTFont

from .templates import packaged_folder

FACE = "NotoSerifSC-Regular.ttf"


def width(text: str) -> float:
    """The text on one line, in em."""
    return sum(map(_width, text))


@lru_cache(maxsize=8192)
def lines(text: str, measure: float) -> int:
    """How many lines of `measure` em the text fills, its paragraphs broken between characters or words."""
    return sum(_lines(paragraph, measure) for paragraph in text.split("\n"))


def _lines(paragraph: str, measure: float) -> int:
    count, used = 1, 0.0
    for piece in _pieces(paragraph):
        wide = width(piece)
        if used + wide > measure and used:
            count, used = count + 1, 0.0
        used += wide
        while used > measure and len(piece) > 1:
            count, used = count + 1, used - measure
    return count


def _pieces(paragraph: str) -> Iterator[str]:
    """What is not broken inside: words and numbers, single ideographs."""
    word = ""
    for character in paragraph:
        if character.isascii() and not character.isspace():
            word += character
            continue
        if word:
            yield word
        word = ""
        yield character
    if word:
        yield word


@lru_cache(maxsize=8192)
def _width(character: str) -> float:
    latin = _latin_widths().get(character)
    if latin:
        return latin
    return 1.0 if east_asian_width(character) in "WFA" else 0.6


@cache
def _latin_widths() -> dict[str, float]:
    with TTFont(packaged_folder() / "fonts" / FACE, lazy=True) as font:
        cmap, metrics, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        return {chr(code): metrics[cmap[code]][0] / unit for code in range(0x20, 0x7F)}
