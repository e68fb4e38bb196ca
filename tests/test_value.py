"""Numbers and values as departments print them."""

from decimal import Decimal

import pytest

from generator.value import Value, parse_number, parse_percent, round_half_up


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit"),
    [
        ("≥90%", "≥", "90", "%"),
        (">=99.99 %", "≥", "99.99", "%"),
        ("6项", None, "6", "项"),
        ("≤4.5万元/公里", "≤", "4.5", "万元/公里"),
        ("≥150", "≥", "150", None),
        ("1,300余家", None, "1300", "余家"),
        ("7*24小时", None, "7", "*24小时"),
        ("基本完成", None, None, None),
        ("", None, None, None),
        ("9" * 41, None, None, None),
    ],
)
def test_value_parts(text: str, operator: str | None, number: str | None, unit: str | None) -> None:
    value = Value(text)
    assert (value.operator, value.number, value.unit) == (
        operator,
        None if number is None else Decimal(number),
        unit,
    )
    assert value.text == text


@pytest.mark.parametrize("text", ["", "—", "1.2.3", "12,34", "０", "1e5", "nan", "9" * 41])
def test_not_a_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text)


def test_numbers_keep_their_digits() -> None:
    assert str(parse_number(" 43,918,000.00 ")) == "43918000.00"
    assert str(parse_percent("100.00%")) == "100.00"
    assert str(round_half_up(Decimal("9.255"))) == "9.26"
