"""From a document to YAML files: read, restore, recognise, write; a person's edits are never overwritten."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import starmap
from pathlib import Path

from attrs import evolve, field, frozen

from ..model.doubt import Doubt, State
from ..model.form import Form
from ..model.problem import Problem, ZipingbiaoError
from ..recognise.recognised import Recognised
from ..repair.log import CHARACTER_MAP, Decisions, Entry
from ..runtime import failures
from ..runtime.files import MIB, not_written, read_bytes, rewrite_atomically, write_atomically
from ..runtime.pool import Pool, WorkerFailure, each
from ..sources.omitted import Omitted
from ..store import Merged, loads, merge
from ..store.read.file import read_text as read_yaml
from ..store.write.schema import schema_text
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace, legible
from .conflicts import conflict_record, standing
from .places import Places
from .read import ReadOptions
from .records import INFERRED, File, carried, doubts_of
from .repairs_file import Settled, file_text, kept_from, renamed, settled_entries, workspace_locked
from .worker import Prepared, PreparedForm, Task, prepare

_WAITING = 16
"""Documents that may be read ahead of the one that is next to be written, for each call a pool is given at
once: enough to work on beside a slow one, few enough for the memory and for what a kill would lose."""
_MAX_BYTES = 64 * MIB
"""Of a file of the program's own; a larger one is written anew."""


class Outcome(StrEnum):
    """What became of a form's YAML file."""

    CREATED = "新建"
    UNCHANGED = "未变"
    UPDATED = "更新"
    KEPT = "保留人工修改"
    MERGED = "与人工修改合并"


@frozen(kw_only=True)
class IngestedForm:
    """One form of a document as it went into the workspace."""

    yaml: Path
    name: str
    """The YAML file below the data folder, as the ids of its doubts have it."""
    outcome: Outcome
    recognised: Recognised
    entries: tuple[Entry, ...]
    """What the repair did in this form's part of the document."""
    repairs: File = field(factory=dict, repr=False)
    """Its repairs file, with what people have decided."""
    omitted: tuple[Omitted, ...] = ()
    """What the document holds but does not show, left out."""
    conflicts: tuple[Problem, ...] = ()
    """Where a person's edit and the new reading differ; the edit stands."""

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What a person has still to settle, the least certain first."""
        found = (
            doubt for doubt in doubts_of(self.repairs, self.yaml, self.name) if doubt.state is State.OPEN
        )
        return tuple(sorted(found, key=lambda doubt: doubt.confidence))

    @property
    def restored(self) -> int:
        """Places at which a wrong character was restored."""
        return self._changed(lambda entry: entry.rule == CHARACTER_MAP)

    @property
    def cleaned(self) -> int:
        """Places at which another defect of the text was mended, such as justified spaces."""
        return self._changed(lambda entry: entry.rule != CHARACTER_MAP)

    def _changed(self, of_kind: Callable[[Entry], bool]) -> int:
        changes = (entry for entry in self.entries if entry.true != entry.extracted and of_kind(entry))
        return sum(len(entry.places) for entry in changes)


@frozen(kw_only=True)
class IngestReport:
    """What became of one document."""

    source: Path
    forms: tuple[IngestedForm, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    """Wall time of reading it."""

    unwritten: int = 0
    """Forms that were found in it and could not be written."""

    @property
    def failed(self) -> bool:
        """Whether nothing could be taken from it, or not all that was found in it could be written."""
        return self.unwritten > 0 or not self.forms


def ingest(
    sources: Iterable[Path],
    workspace: Workspace,
    *,
    debug_images: Path | None = None,
    pool: Pool | None = None,
    settled: Settled | None = None,
    with_goals: bool = False,
) -> Iterator[IngestReport]:
    """Each document in turn; a bad one is reported and the next goes on.

    `settled` is what people have decided, where `settled_entries` has been asked already; `with_goals` takes
    goals that are declared beside self-evaluations, too.

    With a pool they are read side by side. They are written here, in the order given, so that two documents
    with the same project come out as they would one after the other.
    """
    if settled is None:
        settled = settled_entries(workspace)
    places = Places(workspace)
    limits = load_settings(workspace.root).limits

    def asked(number: int, source: Path) -> Task:
        name = source_name(source, workspace)
        options = ReadOptions(
            name=name,
            profiles=workspace.profiles,
            decisions=Decisions(settled.get(name, ())),
            debug_images=debug_images,
            with_goals=with_goals,
        )
        return Task(number=number, source=source, options=options, workspace=workspace, limits=limits)

    for task, prepared in _in_order(starmap(asked, enumerate(sources)), pool):
        yield _stored(task.source, prepared, places, decided=bool(task.options.decisions.entries))


def _in_order(tasks: Iterator[Task], pool: Pool | None) -> Iterator[tuple[Task, Prepared]]:
    if pool is None:
        yield from ((task, prepare(task)) for task in tasks)
        return
    early: dict[int, tuple[Task, Prepared]] = {}
    started = following = 0

    def starting() -> Iterator[Task]:
        nonlocal started
        for task in tasks:
            started += 1
            yield task

    def room() -> int:
        return _WAITING * pool.ahead - (started - following)

    for task, outcome in each(prepare, starting(), pool, room):
        if isinstance(outcome, WorkerFailure):
            outcome = Prepared(problems=(failures.failed_call(task.source, outcome, "读取它"),))  # noqa: PLW2901
        early[task.number] = (task, outcome)
        while following in early:
            yield early.pop(following)
            following += 1


def _stored(source: Path, prepared: Prepared, places: Places, *, decided: bool) -> IngestReport:
    """A document's forms written; one that cannot be does not keep the others from being."""
    forms: list[IngestedForm] = []
    problems = list(prepared.problems)
    for form in prepared.forms:
        try:
            forms.append(_store(form, places, decided=decided))
        except ZipingbiaoError as error:
            problems.extend(error.problems)
        except OSError as error:
            problems.append(not_written(places.of(form.recognised.form), error))
    return IngestReport(
        source=source,
        forms=tuple(forms),
        problems=tuple(problems),
        unwritten=prepared.unwritable + len(prepared.forms) - len(forms),
        seconds=prepared.seconds,
    )


