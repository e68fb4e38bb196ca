"""What stands around the table: the page, its number, the title, room to sign, the watermark."""

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from lxml.etree import _Element

from ...model.form import Form
from ...sheet.build import Sheet
from ...sources.docx import OUR_LABELS
from .element import element, field, paragraph, run
from .marks import line_marks
from .package import EPOCH, part
from .table import TWIPS_PER_MM

_LONG, _SHORT = Mm(297), Mm(210)

_LABELS_ID = 1_000_000
"""Above the number of every row's marks."""

_LONGEST_PROPERTY = 200
_LANGUAGE = "zh-CN"
_WATERMARK_WIDTH = 425
"""Points across which a watermark is stretched: 150 mm, as in the PDF."""

_SHAPE, _PATH = "{urn:schemas-microsoft-com:vml}shape", "{urn:schemas-microsoft-com:vml}textpath"
"""What word processors know as a watermark, and in it the line that its text follows."""


def set_page(document: Document, sheet: Sheet) -> None:
    """A4, on its long side where the layout says so; the number of the page at its foot."""
    section = document.sections[0]
    section.page_width, section.page_height = (_LONG, _SHORT) if sheet.landscape else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
    number = section.footer.paragraphs[0]._p
    number.extend([run("第 "), *field("PAGE"), run(" 页 共 "), *field("NUMPAGES"), run(" 页")])


def set_properties(document: Document, form: Form) -> None:
    """What the document says of itself, without a clock."""
    properties = document.core_properties
    properties.title = form.project[:_LONGEST_PROPERTY]
    properties.author = form.department[:_LONGEST_PROPERTY]
    properties.subject = f"{form.title}（{form.year} 年度）"[:_LONGEST_PROPERTY]
    properties.created = properties.modified = EPOCH
    properties.last_modified_by, properties.revision = "zipingbiao", 1
    properties.language = _LANGUAGE


def titles(sheet: Sheet) -> tuple[_Element, ...]:
    """The lines above the table."""
    lines = (("FormTitle", sheet.title), ("FormYear", sheet.subtitle))
    marked = zip(lines, line_marks(), strict=True)
    return tuple(paragraph(style, *mark, run(text)) for (style, text), mark in marked)


def signatures(sheet: Sheet, labels: tuple[str, ...]) -> _Element:
    """A line of labels, each with room to sign."""
    width = round(sum(sheet.columns) * TWIPS_PER_MM / len(labels))
    stops = (element("tab", val="left", pos=width * place) for place in range(1, len(labels)))
    text = "\t".join(f"{label}：" for label in labels)
    properties = (element("tabs", *stops),) if len(labels) > 1 else ()
    start = element("bookmarkStart", id=_LABELS_ID, name=OUR_LABELS)
    end = element("bookmarkEnd", id=_LABELS_ID)
    return paragraph("FormSignatures", start, run(text), end, properties=properties)


def set_watermark(document: Document, text: str) -> None:
    """The text behind the table of every page."""
    drawn = parse_xml(part("watermark.xml"))
    height = round(_WATERMARK_WIDTH / max(2, len(text)))
    for shape in drawn.iter(_SHAPE):
        shape.set("style", f"{shape.get('style')};width:{_WATERMARK_WIDTH}pt;height:{height}pt")
    for path in drawn.iter(_PATH):
        if path.get("style"):
            path.set("string", text)
    document.sections[0].header.paragraphs[0]._p.append(drawn)
