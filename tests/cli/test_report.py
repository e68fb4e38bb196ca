"""The report on the command line: written, kept up to date, checked when it is given back."""

import json
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn
from lxml.etree import _Element

from generator.cli.app import group
from generator.model.problem import refusal
from generator.outputs.formats import every
from generator.outputs.plan import plan
from generator.workspace.workspace import Workspace

TRUE = Path(__file__).parents[1] / "shanghai"
FOLDER = Path("data/上海市大数据中心/2020")
REPORT = Path("out/上海市大数据中心/2020/自评报告.docx")
KNOWN = FOLDER / "自评报告.yaml"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fill(Path())


def fill(root: Path) -> None:
    (root / FOLDER).mkdir(parents=True)
    for file in sorted(TRUE.glob("*.yaml"))[:2]:
        shutil.copy(file, root / FOLDER)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, standalone_mode=False, catch_exceptions=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a report makes of the two forms, made once."""
    root = tmp_path_factory.mktemp("built")
    fill(root)
    assert run("build", "--only", "report", "-w", str(root)).return_value == 0
    return root


@pytest.fixture
def made(built: Path) -> Path:
    """The report, in the folder of the test."""
    shutil.copytree(built / "out", "out")
    return REPORT


def problems(*paths: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(run("check", "--json", *map(str, paths)).stdout)["problems"]
    return found


def control(document: docx.document.Document, alias: str) -> _Element:
    """The first content control of that name."""
    for one in document.element.body.iter(qn("w:sdt")):
        name = one.find(f"{qn('w:sdtPr')}/{qn('w:alias')}")
        if name is not None and (name.get(qn("w:val")) or "").split()[-1] == alias:
            found: _Element = one
            return found
    raise AssertionError(alias)


def type_over(alias: str, text: str, *, path: Path = REPORT) -> None:
    document = docx.Document(str(path))
    first, *others = control(document, alias).iter(qn("w:t"))
    first.text = text
    assert not others
    document.save(str(path))


def edit(old: str, new: str) -> Path:
    file = next(file for file in sorted(FOLDER.glob("*.yaml")) if old in file.read_text("utf-8"))
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    return file


def test_both_files_are_written_and_what_is_blank_is_named() -> None:
    done = run("report")
    assert done.return_value == 0
    assert REPORT.exists()
    assert REPORT.with_suffix(".pdf").exists()
    assert "B50" in done.stderr
    assert str(KNOWN) in done.stderr
    again = run("report")
    assert again.stdout.count("（已是最新）") == 2
    assert "B50" not in again.stderr


def test_where_no_page_can_be_set_the_document_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise refusal("L01", "缺系统组件")

    monkeypatch.setattr("generator.render.pdf.weasyprint_engine.lay_out", refuse)
    done = run("report")
    assert (done.return_value, "L01" in done.stderr) == (2, True)
    assert REPORT.exists()
    assert not REPORT.with_suffix(".pdf").exists()


def test_what_is_stated_beside_the_forms_makes_it_stale_and_is_no_form() -> None:
    run("report", "--json")
    KNOWN.write_text("绩效跟踪: {项目数: 2, 预算金额: 88.8}\n", "utf-8")
    explained = run("build", "--explain", str(REPORT)).stdout
    assert "自评报告.yaml" in explained
    assert "绩效跟踪的项目2个，涉及预算金额88.80万元" in run("report", "--paragraph").stdout
    assert run("check", "--json").return_value in (0, 1)
    assert not [one for one in problems() if "自评报告.yaml" in str(one["place"])]


def test_a_form_of_that_name_is_told_and_not_lost() -> None:
    shutil.copy(next(FOLDER.glob("*.yaml")), KNOWN)
    done = run("build", "--only", "xlsx")
    assert done.return_value == 2
    assert "B09" in done.stderr
    assert "自评报告" in done.stderr


def test_a_report_that_was_made_is_kept_up_to_date() -> None:
    run("build", "--only", "tables")
    assert "自评报告" not in run("build", "--only", "summary").stdout
    assert run("build", "--only", "report").return_value == 0
    edit("得分: 10.00", "得分: 9.00")
    workspace = Workspace(root=Path())
    stale = [s.target.name for s in plan(workspace.yaml_files(), workspace, every()) if not s.is_fresh]
    assert {"自评报告.docx", "自评报告.pdf"} <= set(stale)


def test_wrong_statements_are_refused_with_their_line() -> None:
    KNOWN.write_text("绩效跟踪: {项目数: 2}\n问题数: {发现: 1, 已整改: 2}\n", "utf-8")
    done = run("report", "--paragraph")
    assert done.return_value == 2
    assert f"{KNOWN}:2:" in done.stderr
    assert "C50" in done.stderr
    KNOWN.write_text("绩效追踪: 2\n", "utf-8")
    assert "没有“绩效追踪”这项设置" in run("report", "--paragraph").stderr


def test_a_report_that_a_person_edited_is_kept() -> None:
    assert run("build", "--only", "report").return_value == 0
    type_over("平均得分", "99.50")
    edited = REPORT.read_bytes()
    done = run("build", "--only", "report")
    assert "B12" in done.stderr
    assert "自评报告.yaml" in done.stderr
    assert Path("out/.build/改过/上海市大数据中心/2020/自评报告.docx").read_bytes() == edited
    assert problems(REPORT) == []


def test_a_report_as_it_was_made_has_nothing_to_say(made: Path) -> None:
    assert problems(made) == []
    assert run("check", str(made)).return_value == 0


def test_a_figure_typed_over_is_found(made: Path) -> None:
    type_over("平均得分", "99.50")
    done = run("check", str(made))
    assert done.return_value == 1
    (found,) = problems(made)
    assert found["rule"] == "C51"
    assert "段“2020年度，本部门编报绩效目标的项目2个" in found["message"]
    assert "“平均得分”印的是 96.99，被改成了 99.50，现在算得 96.99" in found["message"]


def test_a_figure_typed_over_in_a_table_is_found(made: Path) -> None:
    type_over("总分", "100.00")
    (found,) = problems(made)
    assert "张表格第 2 行“" in found["message"]
    assert "被改成了 100.00" in found["message"]


@pytest.mark.parametrize("text", ["９６．９９", "96.990", " 96.99 "])
def test_a_figure_written_otherwise_is_the_same(text: str, made: Path) -> None:
    type_over("平均得分", text)
    assert problems(made) == []


def test_an_edit_of_the_yaml_is_told_apart(made: Path) -> None:
    file = edit("得分: 9.00", "得分: 8.00")
    found = problems(made)
    assert {one["rule"] for one in found} == {"C52"}
    assert any("“平均得分”印的是 96.99，现在算得 96.49" in one["message"] for one in found)
    assert all(file.name in one["message"] and "有改动" in one["message"] for one in found)
    type_over("平均得分", "99.99")
    both = next(one for one in problems(made) if one["rule"] == "C51")
    assert "印的是 96.99，被改成了 99.99，现在算得 96.49；生成之后" in both["message"]


def test_a_blank_that_was_filled_in_is_told(made: Path) -> None:
    type_over("绩效跟踪项目数", "2")
    (found,) = problems(made)
    assert (found["rule"], found["severity"]) == ("C54", "I")
    assert "自评报告.yaml" in found["hint"]


def test_figures_are_found_by_the_words_around_them_where_the_marks_are_gone(made: Path) -> None:
    document = docx.Document(str(made))
    for one in list(document.element.body.iter(qn("w:sdt"))):
        parent = one.getparent()
        assert parent is not None
        for run_ in one.iter(qn("w:r")):
            one.addprevious(run_)
        parent.remove(one)
    for text in document.element.body.iter(qn("w:t")):
        if text.text == "96.99":
            text.text = "97.77"
            break
    document.save(str(made))
    found = [one for one in problems(made) if one["rule"] == "C51"]
    assert [one["value"] for one in found] == ["97.77"]


def test_a_deleted_paragraph_is_told(made: Path) -> None:
    document = docx.Document(str(made))
    body = document.element.body
    paragraph = next(
        p for p in body.iter(qn("w:p")) if "自评平均得分" in "".join(t.text or "" for t in p.iter(qn("w:t")))
    )
    body.remove(paragraph)
    document.save(str(made))
    found = problems(made)
    assert [one["rule"] for one in found] == ["C54"] * 3
    assert all("找不到了" in one["message"] for one in found)


def test_other_documents_are_refused(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "别的.docx"))
    done = run("check", str(tmp_path / "别的.docx"))
    assert (done.return_value, "C53" in done.stdout) == (1, True)
    (tmp_path / "坏.docx").write_bytes(b"PK")
    assert run("check", str(tmp_path / "坏.docx")).return_value == 2


def test_a_damaged_record_is_refused(made: Path) -> None:
    damaged = BytesIO()
    with ZipFile(made) as old, ZipFile(damaged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"lines", b"limes") if name == "customXml/item1.xml" else data)
    made.write_bytes(damaged.getvalue())
    assert [one["rule"] for one in problems(made)] == ["C53"]


def test_a_department_that_is_not_there_is_refused(made: Path) -> None:
    shutil.copy(made, "报告.docx")
    shutil.rmtree("data")
    Path("data").mkdir()
    done = run("check", "报告.docx")
    assert (done.return_value, "无从核对" in done.stdout) == (2, True)


def test_the_paragraph_of_each_department() -> None:
    other = Path("data/乙局/2020")
    other.mkdir(parents=True)
    file = next(FOLDER.glob("*.yaml"))
    (other / file.name).write_text(file.read_text("utf-8").replace("上海市大数据中心", "乙局"), "utf-8")
    done = run("report", "--paragraph")
    assert done.stdout.count("年度，本部门编报绩效目标的项目") == 2
    assert "【乙局 2020 年度】\n2020年度" in done.stdout
    only = run("report", "--paragraph", str(other))
    assert len(only.stdout.splitlines()) == 1
    data = json.loads(run("report", "--paragraph", "--json").stdout)
    assert [one["department"] for one in data["paragraphs"]] == ["上海市大数据中心", "乙局"]