def write_schema(workspace: Workspace) -> None:
    """Put the JSON Schema where the header of each YAML file looks for it. Raises ZipingbiaoError F08."""
    try:
        _refresh(workspace.schema, schema_text())
    except OSError as error:
        raise ZipingbiaoError(not_written(workspace.schema, error)) from error


def source_name(source: Path, workspace: Workspace) -> str:
    """How a document is named in logs: its path in the workspace, or its own name where it lies elsewhere."""
    absolute, root = source.resolve(), workspace.root.resolve()
    return legible(absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else source.name)


def _store(prepared: PreparedForm, places: Places, *, decided: bool) -> IngestedForm:
    """Write a form's YAML, its repairs file and the copy that later merges start from.

    `decided` is whether people decided about characters of its document: its name may be one of theirs.
    """
    form, text, workspace = prepared.recognised.form, prepared.text, places.workspace
    if form.project:
        write_schema(workspace)
    target = places.of(form)
    if decided and not target.exists():
        target = renamed(form, prepared.source, workspace) or target
    with workspace_locked(workspace):
        former = kept_from(workspace.repairs_path(target))
        outcome, merged = _write(target, text, form, workspace)
        name = target.relative_to(workspace.data).as_posix()
        repairs = _repairs(prepared, former, merged, name)
        _refresh(workspace.last_ingest_path(target), text)
        same = repairs is prepared.repairs
        _refresh(workspace.repairs_path(target), prepared.repairs_text if same else file_text(repairs))
    return IngestedForm(
        yaml=target,
        name=name,
        outcome=outcome,
        recognised=prepared.recognised,
        entries=prepared.entries,
        repairs=repairs,
        omitted=prepared.omitted,
        conflicts=merged.problems() if merged else (),
    )


def _repairs(prepared: PreparedForm, former: File, merged: Merged | None, name: str) -> File:
    """The repairs file: what was read, what people decided of it before, and what they have to decide."""
    form, new = prepared.recognised.form, prepared.repairs
    fresh = [conflict_record(conflict, prepared.source) for conflict in merged.conflicts] if merged else []
    if not former and not fresh:
        return new
    mine = loads(merged.text, file="", kind=form.kind).form if merged else form
    left = standing(former.get(INFERRED, ()), mine or form, form, fresh)
    return carried(
        new | {INFERRED: [*new[INFERRED], *fresh, *left]}, former, form=name, source=prepared.source
    )


def _refresh(file: Path, text: str) -> None:
    """Write a file of the program's own, unless it says that already."""
    with suppress(OSError):
        if read_bytes(file, _MAX_BYTES) == text.encode():
            return
    write_atomically(file, text.encode())


def _last_read(file: Path) -> str | None:
    """The form as the last ingest read it. Raises ZipingbiaoError where it is there and cannot be read."""
    try:
        return read_yaml(file) if file.exists() else None
    except ZipingbiaoError as error:
        hint = "这是上次读入的结果，合并时要用；请移走它后重新读入，与你改过的不同之处会列出"
        raise ZipingbiaoError(*(evolve(problem, hint=hint) for problem in error.problems)) from error


def _write(target: Path, text: str, form: Form, workspace: Workspace) -> tuple[Outcome, Merged | None]:
    """Write the YAML; where a person has edited it, bring in what is new and leave their edits."""
    if not target.exists():
        write_atomically(target, text.encode())
        return Outcome.CREATED, None
    mine = read_yaml(target)
    base = _last_read(workspace.last_ingest_path(target))
    if mine == text:
        return Outcome.UNCHANGED, None
    if mine == base:
        rewrite_atomically(target, text.encode())
        return Outcome.UPDATED, None
    merged = merge(base, form, mine, file=str(target))
    if merged.text == mine:
        return Outcome.KEPT, merged
    rewrite_atomically(target, merged.text.encode())
    return Outcome.MERGED, merged
