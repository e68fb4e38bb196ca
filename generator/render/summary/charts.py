"""Charts as data: bars with a label, a value in words and a length in percent of the longest."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from attrs import frozen

from ...derived import HUNDRED
from ...value import round_half_up
from .figures import Figures, Project
from .points import Lost

Item = TypeVar("Item", Project, Lost)

LONGEST = 8
"""Bars of one chart; what is beyond stands in the tables."""

NOTHING = Decimal(0)


@frozen(kw_only=True)
class Bar:
    """One bar, of one or more lengths in percent of the chart's width."""

    label: str
    lengths: tuple[Decimal, ...]
    grade: str = ""
    project: Project | None = None
    kind: Lost | None = None


@frozen(kw_only=True)
class Chart:
    """Its bars from top to bottom, and how many there would be."""

    bars: tuple[Bar, ...]
    of: int

    @property
    def is_cut(self) -> bool:
        """Whether the chart shows only the first."""
        return len(self.bars) < self.of


def score_chart(summary: Figures) -> Chart:
    """总分, highest first; 100 points are the whole width."""
    scored = [project for project in summary.ranking if project.score is not None]
    return _chart(
        scored,
        lambda project: Bar(
            label=project.name,
            lengths=(_length(project.score or NOTHING, HUNDRED),),
            grade=project.grade,
            project=project,
        ),
    )


def money_chart(summary: Figures) -> Chart:
    """全年预算数 and 全年执行数, the largest budget first."""
    funded = [project for project in summary.projects if project.money.budget is not None]
    funded.sort(key=lambda project: -(project.money.budget or NOTHING))
    longest = max((max(_columns(project)) for project in funded), default=NOTHING)
    return _chart(
        funded,
        lambda project: Bar(
            label=project.name,
            lengths=tuple(_length(column, longest) for column in _columns(project)),
            project=project,
        ),
    )


def lost_chart(summary: Figures) -> Chart:
    """Lost points by 二级指标, most first; kinds that lost nothing are left out."""
    lost = [kind for kind in summary.level2 if kind.lost > 0]
    longest = max((kind.lost for kind in lost), default=NOTHING)
    return _chart(
        lost, lambda kind: Bar(label=kind.level2, lengths=(_length(kind.lost, longest),), kind=kind)
    )


def _columns(project: Project) -> tuple[Decimal, Decimal]:
    return project.money.budget or NOTHING, project.money.executed or NOTHING


def _length(value: Decimal, whole: Decimal) -> Decimal:
    """In percent of the whole, never outside the chart."""
    share = value / whole * HUNDRED if whole > 0 else NOTHING
    return round_half_up(max(NOTHING, min(HUNDRED, share)))


def _chart(items: Sequence[Item], bar: Callable[[Item], Bar]) -> Chart:
    return Chart(bars=tuple(bar(item) for item in items[:LONGEST]), of=len(items))
