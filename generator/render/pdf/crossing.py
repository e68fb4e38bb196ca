"""Which rows of long text go on over the end of a page, and what of their text stands on the next."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...sheet.build import Row, Sheet
from .page import to_pdf
from .verify import longest_start, pdf_text, plain


def crossing(document: Any, printed: Sheet) -> tuple[int, Mapping[int, str]] | None:  # noqa: ANN401
    """The first row that a page ends inside, and by column what its cells have left for the next page."""
    doubtful = dict(_last_rows(document, printed))
    if not doubtful:
        return None
    pages = [plain(text) for text in pdf_text(to_pdf(document))]
    for page, row in doubtful.items():
        rest = {cell.column: _left(pages[page], cell.text) for cell in row.cells if cell.prose}
        if any(rest.values()):
            return row.number, rest
    return None


def _last_rows(document: Any, printed: Sheet) -> Iterator[tuple[int, Row]]:  # noqa: ANN401
    """Page, from 0, and the row of long text that begins on it as the last of its rows."""
    rows = {f"r{row.number}": row for row in printed.rows}
    for page, laid_out in enumerate(document.pages[:-1]):
        begun = [rows[name] for name in laid_out.anchors if name in rows]
        if begun:
            last = max(begun, key=lambda row: row.number)
            if last.is_prose:
                yield page, last


def _left(page: str, text: str) -> str:
    """What of the text comes after its longest beginning that the page has."""
    count = len(longest_start(page, plain(text)))
    for place, character in enumerate(text):
        if count == 0:
            return text[place:].lstrip()
        count -= bool(plain(character))
    return ""
