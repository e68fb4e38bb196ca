"""Profiles: data that each loads, and what extending means."""

from decimal import Decimal

import pytest

from generator.model.profile import NATIONAL, load_profile, profile_for, profile_names


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_loads(name: str) -> None:
    profile = load_profile(name)
    assert profile.title
    assert set(profile.grades) == {"优", "良", "中", "差"}


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
