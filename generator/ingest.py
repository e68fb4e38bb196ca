"""From a document to YAML files: read, restore, recognise, write; a person's edits are never overwritten."""

import time
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from attrs import evolve, frozen

from . import failures
from .files import not_written, write_atomically
from .form import Form
from .pool import Lost, Pool, each
from .problem import Place, Problem, Severity, ZipingbiaoError, path_in_words
from .reading import Manner, Reading, read_document
from .recognise.provenance import fields_reached
from .recognise.recognised import Doubt, Recognised
from .repair.language import shipped_model
from .repair.log import CHARACTER_MAP, Decisions, Entry, RepairLog
from .store import dump, merge
from .store.read import read_text as read_yaml
from .store.schema import schema_text
from .workspace import Workspace


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
    outcome: Outcome
    recognised: Recognised
    entries: tuple[Entry, ...]
    """What the repair did in this form's part of the document."""
    conflicts: tuple[Problem, ...] = ()
    """Where a person's edit and the new reading differ; the edit stands."""

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

    @property
    def failed(self) -> bool:
        """Whether nothing could be taken from it."""
        return not self.forms


@frozen(kw_only=True)
class _Task:
    """A document to be read."""

    number: int
    source: Path
    manner: Manner


@frozen(kw_only=True)
class _Read:
    """What reading a document gave, and the seconds it took."""

    reading: Reading | None = None
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


def ingest(
    sources: Iterable[Path],
    workspace: Workspace,
    *,
    debug_images: Path | None = None,
    pool: Pool | None = None,
) -> Iterator[IngestReport]:
    """Each document in turn; a bad one is reported and the next goes on.

    With a pool they are read side by side. They are written here, in the order given, so that two documents
    with the same project come out as they would one after the other.
    """
    for task, read in _in_order(_tasks(sources, workspace, debug_images), pool):
        yield _stored(task.source, read, workspace)


def _tasks(sources: Iterable[Path], workspace: Workspace, debug_images: Path | None) -> Iterator[_Task]:
    settled = settled_entries(workspace)
    for number, source in enumerate(sources):
        name = source_name(source, workspace)
        decisions = Decisions(settled.get(name, ()))
        manner = Manner(name=name, decisions=decisions, debug_images=debug_images)
        yield _Task(number=number, source=source, manner=manner)


def _in_order(tasks: Iterator[_Task], pool: Pool | None) -> Iterator[tuple[_Task, _Read]]:
    if pool is None:
        yield from ((task, _read(task)) for task in tasks)
        return
    early: dict[int, tuple[_Task, _Read]] = {}
    following = 0
    for task, outcome in each(_read, tasks, pool):
        if isinstance(outcome, Lost):
            outcome = _Read(problems=(failures.lost(task.source, outcome, "读取它"),))  # noqa: PLW2901
        early[task.number] = (task, outcome)
        while following in early:
            yield early.pop(following)
            following += 1


def _read(task: _Task) -> _Read:
    """A document read; what is wrong with it is data, so that the next goes on."""
    start = time.perf_counter()
    reading: Reading | None = None
    problems: tuple[Problem, ...] = ()
    try:
        reading = read_document(task.source, task.manner)
    except ZipingbiaoError as error:
        problems = error.problems
    except Exception as error:
        problems = (failures.defect(task.source, error, "读取"),)
    return _Read(reading=reading, problems=problems, seconds=time.perf_counter() - start)


def warm() -> None:
    """Load what reading needs into a process that is to read many documents."""
    shipped_model()


def _stored(source: Path, read: _Read, workspace: Workspace) -> IngestReport:
    """A document's forms written; one that cannot be does not keep the others from being."""
    reading = read.reading
    if reading is None:
        return IngestReport(source=source, problems=read.problems, seconds=read.seconds)
    forms: list[IngestedForm] = []
    problems = list(reading.problems)
    for found in reading.forms:
        try:
            if found.form.project:
                write_schema(workspace)
            forms.append(_store(found, reading, workspace))
        except ZipingbiaoError as error:
            problems.extend(error.problems)
        except OSError as error:
            problems.append(not_written(workspace.yaml_path(found.form), error))
    return IngestReport(source=source, forms=tuple(forms), problems=tuple(problems), seconds=read.seconds)


def write_schema(workspace: Workspace) -> None:
    """Put the JSON Schema where the header of each YAML file looks for it."""
    text = schema_text()
    if not workspace.schema.exists() or workspace.schema.read_text("utf-8") != text:
        write_atomically(workspace.schema, text.encode())


