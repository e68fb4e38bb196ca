"""What a reader of the page sees, and only that; what is left out is named."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from tests.sources.pdf.drawn import LEFT, SIZE, TABLE, TOP, Page, box, cells, in_cell, rules, shown, text

OLD = in_cell("85", 1, 2)
COVER = "{} {} {} {} re f\n".format(*box(1, 2)[:2], 96, 16)


def names(reading: object) -> list[tuple[str, str]]:
    return [(entry.what, entry.text) for entry in reading.omitted]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (f"3 Tr {OLD} 0 Tr ", "", "看不见的文字"),
        ("", f"3 Tr {OLD} 0 Tr ", "看不见的文字"),
        (f"1 g {OLD} 0 g ", "", "与底色同色的文字"),
        ("", f"1 1 1 rg {OLD} 0 g ", "与底色同色的文字"),
        (f"0 0 0 0 k {OLD} 0 g ", "", "与底色同色的文字"),
        (f"0.8 0.9 1 rg {COVER} {OLD} 0 g ", "", "与底色同色的文字"),
        (f"{OLD} 1 g {COVER} 0 g ", "", "被盖住的文字"),
        (f"{OLD} 0.9 g {COVER} 0 g ", "", "被盖住的文字"),
        (f"q 0 0 10 10 re W n {OLD} Q ", "", "裁切线以外的文字"),
        (f"q 0 0 10 10 re W* n {OLD} Q ", "", "裁切线以外的文字"),
        (f"q /G0 gs {OLD} Q ", "", "看不见的文字"),
        (in_cell("85", 1, 2, 0.5), "", "看不见的文字"),
    ],
)
def test_what_is_not_seen_is_left_out_and_named(before: str, after: str, what: str, tmp_path: Path) -> None:
    page = Page(before, rules(), cells(), after)
    page.resources.ExtGState = Dictionary(G0=Dictionary(ca=0))
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert names(reading) == [(what, "85")]
    assert reading.omitted[0].place == "第1页"


@pytest.mark.parametrize(
    "drawn",
    [
        "0 0 0 rg {} 1 g {}",  # white on a dark cell
        "/S cs 1 scn {} 0 g {}",  # full ink of a colour of its own
        "0.9 g {} 0 g {}",
        "q /M gs 1 0 0 rg {} Q 0 g {}",
    ],
)
def test_what_stands_on_a_coloured_cell_is_seen(drawn: str, tmp_path: Path) -> None:
    """The area is drawn before its text, except a translucent one, which nothing hides below."""
    page = Page(rules(), drawn.format(COVER, in_cell("80", 1, 2)), " 0 g ", cells(_without(1, 2)))
    _colours(page)
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert not reading.omitted


def test_a_translucent_area_or_one_that_blends_hides_nothing(tmp_path: Path) -> None:
    for state in ("/H gs", "/M gs"):
        page = Page(rules(), cells(), f"q {state} 1 1 0 rg {COVER} Q")
        _colours(page)
        assert shown(page.read(tmp_path)) == TABLE


def test_ink_of_a_colour_of_its_own_is_ink(tmp_path: Path) -> None:
    """Separation counts ink, not light: 1 is all of it, for text and for lines."""
    page = Page("/S cs 1 scn /S CS 1 SCN ", rules(), cells())
    _colours(page)
    assert shown(page.read(tmp_path)) == TABLE


def _without(row: int, column: int) -> list[list[str]]:
    return [
        ["" if (r, c) == (row, column) else said for c, said in enumerate(line)]
        for r, line in enumerate(TABLE)
    ]


def _colours(page: Page) -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0, 0, 1], N=1)
    separation = Array([Name.Separation, Name.Black, Name.DeviceCMYK, function])
    page.resources.ColorSpace = Dictionary(S=separation)
    page.resources.ExtGState = Dictionary(H=Dictionary(ca=0.4), M=Dictionary(BM=Name.Multiply))


def layer(page: Page, name: str, *, on: bool) -> pikepdf.Object:
    """A layer of the document, in the page's properties under its name."""
    made = page.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String(name)))
    if "/OCProperties" not in page.pdf.Root:
        page.pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary(OFF=Array([])))
        page.resources.Properties = Dictionary()
    page.pdf.Root.OCProperties.OCGs.append(made)
    if not on:
        page.pdf.Root.OCProperties.D.OFF.append(made)
    page.resources.Properties[f"/{name}"] = made
    return made


