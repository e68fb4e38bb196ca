"""Documents that the browser sends: kept in `data/sources` under a harmless name, read in turn."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread

from attrs import evolve, frozen

from ..ingest.write import IngestedForm, IngestReport, ingest
from ..model import problem
from ..model.form import SELF_EVALUATION
from ..model.problem import Problem, ZipingbiaoError
from ..runtime.files import read_bytes, write_atomically
from ..runtime.pool import processes
from ..sources.bounds import MAX_UPLOAD_BYTES
from ..workspace.workspace import Workspace, safe_name
from .bulletin import Bulletin
from .library import identity

WAITING, READING, DONE, FAILED = "等待", "正在读", "已读入", "没有读成"
MAX_KEPT = 200
"""Documents of which the queue still tells what became."""


@frozen(kw_only=True)
class Item:
    """A document in the queue, and what became of it."""

    number: int
    file: Path
    state: str = WAITING
    forms: tuple[tuple[str, str, str], ...] = ()
    """Of each form found in it: id, project, what became of its YAML; declared goals have no id, no page."""
    problems: tuple[Problem, ...] = ()
    restored: int = 0
    doubts: int = 0
    characters: int = 0
    """How many of the doubts are about characters."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (DONE, FAILED)


class Intake:
    """The queue; one thread reads, in a process of its own, so that the browser is answered meanwhile."""

    def __init__(self, workspace: Workspace, bulletin: Bulletin) -> None:
        self._workspace = workspace
        self._bulletin = bulletin
        self._lock = Lock()
        self._items: dict[int, Item] = {}
        self._numbers = count(1)
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def items(self) -> tuple[Item, ...]:
        """The queue, the newest first."""
        with self._lock:
            return tuple(reversed(self._items.values()))

    def add(self, name: str, data: bytes) -> Item:
        """Keep a document and have it read. Raises ZipingbiaoError F01 where it is too large, OSError."""
        if len(data) >= MAX_UPLOAD_BYTES:
            limit = MAX_UPLOAD_BYTES // 2**20
            hint = "大的文件请放进 data/sources 文件夹，用 zipingbiao ingest 读入"
            raise problem.refusal("F01", f"文件不能达到 {limit} MB，没有收下", at=Path(name).name, hint=hint)
        return self.read([kept(self._workspace, name, data)])[0]

    def read(self, files: Iterable[Path]) -> list[Item]:
        """Have documents of the workspace read."""
        with self._lock:
            items = [Item(number=next(self._numbers), file=file) for file in files]
            self._items.update({item.number: item for item in items})
            for old in [item.number for item in self._items.values() if item.is_over][:-MAX_KEPT]:
                del self._items[old]
        for item in items:
            self._waiting.put(item.number)
        self._bulletin.changed("queue")
        return items

    def close(self) -> None:
        """Read nothing more."""
        self._waiting.put(None)

    def _work(self) -> None:
        pool = processes(1)
        for numbers in self._batches():
            items = [self._items[number] for number in numbers]
            by_file = {item.file: item for item in items}
            self._put(evolve(items[0], state=READING))
            try:
                for report in ingest(tuple(by_file), self._workspace, pool=pool):
                    self._put(self._over(by_file.pop(report.source), report))
                    for item in list(by_file.values())[:1]:
                        self._put(evolve(item, state=READING))
            except ZipingbiaoError as error:
                self._give_up(by_file.values(), error.problems)
            except Exception as error:
                said = problem.error("F30", f"读取时出错（{type(error).__name__}）", at=items[0].file)
                self._give_up(by_file.values(), (said,))

    def _batches(self) -> Iterator[list[int]]:
        """What waits, taken together: a process is started once for all of it."""
        while (number := self._waiting.get()) is not None:
            numbers = [number]
            while not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    return
                numbers.append(following)
            yield numbers

    def _give_up(self, items: Iterable[Item], problems: tuple[Problem, ...]) -> None:
        for item in list(items):
            self._put(evolve(item, state=FAILED, problems=problems))

    def _put(self, item: Item) -> None:
        with self._lock:
            self._items[item.number] = item
        self._bulletin.changed("queue", *(["forms"] if item.is_over else []))

    def _over(self, item: Item, report: IngestReport) -> Item:
        root = self._workspace.root
        doubts = [doubt for form in report.forms for doubt in form.doubts]
        return evolve(
            item,
            state=FAILED if report.failed else DONE,
            forms=tuple(
                (_id(form, root), form.recognised.form.project, str(form.outcome)) for form in report.forms
            ),
            problems=(*report.problems, *(found for form in report.forms for found in form.conflicts)),
            restored=sum(form.restored for form in report.forms),
            doubts=len(doubts),
            characters=sum(doubt.is_character for doubt in doubts),
        )


def _id(form: IngestedForm, root: Path) -> str:
    return identity(form.yaml, root) if form.recognised.form.kind == SELF_EVALUATION else ""


def kept(workspace: Workspace, name: str, data: bytes) -> Path:
    """The document in `data/sources`; another one of the same name keeps it. Raises OSError."""
    base = Path(name.replace("\\", "/")).name
    stem, suffix = safe_name(Path(base).stem), Path(base).suffix.lower()[:12]
    suffix = suffix if suffix.removeprefix(".").isalnum() else ""
    for number in count(1):
        file = workspace.sources / (f"{stem}{suffix}" if number == 1 else f"{stem}（{number}）{suffix}")
        if not file.exists():
            write_atomically(file, data)
            return file
        if _holds(file, data):
            return file
    raise AssertionError("there is always another number")


def _holds(file: Path, data: bytes) -> bool:
    try:
        return read_bytes(file, len(data)) == data
    except OSError:
        return False
