import shutil
import subprocess
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import evolve
from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.model.value import Value
from generator.render.columns import fitted
from generator.render.xlsx import form as xlsx
from generator.render.xlsx.form import SHEET_NAME, render_xlsx, verify_xlsx
from generator.render.xlsx.workbook import workbook_bytes
from generator.render.xlsx.worksheet import layout
from generator.sheet.build import sheet
from generator.store import dump, loads
from tests.support import forms

FORMS = (forms.one_stop(), forms.data_service(), forms.network(), forms.too_much())
SOFFICE = shutil.which("soffice")


def _open(form: Form, *, values: bool = False) -> Worksheet:
    worksheet = load_workbook(BytesIO(render_xlsx(form)), data_only=values)[SHEET_NAME]
    assert isinstance(worksheet, Worksheet)
    return worksheet


def _cells(form: Form) -> dict[str, Any]:
    return {
        cell.coordinate: cell for row in _open(form).iter_rows() for cell in row if cell.value is not None
    }


def _formulas(form: Form) -> list[str]:
    return [cell.value for cell in _cells(form).values() if cell.data_type == "f"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.project[:6])
def test_the_workbook_read_again_is_the_form(form: Form) -> None:
    content = render_xlsx(form)
    assert verify_xlsx(content, form) == ()
    assert content == render_xlsx(form)


def test_derived_figures_are_live_formulas() -> None:
    assert _formulas(forms.data_service()) == [
        "=IF(E6=0,0,ROUND(F6/E6,4))",
        "=IF(E6=0,0,ROUND(MIN(G6,G6*F6/E6),2))",
        "=ROUND(SUM(G6,G13:G23),6)",
        "=ROUND(SUM(I6,H13:H23),6)",
    ]


def test_a_formula_never_shows_a_rounded_number() -> None:
    form = forms.data_service()
    formats = {cell.number_format for cell in _cells(form).values() if cell.data_type == "f"}
    assert formats == {"0.00####%", "0.00####"}
    whole = loads(dump(form).replace(".00\n", "\n"), file="甲.yaml").sound()
    cells = [cell for cell in _cells(whole).values() if cell.data_type == "f"]
    assert [cell.number_format for cell in cells] == ["0.00####%", *["General"] * 3]


def test_a_total_at_the_head_is_a_formula_too() -> None:
    form = evolve(forms.data_service(), layout="hubei-school")
    sums = [formula for formula in _formulas(form) if "SUM" in formula]
    assert any(formula.count(":") for formula in sums)
    assert verify_xlsx(render_xlsx(form), form) == ()


def test_a_stated_figure_that_contradicts_its_formula_stands_with_a_comment() -> None:
    cells = _cells(forms.network())
    assert cells["H6"].value == pytest.approx(0.9264)
    assert "99.99%" in cells["H6"].comment.text
    assert "10.00" in cells["I6"].comment.text
    assert [formula[:5] for formula in _formulas(forms.network())] == ["=ROUN", "=ROUN"]


def test_text_is_never_taken_for_a_formula() -> None:
    form = forms.data_service()
    first = form.levels[0].children[0]
    risky = evolve(
        first.indicators[0], target=Value("=1+1"), actual=Value("@SUM(1)"), name="-甲", reason="+乙"
    )
    children = (evolve(first, indicators=(risky,)), *form.levels[0].children[1:])
    form = evolve(form, project="=HYPERLINK(1)", levels=(evolve(form.levels[0], children=children),))
    found = {cell.value: cell for cell in _cells(form).values()}
    for text in ("=1+1", "@SUM(1)", "-甲", "+乙", "=HYPERLINK(1)"):
        assert found[text].data_type == "s"
        assert found[text].quotePrefix
    assert sum(cell.quotePrefix for cell in found.values()) == 5
    assert verify_xlsx(render_xlsx(form), form) == ()


def test_scores_are_validated_against_their_weights() -> None:
    rules = {
        str(rule.sqref): (rule.formula1, rule.formula2)
        for rule in _open(forms.network()).data_validations.dataValidation
    }
    assert rules["H13"] == ("0", "G13")
    assert rules["I6"] == ("0", "G6")
    assert len(rules) == 15


