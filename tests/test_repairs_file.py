"""The repairs file: what is written reads back, and people can read it."""

from pathlib import Path

import pytest

from generator.problem import ZipingbiaoError
from generator.recognise.recognised import Doubt
from generator.repair.log import Entry, Spot
from generator.repairs_file import read_repairs, repairs_text

ENTRY = Entry(source="表.pdf", extracted="丌", true="不", code=17, confidence=0.5, places=(Spot(3, 4),))
DOUBT = Doubt(kind="D01", path=("绩效指标", 0), decided="数量指标", why="按词汇", confidence=0.9)


@pytest.mark.parametrize("true", ["不", "𠮷", "\x85", "- 不: #", "123", "", " 不 "])
def test_what_is_written_reads_back(tmp_path: Path, true: str) -> None:
    file = tmp_path / "修复.yaml"
    entry = Entry(source="表.pdf", extracted="丌", true=true, places=(Spot(3, 4),))
    file.write_text(repairs_text([entry, ENTRY], [DOUBT]), "utf-8", newline="")
    assert read_repairs(file).entries == (entry, ENTRY)


def test_no_character_is_escaped() -> None:
    text = repairs_text([Entry(source="表.pdf", extracted="古", true="𠮷")], [DOUBT])
    assert "还原: 𠮷\n" in text
    assert "\\" not in text


@pytest.mark.parametrize("text", ["修复: [", "[]", "修复: [{来源: 1}]"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "修复.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ZipingbiaoError, match=r"修复\.yaml: E F05"):
        read_repairs(file)
