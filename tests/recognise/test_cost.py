"""What a hostile text costs: four times as much of it may cost little more than four times as much."""

import re
import sys
from collections.abc import Callable
from decimal import Decimal
from types import FrameType
from typing import Any

import pytest

from generator.recognise.grid import pairs, rows
from generator.recognise.lines import recognise_lines
from generator.recognise.lines.flow import join
from generator.recognise.lines.levels import _cheapest_path
from generator.recognise.lines.reasons import assign_reasons
from generator.recognise.lines.scan import Kind, Token
from generator.sources.lines import split_lines
from generator.sources.pdf import stitch

FEW, FACTOR = 120, 4
MOST = 6
"""By how much the calls may grow where the text grows by `FACTOR`; a square would be 16."""


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, of Python and of C."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:  # noqa: ANN401 - as sys wants it
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def read(text: str) -> None:
    recognise_lines(split_lines(text), file="dump.txt")


@pytest.mark.parametrize(
    "unit",
    [
        "x\n",
        "字字字。\n",
        "1 ",
        "甲 乙 丙 丁 ",
        "a 总分 ",
        "a 主管部门 b ",
        "甲 1 1 5 5\n",
        "数量指标 a\n",
        "产出指标\n数量指标\n甲 1 1 5 4\n原因如此说。\n",
        "预期目标\n字字字字。\n实际完成情况\n字字字。\n",
        "项目名称 a\n年度资金总额 1 2 3\n",
    ],
)
def test_a_dump_is_read_in_linear_time(unit: str) -> None:
    read(unit * FEW)  # what is loaded once is not counted
    few, many = (calls(lambda n=n: read(unit * n)) for n in (FEW, FACTOR * FEW))  # type: ignore[misc]
    assert many <= MOST * few + 2_000


def test_labels_nested_in_a_line_are_no_depth() -> None:
    read("a 总分 " * 5_000)


def test_rows_find_their_levels_in_linear_time() -> None:
    few, many = (
        calls(lambda n=n: _cheapest_path(["甲"] * n, ["", "数量指标", "质量指标"]))  # type: ignore[misc]
        for n in (FEW, FACTOR * FEW)
    )
    assert many <= MOST * few


def text_token(text: str, line: int) -> Token:
    return Token(kind=Kind.TEXT, text=text, line=line, gap=0)


def test_many_reasons_are_given_to_rows_and_doubted_and_none_is_lost() -> None:
    """Beyond what is looked at, the reasons go to the rows in order, and that is said to be unsure."""
    rows_ = [(f"指标{n}", Decimal(5), Decimal(4)) for n in range(300)]
    runs = [[text_token(f"原因{n}如此。", n)] for n in range(290)]
    found = assign_reasons(runs, rows_)
    assert [reason for reason in found.best if reason] == [run[0].text for run in runs]
    assert found.confidence <= 0.5


def test_no_reason_is_lost_where_there_are_more_than_rows() -> None:
    runs = [[text_token(f"指标一的原因{n}。", n)] for n in range(4)]
    (best,) = assign_reasons(runs, [("指标一", Decimal(5), Decimal(4))]).best
    assert best is not None
    assert all(run[0].text in best for run in runs)


def test_wrapped_latin_words_are_joined_with_a_space() -> None:
    assert join(["数据 of", "the", "年度", "(a)", "", "b"]) == "数据 of the年度(a) b"


BOMBS = {
    "spaces": "（" + " " * 4_000 + "x",
    "year": "（" + " " * 4_000 + "年" + " " * 4_000 + "x",
    "digits": "1" * 4_000 + "x",
    "page": "第 1 页" + " " * 4_000 + "x",
    "signs": "第共页/" * 1_000 + "1" * 4_000 + "x",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("pattern", [pairs._YEAR, rows._PAGE_MARK, stitch._PAGE_MARK])
def test_a_pattern_gives_up_at_once(pattern: re.Pattern[str], bomb: str) -> None:
    """Each of these took from seconds to hours where a pattern goes back over what it has read."""
    assert not pattern.fullmatch(BOMBS[bomb])


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        *((pairs._YEAR, text) for text in ("2020年度", "（2020 年 度）", "20年", "年度", "( 年)")),
        *((stitch._PAGE_MARK, text) for text in ("1", "- 1 -", "第1页 共3页", "1/3", "— 12 —")),
        *((rows._PAGE_MARK, text) for text in ("1", "- 1 -", "第 1 页 共 3 页", "1/3", "1 / 3 页", "—12—")),
    ],
)
def test_a_pattern_knows_what_it_is_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.fullmatch(text)
