"""The command import: what was edited in a workbook is in the YAML afterwards, and nothing is lost."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from attrs import evolve
from openpyxl.worksheet.worksheet import Worksheet

from generator.cli import again
from generator.cli.import_ import import_
from generator.outputs.formats import SUMMARY_XLSX, TABLES, XLSX, quick
from generator.render.docx.form import render_docx
from generator.render.xlsx.edits import read_edits
from generator.render.xlsx.form import render_xlsx
from generator.store import dump, load
from generator.store.edit.edits import edit
from generator.workspace.identity import identity
from generator.workspace.workspace import Workspace
from tests.render.test_workbook_edits import FORM, put
from tests.support.command import zipingbiao
from tests.support.extracted import pdf_text
from tests.support.workbooks import edit_workbook

from .test_yaml_commands import run

ROW = ("绩效指标", "产出指标", "数量指标", 0)
TEXT = "# 我的表\n" + dump(FORM).replace("得分: 9.00", "得分: 9.00   # 商定")


@pytest.fixture
def yaml(tmp_path: Path) -> Path:
    path = tmp_path / "data" / FORM.department / "2020" / f"{FORM.project}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT)
    return path


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made after bringing back: workbooks, tables and their summary."""
    monkeypatch.setattr(again, "quick", lambda: (XLSX, TABLES, SUMMARY_XLSX))


def workbook(tmp_path: Path, change: Callable[[Worksheet], object]) -> Path:
    path = tmp_path / "表.xlsx"
    path.write_bytes(render_xlsx(FORM, identity(Workspace(root=tmp_path))))
    return edit_workbook(path, change)


def test_an_edit_comes_back_and_nothing_else_changes(tmp_path: Path, yaml: Path) -> None:
    path = workbook(tmp_path, lambda sheet: put(sheet, "甲", 4, 8))
    code, result = run(import_, path, "-w", tmp_path)
    assert code == 0
    first, *others = result.stdout.splitlines()
    assert first == f"已写回 {yaml}"
    assert any(line.startswith("已生成 ") for line in others)
    assert f"{yaml}:{len(TEXT.splitlines())}:5: I Y20 〔总分〕" in result.stderr
    assert yaml.read_text() == TEXT.replace("得分: 9.00", "得分: 8.00", 1).replace("总分: 46.00\n", "")


def test_an_edit_in_word_comes_back(tmp_path: Path, yaml: Path) -> None:
    path = tmp_path / "改过.docx"
    path.write_bytes(render_docx(FORM))
    document = docx.Document(str(path))
    document.tables[1].cell(1, 7).paragraphs[0].runs[0].text = "8.00"
    document.save(str(path))
    code, result = run(import_, path, "-w", tmp_path)
    assert code == 0
    assert result.stdout.splitlines()[0] == f"已写回 {yaml}"
    assert yaml.read_text() == TEXT.replace("得分: 9.00", "得分: 8.00", 1).replace("总分: 46.00\n", "")


def test_an_untouched_workbook_changes_nothing(tmp_path: Path, yaml: Path) -> None:
    yaml.write_text(TEXT.replace("得分: 9.00", "得分: 7.00"))
    assert run(import_, workbook(tmp_path, lambda sheet: None), "-w", tmp_path)[0] == 0
    assert yaml.read_text() == TEXT.replace("得分: 9.00", "得分: 7.00")


def test_a_workbook_older_than_the_yaml_is_a_conflict_not_a_loss(tmp_path: Path, yaml: Path) -> None:
    yaml.write_text(edit(TEXT, {(*ROW, "得分"): Decimal(5), ("实施单位",): "数据处"}))

    def change(sheet: Worksheet) -> None:
        put(sheet, "甲", 4, 8)
        put(sheet, "乙", 4, 6)

    code, result = run(import_, workbook(tmp_path, change), "--json", "-w", tmp_path)
    assert code == 1
    (outcome,) = json.loads(result.stdout)
    assert [problem["rule"] for problem in outcome["problems"]] == ["M01", "Y20"]
    form = load(yaml).form
    assert form is not None
    assert [str(indicator.score) for _, indicator in form.indicators()][:2] == ["5", "6.00"]
    assert form.operator == "数据处"


def test_a_workbook_without_an_identity_is_of_this_workspace_while_its_form_is_here(
    tmp_path: Path, yaml: Path
) -> None:
    path = tmp_path / "别处.xlsx"
    path.write_bytes(render_xlsx(FORM))  # as by `api`, which knows of no workspace
    edit_workbook(path, lambda sheet: put(sheet, "甲", 4, 8))
    assert run(import_, path, "-w", tmp_path)[0] == 0
    assert run(import_, path, "-w", tmp_path)[0] == 0  # once more changes nothing
    edited = yaml.read_text().replace("得分: 8.00", "得分: 7.00", 1)
    yaml.write_text(edited)
    code, result = run(import_, path, "-w", tmp_path)
    assert code == 1
    assert "E X16" in result.stderr
    assert yaml.read_text() == edited


def test_a_file_that_was_moved_is_found(tmp_path: Path, yaml: Path) -> None:
    moved = yaml.rename(yaml.with_name("另名.yaml"))
    assert run(import_, workbook(tmp_path, lambda sheet: put(sheet, "甲", 4, 8)), "-w", tmp_path)[0] == 0
    assert "得分: 8.00   # 商定" in moved.read_text()


def test_dry_run_changes_nothing(tmp_path: Path, yaml: Path) -> None:
    path = workbook(tmp_path, lambda sheet: put(sheet, "甲", 4, 8))
    code, result = run(import_, path, "--dry-run", "-w", tmp_path)
    assert (code, result.stdout) == (0, f"将改动 {yaml}\n")
    assert yaml.read_text() == TEXT


