"""Across departments and years: copied texts, targets that fell, one satisfaction figure everywhere."""

import random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit import Audit, Others, Verdict, copies, full_department_audit
from generator.audit.alike import ALIKE, LENGTH, fingerprint, groups, likeness
from generator.model.form import Form, Goals

from .cases import QUALITY, QUANTITY, SATISFACTION
from .edit import changed
from .forms import SHANGHAI, SOUND

REASON = "偏差原因分析及改进措施"
TEXT = (
    "受汛期延长影响，部分点位的施工许可办理较晚，年底前仍有三处管网没有完成试压，"
    "已与施工单位商定在次年一季度完成，今后将把前期手续提前到上年末办理，避免再次延误。"
)
CHARACTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 1500)))


def words(number: int, length: int = 200) -> str:
    """A text of its own."""
    return "".join(random.Random(number).choices(CHARACTERS, k=length))


def shared(first: str, second: str) -> float:
    """How much of two texts' runs of four characters is the same, exactly."""
    one, other = ({text[i : i + 4] for i in range(len(text) - 3)} for text in (first, second))
    return len(one & other) / len(one | other)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(number=st.integers(0, 10**6), edits=st.integers(0, 60))
def test_a_fingerprint_tells_how_much_is_the_same(number: int, edits: int) -> None:
    text = words(number, 300)
    edited = list(text)
    for place in random.Random(edits).sample(range(300), edits):
        edited[place] = "一"
    other = "".join(edited)
    assert likeness(fingerprint(text), fingerprint(other)) == pytest.approx(shared(text, other), abs=0.2)


def test_a_fingerprint_does_not_change_with_the_process() -> None:
    """Fingerprints stand in tables that are kept."""
    mark = fingerprint(TEXT)
    assert len(mark) == LENGTH
    assert mark.hex()[:16] == "1a77f81a280b322a"


def test_numbers_punctuation_and_spaces_do_not_count() -> None:
    assert fingerprint(TEXT) == fingerprint(TEXT.replace("三处", "三 处").replace("，", "；") + "123")


def test_short_texts_have_none() -> None:
    assert fingerprint("因疫情影响，部分工作滞后") == b""


def test_copies_are_grouped_and_others_are_not() -> None:
    texts = [words(number) for number in range(300)]
    for number in range(0, 300, 30):
        texts[number + 7] = texts[number][:100] + "啊" + texts[number][100:]
    found = list(groups([fingerprint(text) for text in texts]))
    assert [group.members for group in found] == [(n, n + 7) for n in range(0, 300, 30)]
    assert all(group.likeness >= ALIKE for group in found)


def test_very_many_of_one_text_are_one_group() -> None:
    (group,) = groups([fingerprint(TEXT)] * 20_000)
    assert len(group.members) == 20_000


def form(project: str, department: str = "甲局", year: int = 2020, **goals: str) -> Form:
    return evolve(
        SOUND, project=project, department=department, year=year, goals=Goals(**goals), levels=SOUND.levels
    )


def reasoned(some: Form, reason: str = TEXT) -> Form:
    return changed(some, (*QUALITY, 1, REASON), reason)


def copied(*forms: Form) -> list[tuple[str, tuple[str | int, ...]]]:
    found = copies([(f"{number}", one) for number, one in enumerate(forms)])
    return [(label, one.path) for label, some in found.items() for one in some]


ROW = (*QUALITY, 1, REASON)


def test_a_reason_that_another_project_gives_too() -> None:
    first, second = form("一", expected=words(1), actual=words(2)), form("二", "乙局", expected=words(3))
    assert copied(reasoned(first), reasoned(second)) == [("1", ROW)]
    assert copied(reasoned(first), reasoned(evolve(second, department="甲局"))) == [("1", ROW)]
    assert copied(reasoned(first), reasoned(second, words(9))) == []


