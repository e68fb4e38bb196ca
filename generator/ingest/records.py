"""The records of a repairs file as doubts, and what people decided carried to the records of a new reading.

A record is the plain data of one entry under 修复 or 推断. A person's decision stands in the record itself:
`人工`, `确认人`, `确认时间`, and the text, under `还原` of a character and under `改为` of anything else.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from ..model.doubt import CHARACTER, CONFLICT, Decision, Doubt, Occurrence, Reading
from ..model.form import Form
from ..repair.log import CHARACTER_MAP, Entry
from ..store.edit.answers import path_from_words, said_at

Record = dict[str, Any]
File = dict[str, Any]
"""A whole repairs file: 出处, 修复, 推断, 旧决定, 略去."""

ASKED_BELOW = 0.95
"""What was inferred more surely than this is recorded and not asked about."""

REPAIRS, INFERRED, FORMER = "修复", "推断", "旧决定"
SETTLED, INSTEAD, BY, WHEN, GUESS, PRINT = "人工", "改为", "确认人", "确认时间", "原读", "指纹"
NAME = "标识"
"""The id of a former decision, which no longer stands among its like."""
_DECISION = (SETTLED, INSTEAD, BY, WHEN)
_PAGE = re.compile(r"第([0-9]{1,6})页")


def digest(*parts: object) -> str:
    """A short name made of some texts, the same in every run."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()[:12]


def character_id(record: Mapping[str, Any]) -> str:
    """The id of a character's doubt: one for all places of a code of a font in a document."""
    font = [record.get(key, "") for key in ("来源", "规则", "区域", "字体号", "码", "提取")]
    return digest(CHARACTER, *font, record.get("页", "") if record.get("区域") == "扫描页" else "")


def inference_ids(records: Iterable[Mapping[str, Any]], form: str) -> Iterator[str]:
    """The ids of a form's inferences; `form` is its file below the data folder.

    Where several of one rule stand at one field they are counted in order.
    """
    seen: dict[tuple[object, ...], int] = {}
    for record in records:
        about = record.get("字段") or record.get("采用", "")
        key = (form, record.get("来源", ""), record.get("编号", ""), about)
        seen[key] = seen.get(key, 0) + 1
        yield str(record.get(NAME) or digest(*key, seen[key]))


def print_of(record: Mapping[str, Any], form: Form | None) -> str:
    """A print of what was inferred and what the form says there: is it what a later reading says?

    Of a conflict it is one of both texts.
    """
    rule, taken = record.get("编号", ""), record.get("采用", "")
    if rule == CONFLICT:
        return digest(rule, taken, *record.get("其他可能", ()))
    said = "" if form is None else said_at(form, path_from_words(str(record.get("字段", ""))))
    return digest(rule, taken, said)


def is_settled(record: Mapping[str, Any]) -> bool:
    """Whether a person has decided it."""
    return bool(record.get(SETTLED))


def is_asked(record: Mapping[str, Any]) -> bool:
    """Whether a person has still to decide it."""
    if is_settled(record):
        return False
    if "编号" in record:
        return float(record.get("置信度", 0)) < ASKED_BELOW
    return bool(record.get("存疑"))


def doubts_of(data: File, yaml: Path, form: str) -> Iterator[Doubt]:
    """What a repairs file holds that a person has settled or has to settle; see `together`."""
    for record in data.get(REPAIRS) or ():
        if is_settled(record) or is_asked(record):
            yield _character(record, yaml)
    inferred = data.get(INFERRED) or []
    for record, name in zip(inferred, inference_ids(inferred, form), strict=True):
        if is_settled(record) or is_asked(record):
            yield _inference(record, name, yaml, str(data.get("出处", "")))


