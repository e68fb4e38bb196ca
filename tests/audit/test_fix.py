"""What is mechanical is set right; what takes judgement is left."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.audit import audit
from generator.audit.fix import fixes
from generator.model.problem import Path

from .edit import changed
from .forms import NETWORK, SHANGHAI, SOUND

RATE, SCORE, TOTAL = ("项目资金", "执行率"), ("项目资金", "得分"), ("总分",)


def test_a_wrong_rate_is_mended_with_what_followed_from_it() -> None:
    assert fixes(NETWORK) == {RATE: Decimal("99.99"), SCORE: Decimal("10.00"), TOTAL: Decimal("94.80")}


def test_nothing_to_mend() -> None:
    assert [fixes(form) for form in (*SHANGHAI[:3], SOUND)] == [{}] * 4


@pytest.mark.parametrize(("path", "value"), [(RATE, "79.50"), (SCORE, "9.00"), (TOTAL, "99.00")])
def test_mending_undoes_one_wrong_figure(path: Path, value: str) -> None:
    form = changed(SOUND, path, value)
    for where, number in fixes(form).items():
        form = changed(form, where, number)
    assert form == SOUND
    assert audit(form) == ()


def test_amounts_that_do_not_add_up_are_left_to_a_person() -> None:
    form = changed(changed(SOUND, ("项目资金", "年度资金总额", "全年执行数"), "1900000.00"), RATE, "95.00")
    assert fixes(form) == {}


def test_a_total_is_left_while_a_score_is_in_doubt() -> None:
    path = ("绩效指标", "产出指标", "成本指标", 0, "得分")
    assert fixes(changed(SOUND, path, "11.00")) == {}


def test_what_a_person_accepted_is_left() -> None:
    accepted = evolve(NETWORK, accepted={"R01": "按调整前口径"})
    assert fixes(accepted) == {}
