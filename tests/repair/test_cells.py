from hypothesis import given, settings
from hypothesis import strategies as st

from generator.repair.log import Decisions, Entry, RepairLog, Spot, replay
from generator.repair.text.cells import Cell, repair_cells

TEXTS = {
    "A1": "项目名称",
    "B1": "秱劢办公",
    "A2": "绩敁目标",
    "B2": "提高服务敁率，\n丌得挪用",
    "C3": "",
    "D4": "3",
}
CELLS = tuple(Cell(name=name, text=text) for name, text in TEXTS.items())


def test_cells_of_one_document_are_restored_together() -> None:
    repaired = repair_cells(CELLS, source="表.xlsx")
    assert [cell.text for cell in repaired] == [
        "项目名称", "移动办公", "绩效目标", "提高服务效率，\n不得挪用", "", "3",
    ]  # fmt: skip
    [entry] = repaired[2].entries
    assert (entry.cell, entry.extracted, entry.true, entry.places) == ("A2", "敁", "效", (Spot(1, 2),))
    assert {(e.extracted, e.places) for e in repaired[3].entries} == {
        ("敁", (Spot(1, 5),)),
        ("丌", (Spot(2, 1),)),
    }


def test_a_decision_that_names_a_cell_holds_there() -> None:
    decided = Entry(
        source="表.xlsx", extracted="敁", true="益", cell="A2", places=(Spot(1, 2),), settled=True
    )
    repaired = repair_cells(CELLS, source="表.xlsx", decisions=Decisions((decided,)))
    assert repaired[2].text == "绩益目标"
    assert repaired[3].text.startswith("提高服务效率")


def test_no_word_reaches_over_the_edge_of_a_cell() -> None:
    cells = [Cell(name=str(i), text=c) for i, c in enumerate("制定政务云应用")]
    assert [cell.text for cell in repair_cells(cells, source="x")] == list("制定政务云应用")


def test_other_defects_of_a_cell_are_mended_within_it() -> None:
    cells = [
        Cell(name="a", text="制 定 政 务 云 应 用"),
        Cell(name="b", text="e\u0301"),
        Cell(name="c", text="用"),
    ]
    assert [cell.text for cell in repair_cells(cells, source="x")] == ["制定政务云应用", "é", "用"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="绩效敁敀政⼼中 \n一丌不与\u0301e年制定应用", max_size=30), max_size=8))
def test_every_cell_replays_exactly(texts: list[str]) -> None:
    cells = [Cell(name=str(i), text=text) for i, text in enumerate(texts)]
    for cell, repaired in zip(cells, repair_cells(cells, source="x"), strict=True):
        assert replay(RepairLog(repaired.entries), cell.text) == repaired.text
        assert repaired.text.count("\n") == cell.text.count("\n")
