"""Elements of WordprocessingML, as `python-docx` makes them."""

import re

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from lxml.etree import _Element

_ELEMENTS = {"\t": "tab", "\n": "br"}
_PIECE = re.compile("[\t\n]|[^\t\n]+")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(tag: str, /, *children: _Element, **attributes: str | int) -> _Element:
    """``w:tag`` with ``w:`` attributes; children stand in the order that the schema asks for."""
    made: _Element = OxmlElement(
        f"w:{tag}", {qn(f"w:{key}"): str(value) for key, value in attributes.items()}
    )
    made.extend(children)
    return made


def run(text: str, *properties: _Element) -> _Element:
    """A run of text, its spaces kept as they are, with elements for tabs and line ends."""
    made = element("r", *([element("rPr", *properties)] if properties else ()))
    for piece in _PIECE.findall(text):
        made.append(element(_ELEMENTS[piece]) if piece in _ELEMENTS else _text(piece))
    return made


def _text(piece: str) -> _Element:
    made = element("t")
    made.text = piece
    made.set(_SPACE, "preserve")
    return made


def field(instruction: str) -> tuple[_Element, ...]:
    """The runs of a field that the word processor computes, as ``PAGE``."""
    code = element("instrText")
    code.text = f" {instruction} "
    code.set(_SPACE, "preserve")
    return (
        element("r", element("fldChar", fldCharType="begin")),
        element("r", code),
        element("r", element("fldChar", fldCharType="separate")),
        run("1"),
        element("r", element("fldChar", fldCharType="end")),
    )


def paragraph(style: str, *content: _Element, properties: tuple[_Element, ...] = ()) -> _Element:
    """A paragraph of the style of that id; `properties` overrule the style's."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)
