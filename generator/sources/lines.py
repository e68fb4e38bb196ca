"""A plain-text dump: the lines of a document in reading order, its geometry lost."""

from attrs import frozen

PAGE_GAP = 3
"""Blank lines that a page break leaves in a dump."""


@frozen(kw_only=True)
class Line:
    """One non-blank line: its 1-based number in the file, its text, the blank lines before it."""

    number: int
    text: str
    gap: int = 0


Lines = tuple[Line, ...]
"""All non-blank lines of a dump."""


def split_lines(text: str) -> Lines:
    """The non-blank lines of a text, each with its number and the blank lines before it.

    A form feed, the page break of most dumps, counts as `PAGE_GAP` blank lines.
    """
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        gap += PAGE_GAP * raw.count("\f")
        stripped = raw.strip()
        if stripped:
            lines.append(Line(number=number, text=stripped, gap=gap))
            gap = 0
        else:
            gap += 1
    return tuple(lines)
