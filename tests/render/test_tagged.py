"""A file's structure is read by a pattern as it is from pikepdf's objects, and so is what its pages show."""

import re
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.pdf import operators, tagged
from generator.render.pdf.form import render_pdf
from generator.render.pdf.structure import Element, _by_objects, _by_pattern, structure
from generator.render.templates import TemplateSet
from generator.workspace.settings import ENGINES, TYPST, Settings
from tests.support import forms

MAP = b"""begincmap 1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfrange <00> <ff> <4e00> endbfrange endcmap"""

Kids = list[Any]
Mode = pikepdf.ObjectStreamMode


def file(content: bytes, kids: Kids, mode: Mode = Mode.disable) -> bytes:
    """A file of one page: `kids` are its structure, lists for elements, numbers for marked content."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        font = {
            "/Type": pikepdf.Name.Font,
            "/Subtype": pikepdf.Name.Type3,
            "/ToUnicode": pdf.make_stream(MAP),
        }
        made = pdf.make_indirect(pikepdf.Dictionary(font))
        page.Resources = pdf.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made, G=made)))
        page.Contents = pdf.make_stream(content)
        root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        pdf.Root.StructTreeRoot = root
        root.K = pikepdf.Array([element(pdf, page.obj, kid) for kid in kids])
        return saved(pdf, mode)


def element(pdf: pikepdf.Pdf, page: pikepdf.Object, kids: Kids) -> pikepdf.Dictionary:
    kind, *others = kids
    found = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name(kind), Pg=page)
    found.A = pikepdf.Array([pikepdf.Dictionary(O=pikepdf.Name.Table, Headers=pikepdf.Array([b"\x80(a)"]))])
    found.K = pikepdf.Array()
    for kid in others:
        if isinstance(kid, str):
            found.T = kid
        elif isinstance(kid, float):
            found.K.append(pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=page, MCID=int(kid)))
        else:
            found.K.append(kid if isinstance(kid, int) else element(pdf, page, kid))
    return pdf.make_indirect(found)


def saved(pdf: pikepdf.Pdf, mode: Mode = Mode.disable) -> bytes:
    out = BytesIO()
    pdf.save(out, object_stream_mode=mode)
    return out.getvalue()


def plain(found: object) -> Any:  # noqa: ANN401 - lists of lists
    """An element as lists, all read."""
    if not isinstance(found, Element):
        return found
    return [*found[:4], [plain(kid) for kid in found.kids]]


def both(content: bytes) -> tuple[Any, Any]:
    with pikepdf.open(BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        return plain(_by_pattern(content, root.objgen[0])), plain(_by_objects(root, 0))


def with_offsets(content: bytes) -> bytes:
    """The file with the table of its objects set right."""
    start = content.index(b"\nxref\n") + 1
    body = content[:start]
    count = int(content[start:].split()[2])
    places = {int(found[1]): found.start() + 1 for found in re.finditer(rb"\n(\d+) 0 obj", body)}
    entries = b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, count))
    trailer = content[content.index(b"trailer") : content.index(b"startxref")]
    table = b"xref\n0 %d\n0000000000 65535 f \n" % count + entries
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % start


ROWS: Kids = [
    ["/Document", ["/Table", ["/TR", ["/TD", 1, "1.2"], ["/TH", 2, 3.0]], ["/TR", ["/TD"]]], ["/P", 0]]
]


def test_both_readings_agree() -> None:
    by_pattern, by_objects = both(file(b"", ROWS))
    assert by_pattern == by_objects
    assert "1.2" in str(by_pattern)


def test_both_readings_agree_on_a_form(templates: TemplateSet) -> None:
    for form in (forms.network(), forms.one_stop()):
        by_pattern, by_objects = both(render_pdf(form, templates=templates, settings=Settings(engine=TYPST)))
        assert by_pattern == by_objects


names = st.sampled_from(["/TD", "/TR", "/Span", "/Spän", "/A#B", "/S"])
leaves = st.one_of(st.integers(0, 99), st.integers(0, 99).map(float), st.text(max_size=4))
trees: st.SearchStrategy[Kids] = st.recursive(
    st.tuples(names, leaves).map(list),
    lambda inner: st.builds(
        lambda name, kids: [name, *kids], names, st.lists(st.one_of(leaves, inner), max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(trees, max_size=3))
def test_whatever_the_pattern_reads_the_objects_say(kids: Kids) -> None:
    by_pattern, by_objects = both(file(b"", kids))
    assert by_pattern in (None, by_objects)


def test_what_the_pattern_does_not_know_is_read_from_objects() -> None:
    usual = file(b"", ROWS)
    updated = usual + b"\n9 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<< /Prev 1 >>\nstartxref\n1\n%%EOF\n"
    moved = usual.replace(b"/S /TD", b"/S  /TD")
    for content in (file(b"", ROWS, Mode.generate), updated, moved):
        with pikepdf.open(BytesIO(content)) as pdf:
            number = pdf.Root.StructTreeRoot.objgen[0]
            assert _by_pattern(content, number) is None
            assert plain(structure(pdf, content))[4] != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/S /TR", b"/S %\n/TR"),
        (b"/S /TR", b"/S /T#52"),
        (b"/StructElem", b"/StructEl(m"),
        (b"/S /TR", b"/X /TR"),
    ],
)
def test_odd_syntax_is_left_to_pikepdf(old: bytes, new: bytes) -> None:
    content = file(b"", ROWS)
    whole = with_offsets(content.replace(old, new, 1))
    with pikepdf.open(BytesIO(whole)) as pdf:
        assert _by_pattern(whole, pdf.Root.StructTreeRoot.objgen[0]) is None


def test_a_tree_without_an_end_is_not_followed_for_ever() -> None:
    with pikepdf.open(BytesIO(file(b"", ROWS))) as pdf:
        root = pdf.Root.StructTreeRoot
        root.K[0].K.append(root.K[0])
        content = saved(pdf)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert _by_pattern(content, pdf.Root.StructTreeRoot.objgen[0]) is None
    assert tagged.pieces(content) == ()


@pytest.mark.parametrize("below", [64, 65])
def test_what_lies_too_deep_has_no_owner(below: int) -> None:
    kids: Kids = ["/TD", 7]
    for _ in range(below - 1):
        kids = ["/Span", kids]
    made = file(b"/F 9 Tf /Span <</MCID 7>> BDC (A) Tj EMC", [kids])
    by_pattern, by_objects = both(made)
    assert by_pattern in (None, by_objects)
    (piece,) = tagged.pieces(made)
    assert piece.name == ("#0" if below <= 64 else None)


CONTENTS = (
    b"/Span<</MCID 0>>BDC\nq 1 0 0 1 2 3 cm/c0 cs\nBT 0 Tr/F 9 Tf 1 0 0 1 0 0 Tm[(AB)-2<43>]TJ\nET\nQ\nEMC",
    b"/Span <</MCID 1>> BDC q BT /F 9 Tf (A) Tj (B) Tj ET Q EMC (C) Tj",
    b"/Span <</MCID 1>> BDC q BT /G 9 Tf (A) Tj ET Q EMC /F 9 Tf (B) Tj",
    b"/F 9 Tf /Span <</MCID 1>> BDC q BT (A) Tj ET Q EMC",
    b"/Artifact <</MCID 1>> BDC q BT /F 9 Tf (A) Tj ET Q EMC",
    b"/Span <</MCID 1 /ActualText (xy)>> BDC /Span <</MCID 2>> BDC q /F 9 Tf (A) Tj Q EMC EMC",
    b"/Span <</ActualText (xy)>> BDC /Span <</MCID 2>> BDC q /F 9 Tf (A) Tj Q EMC EMC",
    b"/Artifact <</Type /Layout>> BDC q 0 0 m 1 1 l S Q EMC /F 9 Tf (A) Tj",
    b"/Artifact <</Type /Layout>> BDC q /F 9 Tf (A) Tj Q EMC",
    b"/Artifact <</ActualText (xy)>> BDC q 0 0 m 1 1 l S Q EMC",
    b"/Artifact <</Type /Layout>> BDC /F 9 Tf q Q EMC (A) Tj",
    b"/Artifact BMC EMC /Span <</MCID 99>> BDC q /F 9 Tf (A) Tj Q EMC",
)


@pytest.mark.parametrize("content", CONTENTS)
def test_marked_content_is_read_as_from_objects(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    made = file(content, ROWS)
    found = sorted(map(str, tagged.pieces(made)))
    monkeypatch.setattr(operators, "_by_pattern", lambda _: None)
    assert found == sorted(map(str, tagged.pieces(made)))


def test_one_text_in_one_mark_is_one_operator() -> None:
    (found,) = operators._by_pattern(CONTENTS[0]) or ()
    assert found == operators.Operator(operators.WHOLE, "/F", b"ABC", {"/MCID": 0})


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_are_read_as_from_objects(
    engine: str, templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(engine=engine, watermark="征求意见稿")
    content = render_pdf(forms.one_stop(), templates=templates, settings=settings)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert all(operators._by_pattern(operators._bytes(page.obj)) is not None for page in pdf.pages)
    found = tagged.pieces(content)
    monkeypatch.setattr(operators, "_by_pattern", lambda _: None)
    assert set(found) == set(tagged.pieces(content))
    assert any(piece.text for piece in found)
