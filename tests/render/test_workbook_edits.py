"""Edits made in a generated workbook, read back."""

import re
import shutil
import subprocess
import tempfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve
from hypothesis import given, settings
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.problem import ZipingbiaoError
from generator.model.value import Value
from generator.render.xlsx.edits import Edited, read_edits
from generator.render.xlsx.form import render_xlsx
from generator.render.xlsx.marks import kept_forms
from tests.support.workbooks import edit_workbook

from ..store.forms import printable


def row(name: str, score: str = "9.00") -> Indicator:
    return Indicator(
        name=name, target=Value("≥90%"), actual=Value("95%"), weight=Decimal("10.00"), score=Decimal(score)
    )


def fund(name: str, amount: str) -> FundRow:
    return FundRow(name=name, initial=Decimal(amount), budget=Decimal(amount), executed=Decimal(amount))


FORM = Form(
    year=2020,
    project="数据运营服务",
    department="上海市大数据中心",
    operator="运营处",
    funds=Funds(
        rows=(
            fund("年度资金总额", "43918000.00"),
            fund("当年财政拨款", "43918000.00"),
            FundRow(name="其他资金"),
        ),
        weight=Decimal(10),
        rate=Decimal("100.00"),
        score=Decimal(10),
    ),
    goals=Goals(expected="第一段。\n第二段。", actual="=不是公式"),
    levels=(
        Level1(
            name="产出指标",
            children=(
                Level2(name="数量指标", indicators=(row("甲"), row("乙"))),
                Level2(name="质量指标", indicators=(row("丙"),)),
            ),
        ),
        Level1(name="效益指标", children=(Level2(name="社会效益指标", indicators=(row("丁"),)),)),
    ),
    total=Decimal("46.00"),
    labels={"预期目标": "预算目标"},
)


