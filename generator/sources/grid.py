"""A table as any document format shows it: cells with spans and text, and where they came from."""

from attrs import frozen


@frozen(kw_only=True)
class Box:
    """A rectangle on a page, in PDF points from the top left; pages are counted from 1."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@frozen(kw_only=True)
class Cell:
    """One cell: 0-based row and column of its first square, how many it spans, and its text.

    Lines of the text are joined as a reader would (no line breaks inside Chinese text); paragraphs are
    separated by a newline. `origin` says where it stood in the source (``Sheet1!B4``, ``第2页``).
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    origin: str = ""
    box: Box | None = None
    doubt: str = ""
    """Why the text may be another, for a person; empty where the reader is sure of it."""


@frozen(kw_only=True)
class Grid:
    """One table of a document, with the lines of text that stand before and after it.

    `cells` are in reading order and cover the table without overlap; a square that no cell covers is empty.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    name: str = ""
    """The sheet's or table's own name, where the format has one."""
    inferred: str = ""
    """Why rows and columns may be others, for a person; empty where the source says what they are."""
    hidden: tuple[str, ...] = ()
    """What the source holds but does not show, with its place: ``第5行：草稿｜12``."""
