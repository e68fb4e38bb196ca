"""What a generated document hides: the form it was made from, and which row of the sheet each row prints.

Rows are marked with bookmarks, which word processors move with the rows; their names begin with a low line,
so that no list shows them. The form is kept in a part of its own (Custom XML), which they keep when saving.
"""

import re
from collections.abc import Iterator, Mapping
from uuid import NAMESPACE_URL, uuid5

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from ...model.problem import Path
from ..xlsx.marks import YEAR_LINE, key_of
from .element import element

_NAME = "_zipingbiao_{row}_{end}"
_MARK = re.compile(r"_zipingbiao_([0-9]{1,5})_[01]")
_ENDS = (0, 1)
_LINES: Mapping[str, Path] = {"_zipingbiao_title": ("标题",), "_zipingbiao_year": YEAR_LINE}
"""The marks of the lines above the table → what they print."""

_FIRST_LINE = 1_000_001

_KEY = "key"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_DOCUMENT = RELATIONSHIP_TYPE.CUSTOM_XML


def marks(row: int) -> Iterator[tuple[_Element, _Element]]:
    """Two marks of a row of the sheet, for its first cell and its last: one of them may be emptied."""
    for end in _ENDS:
        yield _bookmark(row * len(_ENDS) + end, _NAME.format(row=row, end=end))


def line_marks() -> Iterator[tuple[_Element, _Element]]:
    """The marks of the lines above the table, of the title and of the year."""
    return (_bookmark(number, name) for number, name in enumerate(_LINES, start=_FIRST_LINE))


def _bookmark(number: int, name: str) -> tuple[_Element, _Element]:
    return element("bookmarkStart", id=number, name=name), element("bookmarkEnd", id=number)


def marked_row(row: _Element) -> int | None:
    """Which row of the sheet a row of a table prints; None where it bears no mark of ours."""
    found = (_MARK.fullmatch(name) for name in _names(row))
    return next((int(match[1]) for match in found if match), None)


def marked_line(paragraph: _Element) -> Path:
    """What a line above the table prints; empty for one of another's."""
    return next((_LINES[name] for name in _names(paragraph) if name in _LINES), ())


def _names(parent: _Element) -> Iterator[str]:
    return (start.get(qn("w:name")) or "" for start in parent.iter(qn("w:bookmarkStart")))


def keep(document: Document, kind: str, text: str, *, key: str = "") -> None:
    """Put a text into the document, in a part of its own (Custom XML), by what it is, and a key of it."""
    schema = f"urn:zipingbiao:{kind}"
    form = etree.Element(f"{{{schema}}}{kind}", nsmap={None: schema})
    if key:
        form.set(_KEY, key)
    form.text = text
    package = document.part.package
    item = Part(PackURI("/customXml/item1.xml"), CONTENT_TYPE.XML, _written(form), package)
    properties = _properties(str(uuid5(NAMESPACE_URL, text)).upper(), schema)
    described = Part(
        PackURI("/customXml/itemProps1.xml"),
        CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
        _written(properties),
        package,
    )
    item.relate_to(described, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def _properties(number: str, schema: str) -> _Element:
    """What word processors ask of such a part: a number of its own and the schema that it follows."""
    described = etree.Element(f"{{{_STORE}}}datastoreItem", nsmap={"ds": _STORE})
    described.set(f"{{{_STORE}}}itemID", f"{{{number}}}")
    schemas = etree.SubElement(described, f"{{{_STORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_STORE}}}schemaRef").set(f"{{{_STORE}}}uri", schema)
    return described


def _written(root: _Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def kept_form(document: Document) -> tuple[str, str] | None:
    """Key and YAML of the form that the document was made from; None where it keeps none."""
    found = next(_kept(document, "form"), None)
    return None if found is None else (found[0] or key_of(found[1]), found[1])


def kept(document: Document, kind: str) -> str | None:
    """The text that `keep` put there; None where there is none of that kind."""
    return next((text for _, text in _kept(document, kind)), None)


def _kept(document: Document, kind: str) -> Iterator[tuple[str, str]]:
    """Key and text of each that is of the kind."""
    related = document.part.rels.values()
    items = (link.target_part.blob for link in related if not link.is_external and link.reltype == _DOCUMENT)
    return filter(None, (_text_in(item, kind) for item in items))


def _text_in(item: bytes, kind: str) -> tuple[str, str] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(item, parser)
    if root.tag != f"{{urn:zipingbiao:{kind}}}{kind}" or not root.text:
        return None
    return root.get(_KEY, ""), root.text
