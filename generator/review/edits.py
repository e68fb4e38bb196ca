"""What a decision changes in the YAML: only the lines of what was in doubt."""

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from attrs import evolve, frozen

from ..ingest.records import INSTEAD, PRINT, Record, print_of
from ..model import problem, terms
from ..model.doubt import CONFLICT
from ..model.form import Form
from ..model.problem import Path, ZipingbiaoError
from ..store import Loaded, loads, merge_forms, rewrite
from ..store.edit.answers import path_from_words, said_at, with_answer
from ..store.edit.characters import Context, with_character, with_characters
from ..store.edit.edits import value_at
from .decide import is_character, said_in, taken_in

_CONTEXTS, _TAKEN, _OTHERS = "上下文", "采用", "其他可能"


@frozen
class Change:
    """A record as it was and as it is to be."""

    before: Record
    after: Record

    @property
    def path(self) -> Path:
        """Where in the form it stands."""
        return path_from_words(str(self.before.get("字段", "")))


@frozen(kw_only=True)
class Edit:
    """What a form's files say: its YAML, the YAML as it was last read if that is kept, what was inferred."""

    yaml: str
    read: str | None
    inferred: tuple[Record, ...]


def edited(files: Edit, changes: Iterable[Change], *, file: FilePath) -> Edit:
    """The files with what these changes of records say, everything else in them byte for byte.

    A character is put right in what was read and inferred too, for so it will be read from now on. Raises
    ZipingbiaoError: Y… where the file is no form, H02 where an answer cannot stand at its place, H03 where a
    person has changed the same place in the file.
    """
    for change in changes:
        if said_in(change.before) != said_in(change.after):
            loaded = loads(files.yaml, file=str(file), kind=None)
            base = None if files.read is None else loads(files.read, file="", kind=None)
            wanted = _changed(change, base.form if base else None, loaded.sound(), loaded)
            files = evolve(files, yaml=rewrite(loaded, wanted))
            if is_character(change.before) and base and base.form:
                files = _read_anew(files, change, base, base.form)
    return files


def _read_anew(files: Edit, change: Change, base: Loaded, form: Form) -> Edit:
    """The files with a character put right in what was last read, and in what was inferred from that."""
    texts = [text for record in files.inferred for text in _texts(record)]
    said, answer = said_in(change.before), said_in(change.after)
    read, changed = with_characters(form, texts, said, answer, _contexts(change.before))
    left = iter(changed)
    inferred = tuple(_with_texts(record, left, form, read) for record in files.inferred)
    return evolve(files, read=rewrite(base, read), inferred=inferred)


def _texts(record: Record) -> list[str]:
    """What a record quotes from the form: what was taken, what else it may be, what a person chose."""
    return [str(record.get(_TAKEN, "")), *record.get(_OTHERS, ()), str(record.get(INSTEAD, ""))]


def _with_texts(record: Record, texts: Iterator[str], before: Form, after: Form) -> Record:
    """A record with the next of these texts in place of its own; its print is still that of what is read."""
    taken, others = next(texts), [next(texts) for _ in record.get(_OTHERS, ())]
    new = {_TAKEN: taken, _OTHERS: others, INSTEAD: next(texts)}
    changed = record | {key: value for key, value in new.items() if key in record}
    if record.get(PRINT) == print_of(record, before):
        changed[PRINT] = print_of(changed, after)
    return changed


def _contexts(record: Record) -> Iterator[Context]:
    return filter(None, map(Context.of, record.get(_CONTEXTS, ())))


def _changed(change: Change, base: Form | None, mine: Form, loaded: Loaded) -> Form:
    if is_character(change.before):
        return with_character(mine, said_in(change.before), said_in(change.after), _contexts(change.before))
    if change.before.get("编号") == CONFLICT or base is None:
        return _in_place(change, mine, change.path, loaded)
    before, after = (_as_said(base, record, change.path) for record in (change.before, change.after))
    merged, conflicts = merge_forms(before, after, mine)
    if not conflicts:
        return merged
    return _in_place(change, mine, _moved(change.path, base, mine) or change.path, loaded, before)


def _as_said(base: Form, record: Record, path: Path) -> Form:
    """The form as it was read, with what a record says of it."""
    said, taken = said_in(record), taken_in(record)
    return base if said == taken else with_answer(base, path, said, taken)


def _in_place(change: Change, mine: Form, path: Path, loaded: Loaded, before: Form | None = None) -> Form:
    """The person's form with the answer, where it still says what it said when the doubt was written."""
    said, answer = said_in(change.before), said_in(change.after)
    expected = said if before is None else said_at(before, change.path)
    if said_at(mine, path) not in (expected, answer):
        raise _edited(change, mine, path, loaded)
    return with_answer(mine, path, answer, taken_in(change.before))


def _moved(path: Path, base: Form, mine: Form) -> Path | None:
    """Where the row of a path stands in the person's form, by its name, if only one row bears that."""
    if path[:1] != (terms.INDICATORS,) or len(path) < 4:
        return None
    try:
        name = value_at(base, path[:4]).name
    except (LookupError, ValueError, TypeError):
        return None
    found = [where for where, row in mine.indicators() if row.name == name]
    return (*found[0], *path[4:]) if len(found) == 1 else None


def _edited(change: Change, mine: Form, path: Path, loaded: Loaded) -> ZipingbiaoError:
    return problem.refusal(
        "H03",
        "这一处在 YAML 里已经另外改过，没有改动",
        at=loaded.place(path),
        path=change.path,
        value=said_at(mine, path) or None,
        hint="以 YAML 为准的，确认原读法即可（不会改 YAML）；否则请在 YAML 里改",
    )
