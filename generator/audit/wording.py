"""Rules on how actuals are worded: words for a number, bounds for a result, one wording scored two ways."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..model.terms import ACTUAL, SATISFACTION, SCORE, TARGET
from ..model.value import Value, round_half_up
from .facts import Facts
from .needs import ROWS, SCORED, EachRow, Given
from .rows import Row
from .rule import Finding, rule
from .text import shown

MAX_NAMED = 12
"""Rows that one message names."""

TO_NUMBER = "请填写实际完成的数值，并与年度指标值使用同一单位。"
TO_TARGET = "年度指标值能量化的，请改为数值；不能量化的，实际完成值也写文字。"


BOTH_VALUES = EachRow(
    "三级指标",
    known=lambda row, _: not row.target.is_nothing and not row.actual.is_nothing,
    lacking="缺年度指标值或实际完成值",
)


@rule("R14", BOTH_VALUES)
def comparable(facts: Facts) -> Iterator[Finding]:
    """A number against words, and an actual that is itself a bound."""
    for row in facts.rows:
        target, actual = row.target, row.actual
        fault = _incomparable(target, actual)
        if fault:
            yield Finding(
                (*row.path, ACTUAL),
                f"{row.name}的{TARGET}为 {target.text}，{ACTUAL}为 {actual.text}：{fault}",
                value=row.indicator.actual.text,
                hint=TO_TARGET if _is_words(target) else TO_NUMBER,
            )


def _incomparable(target: Value, actual: Value) -> str | None:
    if target.is_nothing or actual.is_nothing:
        return None
    if _is_exact(target) and _is_words(actual):
        return "年度指标值是数字，实际完成值是文字"
    if _is_words(target) and _is_exact(actual):
        return "年度指标值是文字，实际完成值是数字"
    if target.measure and actual.operator not in (None, "="):
        return f"实际完成值应为实际的数，而不是“{actual.operator}”的范围"
    return None


def _is_exact(value: Value) -> bool:
    return value.measure is not None


def _is_words(value: Value) -> bool:
    """Whether the text says neither a number nor a date, not even within a sentence."""
    return value.measure is None and value.period is None and not any(c.isdigit() for c in value.text)


@rule("R36", ROWS)
def dates_for_numbers(facts: Facts) -> Iterator[Finding]:
    """A date or a time of day where a number belongs, as spreadsheets make of 1-5 and of 8:30."""
    for row in facts.rows:
        target, actual = row.indicator.target, row.indicator.actual
        wants_number = row.target.measure is not None or bool(row.indicator.unit)
        for key, value, other in ((TARGET, target, actual), (ACTUAL, actual, target)):
            is_other = (key == ACTUAL and wants_number) or (key == TARGET and bool(row.indicator.unit))
            if _CLOCK.fullmatch(value.text.strip()) or (is_other and value.period is not None):
                yield Finding(
                    (*row.path, key),
                    f"{row.name}的{key}是日期或时间“{value.text.strip()}”{_beside(key, other)}",
                    value=value.text,
                    hint=f"请改为数值；表格软件把 1-5、8:30 之类改成了日期时间的，请照原件填{key}。",
                )


_CLOCK = re.compile(
    r"(?:(?:1[89]|20)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T])?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
"""A time of day, with a date before it or not: no quantity is written so."""


def _beside(key: str, other: Value) -> str:
    """What stands in the other column, where that is what asks for a number."""
    return f"，{TARGET}却是 {other.text}" if key == ACTUAL and other.measure is not None else ""


REPEATED_WORDING = Given[Facts](
    lambda facts: any(len(rows) > 1 for rows in rows_by_wording(facts.rows).values()),
    "没有两项的实际完成值用同一表述",
)


@rule("R15", SCORED, REPEATED_WORDING)
def same_wording(facts: Facts) -> Iterator[Finding]:
    """The same words as an actual, scored at different shares of the points."""
    for wording, rows in rows_by_wording(facts.rows).items():
        shares = Counter(share(row) for row in rows)
        if len(shares) > 1:
            odd = next(row for row in rows if shares[share(row)] * 2 <= len(rows))
            yield Finding(
                (*odd.path, SCORE),
                f"实际完成值同为“{wording}”，得分比例不同：{_named(rows)}",
                value=None if odd.score is None else shown(odd.score),
            )


def rows_by_wording(rows: Sequence[Row]) -> dict[str, Sequence[Row]]:
    """The rows whose actual is words, by these words; only rows with points."""
    by_wording: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        actual = row.actual
        if row.weight and row.score is not None and not actual.is_nothing and _is_words(actual):
            by_wording[actual.text.strip()].append(row)
    return dict(by_wording)


def share(row: Row) -> Decimal:
    """得分÷分值 of a row that has both, in whole percent: scores are rounded to two decimals."""
    assert row.weight
    assert row.score is not None
    return round_half_up(row.score / row.weight)


def _named(rows: Sequence[Row]) -> str:
    """The rows with their points; of very many, some."""
    return "，".join(map(_scored, rows[:MAX_NAMED])) + (f"等 {len(rows)} 行" if len(rows) > MAX_NAMED else "")


def _scored(row: Row) -> str:
    assert row.weight is not None
    assert row.score is not None
    return f"{row.name} {row.score.normalize():f}/{row.weight.normalize():f}"


SATISFACTIONS = EachRow(
    "满意度指标",
    wanted=lambda row, _: row.level1 == SATISFACTION,
    known=lambda row, _: not row.actual.is_nothing,
    lacking="没有填写实际完成值",
)


@rule("R20", SATISFACTIONS)
def surveyed(facts: Facts) -> Iterator[Finding]:
    """A satisfaction without a figure."""
    for row in facts.rows:
        actual = row.actual
        if row.level1 == SATISFACTION and not actual.is_nothing and _is_words(actual):
            yield Finding(
                (*row.path, ACTUAL),
                f"{row.name}的实际完成值为“{actual.text}”，没有调查所得的数字",
                value=row.indicator.actual.text,
            )
