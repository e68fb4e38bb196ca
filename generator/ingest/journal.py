"""What a batch of documents gave: a line for each, kept so that an interrupted batch can be resumed.

A document's line is kept under `out/.build/ingest` with a key of its content, of what people decided about
its characters, and of the version. A line that is missing or damaged costs another reading, nothing more.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from attrs import asdict, evolve, field, frozen

from .. import __version__
from ..repair.log import Entry
from ..runtime.files import MIB, opened, read_bytes, write_atomically
from ..workspace.workspace import Workspace
from .repairs_file import settled_entries
from .write import IngestReport, source_name

_MAX_BYTES = 256 * MIB
"""As much as the reader of PDFs takes, which takes most."""


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Line:
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


def line_of(report: IngestReport, workspace: Workspace) -> Line:
    """A document's line, from what ingest says of it."""
    forms = report.forms
    return Line(
        file=str(report.source),
        projects=tuple(form.recognised.form.project for form in forms),
        yaml=tuple(form.yaml.relative_to(workspace.root).as_posix() for form in forms),
        restored=sum(form.restored for form in forms),
        cleaned=sum(form.cleaned for form in forms),
        doubts=sum(_doubts(form.entries) + len(form.recognised.doubts) for form in forms),
        conflicts=sum(len(form.conflicts) for form in forms),
        unwritten=report.unwritten,
        seconds=round(report.seconds, 3),
        problems=tuple(str(problem) for problem in report.problems),
    )


def _doubts(entries: Iterable[Entry]) -> int:
    return sum(entry.doubtful for entry in entries)


class Ledger:
    """The lines kept of documents that have been read; `key` is taken before a document is read."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.settled = settled_entries(workspace)
        """What people had decided when it was opened, as `ingest` takes it."""

    def key(self, source: Path) -> str:
        """What a line is valid for. Raises OSError where the document cannot be read."""
        decided = self.settled.get(source_name(source, self._workspace), ())
        decisions = [(e.extracted, e.true, e.page, e.region, e.font, e.code) for e in decided]
        with opened(source, _MAX_BYTES) as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        return hashlib.sha256(repr((__version__, content, decisions)).encode()).hexdigest()

    def line(self, source: Path) -> Line | None:
        """The line of a document that need not be read again: it is the same and its YAML files are there."""
        try:
            kept = json.loads(read_bytes(self._record(source), MIB))
            if kept["key"] != self.key(source):
                return None
            line = Line(**kept["line"])
            there = all((self._workspace.root / yaml).is_file() for yaml in line.yaml)
        except (OSError, ValueError, TypeError, LookupError, RecursionError):
            return None
        return evolve(line, file=str(source), resumed=True) if there and line.yaml else None

    def keep(self, source: Path, key: str, line: Line) -> None:
        """Keep a document's line; where that is not possible the document will be read again."""
        data = {"key": key, "line": asdict(line)}
        with suppress(OSError):
            text = json.dumps(data, ensure_ascii=False)
            write_atomically(self._record(source), text.encode(), durable=False)

    def _record(self, source: Path) -> Path:
        name = hashlib.sha256(str(source.resolve()).encode(errors="surrogateescape")).hexdigest()[:32]
        return self._workspace.out / ".build" / "ingest" / f"{name}.json"
