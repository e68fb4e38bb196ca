from pathlib import Path

import pytest

from generator.model.problem import ZipingbiaoError
from generator.workspace.settings import FILE, MAX_BYTES, Settings, load_settings


def _load(folder: Path, text: str) -> Settings:
    (folder / FILE).write_text(text, "utf-8")
    return load_settings(folder)


def test_without_the_file_nothing_is_set(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings() == _load(tmp_path, "# 空\n")


def test_both_settings(tmp_path: Path) -> None:
    found = _load(tmp_path, "水印: 征求意见稿\n签章: [填报人, 负责人]\n")
    assert found == Settings(watermark="征求意见稿", signatures=("填报人", "负责人"))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("水印: 稿\n签张: [甲]\n", 2, "是不是“签章”"),
        ("水印: 稿\n水印: 稿\n", 2, "写了两次"),
        ("# 注\n水印: [稿]\n", 2, "1 到 20 个字"),
        (f"水印: {'长' * 21}\n", 1, "1 到 20 个字"),
        ("水印:\n", 1, "1 到 20 个字"),
        ('水印: "a\\tb"\n', 1, "1 到 20 个字"),
        ("签章: 填报人\n", 1, "应是一列名称"),
        (f"签章: [{', '.join('甲乙丙丁戊己庚')}]\n", 1, "最多 6 项"),
        ("签章:\n  - 甲\n  - {乙: 1}\n", 3, "1 到 12 个字"),
        ("- 水印\n", 1, "名称: 内容"),
        ("水印: [\n", 2, "不合 YAML 的写法"),
        ("[" * 900, 2, "不合 YAML 的写法"),
        ("[" * (MAX_BYTES - 1), None, "不合 YAML 的写法"),  # where the depth ends depends on libyaml
        ("#" * (MAX_BYTES + 1), None, "超过"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    with pytest.raises(ZipingbiaoError) as raised:
        _load(tmp_path, text)
    (problem,) = raised.value.problems
    assert problem.rule == "C01"
    assert problem.place is not None
    assert problem.place.file == str(tmp_path / FILE)
    assert line is None or problem.place.line == line
    assert words in str(problem)


def test_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes("水印: 稿".encode("gb18030"))
    with pytest.raises(ZipingbiaoError, match="UTF-8"):
        load_settings(tmp_path)


def test_type_may_be_smaller_unless_a_person_says_no(tmp_path: Path) -> None:
    assert load_settings(tmp_path).fit_pages
    (tmp_path / FILE).write_text("适应页数: false\n", "utf-8")
    assert not load_settings(tmp_path).fit_pages
    (tmp_path / FILE).write_text("适应页数: 也许\n", "utf-8")
    with pytest.raises(ZipingbiaoError, match="true 或 false"):
        load_settings(tmp_path)