def together(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """One doubt for each id and decision: the places of a character lie in the files of several forms."""
    found: dict[tuple[str, object], Doubt] = {}
    for doubt in doubts:
        key = (doubt.id, doubt.decision and doubt.decision.text)
        first = found.get(key)
        found[key] = doubt if first is None else _both(first, doubt)
    return tuple(found.values())


def _both(first: Doubt, other: Doubt) -> Doubt:
    known = {reading.text for reading in first.readings}
    more = (reading for reading in other.readings if reading.text not in known)
    return evolve(
        first,
        places=(*first.places, *other.places),
        readings=(*first.readings, *more),
        confidence=min(first.confidence, other.confidence),
    )


def _decision(record: Mapping[str, Any], text: str) -> Decision | None:
    if not is_settled(record):
        return None
    return Decision(text=text, by=str(record.get(BY, "")), when=str(record.get(WHEN, "")))


def _character(record: Record, yaml: Path) -> Doubt:
    entry = Entry.from_data(record)
    taken = entry.true if entry.guess is None else entry.guess
    font = f"{entry.region}{'' if entry.font is None else f'（第{entry.font}号）'}"
    return Doubt(
        id=character_id(record),
        rule=CHARACTER,
        source=entry.source,
        field=" ".join(filter(None, (font, f"“{entry.extracted}”"))),
        places=tuple(_occurrences(entry, yaml)),
        readings=tuple(_readings(entry, taken)),
        why=_why(entry, taken),
        confidence=entry.confidence,
        decision=_decision(record, entry.true),
    )


def _why(entry: Entry, taken: str) -> str:
    if entry.rule != CHARACTER_MAP:
        return f"{entry.rule}：“{entry.extracted}”读作“{taken}”"
    if taken == entry.extracted:
        return f"“{entry.extracted}”可能有误，暂照原样"
    return f"“{entry.extracted}”读作“{taken}”"


def _readings(entry: Entry, taken: str) -> Iterator[Reading]:
    said = "，".join(f"{key} {value}" for key, value in entry.figures.items() if key not in _CANDIDATES)
    evidence = "，".join(filter(None, (entry.witness, said)))
    others = {str(entry.figures.get("次选", "")): "次选"}
    others |= dict.fromkeys(str(entry.figures.get("候选", "")).split(), "候选")
    others |= {entry.extracted: "文件的文字层这样说"}
    yield Reading(text=taken, evidence=evidence)
    yield from (Reading(text=text, evidence=why) for text, why in others.items() if text not in ("", taken))


_CANDIDATES = ("次选", "候选")


def _occurrences(entry: Entry, yaml: Path) -> Iterator[Occurrence]:
    whole = Occurrence(yaml=yaml, page=entry.page, cell=entry.cell, fields=entry.fields)
    if not entry.places:
        yield whole
    for number, spot in enumerate(entry.places):
        yield evolve(
            whole,
            line=spot.line,
            column=spot.column,
            context=entry.contexts[number] if number < len(entry.contexts) else "",
            box=entry.boxes[number] if number < len(entry.boxes) else None,
        )


def _inference(record: Record, name: str, yaml: Path, origin: str) -> Doubt:
    taken = str(record.get("采用", ""))
    blank_is_one = record.get("编号") == CONFLICT
    others = dict.fromkeys(text for text in map(str, record.get("其他可能") or ()) if text or blank_is_one)
    source = str(record.get("来源", ""))
    where = origin.removeprefix(source).strip()
    page = _PAGE.search(where)
    field = str(record.get("字段", ""))
    place = Occurrence(
        yaml=yaml,
        line=record.get("行"),
        page=int(page[1]) if page else None,
        cell="" if record.get("行") else where,
        fields=(field,) if field else (),
    )
    return Doubt(
        id=name,
        rule=str(record.get("编号", "")),
        source=source,
        field=field,
        places=(place,),
        readings=(Reading(text=taken), *(Reading(text=text) for text in others if text != taken)),
        why=str(record.get("理由", "")),
        confidence=float(record.get("置信度", 0)),
        decision=_decision(record, str(record.get(INSTEAD, taken))),
    )


# --- what people decided, carried to a new reading


def carried(new: File, old: File, *, form: str, source: str) -> File:
    """A new reading's file with every decision of the old one that is about what it still says.

    A decision about something else is kept under 旧决定: it holds again where the source says it again.
    """
    read = new.get(REPAIRS) or []
    decided = [(record, character_id(record)) for record in _decided(old)]
    named = zip(read, map(character_id, read), strict=True)
    repairs, left = _carried(named, decided, _is_same_place, _as_decided)
    former = {REPAIRS: [record for record, _ in left]}
    read = new.get(INFERRED) or []
    decided = [one for one in _named(_with_source(old, source), form) if is_settled(one[0])]
    named = zip(read, inference_ids(read, form), strict=True)
    inferred, left = _carried(named, decided, _holds, _with_said)
    former[INFERRED] = [record | {NAME: name} for record, name in left]
    kept = {key: records for key, records in former.items() if records}
    return new | {REPAIRS: repairs, INFERRED: inferred} | ({FORMER: kept} if kept else {})


def _decided(old: File) -> list[Record]:
    """The characters' records that a person has decided, those that had no place at last among them."""
    former = old.get(FORMER) or {}
    records = (*(old.get(REPAIRS) or ()), *(former.get(REPAIRS) or ()))
    return [record for record in records if is_settled(record)]


def _carried(
    new: Iterable[tuple[Record, str]],
    decided: Sequence[tuple[Record, str]],
    is_about: Callable[[Record, Record], bool],
    with_decision: Callable[[Record, Record], Record],
) -> tuple[list[Record], list[tuple[Record, str]]]:
    """The new records, each with the first decision of its id that is about it; those that are left."""
    met: set[int] = set()
    result = []
    for record, name in new:
        alike = (n for n, (other, its) in enumerate(decided) if its == name and is_about(record, other))
        found = next(alike, None)
        if found is None:
            result.append(record)
        else:
            met.add(found)
            result.append(with_decision(record, decided[found][0]))
    return result, [one for number, one in enumerate(decided) if number not in met]


def _is_same_place(new: Record, old: Record) -> bool:
    """Whether a decision is about a record of a new reading, which may itself have been made by it."""
    if is_settled(new):
        return bool(new["还原"] == old["还原"])
    places = {*zip(new.get("位置", ()), new.get("上下文") or new.get("位置", ()), strict=False)}
    decided = {*zip(old.get("位置", ()), old.get("上下文") or old.get("位置", ()), strict=False)}
    return bool(new.get("存疑")) and new.get("页") == old.get("页") and places <= decided


def _as_decided(new: Record, old: Record) -> Record:
    said = {key: old[key] for key in (BY, WHEN, GUESS) if key in old}
    if is_settled(new):
        return new | said
    guess = {} if new["还原"] == old["还原"] else {GUESS: new["还原"]}
    asked = {key: value for key, value in new.items() if key != "存疑"}
    return asked | {"还原": old["还原"], SETTLED: True, "等级": SETTLED} | said | guess


def _with_source(old: File, source: str) -> File:
    """An older file, whose inferences did not say what document they are of, with that said."""
    if not str(old.get("出处", source)).startswith(source):
        return old
    return old | {INFERRED: [{"来源": source} | record for record in old.get(INFERRED) or ()]}


def _named(old: File, form: str) -> Iterator[tuple[Record, str]]:
    for part in (old, old.get(FORMER) or {}):
        records = part.get(INFERRED) or []
        yield from zip(records, inference_ids(records, form), strict=True)


def _holds(record: Record, decided: Record) -> bool:
    """Whether a decision is about what a new reading says; the reading that it took must be there still."""
    if PRINT in decided and decided[PRINT] != record.get(PRINT):
        return False
    if PRINT not in decided and decided.get("采用") != record.get("采用"):
        return False
    others = decided.get("其他可能") or ()
    return decided.get(INSTEAD) not in others or decided[INSTEAD] in (record.get("其他可能") or ())


def _with_said(record: Record, decided: Record) -> Record:
    """With a decision's own keys; a reading that a person wrote over the program's in the file is theirs."""
    said = {key: decided[key] for key in _DECISION if key in decided}
    if INSTEAD not in said and decided.get("采用", "") != record.get("采用", ""):
        said[INSTEAD] = decided.get("采用", "")
    return record | {key: said[key] for key in _DECISION if key in said}
