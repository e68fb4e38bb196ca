"""Web pages, and the workbooks that some programs save as pages."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from .bounds import read_bytes, refuse
from .document import SourceDocument
from .flow import Span, TooLarge, grids_in_text, laid_out
from .grid import Grid
from .page_encoding import decode_page

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "footer",
    "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "select",
    "textarea",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_CHINESE})[ \t\r]*\n[ \t\r\n]*(?={_CHINESE})")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")


def read_html(path: Path) -> SourceDocument:
    """The innermost tables of a page, each with the text above it.

    Raises ZipingbiaoError: F01 unreadable, F20 no page, F24 a table beyond bounds, F25 no table.
    """
    root = _parse(decode_page(read_bytes(path)), path)
    try:
        grids = tuple(grids_in_text(_blocks(root)))
    except TooLarge as error:
        refuse("F24", path, f"表格太大：{error}。", "请只保留自评表所在的表格")
    if not grids:
        refuse("F25", path, "网页里没有表格。", "自评表也许是图片或附件，请下载附件后再导入")
    return SourceDocument(path=str(path), content=grids)


def _parse(text: str, path: Path) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        refuse("F20", path, "文件里没有网页内容。")
    return root


def _blocks(root: etree._Element) -> Iterator[str | Grid]:
    """The page's lines and innermost tables in order; tables that only lay out the page are read through."""
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        is_table = event == "start" and element.tag == "table" and _is_innermost(element)
        if element.tag in _BLOCKS or is_table:
            yield from _flushed(pieces)
        if event == "start" and (is_table or _is_silent(element)):
            walker.skip_subtree()
            if is_table and not _is_silent(element):
                yield laid_out([_spans(row) for row in _rows(element)])
        elif event == "start":
            pieces.append(element.text or "")
        if event == "end":
            pieces.append(element.tail or "")
    yield from _flushed(pieces)


def _flushed(pieces: list[str]) -> Iterator[str]:
    line = _collapsed("".join(pieces))
    pieces.clear()
    if line:
        yield line


def _collapsed(text: str) -> str:
    """White space as a browser shows it, but none where a source line ends inside Chinese text."""
    return _SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", text)).strip()


def _is_innermost(table: etree._Element) -> bool:
    return next(table.iterdescendants("table"), None) is None


def _is_silent(element: etree._Element) -> bool:
    """Whether nothing of an element is shown."""
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    return element.tag in _SILENT or bool(hidden)


def _rows(table: etree._Element) -> Iterable[etree._Element]:
    return (row for row in table.iterdescendants("tr") if not _is_silent(row))


def _spans(row: etree._Element) -> list[Span]:
    cells = (cell for cell in row.iterchildren("td", "th") if not _is_silent(cell))
    return [
        Span(_text(cell), _number(cell.get("colspan")), _number(cell.get("rowspan"), zero=10**6))
        for cell in cells
    ]


def _number(attribute: str | None, zero: int = 1) -> int:
    """A span; 0 means to the end of the table where the format says so."""
    digits = (attribute or "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        return 1
    return int(digits) or zero


def _text(cell: etree._Element) -> str:
    return "\n".join(line for line in _blocks(cell) if isinstance(line, str))
