"""A plain-text dump: the lines of a document in reading order, its geometry lost."""

from attrs import frozen


@frozen(kw_only=True)
class Line:
    """One non-blank line: its 1-based number in the file, its text, the blank lines before it."""

    number: int
    text: str
    gap: int = 0


@frozen(kw_only=True)
class Lines:
    """All non-blank lines of a dump."""

    lines: tuple[Line, ...]
