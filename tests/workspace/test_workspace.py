"""Names and places of files in a workspace."""

from pathlib import Path

import pytest

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.workspace.workspace import Workspace, safe_name


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("上海市政务云基础设施服务费 (运维)", "上海市政务云基础设施服务费 (运维)"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("a\\b:c*d?", "a＼b：c＊d？"),
        ("一\x00二\n三", "一二三"),
        ("..", "（项目）"),
        ("汇总", "汇总（项目）"),
        ("全部部门", "全部部门（项目）"),
        ("数据表", "数据表（项目）"),
        ("repairs", "repairs（项目）"),
        ("", "（项目）"),
    ],
)
def test_names_are_harmless(name: str, file: str) -> None:
    assert safe_name(name) == file


def test_long_names_stay_distinct() -> None:
    one, other = safe_name("长" * 300), safe_name("长" * 299 + "短")
    assert one != other
    assert len(one.encode()) <= 200


def test_yaml_path_stays_in_the_workspace(tmp_path: Path) -> None:
    form = Form(year=2020, project="../x", department="../../y")
    path = Workspace(root=tmp_path).yaml_path(form)
    assert path.resolve().is_relative_to(tmp_path / "data")


def test_yaml_files_leave_out_repairs_and_sources(tmp_path: Path) -> None:
    for name in ("data/甲/2020/a.yaml", "data/甲/2020/repairs/a.yaml", "data/sources/b.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    workspace = Workspace(root=tmp_path)
    assert workspace.yaml_files() == (tmp_path / "data/甲/2020/a.yaml",)
    assert workspace.output_folder(tmp_path / "data/甲/2020/a.yaml") == tmp_path / "out/甲/2020"


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(ZipingbiaoError, match="没有这个文件"):
        Workspace(root=tmp_path).yaml_files([tmp_path / "无"])
