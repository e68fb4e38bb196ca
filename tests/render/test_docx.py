"""The Word document: the same table as the sheet, valid, the same bytes each time, read again as the form."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from attrs import evolve
from docx.oxml.ns import qn
from lxml.etree import _Element
from openxml_audit.errors import FileFormat
from openxml_audit.validator import OpenXmlValidator

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.recognise.grid import recognise_grids
from generator.render.docx.form import render_docx, verify_docx
from generator.sheet.build import Cell, sheet
from generator.sources.docx import read_docx
from generator.store import load
from generator.workspace.settings import Settings

from ..layouts.makers import LAYOUTS, truth
from ..support import forms

SETTINGS = Settings(watermark="内部资料", signatures=("填报人", "负责人", "联系电话"))
OLDEST = FileFormat.OFFICE_2007
"""What it allows, every later version allows."""


def form_of(layout: str) -> Form:
    form = load(truth(layout)).form
    assert form is not None
    return form


FORMS = {layout: form_of(layout) for layout in LAYOUTS} | {
    "一网通办": forms.one_stop(),
    "外网": forms.network(),
}


def written(form: Form, folder: Path, settings: Settings = SETTINGS) -> Path:
    path = folder / "表.docx"
    path.write_bytes(render_docx(form, settings))
    return path


def again(path: Path) -> Form:
    """The form that ingest recognises in the document."""
    content = read_docx(path).content
    assert isinstance(content, tuple)
    (found,) = recognise_grids(content, file="表").forms
    return found.form


def body(form: Form, settings: Settings = SETTINGS) -> _Element:
    found: _Element = docx.Document(BytesIO(render_docx(form, settings))).element.body
    return found


def rows(form: Form) -> list[_Element]:
    return list(body(form).iter(qn("w:tr")))


@pytest.mark.parametrize("name", FORMS)
def test_is_recognised_again_as_the_same_form(name: str, tmp_path: Path) -> None:
    assert again(written(FORMS[name], tmp_path)) == FORMS[name]


@pytest.mark.parametrize("name", FORMS)
def test_holds_to_the_schema_of_word(name: str, tmp_path: Path) -> None:
    path = written(FORMS[name], tmp_path)
    assert [str(error) for error in OpenXmlValidator(OLDEST).validate(path).errors] == []


@pytest.mark.parametrize("name", FORMS)
def test_says_what_the_form_says(name: str) -> None:
    content = render_docx(FORMS[name], SETTINGS)
    assert verify_docx(content, FORMS[name], SETTINGS) == ()
    assert render_docx(FORMS[name], SETTINGS) == content


def test_every_cell_ends_with_a_paragraph() -> None:
    """Word refuses a document in which one does not."""
    cells = list(body(forms.network()).iter(qn("w:tc")))
    assert cells
    assert all(cell[-1].tag == qn("w:p") for cell in cells)


@pytest.mark.parametrize("name", ["L1", "L10"])
def test_lies_as_its_layout_says(name: str) -> None:
    section = docx.Document(BytesIO(render_docx(FORMS[name]))).sections[0]
    size = round(section.page_width.mm), round(section.page_height.mm)  # type: ignore[union-attr]
    assert size == ((297, 210) if sheet(FORMS[name]).landscape else (210, 297))


def test_head_of_the_indicators_is_repeated() -> None:
    table = docx.Document(BytesIO(render_docx(forms.network()))).tables[1]._tbl
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.tr_lst]
    assert heads == [True] + [False] * (len(heads) - 1)
    assert "三级指标" in [piece.text for piece in table.tr_lst[0].iter(qn("w:t"))]


def test_rows_break_only_where_their_text_is_long() -> None:
    form = forms.network()
    kept = {row.number for row in sheet(form).rows if not row.is_prose}
    whole = [row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows(form)]
    assert {number for number, is_whole in enumerate(whole) if is_whole} >= kept
    assert not all(whole)


def test_levels_are_merged_as_on_the_sheet() -> None:
    form = forms.one_stop()
    levels = [cell for cell in sheet(form).cells() if cell.role == "level"]
    read = docx.Document(BytesIO(render_docx(form))).tables[1]
    assert [_height(read, cell) for cell in levels] == [cell.row_span for cell in levels]


def _height(table: docx.table.Table, cell: Cell) -> int:
    row = next(at for at, line in enumerate(table.rows) if line.cells[cell.column].text == cell.text)
    first = table.cell(row, cell.column)._tc
    return sum(line.cells[cell.column]._tc is first for line in table.rows)


def test_names_its_faces() -> None:
    styles = docx.Document(BytesIO(render_docx(forms.network()))).styles.element
    faces = {fonts.get(qn("w:eastAsia")) for fonts in styles.iter(qn("w:rFonts"))}
    assert faces == {"宋体", "仿宋"}


def test_numbers_its_pages_and_shows_the_watermark() -> None:
    with ZipFile(BytesIO(render_docx(forms.network(), SETTINGS))) as archive:
        assert b" NUMPAGES " in archive.read("word/footer1.xml")
        assert "内部资料" in archive.read("word/header1.xml").decode()
        assert {member.date_time[0] for member in archive.infolist()} == {2000}


def test_prints_only_what_the_settings_say() -> None:
    with ZipFile(BytesIO(render_docx(forms.network()))) as archive:
        assert not [name for name in archive.namelist() if "header" in name]
    assert "填报人" not in "".join(body(forms.network(), Settings()).itertext())


def test_what_a_person_writes_at_a_label_is_read(tmp_path: Path) -> None:
    path = written(FORMS["L1"], tmp_path)
    document = docx.Document(str(path))
    document.paragraphs[-1].runs[0].text = "填报人：张三"
    document.save(str(path))
    assert again(path).footers == {"填报人": "张三"}


def test_text_that_no_document_holds_is_refused() -> None:
    form = evolve(forms.network(), operator="某\x0b单位")
    with pytest.raises(ZipingbiaoError) as refused:
        render_docx(form)
    assert [(found.rule, found.path) for found in refused.value.problems] == [("X01", ("实施单位",))]


def test_spaces_and_tabs_stay() -> None:
    form = evolve(forms.network(), operator="  某  单位\t二处 ")
    assert verify_docx(render_docx(form), form) == ()


def test_number_too_wide_for_its_column_is_set_smaller() -> None:
    form = forms.network()
    total = evolve(form.funds.rows[0], initial=Decimal("51565764000000.00"))
    wide = evolve(form, funds=evolve(form.funds, rows=(total, *form.funds.rows[1:])))
    assert not list(body(form).iter(qn("w:sz")))
    assert list(body(wide).iter(qn("w:sz")))


FAULTS = {
    "text": lambda tables: tables[1].rows[1].cells[3].paragraphs[0].runs[0].clear().add_text("别的"),
    "cell merged": lambda tables: tables[1].cell(1, 3).merge(tables[1].cell(2, 3)),
    "paragraph beside": lambda tables: tables[0]._tbl.addprevious(_line("别的")),
    "table gone": lambda tables: tables[1]._tbl.getparent().remove(tables[1]._tbl),
}


def _line(text: str) -> _Element:
    document = docx.Document()
    found: _Element = document.add_paragraph(text)._p
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_written_wrong_is_found(fault: str) -> None:
    form, target = forms.network(), BytesIO()
    document = docx.Document(BytesIO(render_docx(form)))
    FAULTS[fault](document.tables)
    document.save(target)
    assert {found.rule for found in verify_docx(target.getvalue(), form)} & {"V02", "V03"}
