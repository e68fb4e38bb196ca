"""The report as a Word document, in which each figure stands in a content control that nothing shows."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count, pairwise

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import SubElement, _Element

from ..docx.element import element, field, paragraph, run
from ..docx.package import EPOCH, document_bytes, new_document
from ..templates import TemplateSet
from .blocks import Block, Figure, Paragraph, Row, Table, blocks
from .contents import Contents
from .record import TAG, Record, keep

_STYLES = {
    "h1": "ReportTitle",
    "h2": "Heading1",
    "h3": "Heading2",
    "h4": "Heading3",
    "p": "ReportText",
    "th": "ReportHead",
    "td": "ReportCell",
}
_TWIPS_PER_MM = 1440 / 25.4
_APPEARANCE = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_LONGEST_PROPERTY = 200
_LONGEST_NAME = 60

_Control = Callable[[Figure], _Element]


def report_docx(content: Contents, templates: TemplateSet) -> bytes:
    """The document's file; equal contents give equal files. Raises ZipingbiaoError as `blocks` does."""
    made = blocks(content, templates)
    document = new_document("report_")
    body = document.element.body
    control, last = _controls(), body[-1]
    for block, after in pairwise((*made, None)):
        if isinstance(block, Paragraph):
            last.addprevious(_paragraph(block, control, keep=_is_signature(after)))
        elif block is not None:
            last.addprevious(_table(block, control))
            last.addprevious(_gap())
    _number_pages(document)
    _set_properties(document, content)
    keep(document, Record.of(content, made))
    return document_bytes(document)


def _controls() -> _Control:
    """What makes the content control of each figure, numbered in order."""
    numbers = count(1)

    def control(figure: Figure) -> _Element:
        number = next(numbers)
        properties = element(
            "sdtPr",
            element("alias", val=f"{TAG}{number} {figure.name.rpartition('/')[2]}"[:_LONGEST_NAME]),
            element("tag", val=f"{TAG}{number}"),
            element("id", val=number),
        )
        SubElement(properties, f"{_APPEARANCE}appearance").set(f"{_APPEARANCE}val", "hidden")
        properties.append(element("text"))
        return element("sdt", properties, element("sdtContent", run(figure.text)))

    return control


def _is_signature(block: Block | None) -> bool:
    """Whether it is not to stand on a page without what is above it."""
    return isinstance(block, Paragraph) and block.kind == "p" and block.alignment == "right"


def _paragraph(block: Paragraph, control: _Control, *, keep: bool) -> _Element:
    """A paragraph; one to `keep` stands on the page of the next."""
    pieces = (run(piece) if isinstance(piece, str) else control(piece) for piece in block.pieces)
    return paragraph(_STYLES[block.kind], *pieces, properties=tuple(_properties(block, keep=keep)))


def _properties(block: Paragraph, *, keep: bool) -> Iterator[_Element]:
    if keep or (block.kind == "p" and block.alignment == "center"):
        yield element("keepNext")
    if block.alignment and block.kind == "p":
        yield element("ind", firstLineChars=0, firstLine=0)
    if block.alignment and block.kind != "th":
        yield element("jc", val=block.alignment)


def _table(table: Table, control: _Control) -> _Element:
    widths = [round(width * _TWIPS_PER_MM) for width in table.widths]
    rows = [_row(row, widths, control, head=True, keep=table.is_short) for row in table.head]
    rows += [
        _row(row, widths, control, head=False, keep=table.is_short and number < len(table.body))
        for number, row in enumerate(table.body, start=1)
    ]
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblStyle", val="ReportTable"),
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        *rows,
    )


def _row(row: Row, widths: Iterable[int], control: _Control, *, head: bool, keep: bool) -> _Element:
    properties = element("trPr", element("cantSplit"), *([element("tblHeader")] if head else []))
    cells = (
        element(
            "tc",
            element("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center")),
            _paragraph(cell, control, keep=keep),
        )
        for cell, width in zip(row, widths, strict=True)
    )
    return element("tr", properties, *cells)


def _gap() -> _Element:
    """A line after a table, which Word asks for at the end of a document, and readers at any place."""
    return paragraph("ReportCell")


def _number_pages(document: Document) -> None:
    """— 1 — outside: at the right of odd pages, at the left of even ones."""
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]._p
        properties = line.get_or_add_pPr()
        if properties.find(qn("w:pStyle")) is None:
            properties.insert(0, element("pStyle", val="Footer"))
        properties.append(element("jc", val=side))
        line.extend([run("— "), *field("PAGE"), run(" —")])


def _set_properties(document: Document, content: Contents) -> None:
    """What the document says of itself, without a clock."""
    properties = document.core_properties
    properties.title = f"{content.department}{content.year}年度项目支出绩效自评报告"[:_LONGEST_PROPERTY]
    properties.author = content.department[:_LONGEST_PROPERTY]
    properties.created = properties.modified = EPOCH
    properties.last_modified_by, properties.revision = "zipingbiao", 1
    properties.language = "zh-CN"
