"""Word-processor documents: their tables, and the paragraphs between them."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
from attrs import evolve
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from .bounds import MAX_CELL_TEXT, refuse
from .document import SourceDocument, document_of
from .encoding import decode_page
from .flow import check_size, grids_in_text
from .grid import Cell, Grid
from .hidden_text import take_out_hidden
from .html import page_blocks
from .mht import is_saved_page, saved_page_blocks
from .package import PARSING_ERRORS, checked_package
from .symbols import as_drawn, is_symbol_font, sign

_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo")))
"""Elements that stand around others without being seen: content controls, accepted insertions."""
_UNSEEN = frozenset(map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:tbl", "w:pict"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
OUR_LABELS = "_zipingbiao_labels"
"""The bookmark on the line of labels to sign at that a generated document prints beside its form."""

_LACKING = ("文档里没有表格。", "自评表也许是图片，请取得可编辑的文件后再导入")
_NO_CHUNKS: Mapping[str, bytes] = {}
_LOOKED_AT = 4096
_MARKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(path: Path) -> SourceDocument:
    """The innermost tables of a document, each with the paragraphs above it.

    Deletions not yet accepted are left out, insertions are read; hidden text is left out and named. What
    other documents it embeds as its own text (altChunk) is read in its place. Numbers that the program sets
    before the paragraphs of a list are not read. Raises ZipingbiaoError as `checked_package` does; F24
    a table beyond bounds, F25 no table.
    """
    data = checked_package(path, "DOCX 文档")
    try:
        document = docx.Document(io.BytesIO(data))
        hidden = tuple(take_out_hidden(document))
        grids = grids_in_text(_blocks(document.element.body, _chunks(document)))
        return document_of(path, grids, "表格", _LACKING, hidden)
    except PARSING_ERRORS:
        refuse("F20", path, "文件已损坏，或者不是 DOCX 文档。", "请用文字处理软件打开后另存一份")


def _chunks(document: Document) -> dict[str, bytes]:
    """The name of each embedded document → its bytes."""
    related = document.part.rels.items()
    return {
        name: target.target_part.blob
        for name, target in related
        if not target.is_external and target.reltype.endswith("/aFChunk")
    }


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """What stands in an element, wrappers looked through."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in _children(parent) if child.tag == qn(name))


def _blocks(container: etree._Element, chunks: Mapping[str, bytes] = _NO_CHUNKS) -> Iterator[str | Grid]:
    """Paragraphs and innermost tables in order; tables that only lay out the page are read through."""
    for child in _children(container):
        if child.tag == qn("w:p"):
            if _is_ours(child):
                continue
            yield from lines_of(child)
        elif child.tag == qn("w:tbl"):
            if next(child.iterdescendants(qn("w:tbl"), qn("w:altChunk")), None) is None:
                yield table_of(child)[1]
            else:
                for row in _named(child, "w:tr"):
                    for cell in _named(row, "w:tc"):
                        yield from _blocks(cell, chunks)
        elif child.tag == qn("w:altChunk"):
            yield from _chunk(chunks.get(child.get(qn("r:id")) or "", b""))


def _is_ours(paragraph: etree._Element) -> bool:
    """Whether it only says where to sign: the settings print it, not the form; what a person adds is read."""
    starts = paragraph.iter(qn("w:bookmarkStart"))
    is_marked = any(start.get(qn("w:name")) == OUR_LABELS for start in starts)
    return is_marked and all(piece.endswith("：") for piece in _text(paragraph).split())


def _chunk(data: bytes) -> Iterator[str | Grid]:
    """The blocks of an embedded document: a page, a saved page, another document, or plain text."""
    if data.startswith(b"PK"):
        inner = docx.Document(io.BytesIO(data))
        yield from _blocks(inner.element.body)
    elif is_saved_page(data):
        yield from saved_page_blocks(data)
    elif b"<" in data[:_LOOKED_AT]:
        yield from page_blocks(data)
    else:
        yield from filter(None, map(str.strip, decode_page(data).splitlines()))


def _text(element: etree._Element) -> str:
    """The text of a paragraph or a run as it is seen."""
    if element.tag == qn("w:t"):
        return as_drawn(element.text or "", _font(element))
    if element.tag == qn("w:sym"):
        return _sign(element)
    if element.tag in _MARKS:
        return _MARKS[element.tag]
    return "".join(_text(child) for child in element if child.tag not in _UNSEEN)


def _font(text: etree._Element) -> str:
    """The symbol font that a run names for its characters, if it does."""
    run = text.getparent()
    fonts = None if run is None else run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    if fonts is None:
        return ""
    named = (fonts.get(qn(key)) or "" for key in ("w:ascii", "w:hAnsi"))
    return next(filter(is_symbol_font, named), "")


def _sign(element: etree._Element) -> str:
    code = element.get(qn("w:char")) or ""
    try:
        return sign(int(code, 16), element.get(qn("w:font")) or "")
    except ValueError:
        return ""


def lines_of(paragraph: etree._Element) -> Iterator[str]:
    """The lines of a paragraph that say something."""
    return filter(None, (line.strip() for line in _text(paragraph).splitlines()))


def table_of(table: etree._Element) -> tuple[list[etree._Element], Grid]:
    """A table's rows, without deleted ones, and its cells: one that carries on that above makes it taller.

    Raises TooLarge beyond the bounds.
    """
    cells: list[Cell] = []
    above: dict[int, int] = {}
    squares = 0
    rows = [row for row in _named(table, "w:tr") if not _is_deleted(row)]
    for number, row in enumerate(rows):
        column = _before(row)
        for element in _named(row, "w:tc"):
            width = _width(element)
            if _carries_on(element) and _fits(cells, above.get(column), number, width):
                upper = cells[above[column]]
                cells[above[column]] = evolve(upper, row_span=upper.row_span + 1)
            else:
                above[column] = len(cells)
                cells.append(_cell(element, number, column, width))
            column += width
            squares += width
            check_size(number + 1, column, squares)
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    return rows, Grid(rows=len(rows), columns=columns, cells=tuple(cells))


def _cell(element: etree._Element, row: int, column: int, width: int) -> Cell:
    text = "\n".join(line for line in _blocks(element) if isinstance(line, str))
    return Cell(row=row, column=column, column_span=width, text=text[:MAX_CELL_TEXT])


def _fits(cells: list[Cell], above: int | None, row: int, width: int) -> bool:
    """Whether the cell above ends where this one begins, and is as wide."""
    return (
        above is not None
        and cells[above].row + cells[above].row_span == row
        and cells[above].column_span == width
    )


def _property(element: etree._Element, properties: str, name: str) -> etree._Element | None:
    return element.find(f"{qn(properties)}/{qn(name)}")


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = "" if element is None else element.get(qn("w:val")) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else otherwise


def _width(cell: etree._Element) -> int:
    return max(1, _number(_property(cell, "w:tcPr", "w:gridSpan"), 1))


def _before(row: etree._Element) -> int:
    return _number(_property(row, "w:trPr", "w:gridBefore"), 0)


def _carries_on(cell: etree._Element) -> bool:
    merge = _property(cell, "w:tcPr", "w:vMerge")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _is_deleted(row: etree._Element) -> bool:
    return any(_property(row, "w:trPr", name) is not None for name in ("w:del", "w:hidden"))
