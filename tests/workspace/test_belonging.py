"""Where a form belongs, and which folders say something else than it."""

from pathlib import Path

import pytest

from generator.model.form import Form
from generator.workspace.belonging import contradicting, home, is_of, year_of
from generator.workspace.workspace import Workspace, safe_name


def form(department: str = "乙局", year: int = 2020, project: str = "甲") -> Form:
    return Form(department=department, year=year, project=project)


@pytest.mark.parametrize(
    ("folder", "department"),
    [
        ("乙局", "乙局"),
        ("乙局（本级）", "乙局(本级)"),
        ("乙局【本级】", "乙局 ( 本级 )"),
        ("乙　局", "乙局"),
        ("ＡＢ中心", "ab中心"),
        ("大数据中心", "上海市大数据中心"),
        ("上海市大数据中心", "大数据中心"),
        ("发改委", "发展和改革委员会"),
        ("市卫健委", "上海市卫生健康委员会"),
        ("区府办", "区人民政府办公室"),
        ("财政", "上海市财政局"),
        ("001上海市财政局", "上海市财政局"),
        ("[118005]财政局", "上海市财政局"),
        ("118-财政局", "财政局"),
        ("12345热线管理中心", "12345热线管理中心"),
        ("县", "县"),
        (safe_name("a/b:局"), "a/b:局"),
        (safe_name("长" * 300), "长" * 300),
        (safe_name("全部部门"), "全部部门"),
    ],
)
def test_a_folder_of_a_department(folder: str, department: str) -> None:
    assert is_of(folder, department)


@pytest.mark.parametrize(
    ("folder", "department"),
    [
        ("甲局", "乙局"),
        ("上海市教育局", "上海市体育局"),
        ("上海市大数据中心", "上海市大数据中心二分部"),
        ("教育局", "教育局机关服务社"),
        ("局", "乙局"),
        ("南京市财政局", "北京市财政局"),
        ("市发改委", "市经信委"),
        ("001", "乙局"),
    ],
)
def test_a_folder_of_another_department(folder: str, department: str) -> None:
    assert not is_of(folder, department)


def test_a_year_is_read_from_a_folder() -> None:
    folders = ("2020", "2020年", "２０２０年度", " 2020", "草稿", "20201", "0")
    assert [year_of(folder) for folder in folders] == [2020, 2020, 2020, 2020, None, None, None]


def found(tmp_path: Path, place: str, said: Form) -> list[tuple[str, str | None]]:
    workspace = Workspace(root=tmp_path)
    file = workspace.data / place
    problems = list(contradicting(said, file, workspace))
    assert all(
        problem.rule == "Y22" and problem.hint and "zipingbiao mv" in problem.hint for problem in problems
    )
    return [(problem.field, problem.value) for problem in problems]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("乙局/2020/甲.yaml", form()),
        ("乙局/2020年/甲.yaml", form()),
        ("乙局/2020/别名.yaml", form()),
        ("乙局/草稿/甲.yaml", form()),
        ("2020/乙局/甲.yaml", form()),
        ("2020/2021/甲.yaml", form(year=2021)),
        ("甲.yaml", form()),
        ("乙局/甲.yaml", form("丁局")),
        ("乙局/2020/存档/甲.yaml", form("丁局", 2019)),
        ("sources/2020/甲.yaml", form(year=2019)),
        ("../别处/2019/甲.yaml", form()),
        ("无/2020/甲.yaml", form("")),
    ],
)
def test_what_does_not_contradict_its_folder(tmp_path: Path, place: str, said: Form) -> None:
    assert found(tmp_path, place, said) == []


def test_where_ingest_puts_a_form_never_contradicts_it(tmp_path: Path) -> None:
    workspace = Workspace(root=tmp_path)
    for department in ("", "乙局", "全部部门", "数据表", "sources", "a/b", "..", "长" * 300, "2020", " 乙 "):
        for year in (0, 2020, 9999):
            said = form(department, year)
            assert list(contradicting(said, workspace.yaml_path(said), workspace)) == []


def test_both_values_are_said(tmp_path: Path) -> None:
    assert found(tmp_path, "乙局/2020/甲.yaml", form("丁局", 2021)) == [
        ("年度", "2021"),
        ("主管部门", "丁局"),
    ]
    assert found(tmp_path, "乙局/2020年度/甲.yaml", form(year=2021)) == [("年度", "2021")]
    assert found(tmp_path, "乙局/草稿/甲.yaml", form("丁局")) == [("主管部门", "丁局")]


@pytest.mark.parametrize(
    ("place", "said", "expected"),
    [
        ("乙局/2020/甲.yaml", form(year=2021), "乙局/2021/甲.yaml"),
        ("乙局/2020/甲.yaml", form("丁局"), "丁局/2020/甲.yaml"),
        ("乙局/2020/甲.yaml", form("戊 局"), "戊局/2020/甲.yaml"),
        ("市乙局/2020年/旧.yml", form(), "市乙局/2020年/甲.yml"),
        ("市乙局/2020年/甲.yaml", form(year=2021), "市乙局/2021/甲.yaml"),
        ("甲.yaml", form(), "乙局/2020/甲.yaml"),
    ],
)
def test_where_a_form_belongs(tmp_path: Path, place: str, said: Form, expected: str) -> None:
    workspace = Workspace(root=tmp_path)
    (workspace.data / "戊局").mkdir(parents=True)
    assert home(said, workspace.data / place, workspace) == workspace.data / expected
