"""The rules on writing: where exactly, how often, and what is mended."""

from time import process_time

import pytest
from attrs import evolve

from generator.audit import audit
from generator.audit.fix import text_fixes
from generator.audit.letters import doubled
from generator.audit.punctuation import full_width, paired, unpaired
from generator.model.form import Form, Goals

from .forms import SHANGHAI, SOUND


def with_goal(text: str) -> Form:
    return evolve(SOUND, goals=evolve(SOUND.goals, expected=text))


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("数量数量不足", 0, "数量"),
        ("政务云整体运行运行稳定率", 5, "运行"),
        ("确保政务外网政务外网安全", 2, "政务外网"),
        ("如果如果不带参数", 0, "如果"),
    ],
)
def test_a_doubled_word_is_found_at_its_place(text: str, offset: int, word: str) -> None:
    assert list(doubled(text)) == [(offset, word)]


SOUND_WRITING = (
    "常常", "人人", "天天", "高高兴兴", "家家户户", "研究研究", "讨论讨论", "一个一个", "每年每年",
    "二零二零", "哈哈哈哈", "非常非常", "慢慢慢慢", "集装箱装箱现场", "支持中小企业创业创新",
    "合伙人一人一票", "集体经济组织组织开展", "的村的村民委员会", "会议上，代表代表团审议",
    "应当妥善保管保管物", "国家有关规定规定的", "基金的基金份额",
)  # fmt: skip


@pytest.mark.parametrize("text", SOUND_WRITING)
def test_what_chinese_doubles_rightly_is_no_doubled_word(text: str) -> None:
    assert list(doubled(f"项目{text}。")) == []
    assert list(doubled(text)) == []


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("“随申办“", {0, 4}),
        ("推广”一网通办”", {2, 7}),
        ("（含“一网通办）”", {2, 8}),
        ("《条例", {0}),
        ("甲（乙（丙）", {1}),
        ("甲）", {1}),
        ("（1）甲；2）乙；a)丙；（三）丁", set()),
        ("“甲。\n“乙。”", set()),
    ],
)
def test_marks_without_a_partner(text: str, offsets: set[int]) -> None:
    assert {found.offset for found in unpaired(text)} == offsets


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("推广“随申办“，“一网通办”", "推广“随申办”，“一网通办”"),
        ("推广”随申办”。", "推广“随申办”。"),
        ("推广“随申办。", "推广“随申办。"),  # where it ends a person must say
        ("“甲“乙”丙“", "“甲”乙“丙”"),
    ],
)
def test_marks_are_paired_where_they_can_only_be_meant_so(text: str, mended: str) -> None:
    assert paired(text) == mended


def test_half_width_marks_become_full_width_only_between_chinese() -> None:
    assert full_width("完成,验收; 合格:好?是!对") == "完成，验收；合格：好？是！对"
    sound = '1,200人、7:30、A,B、产出指标(50分)、"引"、https://a.cn?b、1:1'
    assert full_width(sound) == sound


def test_one_finding_for_a_text_says_how_many() -> None:
    (found,) = audit(with_goal("完成,验收,合格,投用。"))
    assert (found.rule, found.offset, found.path) == ("R43", 2, ("年度总体目标", "预期目标"))
    assert "共 3 处" in found.message


def test_what_is_mended_is_found_no_more() -> None:
    text = "推广“随申办“,培训护理员; 丌断提高服务质量，丌留死角，丌再漏报，丌拖延。"
    (after,) = text_fixes(with_goal(text)).values()
    assert after == "推广“随申办”，培训护理员；不断提高服务质量，不留死角，不再漏报，不拖延。"
    assert audit(with_goal(after)) == ()


def test_what_a_person_accepted_is_not_mended() -> None:
    form = evolve(with_goal("完成,验收。"), accepted={"R43": "照原件"})
    assert text_fixes(form) == {}


def test_sound_forms_are_not_mended() -> None:
    assert [text_fixes(form) for form in (*SHANGHAI, SOUND)] == [{}] * 5


@pytest.mark.parametrize("piece", ["“", "（", "甲乙", "数量", "(“《", "丌", ",甲", "一"])
def test_hostile_texts_take_bounded_time(piece: str) -> None:
    text = piece * (45_000 // len(piece))
    started = process_time()
    audit(evolve(SOUND, goals=Goals(expected=text, actual="好。")))
    assert process_time() - started < 5
