"""Profiles: data that each loads, and what extending means."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.profile import NATIONAL, Over, load_profile, profile_for, profile_names


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_loads(name: str) -> None:
    profile = load_profile(name)
    assert profile.title
    names = ["优", "良", "合格", "不合格"] if name == "shanghai-district" else ["优", "良", "中", "差"]
    assert list(profile.grades) == names


@pytest.mark.parametrize(
    ("profile", "text", "grade"),
    [
        ("national", "优秀", "优"),
        ("national", "良（85分）", "良"),
        ("national", "合格", None),
        ("national", "", None),
        ("shanghai-district", "不合格", "不合格"),
        ("shanghai-district", "合格", "合格"),
        ("shanghai-district", "中", None),
    ],
)
def test_what_grade_a_forms_words_mean(profile: str, text: str, grade: str | None) -> None:
    assert load_profile(profile).grade_named(text) == grade


def test_over_fulfilment_costs_what_the_highest_step_reached_says() -> None:
    steps = (Over(begins=Decimal("1.2"), points=Decimal(1)), Over(begins=Decimal("1.3"), points=Decimal(2)))
    profile = evolve(NATIONAL, over=steps)
    ratios = [None, Decimal(1), Decimal("1.2"), Decimal("1.3"), Decimal(9)]
    assert [profile.excess(ratio) for ratio in ratios] == [0, 0, 1, 2, 2]
    assert NATIONAL.excess(Decimal(9)) == 0


def test_a_profile_states_only_what_differs() -> None:
    hubei = load_profile("hubei")
    assert hubei.weights != NATIONAL.weights
    assert hubei.tolerances == NATIONAL.tolerances


def test_the_profile_of_a_layout() -> None:
    assert profile_for("hubei") is load_profile("hubei")
    assert profile_for(None) is NATIONAL
    assert profile_for("../hubei") is NATIONAL


@pytest.mark.parametrize("name", ["nowhere", "../profile", "", "National"])
def test_no_such_profile(name: str) -> None:
    with pytest.raises(ValueError, match="规则配置"):
        load_profile(name)


@pytest.mark.parametrize(
    ("total", "grade"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.9", "差"), ("-1", "差")],
)
def test_grades_are_half_open(total: str, grade: str) -> None:
    assert NATIONAL.grade(Decimal(total)) == grade
