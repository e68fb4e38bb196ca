from pathlib import Path

from generator.repair.log import Decisions, Entry, RepairLog, replay
from generator.repair.text.restore import repair_text
from tests.support.workspaces import SHANGHAI

CASES = Path(__file__).parent / "cases"
TRUE = CASES / "wild" / "shanghai-2020.true.txt"


def test_shanghai_is_restored_character_for_character() -> None:
    repair = repair_text(SHANGHAI.read_text("utf-8"), source="shanghai")
    assert repair.text == TRUE.read_text("utf-8")


def test_replaying_the_log_as_data_gives_the_restored_text() -> None:
    raw = SHANGHAI.read_text("utf-8")
    repair = repair_text(raw, source="shanghai")
    log = RepairLog.from_data(repair.log.to_data())
    assert log == repair.log
    assert replay(log, raw) == repair.text


def test_a_person_s_decision_outlives_the_next_run() -> None:
    raw = SHANGHAI.read_text("utf-8")
    decided = Entry(source="shanghai", extracted="亐", true="伍", settled=True)
    first = repair_text(raw, source="shanghai", decisions=Decisions((decided,)))
    again = repair_text(raw, source="shanghai", decisions=Decisions.from_log(first.log))
    assert "伍是数据质量达标" in first.text
    assert again == first
    assert not [doubt for doubt in again.doubts if doubt.extracted == "亐"]


def test_decisions_may_overlap_what_the_repair_would_do_and_each_other() -> None:
    raw = SHANGHAI.read_text("utf-8")
    decided = [("绩敁", "绩效益"), ("敁\n", "敁\n"), ("制 定", "制定"), ("", "空"), ("没有这句", "x")]
    entries = tuple(Entry(source="s", extracted=a, true=b, settled=True) for a, b in decided)
    repair = repair_text(raw, source="s", decisions=Decisions(entries))
    assert replay(repair.log, raw) == repair.text
    assert "绩效益指标" in repair.text or "绩效益要求" in repair.text
    assert repair.text.count("\n") == raw.count("\n")


def test_a_sound_text_stays() -> None:
    sound = TRUE.read_text("utf-8")
    assert repair_text(sound, source="sound").text == sound
