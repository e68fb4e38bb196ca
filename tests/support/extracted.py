"""What others extract from a page as plain text, compared with the form by looking each cell's text up.

Good enough for forms whose texts do not repeat; the program itself reads what each cell prints.
"""

import re
from collections.abc import Iterable

import pypdfium2

from generator.model.problem import Path, Problem, Severity
from generator.render.pdf.continued import CONTINUED
from generator.sheet.build import Role, Sheet
from generator.workspace.settings import MAX_LABEL, MAX_SIGNATURES

_GAP = "\0"
"""Stands where a cell's text was found, so that no text is found across it."""

_SPACE = re.compile(r"\s+|\u200b|\ufeff")
_LABELS = re.compile(rf"(?:[^：]{{1,{MAX_LABEL}}}：){{1,{MAX_SIGNATURES}}}")
_PAGE_MARK = re.compile(r"第\d+页共\d+页")


def pdf_text(content: bytes) -> tuple[str, ...]:
    """The text of each page, in the order it is drawn."""
    document = pypdfium2.PdfDocument(content)
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def verify_text(
    pages: Iterable[str], printed: Sheet, signatures: Iterable[str] | None = ()
) -> tuple[Problem, ...]:
    """What the pages' texts lack of the sheet (V01), or add to it (V02). White space is not compared.

    `signatures` are the labels printed below the table; None where they are not known.
    """
    rest = [plain(page) for page in pages]
    texts = [
        (printed.title, ()),
        (printed.subtitle, ()),
        *((cell.text, cell.path) for cell in printed.cells()),
        *((f"{label}：", ()) for label in signatures or ()),
    ]
    lost = [
        _lost(text, path)
        for text, path in sorted(texts, key=lambda entry: -len(entry[0]))
        if not _take(rest, plain(text))
    ]
    added = [
        piece for piece in _added(rest, printed) if signatures is not None or not _LABELS.fullmatch(piece)
    ]
    return (*lost, *((_extra(added),) if added else ()))


def plain(text: str) -> str:
    """Without white space; pdfium gives a hyphen at a line's end as U+0002 or U+FFFE."""
    return _SPACE.sub("", text.replace("\ufffe", "-").replace("\x02", "-"))


def _take(pages: list[str], text: str) -> bool:
    """Take the text out of the pages, whole or over consecutive ones; whether it was there."""
    for place, page in enumerate(pages):
        if text in page:
            pages[place] = page.replace(text, _GAP, 1)
            return True
    return any(_take_split(pages, first, text) for first in range(len(pages) - 1))


def _take_split(pages: list[str], first: int, text: str) -> bool:
    """Take a text that begins on page `first` and goes on over the next ones."""
    taken: list[tuple[int, str]] = []
    for place in range(first, len(pages)):
        if not text:
            break
        piece = longest_start(pages[place], text)
        if not piece:
            return False
        taken.append((place, piece))
        text = text.removeprefix(piece)
    if text:
        return False
    for place, piece in taken:
        pages[place] = pages[place].replace(piece, _GAP, 1)
    return True


def longest_start(page: str, text: str) -> str:
    """The longest beginning of the text that the page has, found by halving: shorter ones are there too."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in page else (low, middle - 1)
    return text[:low]


def _added(pages: list[str], printed: Sheet) -> list[str]:
    """What is left beside repeated heads, labels that go on, and page marks."""
    repeated = sorted(_repeated(printed), key=len, reverse=True)
    left = []
    for page in pages:
        rest = _PAGE_MARK.sub(_GAP, page)
        for text in repeated:
            rest = rest.replace(text, _GAP)
        left += [piece for piece in rest.split(_GAP) if piece]
    return left


def _repeated(printed: Sheet) -> set[str]:
    heads = {cell.text for block in printed.blocks for row in block.head for cell in row.cells}
    opened = (cell for cell in printed.cells() if cell.row_span > 1 or cell.role in (Role.NAME, Role.LEVEL))
    labels = {cell.text + CONTINUED for cell in opened}
    return {plain(text) for text in heads | labels if text}


def _lost(text: str, path: Path) -> Problem:
    return Problem(
        rule="V01",
        severity=Severity.ERROR,
        path=path,
        value=text[:80],
        message="输出文件中找不到这一格的文字。",
        hint="请检查模板是否漏印或改写了内容。",
    )


def _extra(pieces: list[str]) -> Problem:
    value = "｜".join(pieces)[:80]
    message = f"输出文件中有表格以外的文字：{value}。"
    return Problem(rule="V02", severity=Severity.ERROR, value=value, message=message)
