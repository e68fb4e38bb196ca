"""Texts broken by the law over the glyph orders of faces, and texts about the fault."""

from pathlib import Path
from random import Random

import pytest

from generator.repair.log import Spot, replay
from generator.repair.report import report, summary
from generator.repair.text.breakage import Severity, break_text
from generator.repair.text.breakage import broken_map as broken_map_of_gaps
from generator.repair.text.faces import Face, gb2312_by_code, gb2312_by_unicode, yahei
from generator.repair.text.faulty_writer import broken_map
from generator.repair.text.restore import TextRepair, repair_text
from generator.repair.witnesses import Grade

ROOT = Path(__file__).parents[2]
SHANGHAI = ROOT / "data" / "sources" / "shanghai-2020.txt"
TRUE = (ROOT / "tests/repair/cases/wild/shanghai-2020.true.txt").read_text("utf-8")
NOTICE = """
各部门应当加强对预算绩效管理工作的组织领导，推动专项资金的使用与项目的进度相适应，不得截留、挪用专项资金。
财政部门应当会同有关部门制定实施细则，细化任务分工，明确责任单位，并于年度终了后两个月内将自评报告报送同级人民政府。
项目实施单位应当对专项资金的使用情况进行绩效评价，采取有效措施，推动工作有序开展，故障应当及时处置，移动端应用应当定期更新。
"""


def broken(text: str, face: Face, whole: str = "") -> str:
    """The text as it extracts, set in a font of this face that sets the whole document."""
    return break_text(text, broken_map(face, whole or text))


def spot_of(text: str, offset: int) -> Spot:
    before = text[:offset].split("\n")
    return Spot(len(before), len(before[-1]) + 1)


def restore(raw: str) -> TextRepair:
    repair = repair_text(raw, source="case")
    assert replay(repair.log, raw) == repair.text
    return repair


@pytest.mark.parametrize(
    "face",
    [yahei(), yahei(bold=True), gb2312_by_unicode(694), gb2312_by_unicode(1246), gb2312_by_code(780)],
    ids=["yahei", "yahei bold", "方正", "苹方", "楷体_GB2312"],
)
def test_a_whole_document_is_restored_and_proven(face: Face) -> None:
    true = TRUE + "\n截至年末，已按一致的标准配置设备，不致闲置。\n"
    raw = broken(true, face)
    repair = restore(raw)
    assert raw != true
    assert repair.text == true
    assert {entry.grade for entry in repair.log.changes if entry.code} == {Grade.PROVEN}
    assert [proof.missing for proof in repair.proofs] == [""]


def test_the_shanghai_text_is_proven_and_nothing_in_it_is_doubtful() -> None:
    repair = restore(SHANGHAI.read_text("utf-8"))
    assert not repair.doubts
    [proof] = repair.proofs
    assert (proof.face, proof.agreed, proof.others, proof.missing) == ("微软雅黑", 7282, 7, "")
    assert summary(repair).startswith("还原20个字码，共280处（证明 280 处）")
    assert "7282个汉字与收到的逐字相同" in report(repair)


def test_an_excerpt_is_restored_though_what_its_codes_count_from_is_not_in_it() -> None:
    raw = broken(NOTICE, yahei(), whole=NOTICE + TRUE)
    repair = restore(raw)
    assert sum(a != b for a, b in zip(raw, NOTICE, strict=True)) > 15
    assert repair.text == NOTICE
    assert {entry.grade for entry in repair.log.changes} <= {Grade.INFERRED, Grade.DOUBTFUL}
    assert "所以是可能，不是证明" in report(repair)


@pytest.mark.parametrize(
    ("raw", "true"),
    [
        ("提高服务敁率", "提高服务效率"),
        ("绩敁目标", "绩效目标"),
        ("丌得用于其他用途", "不得用于其他用途"),
        ("有关部门应当组细编制实施绅则", "有关部门应当组织编制实施细则"),
    ],
)
def test_one_phrase_is_text_enough(raw: str, true: str) -> None:
    assert restore(raw).text == true


def test_lines_of_a_sound_font_are_told_apart_place_by_place() -> None:
    random = Random(7)
    lines = [(line, random.random() < 0.5) for line in TRUE.split("\n")]
    changed = broken_map(yahei(), "".join(line for line, is_broken in lines if is_broken))
    raw = "\n".join(break_text(line, changed) if is_broken else line for line, is_broken in lines)
    repair = restore(raw)
    wrong = [i for i, (o, t) in enumerate(zip(repair.text, TRUE, strict=True)) if o != t]
    assert sum(a != b for a, b in zip(raw, TRUE, strict=True)) > 80
    assert len(wrong) <= 15
    asked = {spot for doubt in repair.doubts for spot in doubt.places}
    assert asked.issuperset(spot_of(TRUE, offset) for offset in wrong)


