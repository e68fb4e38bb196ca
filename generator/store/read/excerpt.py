"""The line that a problem is about, with a caret under the place, as a terminal shows it."""

import unicodedata

from ...model.problem import Place

MAX_WIDTH = 96
"""Terminal columns of the excerpt."""


def excerpt(source: str, place: Place) -> str | None:
    """Two lines: the source line and the caret; None where the place names no line of the source.

    A full-width character takes two columns; a long line is cut around the place.
    """
    if place.line is None or place.column is None:
        return None
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 0 < place.line <= len(lines):
        return None
    line, column = _window(lines[place.line - 1].replace("\t", " "), place.column - 1)
    return f"{line}\n{' ' * _width(line[:column])}^"


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of the line that fits, with the column in it."""
    start = column
    while start > 0 and _width(line[start - 1 : column]) <= MAX_WIDTH // 2:
        start -= 1
    end = column
    while end < len(line) and _width(line[start : end + 1]) <= MAX_WIDTH:
        end += 1
    head, tail = "…" if start > 0 else "", "…" if end < len(line) else ""
    return head + line[start:end] + tail, column - start + len(head)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
