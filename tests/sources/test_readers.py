"""What each format hides, merges and wraps."""

import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from generator.render.xlsx.form import render_xlsx
from generator.sources.document import SourceDocument
from generator.sources.docx import read_docx
from generator.sources.grid import Grid
from generator.sources.html import read_html
from generator.sources.xlsx import read_xlsx
from tests.support import forms
from tests.support.workbooks import edit_workbook


def grids(document: SourceDocument) -> tuple[Grid, ...]:
    assert isinstance(document.content, tuple)
    return document.content


def texts(grid: Grid) -> list[list[str]]:
    """Row by row, what each square shows; a merged cell's text in its first square."""
    shown = {(cell.row, cell.column): cell.text for cell in grid.cells}
    return [[shown.get((row, column), "") for column in range(grid.columns)] for row in range(grid.rows)]


# Workbooks


def saved(folder: Path, sheet: Worksheet) -> Path:
    path = folder / "表.xlsx"
    assert sheet.parent is not None
    sheet.parent.save(path)
    return path


@pytest.fixture
def sheet() -> Worksheet:
    found = openpyxl.Workbook().worksheets[0]
    for row in (["项目名称", "甲"], ["隐藏", "1"], ["主管部门", "乙"]):
        found.append(row)
    return found


def test_hidden_rows_columns_and_sheets_are_not_shown(sheet: Worksheet, tmp_path: Path) -> None:
    sheet.insert_cols(2)
    sheet["B1"] = "草稿"
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[2].hidden = True
    assert sheet.parent is not None
    other = sheet.parent.create_sheet("选项")
    other["A1"] = "是"
    other.sheet_state = "hidden"
    (grid,) = grids(read_xlsx(saved(tmp_path, sheet)))
    assert texts(grid) == [["项目名称", "甲"], ["主管部门", "乙"]]
    assert grid.hidden == ("B列：草稿", "第2行：隐藏｜1")


def test_what_our_workbooks_keep_hidden_is_not_told_as_left_out(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(render_xlsx(forms.data_service()))
    assert read_xlsx(path).omitted == ()
    edit_workbook(path, lambda kept: kept.append(["真正的内容"]), sheet=1)
    (left_out,) = read_xlsx(path).omitted
    assert "真正的内容" in left_out.text or left_out.text.endswith("……")


def test_merged_cells_lose_what_is_hidden_of_them(sheet: Worksheet, tmp_path: Path) -> None:
    sheet.merge_cells("A1:A3")
    sheet.row_dimensions[2].hidden = True
    (grid,) = grids(read_xlsx(saved(tmp_path, sheet)))
    assert grid.cells[0].row_span == 2


def test_numbers_are_as_shown_and_texts_as_written(sheet: Worksheet, tmp_path: Path) -> None:
    sheet["A1"], sheet["B1"] = 0.9264, "007"
    sheet["A1"].number_format = "0.00%"
    (grid,) = grids(read_xlsx(saved(tmp_path, sheet)))
    assert texts(grid)[0] == ["92.64%", "007"]
    assert grid.cells[0].origin == "Sheet!A1"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="F25"):
        read_xlsx(saved(tmp_path, openpyxl.Workbook().worksheets[0]))


# Documents

CELL = "<w:tc><w:p>{}</w:p></w:tc>"


