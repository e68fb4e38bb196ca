"""What is no longer what a YAML says leaves `out` and is named; what a person put or changed there stays."""

import shutil
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import Workbook, load_workbook

from generator.model.problem import Severity
from generator.outputs import formats
from generator.outputs.formats import SUMMARY_XLSX, TABLES, XLSX, every
from generator.outputs.run import plan, run
from generator.outputs.sweep import sweep
from generator.render.xlsx.workbook import workbook_bytes
from generator.workspace.workspace import Workspace
from tests.store.test_read import HEAD
from tests.support.command import zipingbiao

KINDS = ("xlsx", "tables")
CHEAP = ("xlsx", "tables", "summary.xlsx", "overall.xlsx")


def write(workspace: Workspace, department: str, name: str, year: int = 2020, more: str = "") -> Path:
    file = workspace.data / department / str(year) / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = HEAD.replace("2020", str(year)).replace("甲", name).replace("乙", department)
    file.write_text(head + more, "utf-8")
    return file


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    for department, name in (("乙局", "甲"), ("乙局", "丙"), ("丁局", "戊")):
        write(workspace, department, name)
    built(workspace)
    return workspace


def built(workspace: Workspace) -> list[str]:
    """A whole build of what is quickly made; what is said of it."""
    steps = list(plan(workspace.yaml_files(), workspace, every()))
    swept = list(sweep(workspace, steps))
    wanted = [step for step in steps if step.product.name in CHEAP]
    problems = [*swept, *(p for done in run(wanted, workspace) for p in done.problems)]
    return [f"{p.rule} {Path(p.place.file).name if p.place else ''}" for p in problems]


def outputs(workspace: Workspace, folder: str = "") -> list[str]:
    """What lies in `out`, tables left out where no folder is given."""
    files = (file.relative_to(workspace.out) for file in workspace.out.rglob("*") if file.is_file())
    names = sorted(file.as_posix() for file in files)
    without = (".build/", "数据表/")
    return [name for name in names if (name.startswith(folder) if folder else not name.startswith(without))]


WHOLE = [
    "丁局/2020/戊.xlsx",
    "丁局/2020/汇总.xlsx",
    "乙局/2020/丙.xlsx",
    "乙局/2020/汇总.xlsx",
    "乙局/2020/甲.xlsx",
    "全部部门/2020/汇总.xlsx",
]


def test_a_project_that_is_gone_leaves_nothing(workspace: Workspace) -> None:
    assert outputs(workspace) == WHOLE
    (workspace.data / "乙局/2020/甲.yaml").unlink()
    assert built(workspace) == ["B10 甲.xlsx"]
    assert outputs(workspace) == [name for name in WHOLE if "甲" not in name]
    assert outputs(workspace, ".build/过时") == [".build/过时/乙局/2020/甲.xlsx"]
    rows = load_workbook(workspace.out / "乙局/2020/汇总.xlsx")["排名"].iter_rows(min_row=4)
    assert [row[1].value for row in rows] == ["丙"]
    assert built(workspace) == []


def test_a_department_that_is_gone_leaves_no_summary_and_no_overall_one(workspace: Workspace) -> None:
    shutil.rmtree(workspace.data / "丁局")
    said = built(workspace)
    assert sorted(said) == ["B10 2020.parquet", "B10 戊.xlsx", "B10 汇总.xlsx", "B10 汇总.xlsx"]
    assert outputs(workspace) == [name for name in WHOLE if name.startswith("乙局")]
    assert not (workspace.out / "丁局").exists()
    assert not (workspace.out / "全部部门").exists()
    assert {"乙局"} == {
        part for name in outputs(workspace, "数据表") for part in Path(name).parts if part[-1] == "局"
    }


def test_a_year_whose_last_project_moved_leaves_nothing_behind(workspace: Workspace) -> None:
    (workspace.data / "丁局/2020/戊.yaml").unlink()
    write(workspace, "丁局", "戊", 2021)
    built(workspace)
    assert [name for name in outputs(workspace) if "丁局" in name] == [
        "丁局/2021/戊.xlsx",
        "丁局/2021/汇总.xlsx",
    ]


def test_a_project_that_was_renamed_is_named_with_its_new_place(workspace: Workspace) -> None:
    new = workspace.data / "乙局/2020/己.yaml"
    (workspace.data / "乙局/2020/甲.yaml").rename(new)
    (said,) = sweep(workspace)
    assert said.hint == f"这个项目的 YAML 现在是 {new}"
    assert said.severity is Severity.INFORMATION