def test_the_goal_of_a_project_that_goes_on_may_stay() -> None:
    first, second = form("一", expected=words(1)), form("一", year=2021, expected=words(1))
    assert copied(first, second) == []
    assert copied(first, evolve(second, project="二")) == [("1", ("年度总体目标", "预期目标"))]


def test_what_was_done_is_not_the_same_every_year() -> None:
    first, second = form("一", actual=words(1)), form("一", year=2021, actual=words(1))
    assert copied(first, second) == [("1", ("年度总体目标", "实际完成情况"))]


def test_goals_within_a_departments_year_are_another_rules() -> None:
    assert copied(form("一", actual=words(1)), form("二", actual=words(1))) == []


def audits(*forms: Form, earlier: tuple[Form, ...] = ()) -> dict[str, Audit]:
    labelled = [(f"{number}", one) for number, one in enumerate(forms)]
    return full_department_audit(labelled, others=Others(earlier=earlier, copies=copies(labelled)))


def verdict(rule: str, audit: Audit) -> Verdict:
    return next(one.verdict for one in audit.outcomes if one.rule == rule)


def found(rule: str, *forms: Form, earlier: tuple[Form, ...] = ()) -> list[str]:
    every = audits(*forms, earlier=earlier)
    return [label for label, audit in every.items() if rule in {one.rule for one in audit.problems}]


def test_the_shanghai_forms_are_not_copies() -> None:
    assert not [rule for rule in ("R53", "R54", "R55") if found(rule, *SHANGHAI)]


def test_copied_texts_are_told_with_whose_they_are() -> None:
    every = audits(reasoned(form("一")), reasoned(form("二")))
    (problem,) = [one for one in every["1"].problems if one.rule == "R55"]
    assert "“一”（0）" in problem.message
    assert verdict("R55", every["0"]) is Verdict.PASSED
    assert verdict("R55", audits(reasoned(form("一")))["0"]) is Verdict.NOT_APPLICABLE


def target(text: str, year: int) -> Form:
    return evolve(changed(SOUND, (*QUANTITY, 0, "年度指标值"), text), year=year)


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        ("≥95%", "≥90%", True),
        ("12次", "≥12次", False),
        ("5个", "6个", False),
        ("≤5%", "≤8%", True),
        ("及时", "12次", False),
    ],
)
def test_a_target_that_fell(before: str, after: str, fell: bool) -> None:
    now, then = target(after, 2021), target(before, 2020)
    assert found("R53", now, earlier=(then,)) == ["0"] * fell
    assert found("R53", then, now) == ["1"] * fell


def test_without_the_year_before_nothing_is_said_of_it() -> None:
    now = target("≥90%", 2021)
    assert verdict("R53", audits(now)["0"]) is Verdict.NOT_APPLICABLE
    assert verdict("R53", audits(now, earlier=(target("≥95%", 2019),))["0"]) is Verdict.NOT_APPLICABLE
    assert verdict("R53", audits(now, earlier=(target("≥90%", 2020),))["0"]) is Verdict.PASSED


def satisfied(*figures: str) -> list[Form]:
    return [
        evolve(changed(SOUND, (*SATISFACTION, 0, "实际完成值"), figure), project=f"项目{number}")
        for number, figure in enumerate(figures)
    ]


def test_one_satisfaction_figure_in_nearly_all_projects() -> None:
    assert found("R54", *satisfied("95%", "95%", "95.0%", "95%", "91%")) == [""]
    assert verdict("R54", audits(*satisfied(*["95%"] * 5))["3"]) is Verdict.FOUND
    assert found("R54", *satisfied("95%", "95%", "95%", "92%", "91%")) == []
    assert found("R54", *satisfied("95%", "95%", "95%", "95%")) == []


def test_figures_of_two_years_are_not_one_departments_year() -> None:
    some = satisfied("95%", "95%", "95%", "95%", "95%")
    assert found("R54", *some[:3], *(evolve(one, year=2021) for one in some[3:])) == []
