"""Whole pages: equal to what pdfplumber sees, and stitched where a table goes on."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pdfplumber
import pytest

from generator.ingest import read as ingest
from generator.model.problem import ZipingbiaoError
from generator.repair.pdf.read import read_pdf
from generator.sources.grid import Grid
from generator.sources.pdf.content import Glyph, PageContent, Ruling
from generator.sources.pdf.document import read_document
from generator.sources.pdf.lattice import find_lattices
from generator.sources.pdf.table import read_page
from tests.support import broken_pdf, forms

PRODUCERS = [
    pytest.param(name, marks=pytest.mark.skipif(not broken_pdf.available(name), reason=f"没有 {name}"))
    for name in broken_pdf.PRODUCERS
]
STYLE = broken_pdf.STYLE.format(face=broken_pdf.BUNDLED, bundled=broken_pdf.FONT_FILE.as_uri())


def made(body: str, folder: Path) -> Path:
    path = folder / "made.pdf"
    path.write_bytes(broken_pdf.produce(f"<meta charset=utf-8><style>{STYLE}</style>{body}", "weasyprint"))
    return path


def grids(body: str, folder: Path) -> tuple[Grid, ...]:
    return read_pdf(made(body, folder)).grids


def column(grid: Grid, number: int) -> list[str]:
    return [cell.text for cell in grid.cells if cell.column == number]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_characters_and_cells_are_those_that_pdfplumber_sees(producer: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(broken_pdf.produce(broken_pdf.form_html(forms.network()), producer))
    document = read_document(path)
    with pdfplumber.open(path) as plumbed:
        for ours, theirs in zip(document.pages, plumbed.pages, strict=True):
            assert [document.claimed_text(g) for g in ours.glyphs] == [c["text"] for c in theirs.chars]
            assert all(abs(g.x0 - c["x0"]) < 0.01 for g, c in zip(ours.glyphs, theirs.chars, strict=True))
            cells = [box for table in theirs.find_tables() for box in table.cells]
            assert cells
            assert not [box for box in cells if not any(_same(box, other) for other in _boxes(ours))]


def _boxes(page: PageContent) -> list[tuple[float, ...]]:
    return [
        (
            lattice.xs[region.column],
            lattice.ys[region.row],
            lattice.xs[region.column + region.column_span],
            lattice.ys[region.row + region.row_span],
        )
        for lattice in find_lattices(page.rulings)
        for region in lattice.regions
    ]


def _same(one: Iterable[float], other: Iterable[float]) -> bool:
    return all(abs(a - b) < 3 for a, b in zip(one, other, strict=True))


def test_table_that_goes_on_is_one(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>第{n}行</td><td>{n}.00</td></tr>" for n in range(150))
    (grid,) = grids(f"<p>标题</p><table>{rows}</table><p>说明</p>", tmp_path)
    assert column(grid, 1) == [f"{n}.00" for n in range(150)]
    assert (grid.before, grid.after) == (("标题",), ("说明",))


def test_page_numbers_do_not_part_a_table(tmp_path: Path) -> None:
    numbered = "<style>@page { @bottom-center { content: '- ' counter(page) ' -' } }</style>"
    rows = "".join(f"<tr><td>第{n}行</td><td>{n}.00</td></tr>" for n in range(150))
    (grid,) = grids(f"{numbered}<table>{rows}</table>", tmp_path)
    assert grid.rows == 150
    assert grid.after == ()


def test_title_before_the_next_table_parts_them(tmp_path: Path) -> None:
    table = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    found = grids(f"{table}<p style='break-before: page'>另一张表</p>{table}", tmp_path)
    assert [grid.before for grid in found] == [(), ("另一张表",)]


def test_cell_cut_by_the_page_is_one(tmp_path: Path) -> None:
    label = "<td rowspan=150>绩效指标</td>"
    rows = "".join(f"<tr>{label if n == 0 else ''}<td>第{n}行</td></tr>" for n in range(150))
    (grid,) = grids(f"<table>{rows}</table>", tmp_path)
    assert [(cell.row_span, cell.text) for cell in grid.cells if cell.column == 0] == [(150, "绩效指标")]


def test_row_cut_by_the_page_is_one(tmp_path: Path) -> None:
    prose = "按照统一部署，稳步推进各项工作，" * 230 + "完成了任务。"
    total = "<tr><td>总分</td><td>9</td></tr>"
    body = f"<table><tr class=prose><td>目标</td><td class=text>{prose}</td></tr>{total}</table>"
    (grid,) = grids(body, tmp_path)
    assert column(grid, 1) == [prose, "9"]
    assert column(grid, 0) == ["目标", "总分"]


def test_two_tables_of_one_page(tmp_path: Path) -> None:
    table = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    found = grids(f"<p>一</p>{table}<p>二</p>{table}<p>三</p>", tmp_path)
    assert [(grid.before, grid.after) for grid in found] == [(("一",), ()), (("二",), ("三",))]


def test_table_without_upright_lines_is_reported(tmp_path: Path) -> None:
    style = "<style>td { border-left: none !important; border-right: none !important }</style>"
    rows = "<tr><td>甲</td><td>乙</td></tr>" * 4
    reading = read_pdf(made(f"{style}<table>{rows}</table>", tmp_path))
    assert [problem.rule for problem in reading.problems] == ["F36"]


def test_file_without_a_table_is_reported(tmp_path: Path) -> None:
    reading = read_pdf(made("<p>只有文字，没有表。</p>", tmp_path))
    assert reading.grids == ()
    assert [problem.rule for problem in reading.problems] == ["F36"]


def test_tables_of_a_document_without_a_form_are_not_reported_one_by_one(tmp_path: Path) -> None:
    style = "<style>td { border-left: none !important; border-right: none !important }</style>"
    page = "<table style='break-after: page'>" + "<tr><td>甲</td><td>乙</td></tr>" * 4 + "</table>"
    ruled = "<table><tr><td style='border: 1px solid black !important'>丙</td></tr></table>"
    path = made(f"{style}{page * 3}{ruled}", tmp_path)
    assert [problem.rule for problem in read_pdf(path).problems] == ["F36"]
    with pytest.raises(ZipingbiaoError) as caught:
        ingest.read_document(path, ingest.ReadOptions(name="甲.pdf"))
    assert [problem.rule for problem in caught.value.problems] == ["F06"]


def test_cells_know_their_place(tmp_path: Path) -> None:
    (grid,) = grids("<table><tr><td>甲</td><td>乙</td></tr></table>", tmp_path)
    boxes = [cell.box for cell in grid.cells]
    assert all(
        box is not None and box.page == 1 and box.x0 < box.x1 and box.top < box.bottom for box in boxes
    )


def test_debug_pictures_show_each_page(tmp_path: Path) -> None:
    path = made(
        "<table><tr><td>甲</td><td>乙</td></tr></table><p style='break-before: page'>完</p>", tmp_path
    )
    read_pdf(path, debug_images=tmp_path / "图")
    names = sorted(file.name for file in (tmp_path / "图").iterdir())
    assert names == ["made-1.png", "made-2.png"]
    from PIL import Image

    with Image.open(tmp_path / "图" / "made-1.png") as image:
        blues = [count for count, colour in image.getcolors(2**24) or () if colour == (40, 110, 220)]
    assert blues


def test_faked_bold_and_ideographs_once(tmp_path: Path) -> None:
    twice = "<div style='position:relative;height:20pt'>" + "".join(
        f"<span style='position:absolute;left:{x}pt'>加粗标题</span>" for x in (0, 0.3)
    )
    reading = read_pdf(made(f"{twice}</div><table><tr><td>甲</td><td>乙</td></tr></table>", tmp_path))
    assert reading.grids[0].before == ("加粗标题",)


def test_lines_are_those_of_the_cells(tmp_path: Path) -> None:
    reading = read_pdf(made("<p>题</p><table><tr><td>甲</td><td>乙</td></tr></table>", tmp_path))
    assert [key for key, _ in groupby(reading.lines[1])] == ["甲", "乙", "题"]


def placed(text: str, x: float, y: float) -> list[Glyph]:
    return [
        Glyph(0, character.encode(), x + 9 * n, y, x + 9 * n + 9, y + 9, 9)
        for n, character in enumerate(text)
    ]


def test_label_cut_off_by_the_page_belongs_to_its_cell() -> None:
    rulings = [Ruling(True, y, 0, 200) for y in (50, 70, 90)] + [
        Ruling(False, x, 50, 90) for x in (0, 100, 200)
    ]
    glyphs = [
        *placed("项目", 5, 55),
        *placed("名称", 5, 75),
        *placed("效益指标", 110, 95),
        *placed("说明", 5, 95),
    ]
    page = PageContent(1, 200, 200, tuple(glyphs), tuple(rulings), ())
    (table,) = read_page(page, lambda glyph: glyph.code.decode()).tables
    assert [cell.text for cell in table.cells] == ["项目", "", "名称", "效益指标"]
    assert table.after == ("说明",)
