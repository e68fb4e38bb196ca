"""A person's decision: into the YAML by an edit of the lines concerned, and into the repairs file."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from attrs import field, frozen

from ..ingest.records import (
    INFERRED,
    REPAIRS,
    File,
    Record,
    character_id,
    inference_ids,
    is_asked,
    is_settled,
)
from ..ingest.repairs_file import file_text, may_say, read_file, workspace_locked
from ..model import problem
from ..model.doubt import Decision, Occurrence
from ..model.problem import ZipingbiaoError
from ..runtime.files import MIB, not_written, read_bytes, reason_of, rewrite_atomically
from ..store.read.file import read_text
from ..workspace.workspace import Workspace
from .decide import decided, decision_in, is_character, parted
from .edits import Change, Edit, edited
from .queue import ASKING, form_name, repairs_files

_MAX_BYTES = 64 * MIB
_TRIES = 3
"""How often a file that an editor has just saved is read anew."""

_Place = tuple[Path, int | None, int | None, int | None, str]
"""Form, line, column, page and cell of a place."""


@frozen(kw_only=True)
class Written:
    """A file as it was and as a decision left it."""

    path: Path
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)


@frozen(kw_only=True)
class Settlement:
    """What was decided, as `undo` takes it back: by id what was said before, and the files."""

    decision: Decision
    former: Mapping[str, Decision | None]
    forms: tuple[Path, ...]
    """The YAML files that it is about, changed or confirmed."""
    files: tuple[Written, ...] = field(repr=False)
    """Every file concerned, in the order in which they are written."""

    @property
    def changed(self) -> tuple[Path, ...]:
        """The YAML files that say something else now."""
        changed = {file.path for file in self.files if file.before != file.after}
        return tuple(form for form in self.forms if form in changed)


def settle(
    workspace: Workspace,
    ids: Iterable[str],
    text: str,
    *,
    by: str,
    only: Collection[Occurrence] | None = None,
    within: Iterable[Path] = (),
) -> Settlement:
    """Settle doubts with one text: a reading's, or one that a person wrote.

    The text that the program took confirms it and leaves the YAML alone. What is open of an id is settled;
    where nothing is, its decision is replaced. `only` leaves out a character's other places, which stay open.
    `within` names the YAML files to look in where they are known.

    Nothing is written unless all can be. Raises ZipingbiaoError: H01 no such doubt, H02 the text cannot stand
    there, H03 the place was changed in the YAML, B01, F05, F08, Y….
    """
    decision = Decision(text=text, by=by, when=datetime.now().astimezone().isoformat(timespec="seconds"))
    chosen = None if only is None else {_place(place) for place in only}
    return _carried_out(workspace, dict.fromkeys(ids, decision), chosen, tuple(within))


def undo(workspace: Workspace, settlement: Settlement) -> None:
    """Take a decision back: YAML and repairs file say what they said before.

    Files that nobody has touched since get their bytes back; in others only what was decided is changed.
    Raises ZipingbiaoError as `settle`; H01 also where all of it has been decided anew.
    """
    with workspace_locked(workspace):
        if all(_bytes(file.path) == file.after for file in settlement.files):
            for file in reversed(settlement.files):  # the record first: a kill leaves it open
                _write(file.path, file.before)
            return
    _carried_out(workspace, settlement.former, None, settlement.forms, settlement.decision)


def _carried_out(
    workspace: Workspace,
    wanted: Mapping[str, Decision | None],
    chosen: Collection[_Place] | None,
    within: tuple[Path, ...],
    replacing: Decision | None = None,
) -> Settlement:
    """Every record of the wanted ids decided; nothing is written where one cannot be."""
    with workspace_locked(workspace):
        for _ in range(_TRIES):
            plan = _Plan(workspace, wanted, chosen, replacing)
            files = tuple(plan.files(within))
            if all(_bytes(file.path) == file.before for file in files):
                break
        else:
            raise problem.refusal(
                "H03", "文件正被别的程序改写，没有改动", at=files[0].path, hint="请稍后再试"
            )
        for file in files:  # the YAML first: what a kill leaves undone is then asked again
            _write(file.path, file.after)
    decision = replacing or next(filter(None, wanted.values()))
    return Settlement(decision=decision, former=plan.former, forms=tuple(plan.forms), files=files)


class _Plan:
    """What is to be written so that some doubts are decided."""

    def __init__(
        self,
        workspace: Workspace,
        wanted: Mapping[str, Decision | None],
        chosen: Collection[_Place] | None,
        replacing: Decision | None,
    ) -> None:
        self._workspace, self._wanted = workspace, wanted
        self._chosen, self._replacing = chosen, replacing
        self.former: dict[str, Decision | None] = {}
        self.forms: list[Path] = []

    def files(self, within: tuple[Path, ...]) -> Iterator[Written]:
        """The files of each form concerned, as they are and as they are to be."""
        known = [(self._workspace.repairs_path(yaml), yaml) for yaml in within]
        forms = [(file, yaml) for file, yaml in known or repairs_files(self._workspace) if yaml.exists()]
        asking = [file for file, _ in forms if may_say(file, *ASKING)]
        seen = {file: _bytes(file) for file in asking}
        data = {file: read_file(file) for file in asking}
        named = {file: self._named(data[file], yaml) for file, yaml in forms if file in data}
        concerned = [records for name in named.values() for records in name.items()]
        still_open = {name for name, records in concerned if any(map(is_asked, records))}
        for file, yaml in forms:
            if named.get(file):
                result, changes = self._records_decided(data[file], yaml, still_open)
                if changes:
                    yield from self._form(yaml, result, changes)
                    yield Written(path=file, before=seen[file], after=file_text(result).encode())
        missing = set(self._wanted) - set(self.former)
        if missing:
            raise problem.refusal(
                "H01", f"没有这条存疑（{'、'.join(sorted(missing))}），或已另行定下", hint="请重新列出存疑"
            )

    def _named(self, data: File, yaml: Path) -> dict[str, list[Record]]:
        """The records of each wanted id."""
        found: dict[str, list[Record]] = {}
        for name, record in self._records(data, yaml):
            if name in self._wanted:
                found.setdefault(name, []).append(record)
        return found

    def _records(self, data: File, yaml: Path) -> Iterator[tuple[str, Record]]:
        inferred = data.get(INFERRED) or []
        yield from ((character_id(record), record) for record in data.get(REPAIRS) or ())
        yield from zip(inference_ids(inferred, form_name(yaml, self._workspace)), inferred, strict=True)

    def _records_decided(
        self, data: File, yaml: Path, still_open: Collection[str]
    ) -> tuple[File, list[Change]]:
        """A repairs file with what is to be decided in it, and what that changes."""
        changes: list[Change] = []
        result: File = dict(data) | {REPAIRS: [], INFERRED: []}
        for name, record in self._records(data, yaml):
            records = [record]
            if name in self._wanted and self._is_meant(record, name in still_open):
                records = list(self._decided(name, record, yaml, changes))
            result[REPAIRS if is_character(record) else INFERRED] += records
        return result, changes

    def _form(self, yaml: Path, result: File, changes: list[Change]) -> Iterator[Written]:
        """The YAML and what was last read of it; what was inferred from that follows in `result`."""
        last = self._workspace.last_ingest_path(yaml)
        seen = [_bytes(file) for file in (yaml, last) if file.exists()]  # before their texts are read
        texts = [read_text(file) for file in (yaml, last) if file.exists()]
        files = Edit(yaml=texts[0], read=texts[1] if texts[1:] else None, inferred=tuple(result[INFERRED]))
        after = edited(files, changes, file=yaml)
        result[INFERRED] = list(after.inferred)
        self.forms.append(yaml)
        new_texts = (after.yaml, after.read or "")
        for file, data, old, new in zip((yaml, last), seen, texts, new_texts, strict=False):
            yield Written(path=file, before=data, after=data if old == new else new.encode())

    def _is_meant(self, record: Record, is_open: bool) -> bool:
        if self._replacing is not None:
            return decision_in(record) == self._replacing
        return is_asked(record) if is_open else is_settled(record)

    def _decided(self, name: str, record: Record, yaml: Path, changes: list[Change]) -> Iterator[Record]:
        apart = self._chosen is not None and is_character(record)
        within, without = self._parted(record, yaml) if apart else (record, None)
        if without is not None:
            yield without
        if within is not None:
            self.former.setdefault(name, decision_in(within))
            change = Change(within, decided(within, self._wanted[name]))
            changes.append(change)
            yield change.after

    def _parted(self, record: Record, yaml: Path) -> tuple[Record | None, Record | None]:
        """The record of the chosen places and that of the others; None where there are none."""
        assert self._chosen is not None
        numbers = {n for n, place in enumerate(_places(record, yaml)) if place in self._chosen}
        if len(numbers) == len(record.get("位置", ())):
            return record, None
        if record.get("字体号") is not None:
            message = "PDF 里同一字体的同一字码只能是同一个字，没有改动"
            raise problem.refusal("H02", message, hint="请把各页的各处一并定下")
        if not numbers:
            return None, record
        return parted(record, numbers)


def _places(record: Record, yaml: Path) -> Iterator[_Place]:
    for spot in record.get("位置", ()):
        line, _, column = str(spot).partition(":")
        yield yaml.resolve(), int(line), int(column), record.get("页"), str(record.get("单元格", ""))


def _place(place: Occurrence) -> _Place:
    return place.yaml.resolve(), place.line, place.column, place.page, place.cell


def _bytes(file: Path) -> bytes:
    try:
        return read_bytes(file, _MAX_BYTES)
    except OSError as error:
        raise problem.refusal("F05", f"读不出文件：{reason_of(error)}", at=file) from error


def _write(file: Path, data: bytes) -> None:
    if _bytes(file) == data:
        return
    try:
        rewrite_atomically(file, data)
    except OSError as error:
        raise ZipingbiaoError(not_written(file, error)) from error
