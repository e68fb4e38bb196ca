"""The words of a page: characters without a gap between them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...model.splitting import split_before
from .text import Placed, is_below

_GAP = 0.8
"""Times the size: words farther apart stand in two cells."""


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
