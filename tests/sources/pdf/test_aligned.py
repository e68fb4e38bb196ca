"""Tables whose columns are not ruled: read by how their words stand, each cell a doubt."""

from itertools import pairwise
from pathlib import Path

from generator.ingest.read import ReadOptions, read_document
from generator.repair.pdf.read import read_pdf
from tests.sources.pdf.drawn import Page, text

ROWS = (
    ("财政项目支出绩效自评表",),
    ("项目名称", "数据运营服务"),
    ("主管部门", "某市某局", "实施单位", "某中心"),
    ("项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    ("（元）", "年度资金总额", "100.00", "100.00", "80.00", "10", "80.00%", "8"),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "运营项目", "6项", "6项", "50", "50"),
    ("效益指标", "社会效益指标", "治理程度", "≥90%", "95%", "40", "30"),
    ("总分", "", "", "", "", "100", "88"),
)
LEFT, TOP, WIDTH, HEIGHT = 30, 760, 68, 22


def words() -> str:
    return "".join(
        text(said, LEFT + column * WIDTH + 4, TOP - (number + 1) * HEIGHT + 7, 8)
        for number, row in enumerate(ROWS)
        for column, said in enumerate(row)
        if said
    )


def across(*, pieces: bool) -> str:
    """Horizontal rules from the second row on: whole ones, or a piece for each column."""
    levels = [TOP - n * HEIGHT for n in range(1, len(ROWS) + 1)]
    ends = [LEFT + n * WIDTH for n in range(9)] if pieces else [LEFT, LEFT + 8 * WIDTH]
    pairs = list(pairwise(ends))
    return "".join(f"{x0} {y} m {x1} {y} l S\n" for y in levels for x0, x1 in pairs)


def test_columns_are_parted_where_words_stand_apart(tmp_path: Path) -> None:
    for pieces in (True, False):
        (grid,) = Page(words(), across(pieces=pieces)).read(tmp_path).grids
        assert grid.inferred
        rows: dict[int, list[str]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append(cell.text)
        assert [tuple(filter(None, row)) for row in ROWS[1:]] == [tuple(row) for row in rows.values()]


def test_every_row_and_field_is_a_doubt(tmp_path: Path) -> None:
    page = Page(words(), across(pieces=False))
    path = tmp_path / "横线.pdf"
    page.pdf.save(path)
    (found,) = read_document(path, ReadOptions(name="横线.pdf")).forms
    assert found.form.project == "数据运营服务"
    doubted = {doubt.path for doubt in found.doubts if doubt.kind == "D09"}
    assert {("项目名称",), ("主管部门",), ("年度",), ("项目资金", "年度资金总额"), ("总分",)} <= doubted
    assert {path for path, _ in found.form.indicators()} <= doubted


def test_without_any_rules_the_text_keeps_its_columns(tmp_path: Path) -> None:
    page = Page(words())
    path = tmp_path / "无线.pdf"
    page.pdf.save(path)
    lines = read_pdf(path).layout.splitlines()
    assert [line.split() for line in lines] == [[said for said in row if said] for row in ROWS]
    starts = {line.index("50") for line in lines if "50" in line} | {lines[5].index("分值")}
    assert max(starts) - min(starts) < 40


def test_a_page_of_prose_with_rules_is_no_table(tmp_path: Path) -> None:
    prose = "".join(text("这一段只是说明文字，没有任何表格。", 60, 700 - 20 * n) for n in range(8))
    rules = "".join(f"50 {712 - 20 * n} m 500 {712 - 20 * n} l S\n" for n in range(9))
    assert Page(prose, rules).read(tmp_path).grids == ()
