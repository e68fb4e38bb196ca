"""Workbooks of OpenDocument are read as they show themselves, and what harms is refused."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from generator.model.problem import ZipingbiaoError
from generator.recognise.grid import recognise_grids
from generator.sources.document import SourceDocument
from generator.sources.grid import Cell, Grid
from generator.sources.kinds import read_tables
from generator.sources.xlsx import read_xlsx

from ..layouts.makers import as_xlsx
from ..support.grids import cell_at

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "svg": "svg-compatible",
    }.items()
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
STYLES = """<office:font-face-decls><style:font-face style:name="F2" svg:font-family="'Symbol'"/>
</office:font-face-decls><office:automatic-styles>
<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>
<style:style style:name="base"><style:text-properties style:font-name="F2"/></style:style>
<style:style style:name="sign" style:parent-style-name="base"/>
</office:automatic-styles>"""


def flat(rows: str, columns: str = "", more: str = "") -> str:
    table = f'<table:table table:name="自评表">{columns}{rows}</table:table>{more}'
    return (
        f'<?xml version="1.0"?><office:document {NAMES} office:mimetype="{MIMETYPE}">{STYLES}'
        f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document>"
    )


def row(*cells: str, of: str = "") -> str:
    return f"<table:table-row {of}>{''.join(cells)}</table:table-row>"


def cell(*paragraphs: str, of: str = "") -> str:
    texts = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    return f"<table:table-cell {of}>{texts}</table:table-cell>"


def package(content: str, *more: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        for name, text in (("mimetype", MIMETYPE), ("content.xml", content), *more):
            parts.writestr(name, text)
    return file.getvalue()


def read(folder: Path, content: str | bytes, name: str = "表.fods") -> SourceDocument:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_tables(path)


def only_grid(document: SourceDocument) -> Grid:
    assert isinstance(document.content, tuple)
    (grid,) = document.content
    return grid


def texts(grid: Grid) -> list[str]:
    return [found.text for found in grid.cells]


@pytest.mark.parametrize("name", ["表.fods", "表.ods", "表.xls"])
@pytest.mark.parametrize("is_package", [True, False])
def test_it_is_known_by_what_it_holds(name: str, is_package: bool, tmp_path: Path) -> None:
    content = flat(row(cell("项目名称", of='table:number-columns-spanned="2"'), cell("云服务")))
    grid = only_grid(read(tmp_path, package(content) if is_package else content, name))
    assert texts(grid) == ["项目名称", "云服务"]
    assert grid.name == "自评表"


def test_cells_stand_where_the_sheet_has_them(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    rows = (
        row(
            cell("甲", of='table:number-columns-spanned="2" table:number-rows-spanned="2"'),
            covered,
            cell("乙"),
        ),
        row('<table:covered-table-cell table:number-columns-repeated="2"/>', cell("丙")),
        row(cell(of='table:number-columns-repeated="16384"'), of='table:number-rows-repeated="3"'),
        row(cell("丁", of='table:number-columns-repeated="3"')),
        row(cell(of='table:number-columns-repeated="16384"'), of='table:number-rows-repeated="1048000"'),
    )
    head = f"<table:table-header-rows>{rows[0]}</table:table-header-rows>"
    rest = f"<table:table-rows>{''.join(rows[1:])}</table:table-rows>"
    grid = only_grid(read(tmp_path, flat(f"{head}<table:table-row-group>{rest}</table:table-row-group>")))
    places = [
        (found.text, found.row, found.column, found.row_span, found.column_span) for found in grid.cells
    ]
    assert places == [
        ("甲", 0, 0, 2, 2),
        ("乙", 0, 2, 1, 1),
        ("丙", 1, 2, 1, 1),
        *(("丁", 5, column, 1, 1) for column in range(3)),
    ]
    assert grid.cells[-1].origin == "自评表!C6"


def test_a_text_is_what_the_cell_shows(tmp_path: Path) -> None:
    shown = cell("1,250.00", of='office:value-type="float" office:value="1250"')
    percent = cell("92.64%", of='office:value-type="percentage" office:value="0.92637"')
    lines = cell("一、云<text:s text:c='2'/>服务", "二<text:line-break/>三<text:span>四</text:span>")
    note = cell(
        "五<text:ruby><text:ruby-base>六</text:ruby-base><text:ruby-text>liu</text:ruby-text></text:ruby>"
    )
    comment = (
        "<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>"
    )
    grid = only_grid(read(tmp_path, flat(row(shown, percent, lines, note, comment))))
    assert texts(grid) == ["1,250.00", "92.64%", "一、云  服务\n二\n三四", "五六"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('float" office:value="1250.50', "1250.50"),
        ('percentage" office:value="0.9264', "92.64%"),
        ('percentage" office:value="1', "100%"),
        ('float" office:value="x', "x"),
        ('date" office:date-value="2020-12-31', "2020-12-31"),
        ('string" office:string-value="云服务', "云服务"),
    ],
)
def test_a_value_is_read_that_says_nothing_of_how_it_is_shown(value: str, shown: str, tmp_path: Path) -> None:
    assert texts(only_grid(read(tmp_path, flat(row(cell(of=f'office:value-type="{value}"')))))) == [shown]


def test_signs_are_read_as_their_font_draws_them(tmp_path: Path) -> None:
    columns = '<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="sign"/>'
    rows = row(cell("\u00b3"), cell("\u00b3", of='table:style-name="other"'))
    assert texts(only_grid(read(tmp_path, flat(rows, columns)))) == ["≥", "\u00b3"]


def test_what_is_not_shown_is_said(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    rows = row(cell("甲"), cell("藏"), cell("乙")) + row(cell("隐"), of='table:visibility="filter"')
    draft = f'<table:table table:name="底稿" table:style-name="gone">{row(cell("草稿"))}</table:table>'
    document = read(tmp_path, flat(rows, columns, draft))
    grid = only_grid(document)
    assert texts(grid) == ["甲", "乙"]
    assert grid.hidden == ("B列：藏", "第2行：隐")
    assert [(entry.place, entry.text) for entry in document.omitted] == [("工作表“底稿”", "草稿")]


@pytest.mark.parametrize("shown", ["Err:502", "错误:502", "#DIV/0!", ""])
def test_a_formula_without_its_value_is_in_doubt(shown: str, tmp_path: Path) -> None:
    formula = cell(*filter(None, [shown]), of='table:formula="of:=[.A1]/0"')
    grid = only_grid(read(tmp_path, flat(row(formula, cell("乙")))))
    assert "请填写" in grid.cells[0].doubt
    assert not grid.cells[1].doubt


ENCRYPTED = ("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (flat(row(cell("甲")))[:-20], "F20"),
        (flat(row(cell("甲"))).replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1), "F22"),
        (flat(row(cell("甲"), of='table:number-rows-repeated="1048576"')), "F24"),
        (flat(row(cell("甲", of='table:number-columns-repeated="9999999"'))), "F24"),
        (
            flat(
                row(
                    cell(of='table:number-columns-repeated="200" table:number-rows-spanned="2"'),
                    of='table:number-rows-repeated="60000"',
                )
            ),
            "F24",
        ),
        (flat(row(cell())), "F25"),
        (package(flat(row(cell("甲"))), ENCRYPTED), "F23"),
        (package("<x"), "F20"),
    ],
)
def test_what_harms_is_refused(content: str | bytes, rule: str, tmp_path: Path) -> None:
    with pytest.raises(ZipingbiaoError) as caught:
        read(tmp_path, content)
    assert caught.value.problems[0].rule == rule


def spanning(found: Cell | None, place: tuple[int, int]) -> str:
    """A square of a grid as a sheet has it: its cell, where that begins here."""
    if found is None or (found.row, found.column) != place:
        return "<table:covered-table-cell/>"
    columns = f'table:number-columns-spanned="{found.column_span}"'
    rows = f'table:number-rows-spanned="{found.row_span}"'
    return cell(*map(escape, found.text.split("\n")), of=f"{columns} {rows}")


def test_a_form_is_the_same_as_from_a_workbook_of_excel(tmp_path: Path) -> None:
    grid = only_grid(read_xlsx(as_xlsx("L7", tmp_path)))
    rows = (
        row(*(spanning(cell_at(grid, number, column), (number, column)) for column in range(grid.columns)))
        for number in range(grid.rows)
    )
    again = only_grid(read(tmp_path, package(flat("".join(rows))), "表.ods"))
    expected, found = (recognise_grids((one,), file="表").forms for one in (grid, again))
    assert expected
    assert [one.form for one in found] == [one.form for one in expected]
