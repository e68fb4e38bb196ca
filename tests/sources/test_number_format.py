"""Numbers as their cells show them."""

from datetime import date, datetime

import pytest

from generator.sources.number_format import shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (43918000, "#,##0.00", "43,918,000.00"),
        (43918000.0, "General", "43918000"),
        (0.9264, "0.00%", "92.64%"),
        (0.86, "0%", "86%"),
        (0.1 + 0.2, "General", "0.3"),
        (10, "0.00", "10.00"),
        (9.98, "0.##", "9.98"),
        (10, "0.##", "10"),
        (2, '0"套"', "2套"),
        (0.9, '"≥"0%', "≥90%"),
        (0, '#,##0.00;-#,##0.00;"—"', "—"),
        (-5, "0.00;(0.00)", "(5.00)"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (104769000, "#,##0.00,", "104,769.00"),
        (2.675, "0.00", "2.68"),
        (1e21, "General", "1000000000000000000000"),
        (float("nan"), "0.00", ""),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("≥90%", "0.00", "≥90%"),
        (date(2021, 3, 5), "yyyy-mm-dd", "2021-03-05"),
        (datetime(2021, 3, 5), "yyyy-mm-dd", "2021-03-05"),
    ],
)
def test_shown(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format).strip() == text


@pytest.mark.parametrize(
    "number_format", ["", ";;;", '"', "[红色]0", "0" * 10_000, "\\", "#,##0.00_);[Red](#,##0.00)"]
)
def test_no_format_fails(number_format: str) -> None:
    assert isinstance(shown(12.5, number_format), str)
