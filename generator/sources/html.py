"""Web pages, and the workbooks that some programs save as pages."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from .bounds import MAX_CELLS, read_bytes, refuse
from .document import SourceDocument, document_of
from .encoding import decode_page
from .flow import Span, TooLarge, grids_in_text, laid_out
from .grid import Grid
from .symbols import as_drawn, is_symbol_font

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "footer",
    "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "datalist",
    "button",
})  # fmt: skip
_FIELDS = frozenset({"input", "textarea", "select"})
_UNSAID = frozenset({"hidden", "password", "submit", "reset", "button", "image", "file", "color", "range"})
"""Kinds of `<input>` whose value is no text of the page."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|%)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)",
    re.IGNORECASE,
)
_FONT_FAMILY = re.compile(r"font-family\s*:\s*([^;,]{1,40})", re.IGNORECASE)
_GROUPS = {"thead": 0, "tfoot": 2}
"""Where the rows of a group stand, wherever the source has them; a body's are between."""
_CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_CHINESE})[ \t\r]*\n[ \t\r\n]*(?={_CHINESE})")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_A_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_A_LONG_TAG = re.compile(r"<[^<>]{5000,}+")
_MAX_ATTRIBUTES = 1_000


def read_html(path: Path) -> SourceDocument:
    """The innermost tables of a page, each with the text above it.

    Raises ZipingbiaoError: F01 unreadable, F20 no page, F24 a table beyond bounds, F25 no table.
    """
    text = decode_page(read_bytes(path))
    try:
        _look_over(text)
    except TooLarge as error:
        refuse("F24", path, f"网页太大：{error}。", "请只保留自评表所在的表格")
    if _parsed(text) is None:
        refuse("F20", path, "文件里没有网页内容。")
    return page_document(path, text_blocks(text))


def _look_over(text: str) -> None:
    """Count what a parser would have to hold, before it does. Raises TooLarge."""
    cells = sum(1 for _ in _A_CELL.finditer(text))
    if cells > MAX_CELLS:
        raise TooLarge(f"有 {cells} 格，超过 {MAX_CELLS} 格")
    if any(tag[0].count("=") > _MAX_ATTRIBUTES for tag in _A_LONG_TAG.finditer(text)):
        raise TooLarge(f"有一处标记写了超过 {_MAX_ATTRIBUTES} 个属性")


def page_document(path: Path, blocks: Iterable[str | Grid]) -> SourceDocument:
    """The document that the blocks of a page make. Raises ZipingbiaoError F24, F25 as `read_html` does."""
    lacking = ("网页里没有表格。", "自评表也许是图片或附件，请下载附件后再导入")
    return document_of(path, grids_in_text(blocks), "表格", lacking)


def page_blocks(data: bytes) -> Iterator[str | Grid]:
    """The lines and innermost tables of a page's bytes, in order. Raises TooLarge."""
    return text_blocks(decode_page(data))


def text_blocks(text: str) -> Iterator[str | Grid]:
    """The lines and innermost tables of a page, in order. Raises TooLarge."""
    _look_over(text)
    root = _parsed(text)
    if root is not None:
        _draw_symbols(root)
        yield from _blocks(root)


def _parsed(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _draw_symbols(root: etree._Element) -> None:
    """Put what symbol fonts draw in place of their characters."""
    for element in root.iter("font", "span"):
        named = _FONT_FAMILY.search(element.get("style") or "")
        font = named[1] if named else element.get("face") or ""
        if is_symbol_font(font):
            element.text = as_drawn(element.text or "", font)


def _blocks(root: etree._Element) -> Iterator[str | Grid]:
    """The page's lines and innermost tables in order; tables that only lay out the page are read through."""
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        is_table = event == "start" and element.tag == "table" and _is_innermost(element)
        if element.tag in _BLOCKS or is_table:
            yield from _flushed(pieces)
        if event == "start" and (is_table or _is_silent(element) or element.tag in _FIELDS):
            walker.skip_subtree()
            if is_table and not _is_silent(element):
                yield laid_out([_spans(row, left) for row, left in _rows(element)])
            elif element.tag in _FIELDS and not _is_silent(element):
                pieces.append(_value(element))
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


def _rows(table: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """The rows as a browser shows them, each with how many of its group are left, itself included."""
    groups: dict[etree._Element, list[etree._Element]] = {}
    for row in table.iterdescendants("tr"):
        parent = row.getparent()
        if parent is not None and not _is_silent(row) and not _is_silent(parent):
            groups.setdefault(parent, []).append(row)
    for group in sorted(groups, key=lambda group: _GROUPS.get(str(group.tag), 1)):
        rows = groups[group]
        yield from ((row, len(rows) - number) for number, row in enumerate(rows))


def _spans(row: etree._Element, left: int) -> list[Span]:
    """The cells of a row; none reaches out of its group of rows, and rowspan=0 means to its end."""
    cells = (cell for cell in row.iterchildren("td", "th") if not _is_silent(cell))
    return [
        Span(_text(cell), _number(cell.get("colspan")), min(left, _number(cell.get("rowspan"), zero=left)))
        for cell in cells
    ]


def _value(field: etree._Element) -> str:
    """What a field of a form on the page shows."""
    if field.tag == "textarea":
        return "".join(map(str, field.itertext()))
    if field.tag == "select":
        options = list(field.iterdescendants("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if field.get("multiple") is None:
            chosen = chosen[-1:] or options[:1]
        return "、".join("".join(map(str, option.itertext())).strip() for option in chosen)
    kind = (field.get("type") or "text").strip().lower()
    if kind in ("checkbox", "radio"):
        return "☑" if field.get("checked") is not None else "□"
    return "" if kind in _UNSAID else field.get("value") or ""


def _number(attribute: str | None, zero: int = 1) -> int:
    """A span; 0 is what the format says it is."""
    digits = (attribute or "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        return 1
    return int(digits) or zero


def _text(cell: etree._Element) -> str:
    return "\n".join(line for line in _blocks(cell) if isinstance(line, str))
