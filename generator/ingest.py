"""From a document to YAML files: read, restore, recognise, write; a person's edits are never overwritten."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from attrs import evolve, frozen

from .files import write_atomically
from .form import Form
from .problem import Problem, ZipingbiaoError, path_in_words
from .reading import Reading, read_document
from .recognise.provenance import fields_reached
from .recognise.recognised import Doubt, Recognised
from .repair.log import Decisions, Entry, RepairLog
from .store import dump
from .workspace import Workspace


class Outcome(StrEnum):
    """What became of a form's YAML file."""

    CREATED = "新建"
    UNCHANGED = "未变"
    UPDATED = "更新"
    KEPT = "保留人工修改"
    PROPOSED = "与人工修改不一致，另写提案"


@frozen(kw_only=True)
class IngestedForm:
    """One form of a document as it went into the workspace."""

    yaml: Path
    outcome: Outcome
    recognised: Recognised
    entries: tuple[Entry, ...]
    """What the repair did in this form's part of the document."""
    proposal: Path | None = None

    @property
    def restored(self) -> int:
        """Places at which the text was changed."""
        return sum(len(entry.places) for entry in self.entries if entry.true != entry.extracted)


@frozen(kw_only=True)
class IngestReport:
    """What became of one document."""

    source: Path
    forms: tuple[IngestedForm, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether nothing could be taken from it."""
        return not self.forms


def ingest(sources: Iterable[Path], workspace: Workspace) -> Iterator[IngestReport]:
    """Each document in turn; a bad one is reported and the next goes on."""
    settled = settled_entries(workspace)
    for source in sources:
        try:
            yield _ingest(source, workspace, settled)
        except ZipingbiaoError as error:
            yield IngestReport(source=source, problems=error.problems)


def _ingest(source: Path, workspace: Workspace, settled: Mapping[str, tuple[Entry, ...]]) -> IngestReport:
    name = source_name(source, workspace)
    reading = read_document(source, name=name, decisions=Decisions(settled.get(name, ())))
    forms = tuple(_store(found, reading, workspace) for found in reading.forms)
    return IngestReport(source=source, forms=forms, problems=reading.problems)


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
    from .problem import Place, Severity  # noqa: PLC0415

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
    entries = tuple(
        evolve(entry, fields=fields_reached(entry, reading.lines, found.form))
        for entry in reading.entries_in(found.spans)
    )
    text = dump(found.form, schema=_schema_reference(target, workspace))
    outcome, proposal = _write(target, text, workspace)
    if outcome is not Outcome.PROPOSED:
        write_atomically(workspace.last_ingest_path(target), text.encode())
    write_atomically(workspace.repairs_path(target), _repairs_text(entries, found.doubts).encode())
    return IngestedForm(yaml=target, outcome=outcome, recognised=found, entries=entries, proposal=proposal)


def _write(target: Path, text: str, workspace: Workspace) -> tuple[Outcome, Path | None]:
    """Write the YAML where no person's edit is lost, else a proposal beside the repairs."""
    if not target.exists():
        write_atomically(target, text.encode())
        return Outcome.CREATED, None
    mine = target.read_text("utf-8")
    last = workspace.last_ingest_path(target)
    base = last.read_text("utf-8") if last.exists() else None
    if mine == text:
        return Outcome.UNCHANGED, None
    if mine == base:
        write_atomically(target, text.encode())
        return Outcome.UPDATED, None
    if text == base:
        return Outcome.KEPT, None
    proposal = workspace.repairs_path(target).with_suffix(".proposal")
    write_atomically(proposal, text.encode())
    return Outcome.PROPOSED, proposal


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


def form_summary(form: Form) -> str:
    """A form in a few words, for progress."""
    return f"{form.department} {form.year} {form.project}"
