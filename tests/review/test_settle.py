"""Doubts are settled once: in the YAML, in the repairs file, and for every later reading."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.ingest.write import ingest
from generator.model.doubt import Group, State
from generator.model.problem import ZipingbiaoError
from generator.review import list_doubts, settle, undo
from generator.review.edits import edited
from generator.runtime.files import rewrite_atomically
from generator.store import load
from generator.workspace.workspace import Workspace

REASON = "偏差原因分析及改进措施"


def source_of(workspace: Workspace) -> Path:
    (source,) = workspace.sources.iterdir()
    return source


def read_again(workspace: Workspace) -> None:
    (report,) = ingest([source_of(workspace)], workspace)
    assert not report.failed


def change_source(workspace: Workspace, change: Callable[[str], str]) -> None:
    source = source_of(workspace)
    before = source.read_text("utf-8")
    after = change(before)
    assert after != before
    source.write_text(after, "utf-8")


def contents(workspace: Workspace) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in workspace.data.rglob("*") if file.is_file()}


def accept_all(workspace: Workspace) -> int:
    groups = list_doubts(workspace)
    for group in groups:
        settle(workspace, group.ids, group.first.taken, by="张三")
    return len(groups)


def about(workspace: Workspace, *words: str) -> Group:
    (group,) = [
        g for g in list_doubts(workspace) if all(w in f"{g.first.rule} {g.first.field}" for w in words)
    ]
    return group


def test_doubts_that_ask_the_same_are_one_decision(shanghai: Workspace) -> None:
    groups = list_doubts(shanghai)
    assert sum(len(group.doubts) for group in groups) == 25
    assert len(groups) == 14
    assert [group.confidence for group in groups] == sorted(group.confidence for group in groups)
    assert {len(group.doubts) for group in groups if group.first.rule == "D05"} == {4, 8}


def test_what_is_settled_is_not_asked_again(shanghai: Workspace) -> None:
    before = contents(shanghai)
    assert accept_all(shanghai) <= 42
    read_again(shanghai)
    assert list_doubts(shanghai) == ()
    after = contents(shanghai)
    assert {file for file in before if before[file] != after[file]} == {
        shanghai.repairs_path(file) for file in shanghai.yaml_files()
    }
    settled = list_doubts(shanghai, settled=True)
    assert {group.first.state for group in settled} == {State.CONFIRMED}
    assert {doubt.decision.by for group in settled for doubt in group.doubts if doubt.decision} == {"张三"}


def test_a_changed_line_reopens_only_what_it_changed(shanghai: Workspace) -> None:
    accept_all(shanghai)
    change_source(shanghai, lambda text: text.replace("\n有待优化。", "\n尚待优化。"))
    read_again(shanghai)
    (group,) = list_doubts(shanghai)
    assert [doubt.field for doubt in group.doubts] == [f"绩效指标 › 产出指标 › 质量指标 › 第1行 › {REASON}"]
    change_source(shanghai, lambda text: text.replace("\n尚待优化。", "\n有待优化。"))
    read_again(shanghai)
    assert list_doubts(shanghai) == ()


def test_lines_that_moved_reopen_nothing(shanghai: Workspace) -> None:
    accept_all(shanghai)
    change_source(shanghai, lambda text: f"财政项目支出绩效自评\n\n{text}")
    read_again(shanghai)
    assert list_doubts(shanghai) == ()


def test_another_reading_changes_only_its_line(shanghai: Workspace) -> None:
    groups = list_doubts(shanghai)
    doubt = next(group.first for group in groups if group.first.taken.startswith("加强数据治理"))
    (file,) = doubt.yaml
    text = file.read_text("utf-8").replace("得分: 6.00", "得分: 6.00  # 已核")
    file.write_text(text, "utf-8")
    other = doubt.readings[1].text
    settlement = settle(shanghai, [doubt.id], other, by="张三")
    lines = zip(text.split("\n"), file.read_text("utf-8").split("\n"), strict=True)
    ((old, new),) = [(old, new) for old, new in lines if old != new]
    assert (doubt.taken in old, other in new) == (True, True)
    read_again(shanghai)
    (settled,) = [group.first for group in list_doubts(shanghai, settled=True) if group.first.id == doubt.id]
    assert (settled.state, settled.says) == (State.CHANGED, other)
    assert other in file.read_text("utf-8")
    undo(shanghai, settlement)
    assert file.read_text("utf-8") == text
    assert list_doubts(shanghai) == groups


def test_undo_gives_back_every_byte(shanghai: Workspace) -> None:
    before = contents(shanghai)
    for group in list_doubts(shanghai):
        if len(group.first.readings) > 1:
            settlement = settle(shanghai, group.ids, group.first.readings[1].text, by="张三")
            assert contents(shanghai) != before
            undo(shanghai, settlement)
            assert contents(shanghai) == before


def test_undo_keeps_what_was_edited_since(shanghai: Workspace) -> None:
    doubt = about(shanghai, "D05", "实施单位").first
    (file,) = doubt.yaml
    settlement = settle(shanghai, [doubt.id], "上海市某中心", by="张三")
    file.write_text(file.read_text("utf-8").replace("得分: ", "得分:  ") + "# 记\n", "utf-8")
    edited = file.read_text("utf-8")
    assert "实施单位: 上海市某中心" in edited
    undo(shanghai, settlement)
    assert file.read_text("utf-8") == edited.replace("实施单位: 上海市某中心", "实施单位: 上海市大数据中心")
    assert about(shanghai, "D05", "实施单位").first.state is State.OPEN


def test_an_answer_for_a_place_edited_meanwhile_changes_nothing(shanghai: Workspace) -> None:
    doubt = about(shanghai, "D05", "实施单位").first
    (file,) = doubt.yaml
    file.write_text(
        file.read_text("utf-8").replace("实施单位: 上海市大数据中心", "实施单位: 数据局"), "utf-8"
    )
    before = contents(shanghai)
    with pytest.raises(ZipingbiaoError, match=r"H03 .*已经另外改过"):
        settle(shanghai, [doubt.id], "第三处", by="张三")
    assert contents(shanghai) == before
    settle(shanghai, [doubt.id], doubt.taken, by="张三")
    assert "实施单位: 数据局" in file.read_text("utf-8")


def test_a_level_takes_its_rows_where_they_belong(shanghai: Workspace) -> None:
    group = about(shanghai, "D01", "生态效益指标")
    settle(shanghai, group.ids, "可持续影响指标", by="张三")
    form = load(group.first.yaml[0]).form
    assert form
    benefit = next(level for level in form.levels if level.name == "效益指标")
    assert "生态效益指标" not in [child.name for child in benefit.children]
    before = contents(shanghai)
    read_again(shanghai)
    assert contents(shanghai) == before


def test_a_row_is_answered_column_by_column(shanghai: Workspace) -> None:
    doubt = about(shanghai, "D05", "上年结转资金").first
    settle(shanghai, [doubt.id], "年初预算数：1.50｜全年预算数：2", by="张三")
    form = load(doubt.yaml[0]).form
    assert form
    row = next(row for row in form.funds.rows if row.name == "上年结转资金")
    assert (str(row.initial), str(row.budget)) == ("1.50", "2")


@pytest.mark.parametrize("text", ["三百万元", "没有这一栏：1", "年初预算数：不是数"])
def test_an_answer_that_cannot_stand_there_writes_nothing(shanghai: Workspace, text: str) -> None:
    before = contents(shanghai)
    with pytest.raises(ZipingbiaoError):
        settle(shanghai, about(shanghai, "D05", "上年结转资金").ids, text, by="张三")
    assert contents(shanghai) == before


def test_an_unknown_doubt_is_refused(shanghai: Workspace) -> None:
    with pytest.raises(ZipingbiaoError, match="H01"):
        settle(shanghai, ["0123456789ab"], "是", by="张三")


def test_an_old_file_says_that_it_is_right(shanghai: Workspace) -> None:
    for file in shanghai.yaml_files():
        repairs = shanghai.repairs_path(file)
        data = yaml.safe_load(repairs.read_text("utf-8"))
        bare = [{k: v for k, v in record.items() if k not in ("来源", "指纹")} for record in data["推断"]]
        data["推断"] = [record | {"人工": True} for record in bare]
        repairs.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    read_again(shanghai)
    assert list_doubts(shanghai) == ()


def test_a_character_is_changed_at_all_its_places(excerpt: Workspace) -> None:
    (group,) = [group for group in list_doubts(excerpt) if group.first.is_character]
    doubt = group.first
    (file,) = doubt.yaml
    assert (doubt.taken, [reading.text for reading in doubt.readings], len(doubt.places)) == (
        "不",
        ["不", "与"],
        4,
    )
    before = file.read_text("utf-8")
    settlement = settle(excerpt, [doubt.id], "与", by="张三")
    changed = file.read_text("utf-8")
    assert sum(old != new for old, new in zip(before, changed, strict=True)) == 4
    read_again(excerpt)
    assert file.read_text("utf-8") == changed
    assert not [group for group in list_doubts(excerpt) if group.first.is_character]
    (settled,) = [group.first for group in list_doubts(excerpt, settled=True) if group.first.is_character]
    assert (settled.id, settled.state, settled.says) == (doubt.id, State.CHANGED, "与")
    assert settled.decision == settlement.decision
    undo(excerpt, settlement)
    assert file.read_text("utf-8") == before
    assert [group.first.id for group in list_doubts(excerpt) if group.first.is_character] == [doubt.id]


def test_places_left_out_stay_open(excerpt: Workspace) -> None:
    (doubt,) = [group.first for group in list_doubts(excerpt) if group.first.is_character]
    settle(excerpt, [doubt.id], "与", by="张三", only=doubt.places[:3])
    read_again(excerpt)
    (left,) = [group.first for group in list_doubts(excerpt) if group.first.is_character]
    assert (left.id, left.places[0].within) == (doubt.id, doubt.places[3].within)
    assert len(left.places) == 1


def test_a_decision_goes_with_its_text(excerpt: Workspace) -> None:
    (doubt,) = [group.first for group in list_doubts(excerpt) if group.first.is_character]
    (file,) = doubt.yaml
    settle(excerpt, [doubt.id], "与", by="张三")
    after = file.read_text("utf-8")
    change_source(excerpt, lambda text: f"\n\n\n{text}")
    read_again(excerpt)
    assert file.read_text("utf-8") == after
    assert not [group for group in list_doubts(excerpt) if group.first.is_character]


def test_a_character_whose_line_changed_is_asked_again(excerpt: Workspace) -> None:
    (doubt,) = [group.first for group in list_doubts(excerpt) if group.first.is_character]
    settle(excerpt, [doubt.id], "与", by="张三")
    line = source_of(excerpt).read_text("utf-8").split("\n")[(doubt.places[3].line or 0) - 1]
    assert "不" in line
    change_source(excerpt, lambda text: text.replace(line, "还要再求精不深"))
    read_again(excerpt)
    asked = [group.first for group in list_doubts(excerpt) if group.first.id == doubt.id]
    assert [len(each.places) for each in asked] == [1]


def conflicting(workspace: Workspace) -> Path:
    """A value that a person and the next reading both changed."""
    file = next(file for file in workspace.yaml_files() if "数据运营" in file.name)
    text = file.read_text("utf-8").replace("数据质量规则还有待优化", "数据质量规则已优化")
    file.write_text(text, "utf-8")
    change_source(workspace, lambda text: text.replace("\n有待优化。", "\n尚待优化。"))
    read_again(workspace)
    return file


def test_a_conflict_stays_until_it_is_settled(shanghai: Workspace) -> None:
    file = conflicting(shanghai)
    text = file.read_text("utf-8")
    read_again(shanghai)
    doubt = about(shanghai, "M01").first
    assert ("已优化" in doubt.taken, "尚待优化" in doubt.readings[1].text) == (True, True)
    settlement = settle(shanghai, [doubt.id], doubt.readings[1].text, by="张三")
    assert "尚待优化" in file.read_text("utf-8")
    undo(shanghai, settlement)
    assert file.read_text("utf-8") == text
    settle(shanghai, [doubt.id], doubt.taken, by="张三")
    read_again(shanghai)
    assert not [group for group in list_doubts(shanghai) if group.first.rule == "M01"]
    assert file.read_text("utf-8") == text


def test_a_conflict_settled_in_the_file_is_not_asked(shanghai: Workspace) -> None:
    file = conflicting(shanghai)
    file.write_text(file.read_text("utf-8").replace("已优化", "尚待优化"), "utf-8")
    read_again(shanghai)
    assert not [group for group in list_doubts(shanghai) if group.first.rule == "M01"]


def test_what_was_decided_during_a_reading_is_kept(shanghai: Workspace) -> None:
    reports = ingest([source_of(shanghai), source_of(shanghai)], shanghai)
    next(reports)
    assert accept_all(shanghai) == 14
    next(reports)
    assert list_doubts(shanghai) == ()
    assert {group.first.state for group in list_doubts(shanghai, settled=True)} == {State.CONFIRMED}


def test_decisions_about_another_document_outlive_a_reading(shanghai: Workspace) -> None:
    accept_all(shanghai)
    first, other = source_of(shanghai), shanghai.sources / "另一份.txt"
    other.write_text(first.read_text("utf-8"), "utf-8")
    list(ingest([other], shanghai))
    assert len(list_doubts(shanghai)) == 14
    list(ingest([first], shanghai))
    assert list_doubts(shanghai) == ()


def test_two_who_decide_at_once_lose_nothing(shanghai: Workspace) -> None:
    groups = [group for group in list_doubts(shanghai) if len(group.first.readings) > 1]
    code = (
        "import sys; from pathlib import Path; from generator.review import settle;"
        "from generator.workspace.workspace import Workspace;"
        "[settle(Workspace(root=Path(sys.argv[1])), name.split(), text, by='甲')"
        " for name, text in zip(sys.argv[2::2], sys.argv[3::2])]"
    )
    running = []
    for part in (groups[::2], groups[1::2]):
        words = [word for group in part for word in (" ".join(group.ids), group.first.taken)]
        command = [sys.executable, "-c", code, str(shanghai.root), *words]
        running.append(subprocess.Popen(command, cwd=Path(__file__).parents[2]))
    assert [process.wait(60) for process in running] == [0, 0]
    assert not [group for group in list_doubts(shanghai) if len(group.first.readings) > 1]


def test_a_name_put_right_stays_with_its_file(excerpt: Workspace) -> None:
    (file,) = excerpt.yaml_files()
    repairs = excerpt.repairs_path(file)
    data = yaml.safe_load(repairs.read_text("utf-8"))
    source = source_of(excerpt).relative_to(excerpt.root).as_posix()
    text = source_of(excerpt).read_text("utf-8").split("\n")
    line = next(number for number, line in enumerate(text, start=1) if "数据运营服务" in line)
    column = text[line - 1].index("运营") + 1
    entry = {"来源": source, "规则": "文字层错位", "提取": "运", "还原": "远", "人工": True}
    data["修复"].append(entry | {"位置": [f"{line}:{column}"]})
    repairs.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    file.write_text(
        file.read_text("utf-8").replace("项目名称: 数据运营服务", "项目名称: 数据远营服务"), "utf-8"
    )
    read_again(excerpt)
    assert excerpt.yaml_files() == (file,)
    assert "项目名称: 数据远营服务" in file.read_text("utf-8")


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_what_a_kill_leaves_undone_is_asked_again(
    excerpt: Workspace, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    (doubt,) = [group.first for group in list_doubts(excerpt) if group.first.is_character]
    left = iter(range(writes))

    def killed(file: Path, data: bytes) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        rewrite_atomically(file, data)

    monkeypatch.setattr("generator.review.settling.rewrite_atomically", killed)
    with pytest.raises(KeyboardInterrupt):
        settle(excerpt, [doubt.id], "与", by="张三")
    monkeypatch.undo()
    (again,) = [group.first for group in list_doubts(excerpt) if group.first.is_character]
    assert (again.id, again.state) == (doubt.id, State.OPEN)
    settle(excerpt, [doubt.id], "与", by="张三")
    (file,) = doubt.yaml
    settled = file.read_bytes()
    read_again(excerpt)
    assert file.read_bytes() == settled
    assert not [group for group in list_doubts(excerpt) if group.first.is_character]


def test_listing_again_sees_what_was_decided_meanwhile(shanghai: Workspace) -> None:
    groups = list_doubts(shanghai)
    settle(shanghai, groups[0].ids, groups[0].first.taken, by="张三")
    assert len(list_doubts(shanghai)) == len(groups) - 1


def test_what_an_editor_saves_meanwhile_is_kept(shanghai: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    doubt = about(shanghai, "D05", "实施单位").first
    (file,) = doubt.yaml
    saved: list[int] = []

    def slow(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        result = edited(*arguments, **options)
        if not saved:
            saved.append(file.write_bytes(file.read_bytes() + "# 刚存的\n".encode()))
        return result

    monkeypatch.setattr("generator.review.settling.edited", slow)
    settle(shanghai, [doubt.id], "上海市某中心", by="张三")
    text = file.read_text("utf-8")
    assert ("实施单位: 上海市某中心" in text, text.endswith("# 刚存的\n")) == (True, True)
