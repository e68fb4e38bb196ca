"""Which fields of a form a change of the text reached."""

from collections.abc import Iterator, Mapping

from ..model import terms
from ..model.form import Form
from ..model.problem import Path, path_in_words
from ..recognise.lines.flow import key
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


def texts(form: Form) -> Iterator[tuple[Path, str]]:
    """Every text of a form with its path, white space left out."""
    yield (terms.PROJECT,), key(form.project)
    yield (terms.DEPARTMENT,), key(form.department)
    yield (terms.OPERATOR,), key(form.operator or "")
    yield (terms.GOALS, terms.PLANNED), key(form.goals.expected)
    yield (terms.GOALS, terms.DONE), key(form.goals.actual)
    for level1 in form.levels:
        yield (terms.INDICATORS, level1.name), key(level1.name)
        for level2 in level1.children:
            yield (terms.INDICATORS, level1.name, level2.name), key(level2.name)
    for path, indicator in form.indicators():
        yield (*path, terms.NAME), key(indicator.name)
        yield (*path, terms.TARGET), key(indicator.target.text)
        yield (*path, terms.ACTUAL), key(indicator.actual.text)
        yield (*path, terms.REASON), key(indicator.reason or "")
