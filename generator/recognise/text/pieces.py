"""A text whose columns are kept by blanks: each piece of a line with the columns it covers."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from ...model.splitting import grouped, split_before
from ..lines.flow import join

_WIDE = frozenset("WF")


@frozen
class Piece:
    """A piece of a line between white space: its text, its first and past-the-last column, its line.

    `page` counts the pages and `row` the written lines, from 0; `line` is the 1-based line of the file.
    """

    text: str
    x0: float
    x1: float
    row: int
    line: int
    page: int = 0

    @property
    def middle(self) -> float:
        """The middle of what it covers."""
        return (self.x0 + self.x1) / 2

    def overlap(self, x0: float, x1: float) -> float:
        """How many columns it shares with a range."""
        return max(0.0, min(self.x1, x1) - max(self.x0, x0))


Row = tuple[Piece, ...]


def rows_of(text: str) -> list[Row]:
    """The pieces of each written line; by the width of Chinese characters that lines them up better."""
    narrow, wide = (list(_rows(text, width)) for width in (1, 2))
    return wide if _alignment(wide) > _alignment(narrow) else narrow


def _rows(text: str, width: int) -> Iterator[Row]:
    row = page = 0
    for number, line in enumerate(text.split("\n"), start=1):
        page += line.count("\f")
        pieces = tuple(_pieces(line.replace("\f", ""), width, row, number, page))
        if pieces:
            yield pieces
            row += 1


def _pieces(line: str, width: int, row: int, number: int, page: int) -> Iterator[Piece]:
    column, start, text = 0, 0, ""
    for character in f"{line} ":
        if character.isspace():
            if text:
                yield Piece(text, start, column, row, number, page)
            text = ""
            column += 1
            continue
        if not text:
            start = column
        text += character
        column += width if width > 1 and unicodedata.east_asian_width(character) in _WIDE else 1


def _alignment(rows: Sequence[Row]) -> float:
    """How often pieces inside a line begin in a column where others do."""
    starts = Counter(piece.x0 for row in rows for piece in row[1:])
    return sum(count * count for count in starts.values()) / max(1, starts.total())


def stacked(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces above each other put together as one: the lines of a wrapped label."""
    ordered = sorted(pieces, key=lambda piece: piece.x0)
    return map(together, split_before(ordered, lambda stack, piece: piece.x0 >= max(p.x1 for p in stack)))


def together(pieces: Sequence[Piece]) -> Piece:
    """The pieces of one cell, read line by line."""
    ordered = sorted(pieces, key=lambda piece: (piece.row, piece.x0))
    return Piece(
        text=spoken(ordered),
        x0=min(piece.x0 for piece in ordered),
        x1=max(piece.x1 for piece in ordered),
        row=ordered[0].row,
        line=ordered[0].line,
        page=ordered[0].page,
    )


def spoken(pieces: Sequence[Piece]) -> str:
    """The text of a cell's pieces: those of one line with a space between."""
    ordered = sorted(pieces, key=lambda piece: (piece.row, piece.x0))
    lines = grouped((piece.row, piece.text) for piece in ordered)
    return join([" ".join(texts) for texts in lines.values()])
