import pytest

from generator.repair.log import Decisions, Entry, RepairLog, ReplayError, Spot, replay

ENTRY = Entry(
    source="a.txt", region="字体1", code=0x6541, extracted="敁", true="效", witness="语言",
    figures={"优势": 9.5, "次选": "教"}, confidence=0.97, places=(Spot(1, 2), Spot(3, 1)),
    fields=("项目名称",),
)  # fmt: skip


def test_an_entry_survives_the_trip_through_plain_data() -> None:
    log = RepairLog(
        (ENTRY, Entry(source="b.pdf", page=3, extracted="x", true="y", doubtful=True, settled=True))
    )
    assert RepairLog.from_data(log.to_data()) == log


def test_replay_changes_just_the_places_named() -> None:
    assert replay(RepairLog((ENTRY,)), "绩敁\n敁\n敁") == "绩效\n敁\n效"


@pytest.mark.parametrize("raw", ["绩效\n敁\n敁", "绩敁", ""])
def test_replay_refuses_a_text_the_log_does_not_belong_to(raw: str) -> None:
    with pytest.raises(ReplayError):
        replay(RepairLog((ENTRY,)), raw)


@pytest.mark.parametrize("data", [{}, {"来源": "a"}, {**ENTRY.to_data(), "位置": ["x"]}])
def test_data_that_is_no_entry_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        RepairLog.from_data([data])


def test_only_what_a_person_settled_is_a_decision() -> None:
    settled = Entry(source="a.txt", extracted="敁", true="效", settled=True)
    assert Decisions.from_log(RepairLog((ENTRY, settled))).entries == (settled,)