def document(folder: Path, rows: str) -> Path:
    found = docx.Document()
    found.add_paragraph("财政项目支出绩效自评表")
    found.element.body.insert(-1, parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"))
    path = folder / "表.docx"
    found.save(str(path))
    return path


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_tracked_changes_read_as_accepted(tmp_path: Path) -> None:
    deleted = '<w:del w:id="1" w:author="甲"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="甲">{run("新")}</w:ins>'
    (grid,) = grids(read_docx(document(tmp_path, f"<w:tr>{CELL.format(deleted + inserted)}</w:tr>")))
    assert texts(grid) == [["新"]]
    assert grid.before == ("财政项目支出绩效自评表",)


def test_rows_and_cells_in_content_controls(tmp_path: Path) -> None:
    cell = f"<w:sdt><w:sdtContent>{CELL.format(run('乙'))}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{CELL.format(run('甲'))}{cell}</w:tr></w:sdtContent></w:sdt>"
    (grid,) = grids(read_docx(document(tmp_path, row)))
    assert texts(grid) == [["甲", "乙"]]


def test_tick_boxes_and_breaks(tmp_path: Path) -> None:
    ticked = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>新增</w:t><w:br/><w:t>延续</w:t></w:r>'
    (grid,) = grids(read_docx(document(tmp_path, f"<w:tr>{CELL.format(ticked)}</w:tr>")))
    assert texts(grid) == [["☑新增\n延续"]]


def test_a_table_that_lays_out_the_page_is_read_through(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{CELL.format(run('甲'))}</w:tr></w:tbl>"
    outer = f"<w:tr><w:tc><w:p>{run('（2020年度）')}</w:p>{inner}<w:p/></w:tc></w:tr>"
    (grid,) = grids(read_docx(document(tmp_path, outer)))
    assert texts(grid) == [["甲"]]
    assert grid.before[-1] == "（2020年度）"


# Pages

PAGE = "<html><head><meta charset={}></head><body><p>表</p><table><tr><td>项目名称<td>云服务</table>"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "utf-8"),
        ("x", "gb18030"),
        ("utf-8", "utf-16"),
    ],
)
def test_encodings(declared: str, written: str, tmp_path: Path) -> None:
    path = tmp_path / "页.htm"
    path.write_bytes(PAGE.format(declared).encode(written))
    (grid,) = grids(read_html(path))
    assert texts(grid) == [["项目名称", "云服务"]]
    assert grid.before == ("表",)


def html(folder: Path, body: str) -> tuple[Grid, ...]:
    path = folder / "页.html"
    path.write_text(f"<body>{body}</body>", "utf-8")
    return grids(read_html(path))


def test_spans_reach_to_the_end_and_no_further(tmp_path: Path) -> None:
    (grid,) = html(tmp_path, "<table><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td rowspan=9>3</table>")
    assert (grid.rows, grid.columns) == (3, 2)
    assert [(cell.text, cell.row_span) for cell in grid.cells] == [("甲", 3), ("1", 1), ("2", 1), ("3", 1)]


def test_what_is_not_shown_is_not_read(tmp_path: Path) -> None:
    hidden = "<tr style='display:none'><td>隐</tr><script>var x='<td>'</script>"
    (grid,) = html(
        tmp_path, f"<table><tr><td>甲<!-- 注 --><span hidden>隐</span>乙</td></tr>{hidden}</table>"
    )
    assert texts(grid) == [["甲乙"]]


def test_lines_inside_a_cell(tmp_path: Path) -> None:
    (grid,) = html(tmp_path, "<table><tr><td>制定\n   数据<br>PC\n端<p>第二段</p>末</td></tr></table>")
    assert texts(grid) == [["制定数据\nPC 端\n第二段\n末"]]


def test_tables_that_lay_out_the_page_are_read_through(tmp_path: Path) -> None:
    first, second = html(
        tmp_path, "<table><tr><td>题<table><tr><td>1</table>中<table><tr><td>2</table>尾</table>"
    )
    assert (first.before, first.after) == (("题",), ())
    assert (second.before, second.after) == (("中",), ("尾",))


def test_rows_stand_where_a_browser_puts_them_and_spans_end_with_their_group(tmp_path: Path) -> None:
    (grid,) = html(
        tmp_path,
        "<table><tfoot><tr><td>总分<td>90</tfoot><thead><tr><th>一级<th>得分</thead>"
        "<tbody><tr><td rowspan=0>产出<td>1<tr><td>2</tbody>"
        "<tbody><tr><td rowspan=9>效益<td>3</tbody></table>",
    )
    assert texts(grid) == [["一级", "得分"], ["产出", "1"], ["", "2"], ["效益", "3"], ["总分", "90"]]


def test_fields_of_a_page_show_their_values(tmp_path: Path) -> None:
    (grid,) = html(
        tmp_path,
        "<table><tr><td><input value='≥90%'><td><textarea>第一段\n第二段</textarea>"
        "<td><select><option>优<option selected>良</select><td><input type=hidden value=旧>"
        "<td><input type=checkbox checked>新增<input type=radio>延续"
        "<td><select><option>甲<option>乙</select></table>",
    )
    assert texts(grid) == [["≥90%", "第一段第二段", "良", "", "☑新增□延续", "甲"]]


