"""Points that were not earned: 分值 less 得分, by the kind of indicator."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from attrs import frozen

from ...derived import execution_score
from ...form import Form
from ...vocabulary import bare, vocabulary

EXECUTION = "预算执行率"
NOTHING = Decimal(0)
_HUNDRED = Decimal(100)


@frozen(kw_only=True)
class Lost:
    """The scored rows of one kind: their 分值 and 得分 together, and how many lost points."""

    level1: str
    level2: str
    weight: Decimal
    score: Decimal
    rows: int = 1
    short: int = 0

    @property
    def lost(self) -> Decimal:
        """分值 − 得分."""
        return self.weight - self.score

    @property
    def share(self) -> Decimal:
        """得分 ÷ 分值 in percent; 0 without any 分值."""
        return self.score / self.weight * _HUNDRED if self.weight else NOTHING


def lost_points(entries: Iterable[tuple[str, Form]]) -> Iterator[Lost]:
    """Every scored row, 预算执行率 first in each form, under the canonical names of its levels."""
    words = vocabulary()
    for _, form in entries:
        funds = form.funds
        score = execution_score(funds) if funds.score is None else funds.score
        yield from _lost(EXECUTION, EXECUTION, funds.weight, score)
        for path, row in form.indicators():
            level1, level2 = str(path[1]), str(path[2])
            yield from _lost(
                words.as_level1(level1) or bare(level1),
                words.as_level2(level2) or bare(level2),
                row.weight,
                row.score,
            )


def _lost(level1: str, level2: str, weight: Decimal | None, score: Decimal | None) -> Iterator[Lost]:
    """Nothing where a row has no 分值 or no 得分."""
    if weight is not None and score is not None:
        yield Lost(level1=level1, level2=level2, weight=weight, score=score, short=int(score < weight))


def by_level1(rows: Sequence[Lost]) -> tuple[Lost, ...]:
    """One for each 一级指标, in the order in which they first appear."""
    order = list(dict.fromkeys(row.level1 for row in rows))
    return tuple(_together([row for row in rows if row.level1 == level], level, "") for level in order)


def by_level2(rows: Sequence[Lost]) -> tuple[Lost, ...]:
    """One for each 二级指标, those that lost most first."""
    ordered = sorted(rows, key=lambda row: (row.level1, row.level2))
    groups = groupby(ordered, key=lambda row: (row.level1, row.level2))
    kinds = [_together(list(group), *levels) for levels, group in groups]
    return tuple(sorted(kinds, key=lambda kind: (-kind.lost, kind.level1, kind.level2)))


def _together(rows: Sequence[Lost], level1: str, level2: str) -> Lost:
    return Lost(
        level1=level1,
        level2=level2,
        weight=sum((row.weight for row in rows), NOTHING),
        score=sum((row.score for row in rows), NOTHING),
        rows=sum(row.rows for row in rows),
        short=sum(row.short for row in rows),
    )
