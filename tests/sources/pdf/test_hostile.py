"""Hostile and damaged PDFs: every one is read or refused with a reason, none breaks anything."""

import io
import random
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from generator.model.problem import ZipingbiaoError
from generator.repair.pdf.read import read_pdf, repair_pdf
from generator.repair.text.breakage import Severity
from generator.runtime.isolation import Isolation, Limits
from tests.support import broken_pdf

MUTATIONS = 500
RULES = {"F30", "F31", "F32", "F33", "F34"}
_TEXT = "一二三四五六七八九十上下不与专业务动政故效敏组细织终云互五亚于亏"


@pytest.fixture(scope="module")
def isolation() -> Iterator[Isolation]:
    with Isolation(Limits(seconds=20, memory=3 * 2**30)) as process:
        yield process


@pytest.fixture(scope="module")
def small() -> bytes:
    """A small table, its text layer broken."""
    rows = "".join(f"<tr><td>{_TEXT[i : i + 8]}</td><td>{i}.00</td></tr>" for i in range(0, 32, 8))
    style = broken_pdf.STYLE.format(face=broken_pdf.BUNDLED, bundled=broken_pdf.FONT_FILE.as_uri())
    page = broken_pdf.produce(f"<style>{style}</style><table>{rows}</table>", "weasyprint")
    return broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(page), Severity.LONG).data


def outcome(isolation: Isolation, data: bytes, folder: Path) -> str:
    """``read``, or the rule by which the file was refused."""
    path = folder / "恶意.pdf"
    path.write_bytes(data)
    try:
        isolation.call(path, read_pdf, path)
    except ZipingbiaoError as error:
        problem = error.problems[0]
        assert problem.place is not None and problem.place.file == str(path)
        return problem.rule
    return "read"


def plain(data: bytes) -> bytes:
    """The file with nothing compressed, so that mutations reach what is written in it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        file = io.BytesIO()
        pdf.save(file, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return file.getvalue()


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Cut off, bits flipped, or a piece put elsewhere."""
    changed = bytearray(data)
    kind = rng.randrange(4)
    if kind == 0:
        return bytes(changed[: rng.randrange(len(changed))])
    if kind == 1:
        source, target = rng.randrange(len(changed)), rng.randrange(len(changed))
        changed[target : target + 800] = changed[source : source + 800]
        return bytes(changed)
    for _ in range(rng.choice((1, 4, 40, 400))):
        place = rng.randrange(len(changed))
        changed[place] ^= 1 << rng.randrange(8)
    return bytes(changed)


def test_mutated_files(isolation: Isolation, small: bytes, tmp_path: Path) -> None:
    rng = random.Random(20200101)
    sources = (small, plain(small))
    outcomes = [outcome(isolation, mutated(rng.choice(sources), rng), tmp_path) for _ in range(MUTATIONS)]
    assert set(outcomes) <= RULES | {"read"}
    assert outcomes.count("read") > MUTATIONS / 10
    assert outcomes.count("F30") > MUTATIONS / 20


def edited(data: bytes, edit: str) -> bytes:
    """The small PDF with one planted fault."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0].obj
        if edit == "resources":
            page.Resources = pikepdf.Array([1, 2])
        elif edit == "javascript":
            script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            pdf.Root.OpenAction = script
        elif edit == "form loop":
            form = pdf.make_stream(b"/X Do")
            form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 10, 10]
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
            page.Resources.XObject = pikepdf.Dictionary(X=form)
            page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n/X Do")
        elif edit == "tree loop":
            pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        elif edit == "fonts":
            empty = pikepdf.Dictionary(Type=pikepdf.Name.Font)
            page.Resources.Font = pikepdf.Dictionary(dict.fromkeys(list(page.Resources.Font.keys()), empty))
        elif edit == "font program":
            for font in page.Resources.Font.values():
                font.DescendantFonts[0].FontDescriptor.FontFile2.write(b"\0\1\0\0" + b"\xff" * 500)
        file = io.BytesIO()
        pdf.save(file)
        return file.getvalue()


@pytest.mark.parametrize(
    "edit", ["resources", "javascript", "form loop", "tree loop", "fonts", "font program"]
)
def test_planted_faults(isolation: Isolation, small: bytes, edit: str, tmp_path: Path) -> None:
    assert outcome(isolation, edited(small, edit), tmp_path) in RULES | {"read"}


def test_looping_xref(isolation: Isolation, tmp_path: Path) -> None:
    xref = b"xref\n0 1\n0000000000 65535 f \ntrailer <</Size 1 /Prev 9 /Root 1 0 R>>\n"
    data = b"%PDF-1.4\n" + xref + b"startxref\n9\n%%EOF"
    assert outcome(isolation, data, tmp_path) == "F30"


def test_bomb_in_a_stream(tmp_path: Path) -> None:
    bomb = zlib.compress(b"q\n" * 2**28, 9)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, bomb, Filter=pikepdf.Name.FlateDecode)
        file = io.BytesIO()
        pdf.save(file)
    with Isolation(Limits(seconds=20, memory=2**30)) as process:
        assert outcome(process, file.getvalue(), tmp_path) in {"F30", "F33"}


def test_ten_thousand_pages_are_refused(isolation: Isolation, tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pages = pdf.Root.Pages
        leaf = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 10, 10], Parent=pages)
        pages.Kids = pikepdf.Array([pdf.make_indirect(leaf) for _ in range(10_000)])
        pages.Count = 10_000
        file = io.BytesIO()
        pdf.save(file)
    assert outcome(isolation, file.getvalue(), tmp_path) == "F33"


def test_attachments_are_not_opened(isolation: Isolation, small: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(small)) as pdf:
        pdf.attachments["木马.exe"] = b"MZ"
        file = io.BytesIO()
        pdf.save(file)
    assert outcome(isolation, file.getvalue(), tmp_path) == "read"
    assert list(tmp_path.iterdir()) == [tmp_path / "恶意.pdf"]


def test_repair_of_a_damaged_file_that_still_reads(small: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(plain(small)[:-200])
    with pikepdf.open(io.BytesIO(repair_pdf(path).data)) as pdf:
        assert len(pdf.pages) == 1


def fan(levels: int, width: int, *, direct: bool) -> bytes:
    """A page that draws a form that draws ten forms, and so on: few bytes, endless work."""
    pdf = pikepdf.new()
    inner = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
    for _ in range(levels):
        names = [f"/F{number}" for number in range(width)]
        forms = pikepdf.Dictionary(dict.fromkeys(names, inner))
        resources = pikepdf.Dictionary(XObject=forms)
        inner = pdf.make_stream(
            " ".join(f"{name} Do" for name in names).encode(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 1, 1],
            Resources=resources if direct else pdf.make_indirect(resources),
        )
    page = pdf.add_blank_page()
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    page.Contents = pdf.make_stream(b"/F Do")
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize("direct", [True, False])
def test_a_fan_of_forms_is_refused_before_the_time_is_up(
    isolation: Isolation, direct: bool, tmp_path: Path
) -> None:
    (tmp_path / "扇.pdf").write_bytes(fan(9, 10, direct=direct))
    with pytest.raises(ZipingbiaoError, match="F33 有一页画的东西过多"):
        isolation.call(tmp_path / "扇.pdf", read_pdf, tmp_path / "扇.pdf")
