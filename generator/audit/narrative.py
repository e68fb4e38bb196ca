"""The rule on the narrative: counts that contradict the plan or the table, only where that is provable."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice

from attrs import frozen

from ..model.terms import DONE, GOALS
from .facts import Facts
from .needs import Given, Verdict
from .rule import Finding, rule
from .text import shown
from .words import MAX_NAME, stem, words

MAX_NARRATIVE = 20_000
"""Characters of a narrative that are read."""

MAX_COUNTS = 200
"""Counts that are compared with each other."""

_SHARED = 4
"""Characters that two nouns must begin with to be the same thing."""


@frozen
class Count:
    """So many of something: ``3家`` ``云服务商政务云平台``."""

    number: Decimal
    unit: str
    noun: str

    def is_of(self, other: "Count") -> bool:
        """Whether it counts the same thing."""
        return self.unit == other.unit and self.noun[:_SHARED] == other.noun[:_SHARED]

    def __str__(self) -> str:
        """As written, the noun cut short."""
        return f"{shown(self.number)}{self.unit}{self.noun[:_SHARED]}"


@lru_cache(maxsize=64)
def _counted(text: str) -> tuple[Count, ...]:
    """The counts in a text that it gives one number for; the rule and its needs ask for the same."""
    matches = islice(_pattern().finditer(text[:MAX_NARRATIVE]), MAX_COUNTS)
    counts = dict.fromkeys(
        Count(Decimal(m["number"].replace(",", "")), m["unit"], m["noun"]) for m in matches
    )
    return tuple(
        c for c in counts if not any(c.is_of(other) and other.number != c.number for other in counts)
    )


GOALS_BLOCK = Given[Facts](
    lambda facts: facts.layout.goals is not None or bool(facts.form.goals.actual), "这种表没有年度总体目标"
)
DONE_TEXT = Given[Facts](
    lambda facts: bool(facts.form.goals.actual.strip()), "没有填写实际完成情况", Verdict.UNDECIDED
)
COUNTED = Given[Facts](
    lambda facts: bool(_counted(facts.form.goals.actual)),
    "实际完成情况里没有可比的数字",
    seen=lambda facts: f"核了 {len(_counted(facts.form.goals.actual))} 个数字",
)


@rule("R24", GOALS_BLOCK, DONE_TEXT, COUNTED)
def narrative_counts(facts: Facts) -> Iterator[Finding]:
    """Counts in what was done against those in what was planned, and against the table."""
    goals = facts.form.goals
    done = _counted(goals.actual)
    for planned in _counted(goals.expected):
        yield from (
            Finding(
                (GOALS, DONE),
                f"预期目标写“{planned}”，实际完成情况写“{count}”",
                value=str(count),
                hint="请核对两处数字；确有增减的，请说明。",
            )
            for count in done
            if count.is_of(planned) and count.number != planned.number
        )
    yield from _against_table(facts, done)


def _against_table(facts: Facts, done: Sequence[Count]) -> Iterator[Finding]:
    for row in facts.rows:
        actual, name = row.actual, stem(row.indicator.name)
        if actual.number is None or actual.operator or actual.upper is not None or len(name) < _SHARED:
            continue
        for count in done:
            if count.unit == actual.unit and count.noun.startswith(name) and count.number != actual.number:
                yield Finding(
                    (GOALS, DONE),
                    f"实际完成情况写“{count}”，{row.name}的实际完成值为 {actual.text}",
                    value=str(count),
                    hint="请核对两处数字。",
                )


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(sorted(words().counted, key=len, reverse=True))
    return re.compile(
        rf"(?<![0-9.,])(?P<number>[0-9]{{1,6}}(?:,[0-9]{{3}})*)(?P<unit>{units})"
        rf"(?P<noun>[\u4e00-\u9fff]{{{_SHARED},{MAX_NAME}}})"
    )
