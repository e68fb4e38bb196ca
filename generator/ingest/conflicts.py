"""Conflicts of a merge as records: what a person and a new reading both changed, until it is settled."""

from collections.abc import Iterable, Iterator

from ..model import terms
from ..model.doubt import CONFLICT
from ..model.form import Form, Level2
from ..model.problem import Path, path_in_words
from ..store.edit.answers import path_from_words
from ..store.edit.edits import value_at
from ..store.edit.merge import Conflict, shown
from .records import PRINT, Record, is_settled, print_of

_UNSURE = 0.5


def conflict_record(conflict: Conflict, source: str) -> Record:
    """A conflict as it stands in the repairs file; the person's value is the one taken."""
    mine, new = conflict.mine or "", conflict.new or ""
    record = {
        "编号": CONFLICT,
        "字段": path_in_words(conflict.path),
        "采用": mine,
        "理由": str(conflict),
        "置信度": _UNSURE,
        "其他可能": [new],
        "来源": source,
    }
    return record | {PRINT: print_of(record, None)}


def standing(records: Iterable[Record], mine: Form, new: Form, fresh: Iterable[Record]) -> Iterator[Record]:
    """The conflicts of earlier readings that nobody has settled, by deciding or by changing the file."""
    told = {record["字段"] for record in fresh}
    for record in records:
        if record.get("编号") != CONFLICT or is_settled(record) or record["字段"] in told:
            continue
        path = path_from_words(record["字段"])
        there = _text_at(mine, path)
        if there == record.get("采用", "") and there != _text_at(new, _in_other(path, mine, new)):
            yield record


def _text_at(form: Form, path: Path | None) -> str | None:
    """A value as a conflict shows it, blank where there is none; None where there is no such place."""
    if path is None:
        return None
    try:
        return shown(value_at(form, path)) or ""
    except (LookupError, ValueError, TypeError):
        return None


def _in_other(path: Path, form: Form, other: Form) -> Path | None:
    """The path of the same row in another form, which may stand elsewhere in its level; None without."""
    if path[:1] != (terms.INDICATORS,) or len(path) < 4 or not isinstance(path[3], int):
        return path
    try:
        name, rows = value_at(form, path[:4]).name, value_at(other, path[:3])
    except (LookupError, ValueError, TypeError):
        return None
    assert isinstance(rows, Level2)
    found = [number for number, row in enumerate(rows.indicators) if row.name == name]
    return (*path[:3], found[0], *path[4:]) if found else None
