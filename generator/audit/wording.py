"""Rules on how actuals are worded: words for a number, bounds for a result, one wording scored two ways."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..model.terms import ACTUAL, SATISFACTION, SCORE
from ..model.value import Value, round_half_up
from .facts import Facts
from .rows import Row
from .rule import Finding, rule
from .text import shown

MAX_NAMED = 12
"""Rows that one message names."""

TO_NUMBER = "请填写实际完成的数值，并与指标值使用同一单位。"
TO_TARGET = "指标值能量化的，请改为数值；不能量化的，完成值也写文字。"


@rule("R14")
def comparable(facts: Facts) -> Iterator[Finding]:
    """A number against words, and an actual that is itself a bound."""
    for row in facts.rows:
        target, actual = row.target, row.actual
        fault = _incomparable(target, actual)
        if fault:
            yield Finding(
                (*row.path, ACTUAL),
                f"{row.name}的指标值为 {target.text}，完成值为 {actual.text}：{fault}",
                value=row.indicator.actual.text,
                hint=TO_TARGET if _is_words(target) else TO_NUMBER,
            )


def _incomparable(target: Value, actual: Value) -> str | None:
    if target.is_nothing or actual.is_nothing:
        return None
    if _is_exact(target) and _is_words(actual):
        return "指标值是数字，完成值是文字"
    if _is_words(target) and _is_exact(actual):
        return "指标值是文字，完成值是数字"
    if target.measure and actual.operator not in (None, "="):
        return f"完成值应为实际的数，而不是“{actual.operator}”的范围"
    return None


def _is_exact(value: Value) -> bool:
    return value.measure is not None


def _is_words(value: Value) -> bool:
    """Whether the text says neither a number nor a date, not even within a sentence."""
    return value.measure is None and value.period is None and not any(c.isdigit() for c in value.text)


@rule("R15")
def same_wording(facts: Facts) -> Iterator[Finding]:
    """The same words as an actual, scored at different shares of the points."""
    for wording, rows in rows_by_wording(facts.rows).items():
        shares = Counter(share(row) for row in rows)
        if len(shares) > 1:
            odd = next(row for row in rows if shares[share(row)] * 2 <= len(rows))
            yield Finding(
                (*odd.path, SCORE),
                f"完成值同为“{wording}”，得分比例不同：{_named(rows)}",
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


@rule("R20")
def surveyed(facts: Facts) -> Iterator[Finding]:
    """A satisfaction without a figure."""
    for row in facts.rows:
        actual = row.actual
        if row.level1 == SATISFACTION and (actual.is_nothing or _is_words(actual)):
            yield Finding(
                (*row.path, ACTUAL),
                f"{row.name}的完成值为“{actual.text}”，没有调查所得的数字",
                value=row.indicator.actual.text,
            )