def test_a_score_out_of_bounds_is_refused_in_words() -> None:
    rules = _open(forms.network()).data_validations.dataValidation
    assert all(rule.showErrorMessage and rule.errorStyle in (None, "stop") for rule in rules)
    assert next(rule.error for rule in rules if str(rule.sqref) == "H13") == (
        "得分应是 0 到本行分值（G13 格）之间的数，请改正后再输入。"
    )


def test_the_face_is_one_that_office_machines_have() -> None:
    shown = [cell for cell in _cells(forms.network()).values() if cell.column_letter < "J"]
    assert {(cell.font.name, cell.font.charset) for cell in shown} == {("宋体", 134)}


def test_the_head_of_the_indicators_is_printed_on_every_page() -> None:
    worksheet = _open(forms.network())
    assert worksheet.print_title_rows == "$12:$12"
    assert worksheet["B12"].value == "一级指标"


def test_rows_grow_as_a_person_types_where_programs_can_fit_them() -> None:
    """A merged cell is fitted by no program, so that its row keeps the height that was worked out for it."""
    worksheet = _open(forms.network())
    content = render_xlsx(forms.network())
    rows = _rows(content)
    assert "customHeight" in rows[11]
    assert "customHeight" not in rows[14]
    assert all("ht" in row for row in rows.values())
    assert worksheet["B11"].coordinate in worksheet.merged_cells


def _rows(content: bytes) -> dict[int, dict[str, str]]:
    """The attributes of each row in the file."""
    with ZipFile(BytesIO(content)) as archive:
        tree = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    found = (dict(row.attrib) for row in tree.iter("{*}row"))
    return {int(row["r"]): row for row in found}


def test_page_is_a4_fitted_to_the_width() -> None:
    worksheet = _open(forms.network())
    assert (worksheet.page_setup.paperSize, worksheet.page_setup.fitToHeight) == (9, 0)
    assert worksheet.page_setup.orientation == "portrait"
    assert _open(evolve(forms.network(), layout="sichuan")).page_setup.orientation == "landscape"
    assert worksheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
    assert worksheet.print_area == "'自评表'!$A$1:$I$27"


def test_every_row_has_the_height_of_its_own_text() -> None:
    worksheet = _open(forms.network())
    laid_out = [height for heights in layout(fitted(sheet(forms.network()))).heights for height in heights]
    written = [worksheet.row_dimensions[row].height for row in range(3, 3 + len(laid_out))]
    assert written == laid_out
    assert len(set(written)) > 3


def test_amounts_beyond_a_binary_number_stay_as_printed() -> None:
    cells = {cell.value for cell in _cells(forms.too_much()).values()}
    assert "9,876,543,210,987,654.32" in cells
    assert verify_xlsx(render_xlsx(forms.too_much()), forms.too_much()) == ()


def test_text_that_no_workbook_holds_is_refused_with_its_field() -> None:
    for project in ("甲\x0b乙", "长" * 32768):
        with pytest.raises(ZipingbiaoError, match="〔项目名称〕"):
            render_xlsx(evolve(forms.data_service(), project=project))


def test_a_changed_cell_is_found() -> None:
    form = forms.data_service()
    problems = verify_xlsx(render_xlsx(form), evolve(form, total=Decimal("91.00"), department="别处"))
    assert {problem.path for problem in problems} == {("总分",), ("主管部门",)}


@pytest.mark.skipif(not SOFFICE, reason="soffice (libreoffice-calc) is missing")
def test_libreoffice_calculates_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored values are left out, so that what comes back is calculated."""
    monkeypatch.setattr(xlsx, "workbook_bytes", lambda workbook, _: workbook_bytes(workbook, {}))
    for number, form in enumerate(FORMS):
        (tmp_path / f"{number}.xlsx").write_bytes(render_xlsx(form))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    files = [str(tmp_path / f"{number}.xlsx") for number in range(len(FORMS))]
    subprocess.run([*command, str(tmp_path / "out"), *files], check=True, capture_output=True)
    for number, form in enumerate(FORMS):
        assert verify_xlsx((tmp_path / "out" / f"{number}.xlsx").read_bytes(), form) == ()
