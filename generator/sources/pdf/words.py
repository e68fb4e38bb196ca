"""The words of a page: characters without a gap between them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .text import Placed

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
    line: list[Placed] = []
    for placed in visible:
        if line and placed.glyph.y - line[-1].glyph.y > 0.5 * min(line[-1].glyph.size, placed.glyph.size):
            yield list(_parted(line))
            line = []
        line.append(placed)
    if line:
        yield list(_parted(line))


def _parted(line: Sequence[Placed]) -> Iterator[Word]:
    word: list[Placed] = []
    for placed in sorted(line, key=lambda placed: placed.glyph.x0):
        if word and placed.glyph.x0 - max(p.glyph.x1 for p in word) > _GAP * placed.glyph.size:
            yield _word(word)
            word = []
        word.append(placed)
    if word:
        yield _word(word)


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