def test_symbol_fonts_in_a_page(tmp_path: Path) -> None:
    first = "<span style='font-family:Symbol'>³</span>90%"
    (grid,) = html(tmp_path, f"<table><tr><td>{first}<td><font face=Symbol>£</font>5天</table>")
    assert texts(grid) == [["≥90%", "≤5天"]]


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><w:r><w:t>90%</w:t></w:r>', "≥90%"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>£</w:t></w:r><w:r><w:t>5</w:t></w:r>', "≤5"),
        ("<w:r><w:t>\uf0b3</w:t></w:r><w:r><w:t>90%</w:t></w:r>", "≥90%"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>', "□"),
    ],
)
def test_signs_of_symbol_fonts(inner: str, shown: str, tmp_path: Path) -> None:
    (grid,) = grids(read_docx(document(tmp_path, f"<w:tr>{CELL.format(inner)}</w:tr>")))
    assert texts(grid) == [[shown]]


@pytest.mark.parametrize("mark", ["<w:vanish/>", '<w:vanish w:val="true"/>', '<w:rStyle w:val="Gone"/>'])
def test_hidden_text_is_left_out_and_named(mark: str, tmp_path: Path) -> None:
    old = f"<w:r><w:rPr>{mark}</w:rPr><w:t>85%</w:t></w:r>"
    path = document(tmp_path, f"<w:tr>{CELL.format(old + run('80%'))}</w:tr>")
    found = docx.Document(str(path))
    style = f'<w:style {nsdecls("w")} w:type="character" w:styleId="Gone">'
    found.styles.element.append(parse_xml(f"{style}<w:rPr><w:vanish/></w:rPr></w:style>"))
    found.save(str(path))
    read = read_docx(path)
    assert texts(grids(read)[0]) == [["80%"]]
    assert [(entry.what, entry.text) for entry in read.omitted] == [("隐藏文字", "85%")]


def test_text_that_a_run_shows_against_its_style_is_read(tmp_path: Path) -> None:
    kept = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>80%</w:t></w:r>'
    (grid,) = grids(read_docx(document(tmp_path, f"<w:tr>{CELL.format(kept)}</w:tr>")))
    assert texts(grid) == [["80%"]]


def test_a_hidden_sheet_is_named_with_what_it_holds(sheet: Worksheet, tmp_path: Path) -> None:
    assert sheet.parent is not None
    other = sheet.parent.create_sheet("底稿")
    other["A1"] = "旧的完成值"
    other.sheet_state = "hidden"
    (entry,) = read_xlsx(saved(tmp_path, sheet)).omitted
    assert (entry.place, entry.text) == ("工作表“底稿”", "旧的完成值")


def test_a_formula_without_its_value_or_in_error_is_a_doubt(sheet: Worksheet, tmp_path: Path) -> None:
    sheet["C1"], sheet["C2"] = "=1/0", "#REF!"
    (grid,) = grids(read_xlsx(saved(tmp_path, sheet)))
    assert [(cell.text, bool(cell.doubt)) for cell in grid.cells if cell.column == 2] == [
        ("", True),
        ("#REF!", True),
    ]


SHARED = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_rich_text(path: Path, written: str, rich: str) -> None:
    """Put a shared text of several fonts, as Excel saves it, in place of a cell's own."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    cell = re.compile(f'(<c r="[A-Z0-9]+"[^>]*?) t="inlineStr"><is><t>{written}</t></is></c>')
    parts["xl/worksheets/sheet1.xml"] = cell.sub(r'\1 t="s"><v>0</v></c>', parts["xl/worksheets/sheet1.xml"])
    parts[SHARED] = f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si>{rich}</si></sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{SHARED}" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)


def test_symbol_fonts_in_a_workbook(sheet: Worksheet, tmp_path: Path) -> None:
    sheet["C1"] = "rich"
    sheet["C3"], sheet["C3"].font = "£", Font(name="Symbol")
    path = saved(tmp_path, sheet)
    with_rich_text(path, "rich", '<r><rPr><rFont val="Symbol"/></rPr><t>³</t></r><r><t>90%</t></r>')
    (grid,) = grids(read_xlsx(path))
    assert [cell.text for cell in grid.cells if cell.column == 2] == ["≥90%", "≤"]
