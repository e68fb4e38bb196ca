"""Edits made in a generated document, read back."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from attrs import evolve
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from lxml.etree import _Element

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.render.docx.edits import read_document_edits
from generator.render.docx.form import render_docx, verify_docx
from generator.render.xlsx.edits import Edited
from generator.render.xlsx.form import render_xlsx

from ..layouts.makers import LAYOUTS
from ..store.forms import printable
from .test_docx import FORMS, SETTINGS, again, form_of
from .test_workbook_edits import FORM

Change = Callable[[Document], object]


def edited(tmp_path: Path, change: Change, form: Form = FORM) -> Edited:
    """The form of a document after someone changed it in a word processor."""
    path = tmp_path / "表.docx"
    path.write_bytes(render_docx(form))
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))
    (table,) = read_document_edits(path)
    return table


def indicators(document: Document) -> Table:
    return document.tables[1]


def row_of(document: Document, name: str) -> _Element:
    """The row of the indicator of that name."""
    rows = (row for row in indicators(document)._tbl.tr_lst if name in _texts(row))
    return next(rows)


def _texts(row: _Element) -> list[str]:
    cells = row.iterchildren(qn("w:tc"))
    return ["".join(str(piece.text) for piece in cell.iter(qn("w:t"))) for cell in cells]


def put(row: _Element, column: int, text: str) -> None:
    """Write into a cell, counted from 0 without spans."""
    cell = list(row.iterchildren(qn("w:tc")))[column]
    for other in list(cell.iter(qn("w:r"))):
        other.getparent().remove(other)  # type: ignore[union-attr]
    paragraph = Paragraph(cell.find(qn("w:p")), None)  # type: ignore[arg-type]
    paragraph.add_run(text)


def names(form: Form) -> list[str]:
    return [indicator.name for _, indicator in form.indicators()]


@pytest.mark.parametrize("name", LAYOUTS)
def test_untouched_document_changes_nothing(name: str, tmp_path: Path) -> None:
    table = edited(tmp_path, lambda _: None, FORMS[name])
    assert (table.form, table.base, table.problems) == (FORMS[name], FORMS[name], ())


def test_value_comes_back(tmp_path: Path) -> None:
    table = edited(tmp_path, lambda document: put(row_of(document, "乙"), 7, "8.5"))
    (_, first), (_, second), *_ = table.form.indicators()
    assert (str(first.score), str(second.score)) == ("9.00", "8.5")
    assert table.problems == ()


def test_long_text_and_title_come_back(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.paragraphs[0].runs[0].text = "项目支出绩效自评表"
        goals = document.tables[0].rows[-1].cells[-1]
        goals.paragraphs[0].runs[0].text = "  改写的一段。"
        goals.add_paragraph("又一段。")

    form = edited(tmp_path, change).form
    assert (form.title, form.goals.actual) == ("项目支出绩效自评表", "改写的一段。\n又一段。")


def test_year_comes_back_and_a_label_does_not(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.paragraphs[1].runs[0].text = "（2021 年度）"
        put(indicators(document)._tbl.tr_lst[0], 3, "细化指标")

    table = edited(tmp_path, change)
    assert table.form == evolve(FORM, year=2021)
    assert [(found.rule, found.value) for found in table.problems] == [("X12", "细化指标")]


def test_rows_are_moved_copied_and_deleted(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        first, second = row_of(document, "甲"), row_of(document, "乙")
        copy = deepcopy(second)
        for mark in [*copy.iter(qn("w:bookmarkStart")), *copy.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)  # type: ignore[union-attr]
        put(copy, 3, "新")
        second.addnext(copy)
        row_of(document, "丙").getparent().remove(row_of(document, "丙"))  # type: ignore[union-attr]
        assert first is not second

    table = edited(tmp_path, change)
    assert names(table.form) == ["甲", "乙", "新", "丁"]


def test_emptied_cell_is_emptied(tmp_path: Path) -> None:
    table = edited(tmp_path, lambda document: put(row_of(document, "甲"), 5, ""))
    assert next(table.form.indicators())[1].actual.text == ""


def test_what_is_no_number_is_said_with_its_place(tmp_path: Path) -> None:
    table = edited(tmp_path, lambda document: put(row_of(document, "甲"), 7, "优"))
    (found,) = table.problems
    assert (found.rule, found.value) == ("X12", "优")
    assert "行第" in str(found.place and found.place.file)
    assert table.form == FORM


def test_merged_cells_are_said_and_nothing_is_guessed(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        cells = list(row_of(document, "甲").iterchildren(qn("w:tc")))
        cells[5].getparent().remove(cells[5])  # type: ignore[union-attr]
        span = OxmlElement("w:gridSpan", {qn("w:val"): "2"})
        cells[4].find(qn("w:tcPr")).find(qn("w:tcW")).addnext(span)  # type: ignore[union-attr]

    table = edited(tmp_path, change)
    assert [found.rule for found in table.problems] == ["X12"]
    assert table.form == FORM


@pytest.mark.parametrize("name", ["L7", "L8", "L10", "L11"])
def test_columns_that_a_program_leaves_out_are_found_again(name: str, tmp_path: Path) -> None:
    """LibreOffice writes no column that no cell of a table begins or ends at."""
    form = form_of(name)
    table = edited(tmp_path, lambda document: _without_unused(document.tables[0]), form)
    assert (table.form, table.problems) == (form, ())


def _without_unused(table: Table) -> None:
    spans: list[tuple[_Element | None, int, int]] = []
    for row in table._tbl.tr_lst:
        column = 0
        for cell in row.tc_lst:
            found: _Element | None = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            spans.append((found, column, column + cell.grid_span))
            column += cell.grid_span
    edges = sorted({start for _, start, _ in spans})
    for found, start, end in spans:
        if found is not None:
            found.set(qn("w:val"), str(sum(start <= edge < end for edge in edges)))


def test_row_whose_marks_are_gone_keeps_its_values(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        for mark in list(row_of(document, "乙").iter(qn("w:bookmarkStart"))):
            mark.getparent().remove(mark)  # type: ignore[union-attr]

    assert edited(tmp_path, change).form == FORM


def test_deletion_not_yet_accepted_counts(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        texts = [piece for piece in row_of(document, "甲").iter(qn("w:t")) if piece.text == "甲"]
        run = texts[0].getparent()
        deleted = OxmlElement("w:del")
        run.addprevious(deleted)  # type: ignore[union-attr]
        deleted.append(run)  # type: ignore[arg-type]
        texts[0].tag = qn("w:delText")
        inserted = OxmlElement("w:ins")
        deleted.addnext(inserted)
        piece = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "新名"
        piece.append(text)
        inserted.append(piece)

    assert names(edited(tmp_path, change).form) == ["新名", "乙", "丙", "丁"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="需要 LibreOffice（soffice）")
def test_document_saved_by_libreoffice_gives_the_same_forms(tmp_path: Path) -> None:
    out, forms = tmp_path / "out", {name: FORMS[name] for name in ("L7", "L10", "外网")}
    for name, form in forms.items():
        (tmp_path / f"{name}.docx").write_bytes(render_docx(form, SETTINGS))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "docx", "--outdir", str(out)]
    subprocess.run(
        [*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=120
    )
    for name, form in forms.items():
        (table,) = read_document_edits(out / f"{name}.docx")
        assert (table.form, table.problems) == (form, ())
        assert again(out / f"{name}.docx") == form


@given(printable)
@settings(max_examples=25, deadline=None)
def test_any_form_comes_back_from_its_document(form: Form) -> None:
    content = render_docx(form)
    assert verify_docx(content, form) == ()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.docx"
        path.write_bytes(content)
        (table,) = read_document_edits(path)
    assert (table.form, table.problems) == (form, ())


def _refused(path: Path) -> list[str]:
    with pytest.raises(ZipingbiaoError) as refused:
        read_document_edits(path)
    return [found.rule for found in refused.value.problems]


def test_stranger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.docx"
    docx.Document().save(str(path))
    assert _refused(path) == ["X10"]
    path.write_bytes(render_xlsx(FORM))
    assert _refused(path) == ["F20"]


@pytest.mark.parametrize("kept", ["<a", "<a/>", '<form xmlns="urn:zipingbiao:form">[</form>'])
def test_what_was_tampered_with_is_refused(kept: str, tmp_path: Path) -> None:
    path, changed = tmp_path / "表.docx", tmp_path / "改.docx"
    path.write_bytes(render_docx(FORM))
    with ZipFile(path) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, kept if name == "customXml/item1.xml" else old.read(name))
    assert _refused(changed)[0][0] in "FXY"


def test_spaces_that_a_document_does_not_show_are_no_edit(tmp_path: Path) -> None:
    form = evolve(FORM, operator="运营\t一处")
    assert edited(tmp_path, lambda _: None, form).form == form
