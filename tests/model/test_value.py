"""Numbers and values as departments print them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.value import Value, parse_number, parse_percent, round_half_up


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
        ("1.1万例", None, "1.1", "万例"),
        ("100百分比", None, "100", "百分比"),
        ("九成", None, "9", "成"),
        ("不少于十二次", "≥", "12", "次"),
        ("百分之九十五以上", "≥", "95", "%"),
        ("5日内", "≤", "5", "日"),
        ("控制在100万元以内", "≤", "100", "万元"),
        ("60%（含）以上", "≥", "60", "%"),
        ("达到95%", None, "95", "%"),
        ("９０％", None, "90", "%"),
        ("=100%", "=", "100", "%"),
        ("一般", None, None, None),
        ("一网通办", None, None, None),
        ("6项，全部完成", None, None, None),
        ("制定管理办法1项", None, None, None),
        ("2020年12月底前", None, None, None),
        ("2020年通过公开招标", None, None, None),
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


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("1.1万例", "11000", "11000", "例"),
        ("11000例", "11000", "11000", "例"),
        ("九成", "90", "90", "%"),
        ("90%-95%", "90", "95", "%"),
        ("5～10天", "7200", "14400", "分钟"),
        ("24小时", "1440", "1440", "分钟"),
        ("1,300余家", "1300", "1300", "家"),
        ("0.45亿元", "45000000", "45000000", "元"),
        ("3个工作日", "3", "3", "个工作日"),
    ],
)
def test_values_are_measured_in_comparable_units(text: str, low: str, high: str, unit: str) -> None:
    measure = Value(text).measure
    assert measure is not None
    assert (measure.low, measure.high, measure.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020年12月底前", date(2020, 12, 31), date(2020, 12, 31)),
        ("2020年底前", date(2020, 12, 31), date(2020, 12, 31)),
        ("2020年6月", date(2020, 6, 1), date(2020, 6, 30)),
        ("2020-02-29", date(2020, 2, 29), date(2020, 2, 29)),
        ("2020年6月30日前完成", date(2020, 6, 30), date(2020, 6, 30)),
    ],
)
def test_dates(text: str, first: date, last: date) -> None:
    period = Value(text).period
    assert period is not None
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("text", ["2021年2月30日", "2020年13月", "9999", "7*24小时"])
def test_not_a_date(text: str) -> None:
    assert Value(text).period is None


@given(st.text(max_size=60) | st.text("≥≤<>=0123456789.,%万亿年月日底前以上内-～一二十百个", max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    value = Value(text)
    assert value.text == text
    assert value.number is None or value.measure is not None


@pytest.mark.parametrize("text", ["", "—", "1.2.3", "12,34", "０", "1e5", "nan", "9" * 41])
def test_not_a_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text)


def test_numbers_keep_their_digits() -> None:
    assert str(parse_number(" 43,918,000.00 ")) == "43918000.00"
    assert str(parse_percent("100.00%")) == "100.00"
    assert str(round_half_up(Decimal("9.255"))) == "9.26"
