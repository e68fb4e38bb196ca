"""What a report hides: which figure each content control printed, and what the forms said at the time."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Self

from attrs import frozen
from docx.document import Document

from ..docx import marks
from .blocks import Block, Figure, Paragraph
from .contents import Contents

TAG = "zipingbiao-"
"""Before the number of a content control that holds a figure, in its tag and in its title.

LibreOffice keeps the title only.
"""

_KIND = "report"

Pieces = tuple[str | Figure, ...]


@frozen(kw_only=True)
class Record:
    """A report as it was made. Figures are numbered from 1 in the order in which they stand in it."""

    department: str
    year: str
    digests: Mapping[str, str]
    lines: tuple[Pieces, ...]
    """The paragraphs that print figures, those of cells too, in order."""

    @classmethod
    def of(cls, content: Contents, made: Iterable[Block]) -> Self:
        """The record of a report of these blocks."""
        lines = (cell for block in made for row in _rows(block) for cell in row)
        return cls(
            department=content.department,
            year=content.year,
            digests=content.digests,
            lines=tuple(line.pieces for line in lines if _has_figures(line)),
        )

    @property
    def figures(self) -> dict[int, Figure]:
        """Number → figure."""
        found = (piece for line in self.lines for piece in line if isinstance(piece, Figure))
        return dict(enumerate(found, start=1))


def _rows(block: Block) -> Iterable[Iterable[Paragraph]]:
    return ((block,),) if isinstance(block, Paragraph) else (*block.head, *block.body)


def _has_figures(line: Paragraph) -> bool:
    return any(isinstance(piece, Figure) for piece in line.pieces)


def keep(document: Document, record: Record) -> None:
    """Put the record into the document."""
    lines = [
        [piece if isinstance(piece, str) else [piece.name, piece.text] for piece in line]
        for line in record.lines
    ]
    data = {
        "department": record.department,
        "year": record.year,
        "digests": dict(record.digests),
        "lines": lines,
    }
    marks.keep(document, _KIND, json.dumps(data, ensure_ascii=False))


def kept(document: Document) -> Record | None:
    """The record in a document; None where there is none, or it is damaged."""
    text = marks.kept(document, _KIND)
    try:
        return None if text is None else _record(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _record(data: Any) -> Record:  # noqa: ANN401 - whatever the document holds
    lines = tuple(tuple(map(_piece, line)) for line in data["lines"])
    digests = {str(file): str(digest) for file, digest in data["digests"].items()}
    return Record(department=str(data["department"]), year=str(data["year"]), digests=digests, lines=lines)


def _piece(piece: Any) -> str | Figure:  # noqa: ANN401 - as above
    if isinstance(piece, str):
        return piece
    name, text = piece
    return Figure(str(name), str(text))