def test_a_rare_code_left_standing_is_a_question_with_its_candidate() -> None:
    repair = restore("记录：“丌”。")
    assert repair.text == "记录：“丌”。"
    assert [(doubt.extracted, doubt.alternatives) for doubt in repair.doubts] == [("丌", ("不",))]
    assert "未发现错误" not in report(repair)


@pytest.mark.parametrize(
    ("raw", "asked"),
    [
        ("提供服务的单位发生变更的，当事人的合法权益受法律保抛。", {"抛护"}),
        ("符合条件的城市公交企业质置的公共汽电车辆，按照规定免税。", {"质购"}),
        ("点击对话框右下角的按钮，在「数字」选顷卡页面中选择格式。", {"顷项"}),
        ("学校应当为残疾学生提供必要的帮劣，不得拒绝其入学。", {"劣助"}),
    ],
)
def test_a_common_code_that_stands_once_is_a_question_where_it_makes_no_word(
    raw: str, asked: set[str]
) -> None:
    repair = restore(raw)
    assert repair.text == raw
    assert {doubt.extracted + doubt.alternatives[0] for doubt in repair.doubts} == asked


def test_no_error_is_said_only_where_no_rare_character_is_left() -> None:
    assert summary(restore("预算绩效自评，组织细则。")) == "未发现错误，文本未改动。"
    said = summary(restore("负责人：禤某，联系人：璩某。"))
    assert "未发现错误" not in said
    assert "禤" in said


def test_japanese_is_left_alone_beside_broken_chinese() -> None:
    japanese = "行政サービスの効率化を図るため、関係機関と協力して事業を実施しました。\n"
    raw = japanese + broken(NOTICE, yahei(), whole=NOTICE + TRUE)
    assert restore(raw).text == japanese + NOTICE


def test_a_page_about_the_fault_is_not_changed_but_asked_about() -> None:
    page = (ROOT / "docs" / "repair.md").read_text("utf-8")
    repair = restore(page)
    assert repair.text == page
    assert {doubt.extracted for doubt in repair.doubts} >= {"丌"}


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        (
            "例如「不」會變成「丌」，「於」會變成「亍」，「效率」變成「敁率」，「動態」變成「劢態」。\n"
            "這是因為字型的對應表寫錯了；請檢查您的檔案，並聯絡開發單位處理這個問題，謝謝。",
            set("丌亍敁劢"),
        ),
        (
            "問題說明：從 Word 2007 轉出的 PDF，選取文字後貼到記事本，有些簡體字會變成別的字。\n"
            "「进行」變成「迚行」、「动作」變成「劢作」、「项目」變成「顷目」、「来源」變成「杢源」。\n"
            "請問各位先進有沒有遇過這種情況？我試過重新安裝字型與驅動程式，還是沒有辦法。",
            set("迚劢顷杢"),
        ),
    ],
    ids=["traditional", "simplified words quoted"],
)
def test_a_traditional_page_about_the_fault_is_not_passed_over_in_silence(page: str, asked: set[str]) -> None:
    repair = restore(page)
    assert repair.text == page
    assert {doubt.extracted for doubt in repair.doubts} == asked


def test_a_sound_document_with_one_odd_name_is_not_changed() -> None:
    page = TRUE + "\n项目负责人：幵某，联系人：劢勋。\n"
    repair = restore(page)
    assert repair.text == restore(TRUE).text + "\n项目负责人：幵某，联系人：劢勋。\n"
    assert {doubt.extracted for doubt in repair.doubts} <= {"幵", "劢"}


def test_a_text_broken_in_another_way_is_not_forced_into_a_known_order() -> None:
    changed = broken_map_of_gaps(NOTICE * 2, Severity.HEAVY, Random("gaps"))
    assert changed
    raw = break_text(NOTICE * 2, changed)
    repair = restore(raw)
    wrong = [(r, o) for r, t, o in zip(raw, NOTICE * 2, repair.text, strict=True) if o not in (r, t)]
    assert len(wrong) <= 4
    assert not repair.proofs
    assert Grade.PROVEN not in {entry.grade for entry in repair.log.entries}
