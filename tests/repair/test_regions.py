from pathlib import Path

from generator.repair.text.restore import repair_text

CASES = Path(__file__).parent / "cases" / "wild"
RAW = Path(__file__).parents[2] / "data" / "sources" / "shanghai-2020.txt"
SOUND_PARAGRAPH = """
本表不得用于其他用途，与财政部门的有关规定不一致的，从其规定。
单位应当组织有关人员，于年度终了后与主管部门核对，不得弄虚作假，不得与其他项目重复。
"""


def test_a_sound_paragraph_in_a_broken_text_is_left_alone() -> None:
    raw = RAW.read_text("utf-8") + SOUND_PARAGRAPH
    true = (CASES / "shanghai-2020.true.txt").read_text("utf-8") + SOUND_PARAGRAPH
    assert repair_text(raw, source="mixed").text == true
