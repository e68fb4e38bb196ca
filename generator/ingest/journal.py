"""What a batch of documents gave: a record for each, kept so that an interrupted batch can be resumed.

A document's record is kept under `out/.build/ingest` with a key of its content, of what people decided about
its characters, and of the version. A record that is missing or damaged costs another reading, nothing more.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from attrs import asdict, evolve, field, frozen

from .. import __version__
from ..runtime.files import MIB, digest_of, read_bytes, write_atomically
from ..workspace.workspace import Workspace
from .repairs_file import settled_entries
from .write import IngestReport, source_name

_MAX_BYTES = 256 * MIB
"""As much as the reader of PDFs takes, which takes most."""


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Record:
    """One document of a batch: what was found in it, and how long reading took."""

    file: str
    resumed: bool = False
    """Whether it was read in an earlier run."""
    projects: tuple[str, ...] = field(default=(), converter=_texts)
    yaml: tuple[str, ...] = field(default=(), converter=_texts)
    """The files it went into, below the workspace."""
    restored: int = 0
    cleaned: int = 0
    doubts: int = 0
    conflicts: int = 0
    unwritten: int = 0
    """Forms that were found in it and could not be written."""
    seconds: float = 0.0
    problems: tuple[str, ...] = field(default=(), converter=_texts)

    @property
    def outcome(self) -> str:
        """What became of it, in a word."""
        if not self.yaml:
            return "失败"
        if self.unwritten:
            return "部分没有写成"
        return "上次已读" if self.resumed else "已读入"


def record_of(report: IngestReport, workspace: Workspace) -> Record:
    """A document's record, from what ingest says of it."""
    forms = report.forms
    return Record(
        file=str(report.source),
        projects=tuple(form.recognised.form.project for form in forms),
        yaml=tuple(form.yaml.relative_to(workspace.root).as_posix() for form in forms),
        restored=sum(form.restored for form in forms),
        cleaned=sum(form.cleaned for form in forms),
        doubts=sum(len(form.doubts) for form in forms),
        conflicts=sum(len(form.conflicts) for form in forms),
        unwritten=report.unwritten,
        seconds=round(report.seconds, 3),
        problems=tuple(str(problem) for problem in report.problems),
    )


class Journal:
    """The records kept of documents that have been read; `key` is taken before a document is read."""

    def __init__(self, workspace: Workspace, *, with_goals: bool = False) -> None:
        self._workspace = workspace
        self.with_goals = with_goals
        """Whether declared goals are read beside self-evaluations, as `ingest` takes it."""
        self.settled = settled_entries(workspace)
        """What people had decided when it was opened, as `ingest` takes it."""

    def key(self, source: Path) -> str:
        """What a record is valid for. Raises OSError where the document cannot be read."""
        decided = self.settled.get(source_name(source, self._workspace), ())
        decisions = [(e.extracted, e.true, e.page, e.region, e.font, e.code) for e in decided]
        content = digest_of(source, _MAX_BYTES)
        return hashlib.sha256(repr((__version__, content, decisions, self.with_goals)).encode()).hexdigest()

    def record(self, source: Path) -> Record | None:
        """The record of a document that need not be read again: neither it nor its YAML files are gone."""
        try:
            kept = json.loads(read_bytes(self._file(source), MIB))
            if kept["key"] != self.key(source):
                return None
            record = Record(**kept["record"])
            there = all((self._workspace.root / yaml).is_file() for yaml in record.yaml)
        except (OSError, ValueError, TypeError, LookupError, RecursionError):
            return None
        return evolve(record, file=str(source), resumed=True) if there and record.yaml else None

    def write(self, source: Path, key: str, record: Record) -> None:
        """Keep a document's record; where that is not possible the document will be read again."""
        data = {"key": key, "record": asdict(record)}
        with suppress(OSError):
            text = json.dumps(data)
            write_atomically(self._file(source), text.encode(), durable=False)

    def _file(self, source: Path) -> Path:
        name = hashlib.sha256(str(source.resolve()).encode(errors="surrogateescape")).hexdigest()[:32]
        return self._workspace.out / ".build" / "ingest" / f"{name}.json"
