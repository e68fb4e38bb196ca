"""The words of a page: characters without a gap between them; pages without tables as lines of words."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from statistics import median_low
from typing import NamedTuple

from ...model.splitting import split_before
from .text import Placed, is_below

_GAP = 0.8
"""Times the size: words farther apart stand in two cells."""
_LEAST = 2
"""Blanks between two words that stand apart."""
_MAX_COLUMN = 2_000


class Word(NamedTuple):
    """Characters without a gap between them."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    text: str

    @property
    def y(self) -> float:
        """Its middle."""
        return (self.top + self.bottom) / 2


def words_of(characters: Iterable[Placed]) -> list[Word]:
    """The words of a page, line by line."""
    return [word for line in lines_of_words(characters) for word in line]


def lines_of_words(characters: Iterable[Placed]) -> Iterator[list[Word]]:
    """The lines of a page from top to bottom, each as words from left to right."""
    visible = sorted((c for c in characters if c.text.strip()), key=lambda placed: placed.glyph.y)
    for line in split_before(visible, is_below):
        yield [
            _word(word) for word in split_before(sorted(line, key=lambda placed: placed.glyph.x0), _is_apart)
        ]


def _is_apart(word: Sequence[Placed], placed: Placed) -> bool:
    return placed.glyph.x0 - max(p.glyph.x1 for p in word) > _GAP * placed.glyph.size


def _word(characters: Sequence[Placed]) -> Word:
    glyphs = [placed.glyph for placed in characters]
    return Word(
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        max(glyph.size for glyph in glyphs),
        "".join(placed.text for placed in characters),
    )


def layout_text(pages: Iterable[Sequence[Placed]]) -> str:
    """The pages' lines, a form feed between pages; empty where they have no text.

    Columns are kept by blanks, each word where it stands on the page.
    """
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
