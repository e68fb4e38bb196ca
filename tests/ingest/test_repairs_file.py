"""The repairs file: what is written reads back, and people can read it."""

from pathlib import Path

import pytest
import yaml
from attrs import evolve

from generator.ingest import repairs_file
from generator.ingest.repairs_file import file_text, read_repairs, repairs_data, settled_entries
from generator.model.problem import ZipingbiaoError
from generator.recognise.recognised import Doubt
from generator.repair.log import Entry, Spot
from generator.workspace.workspace import Workspace

ENTRY = Entry(source="表.pdf", extracted="丌", true="不", code=17, confidence=0.5, places=(Spot(3, 4),))
DOUBT = Doubt(kind="D01", path=("绩效指标", 0), decided="数量指标", why="按词汇", confidence=0.9)


def test_where_the_form_stood_is_said_first() -> None:
    data = yaml.safe_load(file_text(repairs_data([], [DOUBT], origin="决算.pdf 第12–14页")))
    assert (next(iter(data)), data["出处"]) == ("出处", "决算.pdf 第12–14页")


@pytest.mark.parametrize("true", ["不", "𠮷", "\x85", "- 不: #", "123", "", " 不 "])
def test_what_is_written_reads_back(tmp_path: Path, true: str) -> None:
    file = tmp_path / "修复.yaml"
    entry = Entry(source="表.pdf", extracted="丌", true=true, places=(Spot(3, 4),))
    file.write_text(file_text(repairs_data([entry, ENTRY], [DOUBT])), "utf-8", newline="")
    assert read_repairs(file).entries == (entry, ENTRY)


def test_no_character_is_escaped() -> None:
    text = file_text(repairs_data([Entry(source="表.pdf", extracted="古", true="𠮷")], [DOUBT]))
    assert "还原: 𠮷\n" in text
    assert "\\" not in text


@pytest.mark.parametrize("text", ["修复: [", "[]", "修复: [{来源: 1}]"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "修复.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ZipingbiaoError, match=r"修复\.yaml(:\d+:\d+)?: E F05 修复记录读不通：[^a-z]+$"):
        read_repairs(file)


def test_only_files_with_decisions_are_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled = evolve(ENTRY, settled=True)
    folder = tmp_path / "data/局/2020/repairs"
    folder.mkdir(parents=True)
    for name, entry in (("甲", ENTRY), ("乙", settled)):
        (folder / f"{name}.yaml").write_text(file_text(repairs_data([entry], [DOUBT])), "utf-8")
    parsed = []

    def noted(file: Path) -> object:
        parsed.append(file.stem)
        return read_repairs(file)

    monkeypatch.setattr(repairs_file, "read_repairs", noted)
    assert settled_entries(Workspace(root=tmp_path)) == {ENTRY.source: (settled,)}
    assert parsed == ["乙"]


def test_an_escaped_decision_counts(tmp_path: Path) -> None:
    folder = tmp_path / "data/局/2020/repairs"
    folder.mkdir(parents=True)
    settled = evolve(ENTRY, settled=True)
    (folder / "甲.yaml").write_text(yaml.safe_dump({"修复": [settled.to_data()]}), "ascii")
    assert settled_entries(Workspace(root=tmp_path)) == {ENTRY.source: (settled,)}


def test_a_damaged_file_with_decisions_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data/局/2020/repairs"
    folder.mkdir(parents=True)
    (folder / "甲.yaml").write_text("修复: [{人工: true", "utf-8")
    with pytest.raises(ZipingbiaoError, match=r"甲\.yaml:2:1: E F05"):
        settled_entries(Workspace(root=tmp_path))