def test_what_has_no_yaml_or_a_broken_one_is_said(tmp_path: Path, yaml: Path) -> None:
    path = workbook(tmp_path, lambda sheet: put(sheet, "甲", 4, 8))
    yaml.write_text(TEXT + "年度: 2020\n")
    code, result = run(import_, path, "-w", tmp_path)
    assert code == 1
    assert "E Y06" in result.stderr
    yaml.unlink()
    code, result = run(import_, path, "-w", tmp_path)
    assert code == 1
    assert "E X13" in result.stderr


def edited_output(tmp_path: Path, change: Callable[[Worksheet], object]) -> Path:
    """The workbook in `out`, edited there."""
    zipingbiao("build", "--only", "xlsx", "-w", tmp_path)
    return edit_workbook(tmp_path / "out" / FORM.department / "2020" / f"{FORM.project}.xlsx", change)


def test_what_is_brought_back_is_built_and_said_with_total_and_errors(tmp_path: Path, yaml: Path) -> None:
    path = edited_output(tmp_path, lambda sheet: put(sheet, "甲", 4, 8))
    done = zipingbiao("import", path, "-w", tmp_path)
    lines = done.stdout.splitlines()
    summary = path.with_name("汇总.xlsx")
    assert lines[:2] == [
        f"已写回 {yaml}",
        f"已生成 {tmp_path}/out/数据表/项目/{FORM.department}/2020.parquet",
    ]
    assert {f"已生成 {path}", f"已生成 {summary}"} <= set(lines)
    assert any(line.startswith(f"{FORM.project}：总分 ") for line in lines)
    assert f"{path}: I B12 改动已写回 YAML，改过的一份留在" in done.output
    assert read_edits(path)[0].form == load(yaml).form
    (row,) = openpyxl.load_workbook(summary)["排名"].iter_rows(min_row=4)
    assert row[1].value == FORM.project
    again = zipingbiao("build", "--only", "xlsx,tables", "-w", tmp_path)
    assert "生成 0 个文件" in again.stdout


def test_what_was_brought_back_and_not_built_is_built_the_next_time(tmp_path: Path, yaml: Path) -> None:
    path = edited_output(tmp_path, lambda sheet: put(sheet, "甲", 4, 8))
    zipingbiao("import", path, "--no-build", "-w", tmp_path)
    text = yaml.read_text()
    done = zipingbiao("import", path, "-w", tmp_path)
    assert done.exit_code == 0
    assert f"已生成 {path}" in done.stdout.splitlines()
    assert yaml.read_text() == text
    assert "生成 0 个文件" in zipingbiao("build", "--only", "xlsx,tables", "-w", tmp_path).stdout


def test_an_error_in_what_was_brought_back_is_named_with_its_line(tmp_path: Path, yaml: Path) -> None:
    path = edited_output(tmp_path, lambda sheet: put(sheet, "甲", 4, 11))
    done = zipingbiao("import", path, "--strict", "-w", tmp_path)
    assert done.exit_code == 1
    assert f"{yaml}:" in done.stderr
    assert any(": E R" in line for line in done.stderr.splitlines())
    assert "个错误，已列出" in done.stdout


def test_what_could_not_be_brought_back_is_kept_beside_the_new_one(tmp_path: Path, yaml: Path) -> None:
    def change(sheet: Worksheet) -> None:
        put(sheet, "甲", 4, 8)
        put(sheet, "乙", 4, "很好")

    path = edited_output(tmp_path, change)
    before = path.read_bytes()
    done = zipingbiao("import", path, "-w", tmp_path)
    assert done.exit_code == 1
    assert f"{path}: W B12" in done.output
    aside = tmp_path / "out/.build/改过" / path.relative_to(tmp_path / "out")
    assert aside.read_bytes() == before


def test_a_number_over_a_formula_is_taken_and_said(tmp_path: Path, yaml: Path) -> None:
    text = TEXT.replace("总分: 46.00\n", "")
    yaml.write_text(text)
    path = workbook(tmp_path, lambda sheet: put(sheet, "总分", 7, 95))
    result = run(import_, path, "-w", tmp_path)[1]
    assert "W X14 〔总分〕写作 95.00，公式算出 46.00；照写进了 YAML" in result.stderr
    assert load(yaml).sound().total == 95
    assert "总分: 95.00" in yaml.read_text()


def test_the_sum_over_the_formula_says_nothing_new(tmp_path: Path, yaml: Path) -> None:
    yaml.write_text(TEXT.replace("总分: 46.00\n", ""))
    path = tmp_path / "表.xlsx"
    path.write_bytes(render_xlsx(evolve(FORM, total=None)))
    book = openpyxl.load_workbook(path)
    put(book.worksheets[0], "甲", 4, 8)
    put(book.worksheets[0], "总分", 7, 45)
    book.save(path)
    code, result = run(import_, path, "-w", tmp_path)
    assert (code, "X14" in result.stderr) == (0, False)
    assert load(yaml).sound().total is None


def test_all_that_is_made_has_the_new_total(
    tmp_path: Path, yaml: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "quick", quick)
    assert yaml.exists()
    assert run(import_, workbook(tmp_path, lambda sheet: put(sheet, "甲", 4, 8)), "-w", tmp_path)[0] == 0
    out = tmp_path / "out" / FORM.department / "2020"
    assert "总分 50.00 45.00" in pdf_text((out / f"{FORM.project}.pdf").read_bytes())[0]
    for name in (f"{FORM.project}.xlsx", "汇总.xlsx"):
        sheets = openpyxl.load_workbook(out / name, data_only=True).worksheets
        values = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
        assert 45 in values
        assert 46 not in values
