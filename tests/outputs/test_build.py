"""What is generated, and when."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.model.problem import ZipingbiaoError
from generator.outputs.formats import OVERALL_PDF, OVERALL_XLSX, PDF, SUMMARY_PDF, SUMMARY_XLSX, TABLES, XLSX
from generator.outputs.plan import PACKAGE_NAMES, TABLE_NAMES
from generator.outputs.product import Product
from generator.outputs.run import Done, carry_out, plan, run
from generator.outputs.sweep import sweep
from generator.render.templates import TemplateSet
from generator.tables import TABLES as ALL_TABLES
from generator.workspace.workspace import Workspace
from tests.support.extracted import pdf_text

TRUE = Path(__file__).parents[1] / "shanghai"
FORMS = (PDF, XLSX)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "data/上海市大数据中心/2020"
    folder.mkdir(parents=True)
    for file in sorted(TRUE.glob("*.yaml"))[:2]:
        shutil.copy(file, folder)
    return Workspace(root=tmp_path)


def build(workspace: Workspace, products: tuple[Product, ...] = (XLSX,)) -> list[Done]:
    return list(run(plan(workspace.yaml_files(), workspace, products), workspace))


def test_what_is_fresh_is_left_alone(workspace: Workspace) -> None:
    assert not any(done.fresh for done in build(workspace))
    assert all(done.fresh for done in build(workspace))


def test_an_edit_makes_only_its_own_outputs_again(workspace: Workspace) -> None:
    build(workspace)
    edited = workspace.yaml_files()[0]
    edited.write_text(edited.read_text("utf-8").replace("9.00", "8.00", 1), "utf-8")
    made = [done.step.sources for done in build(workspace) if not done.fresh]
    assert made == [(edited,)]


@pytest.mark.parametrize("damage", ["delete", "change", "forget", "garble"])
def test_damage_costs_a_rebuild_only(workspace: Workspace, damage: str) -> None:
    (done, *_) = build(workspace)
    whole = done.step.target.read_bytes()
    match damage:
        case "delete":
            done.step.target.unlink()
        case "change":
            done.step.target.write_bytes(b"x")
        case "forget":
            done.step.record.unlink()
        case "garble":
            done.step.record.write_bytes(b"{")
    again = build(workspace)
    assert [d.step.target for d in again if not d.fresh] == [done.step.target]
    assert done.step.target.read_bytes() == whole


def test_a_bad_form_does_not_stop_the_others(workspace: Workspace) -> None:
    bad = workspace.yaml_files()[0]
    build(workspace)
    old = {file: file.read_bytes() for file in workspace.out.rglob("*.xlsx")}
    bad.write_text(bad.read_text("utf-8") + "\n得份: 3\n", "utf-8")
    good = workspace.yaml_files()[1]
    good.write_text(good.read_text("utf-8").replace("10.00", "9.99", 1), "utf-8")
    failed, made = sorted(build(workspace), key=lambda done: not done.failed)
    assert failed.failed
    *errors, said = failed.problems
    assert all(p.place and p.place.file == str(bad) and p.place.line for p in errors)
    assert said.rule == "B10"
    assert not made.failed
    assert not failed.step.target.exists()
    aside = workspace.out / ".build/过时" / failed.step.target.relative_to(workspace.out)
    assert aside.read_bytes() == old[failed.step.target]
    assert made.step.target.read_bytes() != old[made.step.target]


def test_a_character_without_a_glyph_is_named_not_boxed(workspace: Workspace) -> None:
    file = workspace.yaml_files()[0]
    file.write_text(file.read_text("utf-8").replace("完成率", "完成\ue123率", 1), "utf-8")
    done = next(d for d in build(workspace, FORMS) if d.step.product == PDF and d.failed)
    assert any("U+E123" in problem.message for problem in done.problems)


def test_a_page_is_stale_once_the_font_of_a_rare_character_is_another(workspace: Workspace) -> None:
    file = workspace.yaml_files()[0]
    file.write_text(file.read_text("utf-8").replace("完成率", "完成𠮷率", 1), "utf-8")
    done = next(done for done in build(workspace, (PDF,)) if done.step.sources == (file,))
    assert done.problems == ()
    assert done.step.is_fresh
    record = json.loads(done.step.record.read_bytes())
    (font,) = record["fonts"]
    record["fonts"][font][0] += 1
    done.step.record.write_text(json.dumps(record), "utf-8")
    assert not done.step.is_fresh
    assert done.step.why_stale() == (f"补字所用的字体 {font} 改过或移走",)


def _unprintable(file: Path) -> str:
    """Write a character that no font has into a form; what it said before."""
    before = file.read_text("utf-8")
    file.write_text(before.replace("完成率", "完成\ue123率", 1), "utf-8")
    return before


def test_no_older_page_stays_where_a_form_cannot_be_printed_any_more(workspace: Workspace) -> None:
    file = workspace.yaml_files()[0]
    (old, other) = (done.step.target for done in build(workspace, (PDF,)))
    content, others = old.read_bytes(), other.read_bytes()
    before = _unprintable(file)
    (failed,) = [done for done in build(workspace, (PDF,)) if done.failed]
    aside = workspace.out / ".build" / "过时" / old.relative_to(workspace.out)
    assert not old.exists()
    assert aside.read_bytes() == content
    assert other.read_bytes() == others
    error, said = failed.problems[0], failed.problems[-1]
    assert error.place is not None
    assert (error.place.file, error.path[-1]) == (str(file), "三级指标")
    line = file.read_text("utf-8").splitlines()[(error.place.line or 0) - 1]
    assert "完成\ue123率" in line
    assert said.rule == "B10"
    assert str(aside) in said.message
    file.write_text(before, "utf-8")
    build(workspace, (PDF,))
    assert old.read_bytes() == content
    assert not aside.exists()


def test_a_page_that_says_something_else_is_not_put_in_place(workspace: Workspace) -> None:
    workspace.templates.mkdir()
    source = TemplateSet().text("form.html")
    (workspace.templates / "form.html").write_text(source.replace("{{ cell.text }}", "甲"), "utf-8")
    failed = build(workspace, (PDF,))
    assert all(done.failed and not done.step.target.exists() for done in failed)
    places = [problem.place for done in failed for problem in done.problems if problem.rule == "V01"]
    assert places
    assert all(place and place.line for place in places)


def test_a_setting_makes_the_forms_again_and_is_printed(workspace: Workspace) -> None:
    build(workspace, FORMS)
    (workspace.root / "zipingbiao.yaml").write_text("水印: 征求意见稿\n签章: [填报人]\n", "utf-8")
    again = build(workspace, FORMS)
    assert {done.step.product for done in again if not done.fresh} == {PDF}
    assert not any(done.failed for done in again)
    assert all(done.fresh for done in build(workspace, FORMS))
    texts = [pdf_text(d.step.target.read_bytes()) for d in again if d.step.product == PDF]
    assert all("填报人：" in pages[-1] for pages in texts)


def test_a_fault_in_the_settings_stops_the_build_with_its_line(workspace: Workspace) -> None:
    (workspace.root / "zipingbiao.yaml").write_text("# 设置\n签张: [填报人]\n", "utf-8")
    with pytest.raises(ZipingbiaoError, match=r"zipingbiao\.yaml:2:1: E C01"):
        build(workspace)


def test_a_stylesheet_edited_while_the_process_lives_counts(workspace: Workspace) -> None:
    (before, *_) = build(workspace, (PDF,))
    old = before.step.target.read_bytes()
    workspace.templates.mkdir()
    packaged = TemplateSet().text("form.css")
    (workspace.templates / "form.css").write_text(packaged, "utf-8")
    build(workspace, (PDF,))
    (workspace.templates / "form.css").write_text(f"{packaged}\ntd {{ color: red }}\n", "utf-8")
    assert not any(done.fresh for done in build(workspace, (PDF,)))
    assert before.step.target.read_bytes() != old


REPORTS = (SUMMARY_PDF, SUMMARY_XLSX, OVERALL_PDF, OVERALL_XLSX)


def made(workspace: Workspace, products: tuple[Product, ...] = REPORTS) -> list[str]:
    done = build(workspace, products)
    assert not any(result.failed for result in done)
    targets = (target for result in done if not result.fresh for target in result.step.targets)
    return [target.relative_to(workspace.out).as_posix() for target in targets]


def second_department(workspace: Workspace) -> Path:
    """A copy of the first's folder under another name."""
    other = workspace.data / "乙局/2020"
    shutil.copytree(workspace.data / "上海市大数据中心/2020", other)
    for file in other.glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("上海市大数据中心", "乙局"), "utf-8")
    return other


