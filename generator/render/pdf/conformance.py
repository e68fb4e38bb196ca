"""What PDF/A-3 and PDF/UA-1 ask for beyond what WeasyPrint writes.

Run as WeasyPrint's `finisher`, on the objects of a file that is about to be written. WeasyPrint claims one
standard at a time, gives header cells no /Scope (and identifiers that repeat from page to page), names each
attachment twice in /AF, tags what has no content, and leaves margin boxes tagged outside the structure tree.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .laid_out import ABOVE_ROWS

VARIANT = "pdf/a-3a"
"""WeasyPrint's name for PDF/A-3, level A: tagged, every character's Unicode known."""

_PDF_UA = """
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
<pdfaSchema:valueType><rdf:Seq/></pdfaSchema:valueType>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""The claim, and the description of its schema, which PDF/A does not predefine (ISO 19005-3, 6.6.2.3.3)."""

_MARKED = re.compile(rb"(?m)^/\w+\s+<<\s*/MCID (\d+)\s*>>\s+BDC$")
_ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"


def finish(_document: Any, pdf: Any) -> None:  # noqa: ANN401 - weasyprint and pydyf are untyped
    """Complete the objects of a tagged PDF/A-3 file so that it is a PDF/UA-1 file too."""
    _claim_pdf_ua(pdf)
    _name_attachments_once(pdf)
    for table in _elements(pdf, "/Table"):
        _scope_headers(table, pdf)
    _drop_empty_spans(pdf)
    _make_margins_artifacts(pdf)


def name_cells(document: Any, names: Mapping[Any, str]) -> None:  # noqa: ANN401
    """Give the structure elements of cells, found by the elements they print, their names as /T."""
    import pydyf  # noqa: PLC0415 - comes with weasyprint

    waiting = [page._page_box for page in document.pages] if names else []
    while waiting:
        box = waiting.pop()
        name = names.get(box.element)
        if name is not None and hasattr(box, "mark"):
            box.mark["T"] = pydyf.String(name)
        elif box.element_tag in (*ABOVE_ROWS, "tr") or box.element is None:
            waiting += getattr(box, "children", ())


def _resolved(reference: Any, pdf: Any) -> Any:  # noqa: ANN401
    return pdf.objects[int(reference.split()[0])]


def _elements(pdf: Any, kind: str | None = None) -> Iterator[Any]:  # noqa: ANN401
    """The structure elements of a kind, or all."""
    for found in pdf.objects:
        if isinstance(found, dict) and found.get("Type") == "/StructElem" and kind in (None, found["S"]):
            yield found


def _kids(element: Any, pdf: Any) -> list[Any]:  # noqa: ANN401
    """The structure elements right below this one."""
    kids = (_resolved(kid, pdf) for kid in element["K"] if isinstance(kid, bytes))
    return [kid for kid in kids if kid.get("Type") == "/StructElem"]


def _claim_pdf_ua(pdf: Any) -> None:  # noqa: ANN401
    """Write both claims, uncompressed: what reads no PDF finds them too, as PDF/A-1 wanted it."""
    metadata = _resolved(pdf.catalog["Metadata"], pdf)
    end = b"</rdf:RDF>"
    metadata.stream = [part.replace(end, _PDF_UA.encode() + end) for part in metadata.stream]
    metadata.compress = False


def _name_attachments_once(pdf: Any) -> None:  # noqa: ANN401
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _scope_headers(table: Any, pdf: Any) -> None:  # noqa: ANN401
    """Give each header cell its /Scope, by which readers find the headers of a cell."""
    for group in _kids(table, pdf):
        for row in _kids(group, pdf):
            cells = _kids(row, pdf)
            for place, cell in enumerate(cells):
                attributes = cell.get("A", {})
                attributes.pop("Headers", None)
                if cell["S"] == "/TH":
                    cell.pop("ID", None)
                    attributes["Scope"] = _scope(group, cell, cells[place + 1 :])


def _scope(group: Any, cell: Any, after: list[Any]) -> str:  # noqa: ANN401
    """A header heads its column in a table's head, or in a row of nothing but headers; else its row."""
    if group["S"] == "/THead":
        return "/Column"
    spans_rows = cell["A"].get("RowSpan", 1) > 1
    return "/Row" if spans_rows or any(other["S"] != "/TH" for other in after) else "/Column"


def _drop_empty_spans(pdf: Any) -> None:  # noqa: ANN401
    """Take out of the tree what was drawn only, such as the bar of a chart, and what held nothing else."""
    for span in list(_elements(pdf, "/Span")):
        while _is_empty_span(span):
            parent = _resolved(span["P"], pdf)
            parent["K"].remove(span.reference)
            span.clear()
            span = parent  # noqa: PLW2901 - upwards


def _is_empty_span(element: Any) -> bool:  # noqa: ANN401
    return element.get("S") == "/Span" and not (element["K"] or {"Alt", "ActualText"} & set(element))


def _make_margins_artifacts(pdf: Any) -> None:  # noqa: ANN401
    """Take what stands in page margins out of the tagged content (ISO 14289-1, 7.8)."""
    root = _resolved(pdf.catalog["StructTreeRoot"], pdf)
    linked = set(_linked(root, pdf))
    numbers = _resolved(root["ParentTree"], pdf)["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in pdf.objects:
        if isinstance(page, dict) and page.get("Type") == "/Page":
            owners = parents[page["StructParents"]]
            loose = {mcid for mcid, owner in enumerate(owners) if owner not in linked}
            _unmark(_resolved(page["Contents"], pdf), loose)
            owners[:] = [b"null" if mcid in loose else owner for mcid, owner in enumerate(owners)]
    _empty_elements(pdf, linked)


def _linked(root: Any, pdf: Any) -> Iterator[bytes]:  # noqa: ANN401
    """The structure elements that the tree's root reaches."""
    waiting = [root]
    while waiting:
        kids = _kids(waiting.pop(), pdf)
        yield from (kid.reference for kid in kids)
        waiting += kids


def _empty_elements(pdf: Any, linked: set[bytes]) -> None:  # noqa: ANN401
    """Leave nothing of an element outside the tree.

    It is emptied, not freed: pydyf gives the objects after a freed one wrong places in their object stream.
    """
    for element in _elements(pdf):
        if element.reference not in linked:
            element.clear()


def _unmark(stream: Any, loose: set[int]) -> None:  # noqa: ANN401
    if loose:
        data = b"\n".join(part if isinstance(part, bytes) else _data(part) for part in stream.stream)
        stream.stream = [_MARKED.sub(lambda found: _begin(found, loose), data)]


def _begin(found: re.Match[bytes], loose: set[int]) -> bytes:
    return _ARTIFACT if int(found[1]) in loose else found[0]


def _data(part: Any) -> bytes:  # noqa: ANN401
    return part.encode() if isinstance(part, str) else bytes(part.data)
