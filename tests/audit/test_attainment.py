"""Targets and actuals compared: like with like, each in its direction."""

from decimal import Decimal

import pytest

from generator.audit.attainment import attain
from generator.model.value import Value


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("≥90%", "90%", True),
        ("≥90%", "89.99%", False),
        (">90%", "90%", None),  # excludes its bound, yet no formula takes a point off
        ("90%", "九成", True),
        ("≥1万例", "11000例", True),
        ("≤15万元", "150000元", True),
        ("≤15万元", "150001元", False),
        ("5日内", "4天", True),
        ("≤24小时", "2天", False),
        ("12次", "14次", True),
        ("=12次", "11次", False),
        ("90%-95%", "93%", True),
        ("90%-95%", "80%", False),
        ("90%-95%", "99%", None),
        ("2020年12月底前", "2020年11月", True),
        ("2020年12月15日前", "2020年12月", None),
        ("2020年6月底前", "2020年7月1日", False),
        ("12次", "12场", None),
        ("≥90%", "95", None),
        ("≥90%", "基本完成", None),
        ("完善", "完善", None),
        ("≥90%", "≥90%", True),
        ("≥90%", "≥95%", None),
        ("30天", "25天", None),  # no sign: is faster better?
        ("0起", "2起", None),
        ("0起", "0起", True),
        ("7*24小时", "7*24小时", True),
        ("", "", None),
    ],
)
def test_met(target: str, actual: str, met: bool | None) -> None:
    attained = attain(Value(target), Value(actual), ambiguous=False, reverse=frozenset({"ratio", "linear"}))
    assert attained.met is met


def test_costs_without_a_sign_have_no_direction() -> None:
    reverse = frozenset({"ratio"})
    assert attain(Value("45万元"), Value("40万元"), ambiguous=True, reverse=reverse).met is None
    assert attain(Value("≤45万元"), Value("40万元"), ambiguous=True, reverse=reverse).met is True
    assert attain(Value("≥95%"), Value("90%"), ambiguous=True, reverse=reverse).met is False


@pytest.mark.parametrize(
    ("target", "actual", "shares"),
    [
        ("≥90%", "81%", ["0.9"]),
        ("≤10天", "16天", ["0.625", "0.4"]),
        ("≤10天", "25天", ["0.4", "0"]),
        ("≤0", "1", []),
    ],
)
def test_shares_of_a_missed_target(target: str, actual: str, shares: list[str]) -> None:
    reverse = frozenset({"ratio", "linear"})
    attained = attain(Value(target), Value(actual), ambiguous=False, reverse=reverse)
    assert list(attained.shares) == [Decimal(share) for share in shares]
