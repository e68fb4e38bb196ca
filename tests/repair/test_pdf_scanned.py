"""Scanned pages: lines seen in the picture, characters from a recogniser; doubts settled by it."""

import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest

from generator.model.problem import ZipingbiaoError
from generator.repair.pdf.classifier import Margins
from generator.repair.pdf.optical import Image, Seen, optical_reader
from generator.repair.pdf.read import read_pdf
from generator.repair.pdf.scanned import SURE
from generator.repair.text.breakage import Severity
from generator.sources.pdf.document import read_document
from generator.sources.pdf.lattice import find_lattices
from generator.sources.pdf.scan import SCALE, rulings_in
from tests.support import broken_pdf, forms

with_recogniser = pytest.mark.skipif(not find_spec("rapidocr"), reason="没有 rapidocr")


@pytest.fixture(scope="module")
def sound() -> bytes:
    return broken_pdf.produce(broken_pdf.form_html(forms.data_service()), "weasyprint")


@pytest.fixture(scope="module")
def scan(sound: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as pictures, nothing else."""
    path = tmp_path_factory.mktemp("scan") / "扫描.pdf"
    with pikepdf.new() as pdf, pypdfium2.PdfDocument(sound) as document:
        for shown in document:
            picture = shown.render(scale=SCALE).to_pil().convert("L")
            image = pdf.make_stream(picture.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
            image.Width, image.Height, image.BitsPerComponent = picture.width, picture.height, 8
            image.ColorSpace = pikepdf.Name.DeviceGray
            width, height = shown.get_size()
            page = pdf.add_blank_page(page_size=(width, height))
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image))
            page.obj.Contents = pdf.make_stream(f"{width} 0 0 {height} 0 0 cm /P Do".encode())
        pdf.save(path)
    return path


class Scripted:
    """A recogniser that sees what the sound document says, one character less surely than the others."""

    def __init__(self, sound: bytes, folder: Path) -> None:
        path = folder / "sound.pdf"
        path.write_bytes(sound)
        self._document = read_document(path)
        self._page = 0

    def read_page(self, image: Image) -> list[Seen]:
        assert image.shape[2] == 3
        page = self._document.pages[self._page]
        self._page += 1
        return [
            Seen(self._document.claimed_text(g), SURE - 0.2 if n == 7 else 0.99, *(v * SCALE for v in g[2:6]))
            for n, g in enumerate(page.glyphs)
        ]

    def read_glyph(self, ink: Image) -> tuple[str, float]:
        raise AssertionError("no glyph is drawn")


def test_lines_of_a_picture_make_the_same_cells(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sound.pdf"
    path.write_bytes(sound)
    drawn = find_lattices(read_document(path).pages[0].rulings)
    with pypdfium2.PdfDocument(sound) as document:
        image = np.array(document[0].render(scale=SCALE, grayscale=True).to_numpy(), np.uint8)
    seen = find_lattices(rulings_in(image.reshape(image.shape[:2])))
    assert [lattice.regions for lattice in seen] == [lattice.regions for lattice in drawn]


def test_dark_bar_is_no_line() -> None:
    image = np.full((400, 400), 255, np.uint8)
    image[100:200, 20:380] = 0
    assert not [
        line for line in rulings_in(image) if 110 / SCALE < line.position < 190 / SCALE and line.horizontal
    ]


def test_scan_gives_the_same_table(scan: Path, sound: bytes, tmp_path: Path) -> None:
    reading = read_pdf(scan, reader=Scripted(sound, tmp_path))
    path = tmp_path / "drawn.pdf"
    path.write_bytes(sound)
    expected = read_pdf(path).grids
    assert [[(c.row, c.column, c.text) for c in g.cells] for g in reading.grids] == [
        [(c.row, c.column, c.text) for c in g.cells] for g in expected
    ]


def test_character_not_read_surely_is_a_doubt(scan: Path, sound: bytes, tmp_path: Path) -> None:
    reading = read_pdf(scan, reader=Scripted(sound, tmp_path))
    doubts = [entry for entry in reading.doubts if entry.page == 1]
    assert [(entry.code, entry.witness, entry.confidence) for entry in doubts] == [
        (7, "光学识别", SURE - 0.2)
    ]
    spot = doubts[0].places[0]
    assert reading.lines[1][spot.line - 1][spot.column - 1] == doubts[0].true


def test_without_recogniser_the_message_says_what_to_install(
    scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.repair.pdf.optical.find_spec", lambda _name: None)
    with pytest.raises(ZipingbiaoError, match=r"zipingbiao\[ocr\]") as caught:
        read_pdf(scan)
    assert caught.value.problems[0].rule == "F34"


class Knowing(Scripted):
    """A recogniser that is shown single glyphs, and says the same of each."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked = 0

    def read_glyph(self, ink: Image) -> tuple[str, float]:
        assert ink.any()
        self.asked += 1
        return self.answer, 0.99


@pytest.fixture
def doubtful(sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A broken file, under margins so wide that much of it is doubtful."""
    monkeypatch.setattr("generator.repair.pdf.classifier._MARGINS", Margins(in_run=0.6, free=0.6, scale=0.1))
    path = tmp_path / "存疑.pdf"
    bare = broken_pdf.without_embedded_cmap(sound)
    path.write_bytes(broken_pdf.break_tounicode(bare, Severity.HEAVY).data)
    return path


def test_recogniser_settles_a_doubt_only_where_it_agrees(doubtful: Path) -> None:
    before = {entry.code: entry.true for entry in read_pdf(doubtful).doubts}
    agreeing = Knowing(next(iter(before.values())))
    after = {entry.code for entry in read_pdf(doubtful, reader=agreeing).doubts}
    assert agreeing.asked == len(before) > 1
    assert after == {code for code, true in before.items() if true != agreeing.answer}
    assert {e.code for e in read_pdf(doubtful, reader=Knowing("〇")).doubts} == set(before)


@with_recogniser
def test_real_recogniser_reads_a_page(scan: Path) -> None:
    reader = optical_reader()
    assert reader is not None
    with pikepdf.open(scan) as pdf:
        del pdf.pages[1:]
        file = io.BytesIO()
        pdf.save(file)
    scan.with_name("one.pdf").write_bytes(file.getvalue())
    reading = read_pdf(scan.with_name("one.pdf"), reader=reader)
    texts = {cell.text for grid in reading.grids for cell in grid.cells}
    assert {"项目名称", "数据运营服务", "上海市大数据中心", "年度指标值", "质量指标"} <= texts
