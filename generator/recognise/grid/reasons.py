"""偏差原因分析及改进措施 printed once in a cell beside several rows."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from ...model.form import Indicator
from ..recognised import Doubt
from .entry import Entry
from .levels import paths

_REASON = "偏差原因分析及改进措施"


def share_reasons(entries: Sequence[Entry]) -> tuple[list[Entry], list[Doubt]]:
    """Each reason given to the rows it explains, of those its cell stands beside.

    Those are the rows that lost points where some did and some did not, else all of them.
    """
    shared = list(entries)
    doubts: list[Doubt] = []
    where = list(paths(entries))
    for rows in _beside_one_cell(entries):
        lost = [row for row in rows if _lost_points(entries[row].indicator)]
        explained = lost or rows
        if len(explained) == len(rows):
            continue
        for row in set(rows) - set(explained):
            shared[row] = _without_reason(entries[row])
        doubts.extend(_doubt(entries, where[row], row, len(rows)) for row in explained)
    return shared, doubts


def _beside_one_cell(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """The rows of each reason cell that stands beside more than one."""
    rows: dict[int, list[int]] = {}
    for index, entry in enumerate(entries):
        if entry.reason_cell is not None and entry.indicator.reason:
            rows.setdefault(id(entry.reason_cell), []).append(index)
    return (indices for indices in rows.values() if len(indices) > 1)


def _lost_points(indicator: Indicator) -> bool:
    weight, score = indicator.weight, indicator.score
    return weight is not None and score is not None and score < weight


def _without_reason(entry: Entry) -> Entry:
    return evolve(entry, indicator=evolve(entry.indicator, reason=None))


def _doubt(entries: Sequence[Entry], path: tuple[str | int, ...], row: int, beside: int) -> Doubt:
    return Doubt(
        kind="D02",
        path=(*path, _REASON),
        decided=entries[row].indicator.reason or "",
        why=f"这一格偏差原因横跨{beside}行，只有这一行扣了分" if beside else "",
        confidence=0.9,
    )
