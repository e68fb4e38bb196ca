"""Each rule by its cases: broken, and nearly."""

from functools import reduce

import pytest

from generator.audit import audit
from generator.audit.catalogue import FORM_RULES
from generator.form import Form
from generator.problem import Severity

from .cases import CASES, Case, Change
from .edit import changed
from .forms import SOUND


def applied(changes: tuple[Change, ...]) -> Form:
    return reduce(lambda form, change: changed(form, *change), changes, SOUND)


def test_the_sound_form_is_sound() -> None:
    assert audit(SOUND) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_broken(case: Case) -> None:
    found = {problem.rule for problem in audit(applied(case.breaks))}
    assert case.rule in found
    assert found <= {case.rule} | case.extra


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_near_miss(case: Case) -> None:
    problems = audit(applied(case.near_miss))
    assert case.rule not in {problem.rule for problem in problems}
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]


def test_every_rule_has_a_case() -> None:
    assert {rule.id for rule in FORM_RULES} == {case.rule for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_an_accepted_finding_is_not_reported(case: Case) -> None:
    form = changed(applied(case.breaks), ("核对",), {case.rule: "经财政部门同意"})
    assert case.rule not in {problem.rule for problem in audit(form)}
