"""Declared goals from a document to the check: where they go, what they are compared with and never are."""

import html
import json
from pathlib import Path

import pytest
from attrs import evolve

from generator.model.form import GOAL_DECLARATION, Form
from generator.store import dump, load
from tests.audit.forms import SOUND
from tests.audit.test_declared import declared
from tests.support.command import zipingbiao
from tests.support.declarations import PLAIN, Row

FOLDER = Path(SOUND.department) / str(SOUND.year)


def as_html(rows: tuple[Row, ...], *before: str) -> str:
    """A page with one table."""

    def cell(given: str | tuple[str, int] | tuple[str, int, int]) -> str:
        text, across, down = (*((given,) if isinstance(given, str) else given), 1, 1)[:3]
        return f'<td colspan="{across}" rowspan="{down}">{html.escape(str(text))}</td>'

    lines = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    heads = "".join(f"<p>{line}</p>" for line in before)
    return f"<!DOCTYPE html><html><meta charset='utf-8'><body>{heads}<table>{lines}</table></body></html>"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, SOUND)
    return tmp_path


def put(root: Path, form: Form, below: str = "") -> Path:
    file = root / "data" / FOLDER / below / f"{form.project}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dump(form), encoding="utf-8")
    return file


def rules(*arguments: object) -> list[str]:
    data = json.loads(zipingbiao("check", "--json", *arguments).stdout)
    return sorted(problem["rule"] for problem in data["problems"])


def test_a_document_of_declared_goals_goes_into_a_folder_of_its_own(workspace: Path) -> None:
    page = workspace / "申报表.html"
    page.write_text(as_html(PLAIN, "项目支出绩效目标申报表", "（2023年度）"), encoding="utf-8")
    done = zipingbiao("ingest", page)
    file = workspace / "data/某局/2023/目标/数据归集.yaml"
    assert done.exit_code == 0, done.output
    assert str(file.relative_to(workspace)) in done.stdout
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../schema.json\n")
    assert f"类型: {GOAL_DECLARATION}\n" in text
    assert (file.parent / "repairs/数据归集.yaml").exists()
    again = zipingbiao("ingest", page)
    assert "未变" in again.stdout


def test_an_edit_of_declared_goals_is_kept_when_they_are_read_again(workspace: Path) -> None:
    page = workspace / "申报表.html"
    page.write_text(as_html(PLAIN, "项目支出绩效目标申报表", "（2023年度）"), encoding="utf-8")
    zipingbiao("ingest", page)
    file = workspace / "data/某局/2023/目标/数据归集.yaml"
    file.write_text(file.read_text("utf-8").replace("≥3份", "≥4份  # 批复"), encoding="utf-8")
    done = zipingbiao("ingest", page)
    assert "保留人工修改" in done.stdout
    assert "≥4份  # 批复" in file.read_text("utf-8")


def test_check_compares_them_with_the_self_evaluation(workspace: Path) -> None:
    goals = declared(SOUND)
    put(workspace, goals, "目标")
    assert rules() == []
    levels = tuple(level for level in goals.levels if level.name != "满意度指标")
    put(workspace, evolve(goals, levels=levels), "目标")
    put(workspace, evolve(goals, project="没有自评的项目"), "目标")
    assert rules() == ["R49", "R52"]
    assert rules(workspace / "data" / FOLDER / f"{SOUND.project}.yaml") == ["R49", "R52"]


def test_where_not_all_forms_are_asked_about_none_is_missed(workspace: Path) -> None:
    other = evolve(SOUND, project="另一个项目")
    put(workspace, other)
    put(workspace, declared(other), "目标")
    assert "R52" not in rules(workspace / "data" / FOLDER / f"{SOUND.project}.yaml")


def test_declared_goals_are_no_form(workspace: Path) -> None:
    goals = put(workspace, declared(SOUND), "目标")
    built = zipingbiao("build")
    assert built.exit_code == 0, built.output
    made = {path.name for path in (workspace / "out" / FOLDER).iterdir()}
    assert made == {f"{SOUND.project}.pdf", f"{SOUND.project}.xlsx", "汇总.pdf", "汇总.xlsx"}
    assert not (workspace / "out" / FOLDER / "目标").exists()
    asked = zipingbiao("build", goals)
    assert asked.exit_code == 2
    assert "Y60" in asked.output
    assert rules(goals) == []


def test_goals_in_the_place_of_a_form_are_refused(workspace: Path) -> None:
    put(workspace, evolve(declared(SOUND), project="放错的"))
    assert rules() == ["Y60"]


def test_a_form_in_the_place_of_goals_is_refused(workspace: Path) -> None:
    file = put(workspace, SOUND, "目标")
    assert load(file).form == SOUND
    assert rules() == ["Y60"]
    outcomes = json.loads(zipingbiao("check", "--json", "--outcomes").stdout)["outcomes"]
    assert {one["verdict"] for one in outcomes if one["rule"] == "R47"} == {"无法判定"}


def test_goals_of_another_year_than_their_folder_are_told(workspace: Path) -> None:
    put(workspace, evolve(declared(SOUND), year=SOUND.year - 1), "目标")
    assert rules() == ["R52", "Y22"]


def test_a_changed_declaration_makes_the_tables_stale(workspace: Path) -> None:
    file = put(workspace, declared(SOUND), "目标")
    zipingbiao("build", "--only", "summary")
    file.write_text(file.read_text("utf-8").replace("格式: 2\n", "格式: 2\n# 改过\n"), encoding="utf-8")
    asked = zipingbiao("build", "--explain", Path("out") / FOLDER / "汇总.xlsx")
    assert f"目标/{file.name} 改过" in asked.output


def test_what_is_told_of_one_department_is_not_lost_with_another(workspace: Path) -> None:
    put(workspace, evolve(declared(SOUND), project="没有自评的项目"), "目标")
    other = evolve(SOUND, department="另一个局")
    for folder, form in (("", other), ("目标", evolve(declared(other), project="也没有自评的"))):
        file = workspace / "data" / other.department / str(other.year) / folder / f"{form.project}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(form), encoding="utf-8")
    assert rules("--select", "R52") == ["R52", "R52"]


def test_goals_beside_a_self_evaluation_are_named_and_read_where_asked_for(tmp_path: Path) -> None:
    own = (Path(__file__).parents[1] / "layouts/documents/L1.html").read_text(encoding="utf-8")
    page = tmp_path / "两种.html"
    declaration = as_html(PLAIN, "项目支出绩效目标申报表", "（2023年度）")
    page.write_text(own.replace("</body>", declaration[declaration.index("<p>") :]), encoding="utf-8")
    done = zipingbiao("ingest", page, "-w", tmp_path)
    assert "F62 文件里另有绩效目标申报表，没有写成 YAML：数据归集。 → " in done.output
    assert not list((tmp_path / "data").rglob("目标"))
    both = zipingbiao("ingest", "--goals", "--resume", page, "-w", tmp_path)
    assert "F62" not in both.output
    assert (tmp_path / "data/某局/2023/目标/数据归集.yaml").is_file()
