"""The screen 填表: each change is one edit of the file, a finding stands under its field, nothing is lost."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from generator.model.form import Form
from generator.store import load
from generator.workbench.library import identity
from generator.workspace.workspace import Workspace
from tests.support.forms import one_stop

from .screen import Screen

ROW = ("绩效指标", "效益指标", "可持续影响指标", 0)
SCORE = (*ROW, "得分")
REASON = (*ROW, "偏差原因分析及改进措施")


@pytest.fixture
def file(workspace: Workspace) -> Path:
    return workspace.yaml_path(one_stop())


@pytest.fixture
def screen(client: TestClient, workspace: Workspace, file: Path) -> Screen:
    return Screen(client, identity(file, workspace.root)).open()


def form(file: Path) -> Form:
    return load(file).sound()


def rows(file: Path) -> list[str]:
    return [indicator.name for _, indicator in form(file).indicators()]


def test_a_field_is_one_edit_of_the_file(screen: Screen, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("年度: 2020", "年度: 2020  # 记一笔"), "utf-8")
    screen.open()
    before = file.read_text("utf-8").splitlines()
    assert screen.write(SCORE, "8").status_code == 200
    after = file.read_text("utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new.strip() for _, new in changed] == ["得分: 8"]


def test_a_finding_stands_under_its_field(screen: Screen) -> None:
    answer = screen.write(SCORE, "8")
    note = answer.text.split(f'id="n{screen.open().field(REASON)}"')[1].split("hx-swap-oob")[1]
    assert "R08" in note


def test_a_draft_finds_and_saves_nothing(screen: Screen, file: Path) -> None:
    before = file.read_bytes()
    answer = screen.write(SCORE, "8", draft="1")
    assert "R08" in answer.text
    assert file.read_bytes() == before
    assert "R08" not in screen.write(SCORE, "10.00", draft="1").text


def test_what_cannot_stand_there_is_said_and_not_saved(screen: Screen, file: Path) -> None:
    before = file.read_bytes()
    answer = screen.write(SCORE, "很好", field=screen.field(SCORE))
    assert answer.status_code == 422
    assert "没有保存" in answer.text
    assert file.read_bytes() == before


def test_a_percentage_needs_no_sign(screen: Screen, file: Path) -> None:
    assert screen.write(("项目资金", "执行率"), "99.5").status_code == 200
    assert form(file).funds.rate == Decimal("99.5")


def test_a_computed_figure_is_set_right(screen: Screen, file: Path) -> None:
    screen.write(("总分",), "98.00")
    assert "改正为 99.00" in screen.open().text
    assert screen.send("fix", path='["总分"]').status_code == 200
    assert form(file).total == Decimal("99.00")
    assert screen.send("fix", path='["总分"]').status_code == 422


def test_a_badly_written_text_is_set_right(screen: Screen, file: Path) -> None:
    screen.write(REASON, "数据质量不高,已整改。")
    assert "改正为 数据质量不高，已整改。" in screen.open().text
    assert screen.send("fix", path=json.dumps(REASON, ensure_ascii=False)).status_code == 200
    assert "数据质量不高，已整改。" in file.read_text("utf-8")


def test_what_follows_from_an_edit_is_computed(screen: Screen, file: Path, workspace: Workspace) -> None:
    workspace.last_ingest_path(file).parent.mkdir()
    workspace.last_ingest_path(file).write_bytes(file.read_bytes())
    assert "生成时会删去这一行" in screen.write(SCORE, "8").text


def test_a_finding_is_accepted_with_a_reason_and_looked_at_again(screen: Screen, file: Path) -> None:
    screen.write(SCORE, "8")
    screen.send("accept", rule="R08", reason="专家\n评定")
    assert form(file).accepted == {"R08": "专家 评定"}
    assert "R08 错误" not in screen.open().text
    screen.send("accept", rule="R08", reason="")
    assert not form(file).accepted
    assert "R08 错误" in screen.open().text


def test_rows_are_added_moved_and_deleted(screen: Screen, file: Path) -> None:
    before = rows(file)
    path = json.dumps(ROW, ensure_ascii=False)
    at = before.index("长效管理制度建设")
    screen.send("rows", operation="add", path=path)
    assert rows(file) == [*before[: at + 1], "新指标", *before[at + 1 :]]
    screen.send("rows", operation="delete", path=json.dumps([*ROW[:3], 1], ensure_ascii=False))
    screen.send("rows", operation="down", path=path)
    assert rows(file) == [*before[:at], before[at + 1], before[at], *before[at + 2 :]]


def test_a_row_moves_into_the_next_level(screen: Screen, file: Path) -> None:
    before = rows(file)
    last = ("绩效指标", "效益指标", "可持续影响指标", 1)
    screen.send("rows", operation="down", path=json.dumps(last, ensure_ascii=False))
    assert rows(file) == before
    assert [len(level.children[-1].indicators) for level in form(file).levels] == [1, 1, 2]


def test_a_level_without_rows_is_gone(screen: Screen, file: Path) -> None:
    screen.send("rows", operation="delete", path='["绩效指标", "满意度指标", "服务对象满意度指标", 0]')
    assert [level.name for level in form(file).levels] == ["产出指标", "效益指标"]


def test_a_level_is_renamed(screen: Screen, file: Path) -> None:
    screen.write(("绩效指标", "产出指标", "质量指标"), "成本指标", kind="level")
    assert [child.name for child in form(file).levels[0].children] == ["数量指标", "成本指标", "时效指标"]


def test_changes_are_taken_back_in_turn(screen: Screen, file: Path) -> None:
    texts = [file.read_bytes()]
    for value in ("8", "7", "6"):
        screen.write(SCORE, value)
        texts.append(file.read_bytes())
    for text in reversed(texts[:-1]):
        assert screen.send("undo").status_code == 200
        assert file.read_bytes() == text
    assert screen.send("undo").status_code == 409


def test_what_was_changed_elsewhere_stays(screen: Screen, file: Path) -> None:
    other = file.read_text("utf-8").replace("得分: 9.00", "得分: 9.50")
    assert other != file.read_text("utf-8")
    file.write_text(other, "utf-8")
    answer = screen.write(SCORE, "8")
    assert "两边的改动都在" in answer.text
    text = file.read_text("utf-8")
    assert "得分: 9.50" in text
    assert "得分: 8" in text


def test_the_same_changed_on_both_sides_is_shown_and_not_overwritten(screen: Screen, file: Path) -> None:
    second = Screen(screen.client, screen.id).open()
    assert second.write(SCORE, "7").status_code == 200
    before = file.read_bytes()
    answer = screen.write(SCORE, "8")
    assert answer.status_code == 409
    assert "“7”" in answer.text
    assert "“8”" in answer.text
    assert file.read_bytes() == before


def test_an_undo_does_not_take_back_what_was_done_elsewhere(screen: Screen, file: Path) -> None:
    screen.write(SCORE, "8")
    file.write_text(file.read_text("utf-8") + "# 编辑器里加的\n", "utf-8")
    before = file.read_bytes()
    assert screen.send("undo").status_code == 409
    assert file.read_bytes() == before


def test_yaml_is_saved_as_written_and_merged_where_the_form_has_changed(screen: Screen, file: Path) -> None:
    base = screen.base
    text = file.read_text("utf-8") + "# 注\n"
    screen.write(SCORE, "8")
    answer = screen.send("yaml", text=text, yaml_base=base)
    assert answer.status_code == 200
    assert file.read_text("utf-8").endswith("# 注\n")
    assert "得分: 8" in file.read_text("utf-8")


def test_yaml_that_is_no_form_is_kept_and_told(screen: Screen, file: Path) -> None:
    answer = screen.send("yaml", text="年度: [", yaml_base=screen.base)
    assert answer.status_code == 200
    assert file.read_text("utf-8") == "年度: ["
    assert "读不成一张表" in screen.open().text
    assert screen.send("undo").status_code == 200
    assert form(file) == one_stop()


def test_the_editor_is_told_what_is_wrong_and_where(screen: Screen, file: Path) -> None:
    text = file.read_text("utf-8").replace("分值: 10.00", "分值: 十分", 1)
    found = screen.client.post(f"/form/{screen.id}/lint", data={"text": text}).json()
    assert {"line": 13, "severity": "E"}.items() <= found[0].items()


def test_the_page_is_a_picture_of_what_the_file_says(screen: Screen) -> None:
    text = screen.client.get(f"/form/{screen.id}/pages").text
    assert text.count("<img") >= 1
    picture = screen.client.get(f"/form/{screen.id}/page/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert screen.client.get(f"/form/{screen.id}/page/99.png").status_code == 404


@pytest.mark.parametrize("path", ["", "{", "[]", "[[1]]", '["没有"]', '["绩效指标", 9, 9, 9]', "[" * 5000])
def test_a_path_that_leads_nowhere_is_refused(screen: Screen, file: Path, path: str) -> None:
    before = file.read_bytes()
    for what in ("field", "rows", "fix"):
        answer = screen.send(what, path=path, value="1", operation="up")
        assert answer.status_code == 422
    assert file.read_bytes() == before


def test_a_particular_stands_behind_its_label(screen: Screen, file: Path) -> None:
    text = file.read_text("utf-8").replace("项目资金:", "基本信息:\n  填报说明: 略\n项目资金:", 1)
    file.write_text(text, "utf-8")
    assert '<span class="prefix">填报说明：</span>' in screen.open().text
    screen.write(("基本信息", "填报说明"), "见附表")
    assert "填报说明: 见附表" in file.read_text("utf-8")


def test_what_a_document_says_is_text_on_the_page(screen: Screen, file: Path) -> None:
    screen.write(("项目名称",), "<script>alert(1)</script>'\"&")
    text = screen.open().text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#39;&#34;&amp;" in text