def test_layers_are_shown_as_the_document_opens(tmp_path: Path) -> None:
    page = Page(rules(), f"/OC /A BDC {cells()} EMC /OC /B BDC {OLD} EMC")
    layer(page, "A", on=True)
    layer(page, "B", on=False)
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert names(reading) == [("没有打开的图层上的文字", "85")]


@pytest.mark.parametrize(("policy", "seen"), [("AnyOn", True), ("AllOn", False), ("AllOff", False)])
def test_a_set_of_layers_follows_its_rule(policy: str, seen: bool, tmp_path: Path) -> None:
    page = Page(rules(), cells(_without(2, 2)), f"/OC /M BDC {in_cell('90', 2, 2)} EMC")
    on, off = layer(page, "A", on=True), layer(page, "B", on=False)
    members = Dictionary(Type=Name.OCMD, OCGs=Array([on, off]), P=Name(f"/{policy}"))
    page.resources.Properties.M = page.pdf.make_indirect(members)
    assert shown(page.read(tmp_path)) == (TABLE if seen else _without(2, 2))


def test_a_drawing_within_the_page_may_be_on_a_layer_and_inherits_its_ink(tmp_path: Path) -> None:
    page = Page(rules(), cells(), "/X Do 1 g /Y Do 0 g ")
    off = layer(page, "B", on=False)
    own = Dictionary(Font=Dictionary(F1=page.font))
    for name, more in (("/X", {"/OC": off}), ("/Y", {})):
        form = page.pdf.make_stream(OLD.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
        form.Resources = own
        for key, value in more.items():
            form[key] = value
        if "/XObject" not in page.resources:
            page.resources.XObject = Dictionary()
        page.resources.XObject[name] = form
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert [what for what, _ in names(reading)] == ["没有打开的图层上的文字", "与底色同色的文字"]


# Watermarks and seals


def turned(said: str, angle: tuple[float, float], x: float, y: float, size: float) -> str:
    cos, sin = angle
    return f"BT /F1 {size} Tf {cos} {sin} {-sin} {cos} {x} {y} Tm <{said.encode('utf-16-be').hex()}> Tj ET\n"


@pytest.mark.parametrize(
    ("mark", "what"),
    [
        (f"0.85 g {turned('内部资料', (0.7071, 0.7071), 60, 600, 40)} 0 g ", "水印"),
        (turned("内部资料", (0.94, 0.34), 60, 640, 30), "水印"),
        (f"0.8 g {text('内部资料', 120, TOP - 34, 20)} 0 g ", "水印"),
        (f"q /G gs {text('内部资料', 120, TOP - 34, 20)} Q ", "水印"),
        (f"/Artifact <</Subtype /Watermark /Type /Pagination>> BDC {text('密', 60, TOP - 14)} EMC ", "水印"),
        (f"1 0 0 rg {text('某市某局专用章', 120, TOP - 50, 10)} 0 g ", "印章一类盖在表上的文字"),
        (f"0 0.9 0.9 0 k {text('某市某局专用章', 120, TOP - 50, 10)} 0 g ", "印章一类盖在表上的文字"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_is_laid_over_the_page_is_left_out(mark: str, what: str, first: bool, tmp_path: Path) -> None:
    page = Page(mark if first else "", rules(), cells(), "" if first else mark)
    page.resources.ExtGState = Dictionary(G=Dictionary(ca=0.3))
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert [name for name, _ in names(reading)] == [what]


def test_a_watermark_line_after_line_goes_whole(tmp_path: Path) -> None:
    """Some of its lines cross no line of the table."""
    lines = "".join(text("公开样张", LEFT + 130 * n % 280, TOP - 15 * n, 14) for n in range(-2, 6))
    reading = Page(f"0.88 g {lines} 0 g ", rules(), cells()).read(tmp_path)
    assert shown(reading) == TABLE
    assert names(reading) == [("水印", "公开样张")]


def test_the_letters_of_a_round_seal_go_together(tmp_path: Path) -> None:
    """Those that stand upright in its ring, too."""
    ring = "".join(
        turned(letter, angle, x, y, 9)
        for letter, angle, x, y in (
            ("某", (0.5, 0.866), 155, TOP - 44),
            ("市", (1, 0), 172, TOP - 36),
            ("局", (0.5, -0.866), 190, TOP - 40),
        )
    )
    reading = Page(rules(), cells(), f"0.9 0.1 0.1 rg {ring}").read(tmp_path)
    assert shown(reading) == TABLE
    assert [what for what, _ in names(reading)] == ["印章一类盖在表上的文字"]


@pytest.mark.parametrize("colour", ["1 0 0 rg", "0.6 g", "0 0 1 rg"])
def test_coloured_or_pale_text_in_its_cell_stays(colour: str, tmp_path: Path) -> None:
    page = Page(rules(), cells(_without(1, 2)), f"{colour} {in_cell('80', 1, 2)} 0 g ")
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert not reading.omitted


# Different texts in one place


def test_one_text_over_another_is_a_doubt_not_a_number(tmp_path: Path) -> None:
    reading = Page(rules(), in_cell("85", 1, 2), cells()).read(tmp_path)
    assert shown(reading) == TABLE
    (cell,) = [cell for cell in reading.grids[0].cells if cell.doubt]
    assert cell.text == "80"
    assert "“85”" in cell.doubt


def test_a_shifted_text_over_another_is_a_doubt(tmp_path: Path) -> None:
    x, y = LEFT + 205, TOP - 34
    page = Page(rules(), cells(_without(1, 2)), text("12345", x, y), text("67890", x + 1.3, y + 0.5))
    (cell,) = [cell for cell in page.read(tmp_path).grids[0].cells if cell.doubt]
    assert cell.text == "67890"


def test_bold_by_printing_twice_is_read_once(tmp_path: Path) -> None:
    x, y = LEFT + 205, TOP - 34
    page = Page(rules(), cells(_without(1, 2)), text("80", x, y), text("80", x + 0.4, y))
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert not any(cell.doubt for cell in reading.grids[0].cells)


def test_a_line_cut_off_by_its_cell_is_a_doubt(tmp_path: Path) -> None:
    x0, y0, x1, y1 = box(1, 0)
    long = text("整改率" * 6, x0 + 3, y0 + 4)
    page = Page(rules(), cells(_without(1, 0)), f"q {x0} {y0} {x1 - x0} {y1 - y0} re W n {long} Q")
    reading = page.read(tmp_path)
    (cell,) = [cell for cell in reading.grids[0].cells if cell.doubt]
    assert cell.text.startswith("整改率整改率")
    assert "没有显示完" in cell.doubt


# Scans, turned pages


def test_the_text_layer_of_a_scan_is_read(tmp_path: Path) -> None:
    page = Page("q 595 0 0 842 0 0 cm /P Do Q 3 Tr ", cells(), "0 Tr ", rules())
    image = page.pdf.make_stream(b"\xff", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    page.resources.XObject = Dictionary(P=image)
    assert shown(page.read(tmp_path)) == TABLE


def test_the_text_layer_below_the_picture_of_a_scan_is_read(tmp_path: Path) -> None:
    page = Page(cells(), "q 595 0 0 842 0 0 cm /P Do Q ", rules())
    image = page.pdf.make_stream(b"\xff", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    page.resources.XObject = Dictionary(P=image)
    assert shown(page.read(tmp_path)) == TABLE


@pytest.mark.parametrize(
    ("matrix", "size"),
    [("0 1 -1 0 842 0", (842, 595)), ("0 -1 1 0 0 595", (842, 595)), ("-1 0 0 -1 595 842", (595, 842))],
)
def test_a_page_turned_by_its_content_is_read_upright(
    matrix: str, size: tuple[int, int], tmp_path: Path
) -> None:
    page = Page(f"{matrix} cm ", text("标题", 200, 760, SIZE), rules(), cells(), size=size)
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert reading.grids[0].before == ("标题",)


@pytest.mark.parametrize("colour", ["0.6 g", "0.9 0.1 0.1 rg"])
def test_pale_or_coloured_text_printed_twice_stays(colour: str, tmp_path: Path) -> None:
    """It stands upon nothing but itself."""
    x, y = LEFT + 205, TOP - 34
    twice = f"{colour} {text('80', x, y)} {text('80', x + 0.3, y)} 0 g "
    reading = Page(rules(), cells(_without(1, 2)), twice).read(tmp_path)
    assert shown(reading) == TABLE
    assert not reading.omitted


def test_a_page_mostly_in_grey_is_no_watermark(tmp_path: Path) -> None:
    """Even where a line of the table stands behind some of its text."""
    wide = in_cell("跨过竖线的一段文字", 1, 1)
    page = Page(rules(), f"0.55 g {cells(_without(1, 1))} {wide} 0 g ", text("黑色的标题", 60, 760))
    assert not page.read(tmp_path).omitted
