"""What a page shows is read by a pattern as it is from pikepdf's objects."""

import pikepdf
import pytest

from generator.render.pdf.operators import Operator, _by_objects, operators

PDF = pikepdf.new()


def stream(content: bytes) -> pikepdf.Stream:
    return pikepdf.Stream(PDF, content)


STREAMS = (
    rb"BT /F1 9 Tf (a\(b\)c) Tj (a(b(c)d)e) Tj (\101\60\n\\) ' 1 2 (x) \" ET",
    b"(line\\\r\nend) Tj (\\r\\t\\b\\f\\q) Tj <4 1 4> Tj [(a) -20 <42> (c)] TJ",
    b"/Span <</MCID 3 /ActualText <FEFF4E0D> /X <</MCID 9>>>> BDC (a) Tj EMC",
    b"/P /Props BDC q Q EMC /Artifact BMC EMC /Fm#41 Do",
    b"% (not) Tj\n(shown) Tj",
    b"(()((((deep))))) Tj",
    b"BI /W 1 /H 1 /BPC 8 /CS /G ID (Tj) EI (after) Tj",
    b"/CS0 cs/F1 9 Tf(a)Tj[(b)<43>]TJ/Fm Do/GS gs 0 g 1 0 0 RG f* T* b*(x)'",
    b"/Span<</MCID 1/Alt(/MCID 2)/K[1 2]>>BDC/Span<</Alt(/ActualText)/MCID 3>>BDC(a)Tj EMC EMC",
    b"/Tfx gs /EMC gs /P <</MCID 4>> BDC [3] 0 d [(x)] 0 d (Tj) pop EMCx QQ BDCx",
    rb"[(\1)(23)(\(\\)(\\\()-1(\n\000\377\t)]TJ(\)\\)Tj(\x\ua)Tj",
    b"/F 9 Tf (a) (b) Tj [(c)] [(d)] TJ % (no) Tj \r (e) Tj",
)


@pytest.mark.parametrize("content", STREAMS)
def test_whatever_syntax_a_stream_uses(content: bytes) -> None:
    assert list(operators(stream(content))) == list(_by_objects(stream(content)))


def test_nothing_where_there_is_nothing() -> None:
    assert list(operators(stream(b""))) == []
    assert list(operators(pikepdf.Dictionary())) == []


def test_marks_of_content_say_what_glyphs_stand_for() -> None:
    (begin, _shown, _end) = operators(stream(STREAMS[2]))
    assert begin == Operator("BDC", "/Span", properties={"/MCID": 3, "/ActualText": "不"})
