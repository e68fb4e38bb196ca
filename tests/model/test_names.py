"""Names that are written in two ways, and names that differ."""

import pytest

from generator.model.names import plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("服务费 (运维)", "服务费（运维）"),
        ("服务费【运维】", "服务费〔运维〕"),
        ("“一网通办”运营", '"一网通办"运营'),
        ("「一网通办」运营", "『一网通办』运营"),
        ("ＡＢ　中心", "ab中心"),
        ("服务费.", "服务费"),
    ],
)
def test_one_name_written_in_two_ways(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"), [("一期", "二期"), ("服务费（运维）", "服务费运维"), ("“甲”", "（甲）")]
)
def test_two_names(one: str, other: str) -> None:
    assert plain(one) != plain(other)