def test_a_template_concerns_its_own_pages_only(workspace: Workspace) -> None:
    products = (PDF, XLSX, SUMMARY_PDF)
    build(workspace, products)
    workspace.templates.mkdir()
    for name, concerned in (("form.css", PDF), ("summary.html", SUMMARY_PDF)):
        (workspace.templates / name).write_text(f"{TemplateSet().text(name)} ", "utf-8")
        assert {done.step.product for done in build(workspace, products) if not done.fresh} == {concerned}
    (workspace.templates / "mine.html").write_text("", "utf-8")
    stale = {done.step.product for done in build(workspace, products) if not done.fresh}
    assert stale == {PDF, SUMMARY_PDF}


def tables_of(year: str) -> list[str]:
    """The tables of a department's year, and the same as a data package."""
    tables = (f"数据表/{table}/{year}.parquet" for table in TABLE_NAMES)
    return [*tables, *(f"数据表/CSV/{year}/{name}" for name in PACKAGE_NAMES)]


def test_one_department_has_its_tables_and_its_summary(workspace: Workspace) -> None:
    tables = tables_of("上海市大数据中心/2020")
    summary = [f"上海市大数据中心/2020/汇总.{suffix}" for suffix in ("pdf", "xlsx")]
    assert made(workspace) == [*tables, *summary]
    assert made(workspace) == []


