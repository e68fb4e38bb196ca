"""Which fields of a form a change of the text reached."""

from collections.abc import Mapping

from ..model.form import Form
from ..model.problem import path_in_words
from ..recognise.lines.flow import key
from ..recognise.texts import texts
from ..repair.log import Entry, Spot

SourceLines = Mapping[tuple[int | str | None, int], str]
"""Page or cell (None where there is neither) and line number, from 1 → the restored line."""


def fields_reached(entry: Entry, lines: SourceLines, form: Form) -> tuple[str, ...]:
    """The fields, in words, that hold the piece of a line in which a change was made, in printed order.

    White space is left out of account, lines being wrapped.
    """
    pieces = {
        piece
        for spot in entry.places
        if (piece := _piece_at(spot, lines.get((entry.cell or entry.page, spot.line), "")))
    }
    return tuple(path_in_words(path) for path, text in texts(form) if any(piece in text for piece in pieces))


def _piece_at(spot: Spot, line: str) -> str:
    """The part of a line between white space that a column stands in, or the line where it is one text."""
    start = 0
    for piece in line.split(" "):
        end = start + len(piece)
        if start < spot.column <= end + 1 and piece:
            return key(piece)
        start = end + 1
    return key(line)