def edited(tmp_path: Path, change: Callable[[Worksheet], object], form: Form = FORM) -> Edited:
    """The one table of a workbook after someone changed it in a spreadsheet program."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(render_xlsx(form))
    (table,) = read_edits(edit_workbook(path, change))
    return table


def find(sheet: Worksheet, text: object) -> tuple[int, int]:
    cells = (cell for line in sheet.iter_rows() for cell in line)
    return next((cell.row or 0, cell.column or 0) for cell in cells if cell.value == text)


def put(sheet: Worksheet, near: str, columns: int, value: object) -> None:
    """Write a value so many columns right of the cell that shows a text."""
    at, column = find(sheet, near)
    sheet.cell(at, column + columns).value = value  # type: ignore[assignment]


def names(form: Form) -> list[str]:
    return [indicator.name for _, indicator in form.indicators()]


def insert(sheet: Worksheet, after: str, *values: object) -> None:
    """Insert a row as spreadsheet programs do, cells below moved with their merges."""
    at, column = find(sheet, after)
    merges = [str(area) for area in sheet.merged_cells.ranges]
    for area in merges:
        sheet.unmerge_cells(area)
    sheet.insert_rows(at + 1)
    for offset, value in enumerate(values):
        sheet.cell(at + 1, column + offset).value = value  # type: ignore[assignment]


def test_an_untouched_workbook_gives_the_same_form(tmp_path: Path) -> None:
    table = edited(tmp_path, lambda sheet: None)
    assert table.base == table.form == FORM
    assert table.problems == ()


def test_changed_values_come_back_with_their_digits(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        put(sheet, "甲", 4, 8)
        put(sheet, "乙", 4, 7.125)
        put(sheet, "丙", 2, "基本完成")
        put(sheet, "丁", 5, "需要改进")
        put(sheet, "运营处", 0, "数据处")
        put(sheet, "=不是公式", 0, "第一行\r\n第二行")

    form = edited(tmp_path, change).form
    scores = [str(indicator.score) for _, indicator in form.indicators()]
    assert scores == ["8.00", "7.125", "9.00", "9.00"]
    assert form.levels[0].children[1].indicators[0].actual == Value("基本完成")
    assert form.levels[1].children[0].indicators[0].reason == "需要改进"
    assert form.operator == "数据处"
    assert form.goals.actual == "第一行\n第二行"


@pytest.mark.parametrize("text", ["（2021 年度）", "(2021年度)", "2021", 2021])
def test_what_stands_above_the_rows_comes_back(tmp_path: Path, text: object) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"].value = text
        sheet["A1"].value = "项目支出绩效自评表"
        for label, value in (("项目名称", "另一项目"), ("主管部门", "另一部门"), ("实施单位", "另一单位")):
            at, column = find(sheet, label)
            beside = next(c for c in range(column + 1, 12) if sheet.cell(at, c).value)
            sheet.cell(at, beside).value = value

    table = edited(tmp_path, change)
    form = table.form
    assert table.problems == ()
    assert (form.title, form.year) == ("项目支出绩效自评表", 2021)
    assert (form.project, form.department, form.operator) == ("另一项目", "另一部门", "另一单位")


@pytest.mark.parametrize("text", ["（20200 年度）", "去年", None])
def test_a_year_that_is_none_is_named_with_its_cell(tmp_path: Path, text: str | None) -> None:
    table = edited(tmp_path, lambda sheet: sheet.__setitem__("A2", text))
    assert table.form.year == 2020
    (problem,) = table.problems
    assert problem.rule == "X12"
    assert problem.place is not None
    assert problem.place.file.endswith("!A2]")


def test_a_label_that_was_written_over_is_named_with_its_cell(tmp_path: Path) -> None:
    table = edited(tmp_path, lambda sheet: put(sheet, "三级指标", 0, "指标名称"))
    assert table.form == FORM
    (problem,) = table.problems
    assert (problem.rule, problem.value) == ("X12", "指标名称")
    assert "表头“三级指标”，这一格没有导入" in problem.message
    assert problem.place is not None
    assert re.search(r"\[自评表!D\d+\]$", problem.place.file)


def test_formulas_formats_and_other_worksheets_are_left_aside(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        put(sheet, "甲", 4, "=1+1")
        sheet.cell(*find(sheet, "乙")).font = openpyxl.styles.Font(bold=True)
        assert sheet.parent is not None
        sheet.title = "改名"
        sheet.parent.move_sheet(sheet, 1)
        sheet.parent.create_sheet("草稿")["A1"] = "甲"

    assert edited(tmp_path, change).form == FORM


def test_rows_inserted_deleted_and_moved_down_come_back(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        insert(sheet, "甲", "新项", "2套", "2套", 5, 5, None)
        sheet.delete_rows(find(sheet, "丙")[0])
        sheet.insert_rows(1, 2)

    form = edited(tmp_path, change).form
    assert names(form) == ["甲", "新项", "乙", "丁"]
    assert [level.name for level in form.levels[0].children] == ["数量指标"]
    new = form.levels[0].children[0].indicators[1]
    assert (new.target, new.actual, new.weight, new.reason) == (Value("2套"), Value("2套"), Decimal(5), None)


def test_a_copied_row_is_a_new_row(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        at = find(sheet, "甲")[0]
        values = [cell.value for cell in sheet[at]]
        insert(sheet, "甲")
        for column, value in enumerate(values, start=1):
            sheet.cell(at + 1, column).value = value

    assert names(edited(tmp_path, change).form) == ["甲", "甲", "乙", "丙", "丁"]


def test_a_row_inserted_above_the_first_belongs_to_it(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        insert(sheet, "三级指标", "最前", "1", "1", 1, 1)

    assert names(edited(tmp_path, change).form) == ["最前", "甲", "乙", "丙", "丁"]


def test_levels_and_funds_are_renamed(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        put(sheet, "质量指标", 0, "时效指标")
        put(sheet, "其中：当年财政拨款", 0, "其中：专项资金")
        sheet.delete_rows(find(sheet, "其他资金")[0])

    form = edited(tmp_path, change).form
    assert form.levels[0].children[1].name == "时效指标"
    assert [fund.name for fund in form.funds.rows] == ["年度资金总额", "专项资金"]


def test_a_cell_that_cannot_be_understood_is_named_and_stays(tmp_path: Path) -> None:
    table = edited(tmp_path, lambda sheet: put(sheet, "甲", 4, "九分"))
    assert table.form == FORM
    (problem,) = table.problems
    assert problem.rule == "X12"
    assert str(problem.place).endswith("表.xlsx[自评表!H12]")
    assert problem.path == ("绩效指标", "产出指标", "数量指标", 0, "得分")


def test_the_second_of_two_copies_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(render_xlsx(FORM))
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.cell(*find(copy, "甲")).value = "改"
    book.save(path)
    first, second = read_edits(path)
    assert first.form == second.form == FORM
    assert [problem.rule for problem in second.problems] == ["X11"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="需要 LibreOffice（soffice）")
def test_a_workbook_saved_by_libreoffice_gives_the_same_form(tmp_path: Path) -> None:
    path, out = tmp_path / "表.xlsx", tmp_path / "out"
    path.write_bytes(render_xlsx(FORM))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (table,) = read_edits(out / "表.xlsx")
    assert table.problems == ()
    assert table.form == FORM


@given(printable)
@settings(max_examples=50, deadline=None)
def test_any_form_comes_back_from_its_workbook(form: Form) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        path.write_bytes(render_xlsx(form))
        (table,) = read_edits(path)
        assert table.form == form, table.problems


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    with pytest.raises(ZipingbiaoError):
        read_edits(path)


def test_a_workbook_of_other_making_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = '{"form":"x","columns":1e999}'
    book.save(path)
    with pytest.raises(ZipingbiaoError, match="X10"):
        read_edits(path)


def test_marks_that_were_tampered_with_are_looked_up_not_obeyed(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for cell in (sheet.cell(at, 10) for at in range(2, 8)):
            cell.value = '{"cells":{"1":["绩效指标","没有","没有",0,"得分"],"x":[[]],"2":["__class__"]}}'

    form = edited(tmp_path, change).form
    assert form.levels == FORM.levels


def test_what_is_printed_around_a_value_is_not_part_of_it(tmp_path: Path) -> None:
    indicator = evolve(row("甲"), operator="≥", target=Value("90"), unit="%")
    level2 = Level2(name="数量指标", indicators=(indicator,))
    form = evolve(
        FORM,
        codes={"主管部门": "219"},
        particulars={"填报日期": "三月"},
        levels=(Level1(name="产出指标", children=(level2,)),),
    )

    def change(sheet: Worksheet) -> None:
        put(sheet, "≥90%", 0, "≥85%")
        put(sheet, "219-上海市大数据中心", 0, "219-市大数据中心")
        put(sheet, "填报日期：三月", 0, "填报日期：四月")

    found = edited(tmp_path, change, form).form
    assert found.levels[0].children[0].indicators[0] == evolve(indicator, target=Value("85"))
    assert (found.department, found.particulars) == ("市大数据中心", {"填报日期": "四月"})


def test_a_kept_form_that_unpacks_beyond_bounds_is_left_aside() -> None:
    sheet = openpyxl.Workbook().worksheets[0]

    def packed(yaml: bytes) -> str:
        return b64encode(zlib.compress(yaml)).decode()

    sheet.append(["大", packed(b"#" * 3_000_000)])
    sheet.append(["坏", "not packed"])
    sheet.append(["好", packed("年度: 2020".encode())])
    rows = [{cell.column: cell for cell in line if isinstance(cell, Cell)} for line in sheet.iter_rows()]
    assert kept_forms(rows) == {"好": "年度: 2020"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "#NUM!", "#DIV/0!"])
@pytest.mark.parametrize("coordinate", ["D6", "H12", "E12", "C4"])
def test_a_cell_that_holds_no_value_changes_nothing_and_is_said(
    coordinate: str, value: float | str, tmp_path: Path
) -> None:
    """What a calculation failed to give is neither a text nor a value that was taken out."""

    def change(sheet: Worksheet) -> None:
        sheet[coordinate] = value

    found = edited(tmp_path, change)
    assert found.form == found.base
    (problem,) = found.problems
    assert problem.rule == "X12"
    assert problem.value == (value if isinstance(value, str) else "NaN")
    assert problem.place is not None
    assert coordinate in problem.place.file