def test_the_names_of_the_tables_are_theirs() -> None:
    assert [table.name for table in ALL_TABLES] == list(TABLE_NAMES)


def test_an_edit_makes_its_departments_summary_and_the_overall_one_again(workspace: Workspace) -> None:
    made(workspace)
    other = second_department(workspace)
    assert [name for name in made(workspace) if "数据表" not in name] == [
        "乙局/2020/汇总.pdf",
        "乙局/2020/汇总.xlsx",
        "全部部门/2020/汇总.pdf",
        "全部部门/2020/汇总.xlsx",
    ]
    edited = min(other.glob("*.yaml"))
    edited.write_text(edited.read_text("utf-8") + "\n# 改\n", "utf-8")
    assert made(workspace, (SUMMARY_XLSX, OVERALL_XLSX)) == [
        *tables_of("乙局/2020"),
        "乙局/2020/汇总.xlsx",
        "全部部门/2020/汇总.xlsx",
    ]


def test_a_path_given_concerns_its_own_department_and_all_of_its_year(workspace: Workspace) -> None:
    second_department(workspace)
    (file, *_) = workspace.yaml_files([workspace.data / "乙局"])
    steps = plan([file], workspace, (SUMMARY_XLSX, OVERALL_XLSX))
    reports = [step for step in steps if step.product.is_report]
    assert [step.target.parent.parent.name for step in reports] == ["乙局", "全部部门"]
    assert [tables.folder for tables in reports[1].tables] == ["上海市大数据中心/2020", "乙局/2020"]


def test_tables_of_a_department_that_is_gone_are_moved_away(workspace: Workspace) -> None:
    other = second_department(workspace)
    made(workspace)
    shutil.rmtree(other.parent)
    assert list(sweep(workspace))
    tables = sorted((workspace.out / "数据表").rglob("*.parquet"))
    assert {table.parent.name for table in tables} == {"上海市大数据中心"}
    assert len(tables) == len(TABLE_NAMES)


def test_tables_of_a_year_whose_last_form_is_gone_are_moved_away(workspace: Workspace) -> None:
    other = second_department(workspace)
    made(workspace)
    (other / "repairs").mkdir()
    for file in other.glob("*.yaml"):
        file.unlink()
    assert list(sweep(workspace))
    assert {table.parent.name for table in (workspace.out / "数据表").rglob("*.parquet")} == {
        "上海市大数据中心"
    }


def test_a_form_beside_the_folders_of_departments_is_not_counted_twice(workspace: Workspace) -> None:
    """A stray copy in the folders above, of the same name, is a form of its own."""
    file = workspace.yaml_files()[0]
    for stray in (workspace.data / file.name, file.parent.parent / file.name):
        shutil.copy(file, stray)
    done = build(workspace, (SUMMARY_XLSX,))
    assert not any(result.failed for result in done)
    assert all(result.fresh for result in build(workspace, (SUMMARY_XLSX,)))
    tables = sorted((workspace.out / "数据表").rglob("*.parquet"))
    assert {table.relative_to(workspace.out).parts[2:] for table in tables} == {
        ("上海市大数据中心", "2020.parquet")
    }