def test_the_last_project_of_all(workspace: Workspace) -> None:
    shutil.rmtree(workspace.data)
    workspace.data.mkdir()
    built(workspace)
    assert outputs(workspace) == []
    assert sorted(path.name for path in workspace.out.iterdir()) == [".build"]


def test_what_a_person_put_there_stays_and_is_named_once(workspace: Workspace) -> None:
    note = workspace.out / "乙局/2020/说明.docx"
    note.write_bytes(b"x")
    (workspace.out / "乙局/2020/.DS_Store").write_bytes(b"x")
    assert built(workspace) == ["B11 说明.docx"]
    assert built(workspace) == []
    shutil.rmtree(workspace.data / "乙局")
    assert "B11 说明.docx" not in built(workspace)
    assert note.read_bytes() == b"x"


def test_of_many_files_of_a_persons_the_first_are_named(workspace: Workspace) -> None:
    for number in range(60):
        (workspace.out / f"{number}.txt").write_bytes(b"x")
    said = list(sweep(workspace))
    assert len(said) == 51
    assert str(said[-1]).startswith(f"{workspace.out}: I B11 里面还有 10 个这样的文件")
    assert list(sweep(workspace)) == []


def test_what_a_person_changed_stays_where_its_project_is_gone_and_is_named_once(
    workspace: Workspace,
) -> None:
    (workspace.data / "乙局/2020/甲.yaml").unlink()
    changed = workspace.out / "乙局/2020/甲.xlsx"
    changed.write_bytes(b"mine")
    assert built(workspace) == ["B11 甲.xlsx"]
    assert built(workspace) == []
    assert changed.read_bytes() == b"mine"


def test_a_copy_of_the_workspace_is_no_change_of_a_persons(workspace: Workspace, tmp_path: Path) -> None:
    other = Workspace(root=tmp_path / "副本")
    for folder in ("data", "out"):
        shutil.copytree(workspace.root / folder, other.root / folder, copy_function=shutil.copyfile)
    (other.data / "乙局/2020/甲.yaml").unlink()
    assert built(other) == ["B10 甲.xlsx"]


def test_what_a_person_changed_makes_room_and_is_kept(workspace: Workspace) -> None:
    target = workspace.out / "乙局/2020/甲.xlsx"
    made = target.read_bytes()
    for number, name in ((1, "甲"), (2, "甲 (2)")):
        target.write_bytes(f"mine {number}".encode())
        assert built(workspace) == ["B12 甲.xlsx"]
        assert target.read_bytes() == made
        assert (workspace.out / f".build/改过/乙局/2020/{name}.xlsx").read_text() == f"mine {number}"
    assert built(workspace) == []


def test_records_that_are_lost_cost_a_rebuild_and_no_word(workspace: Workspace) -> None:
    shutil.rmtree(workspace.out / ".build")
    assert built(workspace) == []
    assert outputs(workspace) == WHOLE


def test_what_was_made_from_a_file_elsewhere_stays_as_long_as_that(
    workspace: Workspace, tmp_path: Path
) -> None:
    other = tmp_path / "别处/庚.yaml"
    other.parent.mkdir()
    other.write_text(HEAD, "utf-8")
    steps = [s for s in plan([other], workspace, every()) if s.product.name in CHEAP]
    assert not any(done.failed for done in run(steps, workspace))
    assert {"庚.xlsx", "汇总.xlsx"} <= set(outputs(workspace))
    assert built(workspace) == []
    other.unlink()
    assert built(workspace) == ["B10 庚.xlsx", "B10 汇总.xlsx"]


@pytest.mark.parametrize("text", ["[", HEAD + "得份: 3\n", HEAD.replace("2020", "二〇二〇")])
def test_a_form_that_cannot_be_read_any_more_leaves_no_older_page(workspace: Workspace, text: str) -> None:
    file = workspace.data / "乙局/2020/甲.yaml"
    before = file.read_text("utf-8")
    file.write_text(text, "utf-8")
    assert "B10 甲.xlsx" in built(workspace)
    assert "乙局/2020/甲.xlsx" not in outputs(workspace)
    assert "B10 甲.xlsx" not in built(workspace)
    file.write_text(before, "utf-8")
    assert built(workspace) == []
    assert outputs(workspace) == WHOLE
    assert outputs(workspace, ".build/过时") == []


def test_two_files_of_one_name_leave_no_page_of_either(workspace: Workspace) -> None:
    file = workspace.data / "乙局/2020/甲.yaml"
    shutil.copy(file, file.with_suffix(".yml"))
    built(workspace)
    assert "乙局/2020/甲.xlsx" not in outputs(workspace)


