"""What the template makes of a report: headings, paragraphs and tables, whose figures are marked by name.

A template is written in the few HTML elements that both writers know: ``h1`` to ``h4``, ``p``, ``br``,
``data`` (a figure), ``table`` with ``col``, ``thead``, ``tbody``, ``tr``, ``th`` and ``td``.
"""

import re
from collections.abc import Iterator, Mapping

from attrs import frozen
from lxml import html
from lxml.html import HtmlElement
from markupsafe import Markup, escape

from ...model import problem
from ...model.problem import Place, ZipingbiaoError
from ..templates import TemplateSet
from .contents import Contents

TEMPLATE, PARAGRAPH = "report.html", "report.paragraph.html"

_HEADINGS = ("h1", "h2", "h3", "h4")
_AROUND = ("html", "body", "section", "div")
_SHORT = 15
"""Rows of a table that is not to be divided."""
_ALIGNMENTS = ("left", "center", "right")
_WIDTH = re.compile(r"width:\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)mm")
_BREAK = re.compile(r"(?<![ \t\r])[ \t\r]*+\n[ \t\r\n]*+")
"""Where a line of the template ends; it prints nothing, as Chinese has no spaces between words."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that neither XML nor HTML allows."""


@frozen
class Figure:
    """A figure as it is printed, and its name."""

    name: str
    text: str


Piece = str | Figure
"""Text, in which a line feed begins another line; or a figure."""


@frozen(kw_only=True)
class Paragraph:
    """A paragraph: `kind` is that of its element, `alignment` is empty where nothing is said of it."""

    kind: str
    pieces: tuple[Piece, ...]
    alignment: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)


Row = tuple[Paragraph, ...]


@frozen(kw_only=True)
class Table:
    """A table: the widths of its columns in mm, the rows that each page repeats, the others."""

    widths: tuple[float, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]

    @property
    def is_short(self) -> bool:
        """Whether it is to stand on one page."""
        return len(self.body) <= _SHORT


Block = Paragraph | Table


def blocks(content: Contents, templates: TemplateSet, template: str = TEMPLATE) -> tuple[Block, ...]:
    """What a template of the set makes of a report. Raises ZipingbiaoError T01, and X01 for characters."""
    variables: Mapping[str, object] = {
        "report": content,
        "figure": lambda name: _figure(content, name),
        "text": _text,
    }
    rendered = templates.render(template, variables)
    if found := _UNWRITABLE.search(rendered):
        raise problem.refusal(
            "X01",
            f"报告的文字里有文件不允许的控制字符 U+{ord(found[0]):04X}，无法写入",
            hint="请删去看不见的字符",
        )
    return tuple(_blocks(html.document_fromstring(f"<body>{rendered}</body>"), _Reader(templates, template)))


def _figure(content: Contents, name: str) -> Markup:
    """A figure, marked. Raises LookupError, which names the template's line, where there is none."""
    if name not in content.figures:
        raise LookupError(f"没有“{name}”这个数")
    return Markup('<data value="{}">{}</data>').format(name, content.figures[name])


def _text(text: object) -> Markup:
    """A text of a form or a person, whose lines stay lines."""
    return Markup("<br>").join(escape(line.strip()) for line in str(text).strip().splitlines())


@frozen
class _Reader:
    """What faults of a template are told of."""

    templates: TemplateSet
    template: str

    def fault(self, message: str) -> ZipingbiaoError:
        place = Place(file=str(self.templates.find(self.template)))
        hint = "能用的元素见 docs/report.md；请对照 zipingbiao templates eject 取出的原始模板检查。"
        return ZipingbiaoError(problem.error("T01", message, at=place, hint=hint))


def _blocks(parent: HtmlElement, reader: _Reader) -> Iterator[Block]:
    if _BREAK.sub("", parent.text or "").strip():
        raise reader.fault(f"文字“{(parent.text or '').strip()[:20]}”不在段落里")
    for child in _elements(parent):
        tag = str(child.tag)
        if tag in (*_HEADINGS, "p"):
            yield _paragraph(child, tag, reader)
        elif tag == "table":
            yield _table(child, reader)
        elif tag in _AROUND:
            yield from _blocks(child, reader)
        else:
            raise reader.fault(f"报告的模板里不能用 <{tag}>")
        if (child.tail or "").strip():
            raise reader.fault(f"文字“{(child.tail or '').strip()[:20]}”不在段落里")


def _elements(parent: HtmlElement) -> Iterator[HtmlElement]:
    return (child for child in parent if isinstance(child.tag, str))


def _paragraph(element: HtmlElement, kind: str, reader: _Reader, default: str = "") -> Paragraph:
    alignment = next((name for name in (element.get("class") or "").split() if name in _ALIGNMENTS), default)
    return Paragraph(kind=kind, pieces=tuple(_trimmed(list(_pieces(element, reader)))), alignment=alignment)


def _pieces(element: HtmlElement, reader: _Reader) -> Iterator[Piece]:
    yield _BREAK.sub("", element.text or "")
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif child.tag == "data":
            yield Figure(child.get("value") or "", child.text_content())
        elif isinstance(child.tag, str):
            raise reader.fault(f"报告的段落里不能用 <{child.tag}>")
        yield _BREAK.sub("", child.tail or "")


def _trimmed(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring texts as one, nothing empty."""
    joined = ""
    for piece in pieces:
        if isinstance(piece, str):
            joined += piece
            continue
        if joined:
            yield joined
        yield piece
        joined = ""
    if joined:
        yield joined


def _table(element: HtmlElement, reader: _Reader) -> Table:
    widths = tuple(_width(column, reader) for column in element.iter("col"))
    parts: dict[str, list[Row]] = {"thead": [], "tbody": []}
    for row in element.iter("tr"):
        part = row.getparent()
        where = "thead" if part is not None and part.tag == "thead" else "tbody"
        parts[where].append(_row(row, len(widths), reader))
    return Table(widths=widths, head=tuple(parts["thead"]), body=tuple(parts["tbody"]))


def _width(column: HtmlElement, reader: _Reader) -> float:
    found = _WIDTH.search(column.get("style") or "")
    if found is None:
        raise reader.fault("表格的每一列要用 <col style='width: 20mm'> 写明宽度")
    return float(found[1])


def _row(row: HtmlElement, columns: int, reader: _Reader) -> Row:
    cells = tuple(cell for cell in _elements(row) if cell.tag in ("th", "td"))
    if len(cells) != columns or any(cell.get("colspan") or cell.get("rowspan") for cell in cells):
        raise reader.fault(f"表格有 {columns} 列，有一行是 {len(cells)} 格（不能合并格）")
    usual = {"th": "center", "td": "left"}
    return tuple(_paragraph(cell, str(cell.tag), reader, usual[str(cell.tag)]) for cell in cells)
