"""Pages without tables as text that keeps its columns by blanks, each word where it stands on the page."""

import unicodedata
from collections.abc import Iterable, Sequence
from statistics import median_low

from .text import Placed
from .words import Word, lines_of_words

_LEAST = 2
"""Blanks between two words that stand apart."""
_MAX_COLUMN = 2_000


def layout_text(pages: Iterable[Sequence[Placed]]) -> str:
    """The pages' lines, a form feed between pages; empty where they have no text."""
    return "\f".join(filter(None, map(_page, pages)))


def _page(characters: Sequence[Placed]) -> str:
    sizes = [placed.glyph.size for placed in characters if placed.text.strip()]
    if not sizes:
        return ""
    unit = median_low(sizes) / 2  # a Latin character's width
    return "".join(f"{_line(words, unit)}\n" for words in lines_of_words(characters))


def _line(words: Sequence[Word], unit: float) -> str:
    line, width = "", 0
    for word in words:
        at = min(round(word.x0 / unit), _MAX_COLUMN)
        blanks = max(at - width, _LEAST if line else 0)
        line += " " * blanks + word.text
        width += blanks + _width(word.text)
    return line


def _width(text: str) -> int:
    """In Latin characters; an ideograph is two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
