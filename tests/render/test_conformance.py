"""The clauses of PDF/A-3 and PDF/UA-1 that a file can be asked about without a validator."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from lxml import etree

from generator.render.pdf import conformance, page
from generator.render.pdf.attachment import attachment
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from tests.support import forms

YAML = "项目名称: 政务外网\n".encode()
_XMP = {"pdfaid": "http://www.aiim.org/pdfa/ns/id/", "pdfuaid": "http://www.aiim.org/pdfua/ns/id/"}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"


@pytest.fixture(scope="module")
def content(templates: TemplateSet) -> bytes:
    attached = (attachment(YAML, "政务外网"),)
    return render_pdf(forms.too_much(), templates=templates, attachments=attached)


@pytest.fixture
def file(content: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(content)) as opened:
        yield opened


def _elements(file: pikepdf.Pdf) -> Iterator[Any]:
    waiting: list[Any] = [file.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        yield element
        kids: Any = element.get("/K", [])
        waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _cells(file: pikepdf.Pdf, kind: str) -> list[Any]:
    return [element for element in _elements(file) if kind == element.S]


def _claims(file: pikepdf.Pdf) -> dict[str, str]:
    root = etree.fromstring(file.Root.Metadata.read_bytes())
    assert len(list(root.iter(_RDF))) == 1
    names = {f"{{{uri}}}": prefix for prefix, uri in _XMP.items()}
    return {
        f"{names[key[: key.index('}') + 1]]}:{key[key.index('}') + 1 :]}": value
        for element in root.iter()
        for key, value in element.attrib.items()
        if key.startswith(tuple(names))
    }


def test_both_standards_are_claimed(file: pikepdf.Pdf) -> None:
    expected = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert _claims(file) == expected
    assert b"pdfaExtension:schemas" in file.Root.Metadata.read_bytes()


def test_catalog(file: pikepdf.Pdf) -> None:
    root: Any = file.Root
    assert root.MarkInfo.Marked is True
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert str(file.Root.Lang) == "zh-CN"
    assert "/ID" in file.trailer
    assert "/Encrypt" not in file.trailer
    intent = file.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3


def test_document_information(file: pikepdf.Pdf) -> None:
    form = forms.too_much()
    assert form.project in str(file.docinfo["/Title"])
    assert str(file.docinfo["/Author"]) == form.department
    assert "2020" in str(file.docinfo["/Keywords"])
    assert str(file.docinfo["/Creator"]).startswith("zipingbiao ")
    with file.open_metadata() as xmp:
        assert xmp["dc:title"] == str(file.docinfo["/Title"])
        assert xmp["dc:creator"] == [form.department]
        assert xmp["pdf:Keywords"] == str(file.docinfo["/Keywords"])


def test_the_yaml_is_attached_as_the_source(file: pikepdf.Pdf) -> None:
    (spec,) = file.Root.AF
    assert spec.AFRelationship == "/Source"
    assert str(spec.UF) == "政务外网.yaml"
    assert spec.EF.F.read_bytes() == YAML
    assert "/Subtype" in spec.EF.F
    assert "/ModDate" in spec.EF.F.Params


def test_fonts_are_embedded_and_mapped_to_unicode(file: pikepdf.Pdf) -> None:
    fonts = {font.objgen: font for found in file.pages for font in found.Resources.Font.values()}
    assert fonts
    for font in fonts.values():
        assert "/ToUnicode" in font
        (descendant,) = font.DescendantFonts
        assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())


def test_every_header_cell_has_a_scope_and_every_table_a_header(file: pikepdf.Pdf) -> None:
    scopes = Counter(str(cell.A.get("/Scope")) for cell in _cells(file, "/TH"))
    assert set(scopes) == {"/Column", "/Row"}
    assert not any("/Headers" in cell.A or "/ID" in cell for cell in _cells(file, "/TD"))
    tables = _cells(file, "/Table")
    assert len(tables) >= len(file.pages)
    for table in tables:
        rows = [row for group in table.K for row in group.K]
        assert "/TH" in {str(cell.S) for row in rows for cell in row.K}


def test_a_header_of_a_row_is_not_taken_for_one_of_a_column(file: pikepdf.Pdf) -> None:
    table = file.Root.StructTreeRoot.K[0].K[2]
    row = table.K[0].K[1]
    assert [str(cell.S) for cell in row.K] == ["/TH", "/TD", "/TH", "/TD"]
    assert [str(cell.A.Scope) for cell in row.K if cell.S == "/TH"] == ["/Row", "/Row"]


def test_all_content_is_tagged_or_an_artifact(file: pikepdf.Pdf) -> None:
    numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    linked = {element.objgen for element in _elements(file)}
    for found in file.pages:
        depth = 0
        instructions: list[Any] = list(pikepdf.parse_content_stream(found))
        for operands, operator in instructions:
            if str(operator) in ("BDC", "BMC"):
                depth += 1
                if operands[0] != "/Artifact":
                    owner = parents[int(found.StructParents)][int(operands[1].MCID)]
                    assert owner.objgen in linked
            elif str(operator) == "EMC":
                depth -= 1
            elif str(operator) in ("Tj", "TJ", "f", "S", "B"):
                assert depth == 1


def _misplaced(file: pikepdf.Pdf) -> list[int]:
    """The objects that the cross-reference gives another place than they have in their object stream."""
    streams = {str(found.get("/Type")): found for found in file.objects if isinstance(found, pikepdf.Stream)}
    table, packed = streams["/XRef"].read_bytes(), streams["/ObjStm"]
    order = [int(number) for number in packed.read_bytes()[: int(packed.First)].split()[::2]]
    kind, stream, place = (int(width) for width in streams["/XRef"].W.as_list())
    size = kind + stream + place
    entries = [table[at : at + size] for at in range(0, len(table), size)]
    places = {n: int.from_bytes(found[kind + stream :]) for n, found in enumerate(entries) if found[0] == 2}
    return [number for number, place in places.items() if order[place : place + 1] != [number]]


def test_every_object_is_where_the_cross_reference_says(file: pikepdf.Pdf) -> None:
    assert _misplaced(file) == []


def test_a_freed_object_would_move_the_places_of_others(
    templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def free(pdf: Any, linked: set[bytes]) -> None:  # noqa: ANN401
        outside = (found for found in conformance._elements(pdf, "/Span") if found.reference not in linked)
        next(outside).free = "f"

    monkeypatch.setattr(conformance, "_empty_elements", free)
    with pikepdf.open(BytesIO(render_pdf(forms.data_service(), templates=templates))) as freed:
        assert _misplaced(freed)


def test_what_is_only_drawn_is_not_in_the_tree(templates: TemplateSet) -> None:
    bar = '<span><span style="display: inline-block; width: 9mm; height: 2mm"></span></span>'
    html = f'<html lang="zh-CN"><title>图</title><body><p>甲{bar}</p>'
    content = page.to_pdf(page.lay_out(html, "form.css", templates))
    with pikepdf.open(BytesIO(content)) as drawn:
        assert [str(element.S) for element in _elements(drawn)] == ["/Document", "/P", "/Span"]
        assert all(len(element.K) for element in _elements(drawn))


def test_without_the_finisher_the_checks_fail(
    templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "finish", lambda _document, _pdf: None)
    content = render_pdf(forms.data_service(), templates=templates, attachments=(attachment(YAML, "a"),))
    with pikepdf.open(BytesIO(content)) as bare:
        assert len(bare.Root.AF) == 2
        for check in (
            test_both_standards_are_claimed,
            test_every_header_cell_has_a_scope_and_every_table_a_header,
            test_all_content_is_tagged_or_an_artifact,
        ):
            with pytest.raises((AssertionError, AttributeError, KeyError)):
                check(bare)
