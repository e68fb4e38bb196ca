"""What a rule needs of a form to say anything, declared beside the rule: its outcome is told from it.

A need that is not met makes the rule 不适用 (the form, or the profile, has no such thing) or 无法判定 (it
should have, and does not say it). What the needs looked at is why a rule that found nothing has passed.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from .facts import Facts
from .rows import Row
from .text import percent, shown

Subject = TypeVar("Subject")
Subject_contra = TypeVar("Subject_contra", contravariant=True)


class Verdict(StrEnum):
    """What became of a rule on a form."""

    PASSED = "通过"
    FOUND = "发现"
    NOT_APPLICABLE = "不适用"
    UNDECIDED = "无法判定"


@frozen
class Answer:
    """Whether a need is met (PASSED), and what was looked at; else the verdict, and what is missing."""

    verdict: Verdict
    why: str


class Need(Protocol[Subject_contra]):
    """One thing that a rule needs."""

    def answer(self, subject: Subject_contra, /) -> Answer:
        """Whether the subject has it."""


@frozen
class Given(Generic[Subject]):
    """Something that is there or not; `missing` is what to say, as that verdict, where it is not."""

    is_there: Callable[[Subject], bool]
    missing: str
    verdict: Verdict = Verdict.NOT_APPLICABLE
    seen: Callable[[Subject], str] = lambda _: ""

    def answer(self, subject: Subject, /) -> Answer:
        """As declared."""
        if self.is_there(subject):
            return Answer(Verdict.PASSED, self.seen(subject))
        return Answer(self.verdict, self.missing)


@frozen
class EachRow:
    """The rows that a rule is about, and those among them that say enough to be judged."""

    noun: str
    wanted: Callable[[Row, Facts], bool] = lambda _row, _facts: True
    known: Callable[[Row, Facts], bool] = lambda _row, _facts: True
    lacking: str = ""
    """What the others leave out."""

    def answer(self, facts: Facts, /) -> Answer:
        """不适用 without such rows, 无法判定 where none says enough; else how many were judged, and not."""
        wanted = [row for row in facts.rows if self.wanted(row, facts)]
        known = [row for row in wanted if self.known(row, facts)]
        left = len(wanted) - len(known)
        if not wanted:
            return Answer(Verdict.NOT_APPLICABLE, f"没有{self.noun}")
        if not known:
            return Answer(Verdict.UNDECIDED, f"{left} 项{self.noun}都核不了：{self.lacking}")
        rest = f"；另有 {left} 项没有核：{self.lacking}" if left else ""
        return Answer(Verdict.PASSED, f"核了 {len(known)} 项{self.noun}{rest}")


def stated(
    name: str,
    get: Callable[[Facts], Decimal | None],
    verdict: Verdict = Verdict.UNDECIDED,
    note: str = "",
    unit: str = "",
) -> Given[Facts]:
    """A number that the form states, which is then part of why; `note` is added where it does not."""
    return Given(
        lambda facts: get(facts) is not None,
        f"没有填写{name}{note}",
        verdict,
        lambda facts: f"{name} {'' if (number := get(facts)) is None else shown(number)}{unit}",
    )


def answered(needs: Iterable[Need[Subject]], subject: Subject) -> Answer:
    """The first need that is not met; else all that was looked at."""
    seen = []
    for need in needs:
        answer = need.answer(subject)
        if answer.verdict is not Verdict.PASSED:
            return answer
        seen.append(answer.why)
    return Answer(Verdict.PASSED, "，".join(filter(None, seen)))


def has_points(row: Row, _facts: Facts) -> bool:
    """Whether a row states its 分值 and its 得分."""
    return row.weight is not None and row.score is not None


def within_limits(row: Row, _facts: Facts) -> bool:
    """Whether a row states both, and the 得分 is one that can be: the others are R06's."""
    return row.weight is not None and row.score is not None and 0 <= row.score <= row.weight


SCORED = Given[Facts](
    lambda facts: "得分" in facts.layout.indicators.spans or any(row.score is not None for row in facts.rows),
    "这种表不计分",
)
"""The form gives points: by its layout, or because some row has them."""

ROWS = EachRow("三级指标")
"""There are indicators."""

FUNDS_BLOCK = Given[Facts](
    lambda facts: facts.layout.funds is not None or bool(facts.form.funds.rows), "这种表没有项目资金"
)
"""The form has a block of funds."""

EXECUTION_RATE = Given[Facts](
    lambda facts: facts.money.rate is not None,
    "缺全年预算数或全年执行数，或执行数超过预算数（见 R06），算不出执行率",
    Verdict.UNDECIDED,
    lambda facts: "" if facts.money.rate is None else f"按金额的执行率 {percent(facts.money.rate)}",
)
"""The rate can be computed from the amounts."""

SOME_BUDGET = Given[Facts](lambda facts: bool(facts.money.budget), "全年预算数为 0")
"""There was something to spend."""

WRITTEN = Given[Facts](
    lambda facts: bool(facts.texts), "没有文字", seen=lambda facts: f"核了 {len(facts.texts)} 处文字"
)
"""Something is written."""
