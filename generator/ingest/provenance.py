"""Which fields of a form a change of the text reached."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from ..model.form import Form
from ..model.problem import path_in_words
from ..recognise.conservation import texts
from ..recognise.lines.flow import key
from ..repair.log import Entry, Spot
from ..repair.text.anchors import CLOSE, OPEN

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


def contexts(entries: Iterable[Entry], lines: SourceLines) -> Callable[[Entry], tuple[str, ...]]:
    """What gives an entry's places the restored text around them, where a person has to do with it."""
    where = _Columns(entries)

    def around(entry: Entry) -> tuple[str, ...]:
        if not (entry.doubtful or entry.settled):
            return ()
        return tuple(_context(entry, spot, lines, where) for spot in entry.places)

    return around


def _context(entry: Entry, spot: Spot, lines: SourceLines, where: "_Columns") -> str:
    line = lines.get((entry.cell or entry.page, spot.line), "")
    start = where.restored(entry, spot) - 1
    if not line.startswith(entry.true, start):
        return ""
    end = start + len(entry.true)
    return f"{line[max(start - _AROUND, 0) : start]}{OPEN}{entry.true}{CLOSE}{line[end : end + _AROUND]}"


_AROUND = 24
"""Characters on either side, white space counted."""


class _Columns:
    """Where a column of a raw line stands in the restored one."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        moved: dict[tuple[object, int], list[tuple[int, int]]] = {}
        for entry in entries:
            by = len(entry.true) - len(entry.extracted)
            for spot in entry.places if by else ():
                moved.setdefault((entry.cell or entry.page, spot.line), []).append((spot.column, by))
        self._moved = {key: sorted(places) for key, places in moved.items()}

    def restored(self, entry: Entry, spot: Spot) -> int:
        """The column of a place of an entry, from 1, in the restored line."""
        places = self._moved.get((entry.cell or entry.page, spot.line), [])
        before = bisect_left(places, (spot.column,))
        return spot.column + sum(by for _, by in places[:before])
