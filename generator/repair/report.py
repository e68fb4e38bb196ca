"""What a repair did, for a person: doubts first, then every change, with two contexts each."""

from collections.abc import Iterable, Iterator, Sequence

from .grades import grades_in_words
from .log import CHARACTER_MAP, Entry, Spot
from .text.restore import Proof, TextRepair

CONTEXT = 8
SHOWN = 2
PLACES_SHOWN = 6
RARE_SHOWN = 12


def report(repair: TextRepair) -> str:
    """The report as plain text, one paragraph per kind of change."""
    return "\n".join(_report_lines(repair))


def summary(repair: TextRepair) -> str:
    """One line: how much was changed, on what evidence, and how much is doubtful."""
    log = repair.log
    restored = [entry for entry in log.changes if entry.rule == CHARACTER_MAP]
    others = [entry for entry in log.changes if entry.rule != CHARACTER_MAP]
    doubtful = [entry for entry in log.entries if entry.doubtful]
    codes = len({entry.extracted for entry in restored})
    parts = [f"还原{codes}个字码，共{_places(restored)}处（{grades_in_words(restored)}）"] if restored else []
    parts += [f"清理{_places(others)}处"] if others else []
    parts += (
        [f"存疑{len({e.extracted for e in doubtful})}个字码，共{_places(doubtful)}处"] if doubtful else []
    )
    parts += [_unexplained(repair.unexplained)] if repair.unexplained else []
    if not parts:
        return "未发现错误，文本未改动。"
    return "；".join([*parts, *([] if log.changes else ["文本未改动"])]) + "。"


def _unexplained(characters: str) -> str:
    shown = "、".join(characters[:RARE_SHOWN]) + (" 等" if len(characters) > RARE_SHOWN else "")
    return f"另有{len(characters)}个罕用字看不出是否有误（{shown}）"


def _proof(proof: Proof) -> str:
    """What the certificate of one font says."""
    whole = f"按{proof.face}的字形次序把还原后的文字再错一遍，{proof.agreed}个汉字与收到的逐字相同"
    if proof.others:
        whole += f"，其余{proof.others}个应在另一种完好的字体里"
    if proof.missing:
        shown = "".join(proof.missing[:RARE_SHOWN]) + ("等" if len(proof.missing) > RARE_SHOWN else "")
        whole += f"；前提是原文件在这段文字之外还用到“{shown}”，所以是可能，不是证明"
    return whole + "。"


def _places(entries: Iterable[Entry]) -> int:
    return sum(len(entry.places) for entry in entries)


def _report_lines(repair: TextRepair) -> Iterator[str]:
    yield summary(repair)
    yield from map(_proof, repair.proofs)
    log, lines = repair.log, repair.text.split("\n")
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
    by = "人工确认" if entry.settled else f"{entry.grade or entry.witness} 置信度 {entry.confidence:.3f}"
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