def test_a_form_named_as_the_summary_does_not_take_that_away(workspace: Workspace) -> None:
    write(workspace, "乙局", "汇总")
    built(workspace)
    assert "乙局/2020/汇总.xlsx" in outputs(workspace)


def command(workspace: Workspace, *arguments: object) -> Result:
    return zipingbiao("build", "-w", workspace.root, "--only", ",".join(KINDS), *arguments)


def test_the_command_names_each_and_empties_the_folder_at_the_next_clean_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "PRODUCTS", [XLSX, TABLES, SUMMARY_XLSX])
    monkeypatch.setattr("generator.outputs.plan.PRODUCTS", formats.PRODUCTS)
    workspace = Workspace(root=tmp_path)
    gone, left = (write(workspace, "乙局", name) for name in ("甲", "丙"))
    assert command(workspace).exit_code == 0
    gone.unlink()
    assert command(workspace, left).output.count("B10") == 0  # a path concerns its own only
    done = command(workspace)
    assert done.exit_code == 0
    said = f"I B10 它的项目已删去、改名或移走，已移到 {tmp_path}/out/.build/过时/乙局/2020/甲.xlsx"
    assert f"{tmp_path}/out/乙局/2020/甲.xlsx: {said}" in done.output
    aside = tmp_path / "out/.build/过时"
    assert aside.exists()
    assert command(workspace).exit_code == 0
    assert aside.exists()  # not everything was made
    assert zipingbiao("build", "-w", tmp_path).exit_code == 0
    assert not aside.exists()


def test_a_form_in_the_folder_of_another_year_is_an_error_and_not_counted(workspace: Workspace) -> None:
    file = workspace.data / "乙局/2020/甲.yaml"
    file.write_text(file.read_text("utf-8").replace("年度: 2020", "# 改\n年度: 2021"), "utf-8")
    done = command(workspace)
    assert done.exit_code == 2
    (line,) = [line for line in done.output.splitlines() if "Y22" in line]
    place = workspace.data / "乙局/2021"
    hint = f'写得对的，运行 zipingbiao mv "{file}"，移到 {place}；写错了的，把这里改为 2020'
    assert line == f"{file}:2:5: E Y22 〔年度〕年度写的是“2021”，文件却在“2020”的文件夹里 → {hint}"
    assert "乙局/2020/甲.xlsx" not in outputs(workspace)
    built(workspace)
    rows = load_workbook(workspace.out / "乙局/2020/汇总.xlsx")["排名"].iter_rows(min_row=4)
    assert [row[1].value for row in rows] == ["丙"]
    checked = zipingbiao("check", "-w", workspace.root, file)
    assert checked.exit_code == 1
    assert f"{file}:2:5" in checked.output
    assert "Y22" in checked.output


def test_a_form_in_the_folder_of_another_department_is_an_error(workspace: Workspace) -> None:
    file = workspace.data / "乙局/2020/甲.yaml"
    file.write_text(file.read_text("utf-8").replace("主管部门: 乙局", "主管部门: 丁局"), "utf-8")
    assert "Y22 甲.yaml" in built(workspace)
    assert "乙局/2020/甲.xlsx" not in outputs(workspace)


def test_a_workbook_that_says_something_else_is_not_delivered_and_its_cell_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, planted: the cell of 项目名称 is written with another text."""

    def wrong(workbook: Workbook, values: object) -> bytes:
        (cell,) = (c for row in workbook["自评表"].iter_rows() for c in row if c.value == "甲")
        cell.value = "辛"
        return workbook_bytes(workbook, values)  # type: ignore[arg-type]

    file = workspace.data / "乙局/2020/甲.yaml"
    file.write_text(file.read_text("utf-8") + "# 改\n", "utf-8")
    monkeypatch.setattr("generator.render.xlsx.form.workbook_bytes", wrong)
    steps = [step for step in plan([file], workspace, (XLSX,)) if step.sources == (file,)]
    ((found, moved),) = [done.problems for done in run(steps, workspace)]
    assert str(found).startswith(f"{file}:2:7: E V03 〔项目名称〕甲.xlsx：工作表里 ")
    assert "这一格不是“甲”" in found.message
    assert moved.rule == "B10"
    assert "乙局/2020/甲.xlsx" not in outputs(workspace)


def test_a_defect_on_the_way_delivers_nothing_and_names_the_file(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> bytes:
        raise KeyError("x")

    file = workspace.data / "乙局/2020/甲.yaml"
    file.write_text(file.read_text("utf-8") + "# 改\n", "utf-8")
    monkeypatch.setattr("generator.render.xlsx.form.workbook_bytes", fails)
    assert "B03 甲.yaml" in built(workspace)
    assert "乙局/2020/甲.xlsx" not in outputs(workspace)