def source_name(source: Path, workspace: Workspace) -> str:
    """How a document is named in logs: its path in the workspace, or its own name where it lies elsewhere."""
    absolute, root = source.resolve(), workspace.root.resolve()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else source.name


def settled_entries(workspace: Workspace) -> dict[str, tuple[Entry, ...]]:
    """Source → what people have decided about its characters, from every repairs file of the workspace."""
    settled: dict[str, tuple[Entry, ...]] = {}
    for file in sorted(workspace.data.glob("*/*/repairs/*.yaml")):
        for entry in read_repairs(file).entries:
            if entry.settled:
                settled[entry.source] = (*settled.get(entry.source, ()), entry)
    return settled


def read_repairs(file: Path) -> RepairLog:
    """The log in a repairs file. Raises ZipingbiaoError where it cannot be read."""
    try:
        data = yaml.safe_load(file.read_text("utf-8"))
        return RepairLog.from_data(data.get("修复") or ())
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ZipingbiaoError(repairs_problem(file, error)) from error


def repairs_problem(file: Path, error: Exception) -> Problem:
    """Why a repairs file is no use."""
    return Problem(
        rule="F05",
        severity=Severity.ERROR,
        message=f"修复记录读不通：{error}",
        place=Place(file=str(file)),
        hint="请改正这个文件，或移走它后重新读入",
    )


def _store(found: Recognised, reading: Reading, workspace: Workspace) -> IngestedForm:
    """Write a form's YAML, its repairs file and the copy that later merges start from."""
    target = workspace.yaml_path(found.form)
    entries = _entries(found, reading)
    text = reading.exact or dump(found.form, schema=_schema_reference(target, workspace))
    outcome, conflicts = _write(target, text, found.form, workspace)
    write_atomically(workspace.last_ingest_path(target), text.encode())
    write_atomically(workspace.repairs_path(target), _repairs_text(entries, found.doubts).encode())
    return IngestedForm(yaml=target, outcome=outcome, recognised=found, entries=entries, conflicts=conflicts)


def _entries(found: Recognised, reading: Reading) -> tuple[Entry, ...]:
    """What was restored in a form's part of the document, with the fields it reached."""
    entries = [
        evolve(entry, fields=fields_reached(entry, reading.lines, found.form))
        for entry in reading.entries_in(found.spans)
    ]
    alone = bool(found.spans) or len(reading.forms) == 1
    return tuple(entry for entry in entries if alone or entry.fields)


def _write(target: Path, text: str, form: Form, workspace: Workspace) -> tuple[Outcome, tuple[Problem, ...]]:
    """Write the YAML; where a person has edited it, bring in what is new and leave their edits."""
    if not target.exists():
        write_atomically(target, text.encode())
        return Outcome.CREATED, ()
    mine = read_yaml(target)
    last = workspace.last_ingest_path(target)
    base = read_yaml(last) if last.exists() else None
    if mine == text:
        return Outcome.UNCHANGED, ()
    if mine == base:
        write_atomically(target, text.encode())
        return Outcome.UPDATED, ()
    merged = merge(base, form, mine, file=str(target))
    if merged.text == mine:
        return Outcome.KEPT, merged.problems()
    write_atomically(target, merged.text.encode())
    return Outcome.MERGED, merged.problems()


def _schema_reference(target: Path, workspace: Workspace) -> str:
    """The schema's path as seen from a YAML file."""
    depth = len(target.relative_to(workspace.data).parts) - 1
    return "../" * depth + workspace.schema.name


_REPAIRS_HEADER = """\
# 本文件记录文字的还原与识别时的推断，由 zipingbiao ingest 写成。
# 字符存疑的，可改“还原”并加“人工: true”，再次读入时以人工的为准。
# 其他推断如不对，请直接改项目的 YAML 文件；改过的地方不会被覆盖。
"""


def _repairs_text(entries: Iterable[Entry], doubts: Iterable[Doubt]) -> str:
    data = {"修复": [entry.to_data() for entry in entries], "推断": [doubt_data(doubt) for doubt in doubts]}
    return _REPAIRS_HEADER + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)


def doubt_data(doubt: Doubt) -> dict[str, Any]:
    """A doubt as plain data, for the repairs file and for JSON."""
    data = {
        "编号": doubt.kind,
        "字段": path_in_words(doubt.path),
        "采用": doubt.decided,
        "理由": doubt.why,
        "置信度": doubt.confidence,
        "其他可能": list(doubt.alternatives),
        "行": doubt.line,
    }
    return {key: value for key, value in data.items() if value not in (None, [], "")}
