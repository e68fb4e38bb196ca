"""Sound text that is easily taken for wrong: dashes, look-alikes, zeros and full-width marks stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.repair.log import replay
from generator.repair.text.breakage import break_text
from generator.repair.text.chains import known_chains
from generator.repair.text.faces import yahei
from generator.repair.text.faulty_writer import broken_map
from generator.repair.text.language import shipped_model
from generator.repair.text.restore import repair_text

SOUND = (
    "一网通办——让数据多跑路，让群众少跑腿。",
    "各项任务一一落实，问题一一对应，责任一一明确。",
    "第一，一般项目；其一，一次性项目——一事一议。",
    "项目已完成，单位已自行核对，不得据为己有。",
    "自己的工作自己做，已办结的事项不再重复申报。",
    "己亥年、乙巳年的资料已归档，辰时至巳时办理。",
    "二〇二〇年，二○二一年，第〇〇三号，共计零元整。",
    "完成率≥９０％；７×２４小时；￥１，２３４．５６（万元）",
    "①合格　②优秀　③良好；㎡、℃、№、‰、※、§、…",
    "《办法》〔２０２０〕１２号：“应当”、‘可以’、「不得」、【注】",
    "未完成的，期末未支付的；本末，土地与士兵，人民入住。",
    "—— ── －－ ﹣ ～ 〜 ・ · ． 。 ｡",
    "Ａ、Ｂ、Ｃ三级；ⅰ、ⅱ、Ⅲ；㈠㈡；⑴⑵",
)
"""Sentences in which something looks like an error and is none."""
BROKEN = """
各部门应当加强对预算绩效管理工作的组织领导，推动专项资金的使用与项目的进度相适应，不得截留、挪用专项资金。
财政部门应当会同有关部门制定实施细则，细化任务分工，并于年度终了后两个月内将自评报告报送同级人民政府。
项目实施单位应当对专项资金的使用情况进行绩效评价，采取有效措施，推动工作有序开展，移动端应用应当定期更新。
"""
lines = st.lists(st.sampled_from(SOUND), min_size=1, max_size=6)
marks = st.text("——一己已巳〇○零（）％：；，。“”《》〔〕－～·　０１２", min_size=1, max_size=12)


def repaired(raw: str) -> str:
    repair = repair_text(raw, source="case")
    assert replay(repair.log, raw) == repair.text
    return repair.text


@pytest.mark.parametrize("sentence", SOUND)
def test_a_sound_sentence_stays_and_asks_nothing(sentence: str) -> None:
    repair = repair_text(sentence, source="case")
    assert repair.text == sentence
    assert not repair.doubts


@settings(max_examples=12, deadline=None, derandomize=True)
@given(lines)
def test_sound_sentences_stay_in_any_company(sentences: list[str]) -> None:
    assert repaired("\n".join(sentences)) == "\n".join(sentences)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(lines)
def test_sound_sentences_stay_in_a_broken_text(sentences: list[str]) -> None:
    true = BROKEN + "\n".join(sentences)
    raw = break_text(true, broken_map(yahei(), true))
    assert raw != true
    end = len("\n".join(sentences))
    kept = [(r, o) for r, t, o in zip(raw[-end:], true[-end:], repaired(raw)[-end:], strict=True) if r == t]
    assert all(received == restored for received, restored in kept)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(SOUND), marks), min_size=1, max_size=4))
def test_marks_at_random_are_never_rewritten(parts: list[tuple[str, str]]) -> None:
    text = "\n".join(sentence + mark for sentence, mark in parts)
    assert repaired(text) == text


def test_the_commonest_order_writes_one_look_alike_for_no_other() -> None:
    chains = known_chains(shipped_model())[0]
    steps = zip(chains.code.tolist(), chains.true.tolist(), strict=True)
    pairs = {chr(code) + chr(true) for code, true in steps}
    assert pairs.isdisjoint({"己已", "已己", "未末", "末未", "土士", "士土", "人入", "入人"})
    assert not any("一" in pair for pair in pairs)


def test_a_rare_code_that_stands_for_itself_beside_its_pair_is_not_changed() -> None:
    true = BROKEN + "己亥年、乙巳年的资料已归档，辰时至巳时办理。"
    raw = break_text(true, broken_map(yahei(), true))
    assert repaired(raw) == true
