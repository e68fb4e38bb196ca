"""偏差原因分析及改进措施 printed once in a cell beside several rows."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from ...model.form import Indicator
from ...model.splitting import grouped
from ..recognised import Doubt
from .levels import Entry, paths

_REASON = "偏差原因分析及改进措施"


def share_reasons(entries: Sequence[Entry]) -> tuple[list[Entry], list[Doubt]]:
    """Each reason once, at the first of the rows it explains, of those its cell stands beside.

    Those are the rows that lost points where some did, else all of them.
    """
    shared = list(entries)
    doubts: list[Doubt] = []
    where = list(paths(entries))
    for rows in _beside_one_cell(entries):
        lost = [row for row in rows if _lost_points(entries[row].indicator)]
        explained = lost or rows
        for row in set(rows) - {explained[0]}:
            shared[row] = evolve(entries[row], indicator=evolve(entries[row].indicator, reason=None))
        doubts.append(_doubt(entries, where[explained[0]], explained, len(rows)))
    return shared, doubts


def _beside_one_cell(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """The rows of each reason cell that stands beside more than one."""
    beside = (
        (id(entry.reason_cell), index)
        for index, entry in enumerate(entries)
        if entry.reason_cell is not None and entry.indicator.reason
    )
    rows = grouped(beside)
    return (indices for indices in rows.values() if len(indices) > 1)


def _lost_points(indicator: Indicator) -> bool:
    weight, score = indicator.weight, indicator.score
    return weight is not None and score is not None and score < weight


def _doubt(
    entries: Sequence[Entry], path: tuple[str | int, ...], explained: Sequence[int], beside: int
) -> Doubt:
    names = "、".join(f"“{entries[row].indicator.name}”" for row in explained)
    which = "只有这一行扣了分" if len(explained) == 1 else f"照录在第一行，也许是{names}共有的"
    return Doubt(
        kind="D02",
        path=(*path, _REASON),
        decided=entries[explained[0]].indicator.reason or "",
        why=f"这一格偏差原因横跨{beside}行，{which}",
        confidence=0.9,
    )
