"""What a repair did, for a person: doubts first, then every change, with two contexts each."""

from collections.abc import Iterable, Iterator, Sequence

from .log import CHARACTER_MAP, Entry, RepairLog, Spot
from .text.restore import TextRepair

CONTEXT = 8
SHOWN = 2
PLACES_SHOWN = 6


def report(repair: TextRepair) -> str:
    """The report as plain text, one paragraph per kind of change."""
    return "\n".join(_report_lines(repair.log, repair.text.split("\n")))


def summary(log: RepairLog) -> str:
    """One line: how much was changed and how much is doubtful."""
    restored = [entry for entry in log.changes if entry.rule == CHARACTER_MAP]
    others = [entry for entry in log.changes if entry.rule != CHARACTER_MAP]
    doubtful = [entry for entry in log.entries if entry.doubtful]
    parts = [f"还原{len(restored)}个字码，共{_places(restored)}处"] if restored else []
    parts += [f"清理{_places(others)}处"] if others else []
    parts += [f"存疑{len(doubtful)}个字码，共{_places(doubtful)}处"] if doubtful else []
    return "；".join(parts) + "。" if parts else "未发现错误，文本未改动。"


def _places(entries: Iterable[Entry]) -> int:
    return sum(len(entry.places) for entry in entries)


def _report_lines(log: RepairLog, lines: Sequence[str]) -> Iterator[str]:
    yield summary(log)
    doubtful = [entry for entry in log.entries if entry.doubtful]
    sure = [entry for entry in log.entries if entry.rule == CHARACTER_MAP and not entry.doubtful]
    others = [entry for entry in log.entries if entry.rule != CHARACTER_MAP]
    for title, entries in (("存疑，请核对", doubtful), ("已还原", sure), ("其他清理", others)):
        if entries:
            yield ""
            yield f"{title}："
            for entry in sorted(entries, key=lambda e: (e.confidence, -len(e.places))):
                yield from _entry_lines(entry, lines)


def _entry_lines(entry: Entry, lines: Sequence[str]) -> Iterator[str]:
    by = "人工确认" if entry.settled else f"置信度 {entry.confidence:.3f}"
    rival = entry.figures.get("次选")
    other = f"，也可能是“{rival}”" if entry.doubtful and rival else ""
    yield f"  {_change(entry)}  {len(entry.places)}处  {by}{other}  {_where(entry)}"
    if entry.rule == CHARACTER_MAP:
        yield from (f"      {context(lines, spot)}" for spot in entry.places[:SHOWN])


def _change(entry: Entry) -> str:
    if entry.rule != CHARACTER_MAP:
        return f"{entry.rule} “{entry.extracted}”→“{entry.true}”"
    return f"{entry.extracted} → {entry.true}" if entry.true != entry.extracted else f"{entry.extracted} 未改"


def _where(entry: Entry) -> str:
    shown = "、".join(f"第{spot.line}行第{spot.column}列" for spot in entry.places[:PLACES_SHOWN])
    return shown + (" 等" if len(entry.places) > PLACES_SHOWN else "")


def context(lines: Sequence[str], spot: Spot) -> str:
    """The restored text around a place; approximate where the line became shorter."""
    line = lines[spot.line - 1]
    column = min(spot.column - 1, max(len(line) - 1, 0))
    return f"…{line[max(column - CONTEXT, 0) : column + CONTEXT + 1].strip()}…"
