"""A decision in a record of the repairs file, and taken out of it again."""

from collections.abc import Collection
from typing import Any

from ..ingest.records import BY, GUESS, INSTEAD, SETTLED, WHEN, Record, is_settled
from ..model.doubt import Decision

_TRUE, _TAKEN, _DOUBTFUL, _GRADE = "还原", "采用", "存疑", "等级"
_BESIDE = ("位置", "上下文", "框")
"""What a character's record says place by place."""


def is_character(record: Record) -> bool:
    """Whether a record is of a character, not of what was inferred."""
    return _TRUE in record


def taken_in(record: Record) -> str:
    """What the program read."""
    taken = record.get(GUESS, record[_TRUE]) if is_character(record) else record.get(_TAKEN, "")
    return str(taken)


def said_in(record: Record) -> str:
    """What holds now."""
    if is_character(record):
        return str(record[_TRUE])
    return str(record.get(INSTEAD, taken_in(record)) if is_settled(record) else taken_in(record))


def decision_in(record: Record) -> Decision | None:
    """What a person decided, if one has."""
    if not is_settled(record):
        return None
    return Decision(text=said_in(record), by=str(record.get(BY, "")), when=str(record.get(WHEN, "")))


def decided(record: Record, decision: Decision | None) -> Record:
    """The record with a decision, or with none: then it is open again."""
    taken = taken_in(record)
    bare = {key: value for key, value in record.items() if key not in (SETTLED, INSTEAD, BY, WHEN, GUESS)}
    if is_character(record):
        return _character(bare, taken, decision)
    return bare if decision is None else bare | _said(decision, {INSTEAD: decision.text}, taken)


def _character(bare: Record, taken: str, decision: Decision | None) -> Record:
    if decision is None:
        return bare | {_TRUE: taken, _DOUBTFUL: True, _GRADE: _DOUBTFUL}
    sure = {key: value for key, value in bare.items() if key != _DOUBTFUL}
    return sure | {_TRUE: decision.text, _GRADE: SETTLED} | _said(decision, {GUESS: taken}, taken)


def _said(decision: Decision, otherwise: dict[str, str], taken: str) -> Record:
    who: dict[str, Any] = {SETTLED: True}
    who |= otherwise if decision.text != taken else {}
    return who | {key: value for key, value in ((BY, decision.by), (WHEN, decision.when)) if value}


def parted(record: Record, chosen: Collection[int]) -> tuple[Record, Record]:
    """A character's record as two: that of the chosen places, by number, and that of the others."""
    within, without = dict(record), dict(record)
    for key in _BESIDE:
        values = record.get(key, [])
        within[key] = [value for number, value in enumerate(values) if number in chosen]
        without[key] = [value for number, value in enumerate(values) if number not in chosen]
    return within, without