@pytest.mark.parametrize("name", ["全部部门", "数据表"])
def test_a_folder_in_the_way_of_the_outputs_is_named(workspace: Workspace, name: str) -> None:
    (workspace.data / name).mkdir()
    with pytest.raises(ZipingbiaoError, match="B08"):
        build(workspace)


def test_a_damaged_table_is_said_and_made_again(workspace: Workspace) -> None:
    made(workspace, (SUMMARY_XLSX,))
    (report,) = [s for s in plan(workspace.yaml_files(), workspace, (SUMMARY_XLSX,)) if s.tables]
    table = report.tables[0].targets[0]
    state = table.stat()
    table.write_bytes(b"PAR1" * (state.st_size // 4) + b"P" * (state.st_size % 4))
    os.utime(table, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert [problem.rule for problem in carry_out(report, workspace).problems] == ["B07"]
    table.write_bytes(b"")
    assert made(workspace, (SUMMARY_XLSX,)) == tables_of("上海市大数据中心/2020")


def test_a_form_that_cannot_be_read_is_said_each_time_and_left_out(workspace: Workspace) -> None:
    bad, good = workspace.yaml_files()
    bad.write_text(bad.read_text("utf-8") + "\n得份: 3\n", "utf-8")
    for _ in range(2):
        done = build(workspace, (SUMMARY_XLSX,))
        (failed,) = [result for result in done if result.failed]
        assert failed.step.product == TABLES
        assert {problem.place.file for problem in failed.problems if problem.place} == {str(bad)}
    (report,) = [result for result in done if result.step.product.is_report]
    assert report.fresh
    found = load_workbook(report.step.target)
    assert [row[1].value for row in found["排名"].iter_rows(min_row=4)] == [good.stem]
    told = [str(cell.value) for row in found["概览"].iter_rows() for cell in row]
    assert any(bad.name in text for text in told)


def test_a_department_whose_forms_are_all_bad_is_left_out_and_said(
    workspace: Workspace,
) -> None:
    other = second_department(workspace)
    made(workspace)
    third = workspace.data / "丙局/2020"
    third.mkdir(parents=True)
    (third / "坏.yaml").write_text("[", "utf-8")
    done = build(workspace, REPORTS)
    failed = {result.step.product: result.problems for result in done if result.failed}
    assert set(failed) == {TABLES, *REPORTS}
    assert [problem.rule for problem in failed[OVERALL_PDF]] == ["B05"]
    assert "丙局/2020" in failed[OVERALL_PDF][0].message
    found = load_workbook(workspace.out / "全部部门/2020/汇总.xlsx")["各部门"]
    names = ("上海市大数据中心", other.parent.name, "合计")
    assert {row[0].value for row in found.iter_rows(min_row=4)} == {*names}


def test_a_report_is_never_made_from_tables_of_another_state(workspace: Workspace) -> None:
    """The tables cannot be made again: no report may be noted as made from the forms of now."""
    made(workspace, (SUMMARY_XLSX,))
    for file in workspace.yaml_files():
        file.write_text("[", "utf-8")
    done = build(workspace, (SUMMARY_XLSX,))
    assert all(result.failed for result in done)
    assert [problem.rule for problem in done[-1].problems] == ["B05", "B10"]
    assert not [file for file in workspace.out.rglob("*.*") if ".build" not in file.parts]


def test_a_number_that_no_table_holds_is_named_with_its_file(workspace: Workspace) -> None:
    long, good = workspace.yaml_files()
    text = long.read_text("utf-8")
    long.write_text(re.sub("年初预算数: [0-9.]+", "年初预算数: 1" + "0" * 30, text, count=1), "utf-8")
    done = build(workspace, (SUMMARY_XLSX,))
    (problem,) = [problem for result in done for problem in result.problems]
    assert (problem.rule, problem.place and problem.place.file) == ("B06", str(long))
    found = load_workbook(done[-1].step.target)["排名"]
    assert [row[1].value for row in found.iter_rows(min_row=4)] == [good.stem]


def test_the_command_leaves_the_overall_report_alone_where_a_path_is_given(workspace: Workspace) -> None:
    other = second_department(workspace)
    command = [sys.executable, "-m", "generator", "build", "--only", "summary", "-w", str(workspace.root)]
    subprocess.run([*command, str(other)], check=True, capture_output=True)
    assert sorted(path.name for path in workspace.out.iterdir()) == [".build", "乙局", "数据表"]
    subprocess.run(command, check=True, capture_output=True)
    assert (workspace.out / "全部部门/2020/汇总.pdf").exists()
