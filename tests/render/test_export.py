"""The workbook of many forms: names, tables, links, and the way back."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.render.columns import fitted
from generator.render.xlsx.edits import read_edits
from generator.render.xlsx.export import LONGEST_NAME, export_xlsx, printed, sheet_names
from generator.render.xlsx.form import verify_worksheet
from generator.sheet.build import sheet
from tests.support import forms

FORMS = {
    "data/甲/一网通办.yaml": forms.one_stop(),
    "data/甲/数据运营.yaml": forms.data_service(),
    "data/甲/政务外网.yaml": forms.network(),
}


def _export(named: Mapping[str, Form]) -> bytes:
    return export_xlsx({path: printed(form) for path, form in named.items()})


@pytest.fixture(scope="module")
def content() -> bytes:
    return _export(FORMS)


@pytest.fixture(scope="module")
def workbook(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content), data_only=True)


def test_untouched_it_imports_without_a_difference(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "全部.xlsx").write_bytes(content)
    edits = read_edits(tmp_path / "全部.xlsx")
    assert [edited.form for edited in edits] == list(FORMS.values())
    assert all(edited.form == edited.base and not edited.problems for edited in edits)


def test_an_edit_on_one_sheet_comes_back_alone(content: bytes, tmp_path: Path) -> None:
    book = load_workbook(BytesIO(content))
    worksheet = book["数据运营服务"]
    (cell,) = (c for row in worksheet.iter_rows() for c in row if c.value == "质量问题整改率")
    worksheet.cell(cell.row, cell.column + 2).value = "85%"
    book.save(tmp_path / "改.xlsx")
    changed = [edited.form for edited in read_edits(tmp_path / "改.xlsx") if edited.form != edited.base]
    assert [form.project for form in changed] == ["数据运营服务"]
    assert "85%" in [row.actual.text for _, row in changed[0].indicators()]


def test_each_sheet_prints_its_form(content: bytes, workbook: Workbook) -> None:
    for form, name in zip(FORMS.values(), workbook.sheetnames[4:7], strict=True):
        assert verify_worksheet(content, name, fitted(sheet(form))) == ()


def test_the_index_links_to_every_project(workbook: Workbook) -> None:
    index = workbook["目录"]
    assert workbook.sheetnames[:4] == ["目录", "资金", "指标", "校核结果"]
    links = [index.cell(row, 2).hyperlink for row in (2, 3, 4)]
    assert [link.location for link in links if link] == [f"'{name}'!A1" for name in workbook.sheetnames[4:7]]
    assert [index.cell(row, 8).value for row in (2, 3, 4)] == [99, 90, 94.06]
    assert [index.cell(row, 7).value for row in (2, 3, 4)] == [0.9999, 1, 0.9999]


def test_flat_tables_are_real_tables_with_every_row(workbook: Workbook) -> None:
    rows = {"资金": 12, "指标": 34}
    for title, count in rows.items():
        (table,) = workbook[title].tables.values()
        assert table.ref.endswith(str(count + 1))
        assert table.autoFilter is not None
        assert [column.name for column in table.tableColumns] == [c.value for c in workbook[title][1]]
    assert workbook["资金"]["I2"].value == 0.9999
    lost = [float(str(row[10])) for row in workbook["指标"].iter_rows(min_row=2, values_only=True)]
    assert sum(lost) == pytest.approx(16.2)


def test_findings_name_their_file(workbook: Workbook) -> None:
    first = next(workbook["校核结果"].iter_rows(min_row=2, values_only=True))
    assert (*first[:2], first[-1]) == ("错误", "R08", "data/甲/一网通办.yaml")


def test_names_of_worksheets_are_allowed_and_unlike() -> None:
    projects = ["目录", "a[b]:*?/\\'", "长" * 50, "长" * 50, "", "ABC", "abc", "𠮷" * 20, "History", "\x00"]
    names = list(sheet_names(projects))
    assert len({name.casefold() for name in names}) == len(projects)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME for name in names)
    assert not set("[]:*?/\\'") & set("".join(names))
    assert names[0] == "目录~2"


def test_text_is_never_a_formula() -> None:
    form = evolve(forms.data_service(), project="=HYPERLINK(1)", department="+乙")
    book = load_workbook(BytesIO(_export({"=甲.yaml": form})))
    found = [c for ws in book.worksheets for row in ws.iter_rows() for c in row]
    risky = [c for c in found if c.value in ("=HYPERLINK(1)", "+乙", "=甲.yaml")]
    assert len(risky) > 8
    assert {cell.data_type for cell in risky} == {"s"}


def test_the_same_forms_give_the_same_bytes(content: bytes) -> None:
    assert _export(FORMS) == content


def test_what_a_workbook_cannot_hold_is_refused_with_its_field() -> None:
    bad = evolve(forms.data_service(), operator="甲\x0b", project="长" * 32768)
    with pytest.raises(ZipingbiaoError) as caught:
        printed(bad)
    refused = [(problem.rule, problem.path) for problem in caught.value.problems]
    assert refused == [("X01", ("项目名称",)), ("X01", ("实施单位",))]


def test_a_form_without_funds_rows_or_indicators_is_exported() -> None:
    book = load_workbook(BytesIO(_export({"空.yaml": Form(year=2020, project="空", department="乙")})))
    assert book["资金"].tables["表_资金"].ref == "A1:J2"


def test_paths_stand_last_and_are_not_printed(workbook: Workbook) -> None:
    assert workbook.sheetnames[:4] == ["目录", "资金", "指标", "校核结果"]
    for title in workbook.sheetnames[:4]:
        worksheet = workbook[title]
        heads = [cell.value for cell in worksheet[1]]
        assert heads[-1] == "文件"
        printed = get_column_letter(len(heads) - 1)
        assert worksheet.print_area.endswith(f"${printed}${worksheet.max_row}")
        assert title in str(worksheet.oddHeader.center.text)  # type: ignore[union-attr]


def test_flat_tables_are_printed_legibly(workbook: Workbook) -> None:
    """What is as wide as 185 digits fits the long side of A4 with letters of 7 points."""
    for title in workbook.sheetnames[:4]:
        widths = [column.width for column in workbook[title].column_dimensions.values()]
        assert sum(widths[:-1]) <= 185
