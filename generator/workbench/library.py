"""The forms of a workspace as they stand: read again only where a file has changed."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from attrs import field, frozen

from ..audit.catalogue import DEPARTMENT_RULES
from ..ingest.records import doubts_of
from ..ingest.repairs_file import read_file
from ..model.doubt import Group, State
from ..model.form import Form
from ..model.problem import Problem, Severity, ZipingbiaoError
from ..outputs.checking import Check, check_loaded
from ..outputs.formats import quick
from ..outputs.outdated import as_it_counts
from ..outputs.run import plan
from ..review.queue import form_name, list_doubts
from ..runtime.files import state_of
from ..store import Loaded, load
from ..workspace.workspace import Workspace

V = TypeVar("V")
_ACROSS = frozenset(rule.id for rule in DEPARTMENT_RULES)
Stand = tuple[int, ...]
"""A file's size and time of change; nothing where there is none."""


def identity(path: Path, root: Path) -> str:
    """What the browser calls a file of the workspace; a path it never sees, and never sends."""
    absolute, base = path.absolute(), root.absolute()
    name = absolute.relative_to(base) if absolute.is_relative_to(base) else absolute
    return hashlib.sha256(name.as_posix().encode(errors="surrogateescape")).hexdigest()[:16]


def state(file: Path) -> Stand:
    """How a file stands now."""
    with suppress(OSError):
        return tuple(state_of(file))
    return ()


@frozen(kw_only=True)
class Listed:
    """A form's file with what is to be said of it."""

    id: str
    file: Path
    loaded: Loaded = field(repr=False)
    problems: tuple[Problem, ...] = ()
    """Its findings, those that only several forms show included; or what keeps it from being a form."""
    doubts: int = 0
    characters: int = 0
    """How many of its doubts are about characters."""
    stale: tuple[str, ...] = ()
    """The endings of its outputs that are not there or no longer what it says."""

    @property
    def form(self) -> Form | None:
        """The form, where the file is one."""
        return self.loaded.form

    @property
    def project(self) -> str:
        """The project's name; the file's where it cannot be read."""
        return self.form.project if self.form else self.file.stem

    @property
    def department(self) -> str:
        """The department's name; the folder's where the file cannot be read."""
        return self.form.department if self.form else self.file.parent.parent.name

    @property
    def year(self) -> int | None:
        """The year that it is about."""
        return self.form.year if self.form else None

    def count(self, severity: Severity) -> int:
        """How many findings of a severity."""
        return sum(found.severity is severity for found in self.problems)

    @property
    def errors(self) -> int:
        """How many errors."""
        return self.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many warnings."""
        return self.count(Severity.WARNING)


class _Kept(Generic[V]):
    """What follows from files, kept as long as these stand as they stood."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[object, V]] = {}

    def get(self, key: object, state: object, make: Callable[[], V]) -> V:
        found = self._kept.get(key)
        if found is None or found[0] != state:
            found = self._kept[key] = (state, make())
        return found[1]

    def last(self, key: object) -> V | None:
        """What was made last, however files stand now."""
        found = self._kept.get(key)
        return None if found is None else found[1]


class Library:
    """Everything that lies below `data`; safe for several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._lock = Lock()
        self._named: dict[str, Path] = {}
        self._loaded: _Kept[Loaded] = _Kept()
        self._checked: _Kept[Mapping[Path, tuple[Problem, ...]]] = _Kept()
        self._doubts: _Kept[tuple[int, int]] = _Kept()
        self._groups: _Kept[tuple[Group, ...]] = _Kept()

    def files(self) -> tuple[Path, ...]:
        """The YAML files; none where there is no data folder yet."""
        return self.workspace.yaml_files() if self.workspace.data.is_dir() else ()

    def file(self, form_id: str) -> Path:
        """The file that an id means. Raises LookupError."""
        found = self._named.get(form_id)
        if found is None or not found.is_file():
            self._named = {self.id(file): file for file in self.files()}
            found = self._named.get(form_id)
        if found is None:
            raise LookupError(form_id)
        return found

    def id(self, file: Path) -> str:
        """What the browser calls a file."""
        return identity(file, self.workspace.root)

    def loaded(self, file: Path) -> Loaded:
        """A file as it is now."""
        return self._loaded.get(file, state(file), lambda: as_it_counts(load(file), self.workspace))

    def forms(self, *, outputs: bool = True) -> tuple[Listed, ...]:
        """Every form with its findings, in the order of the folders."""
        with self._lock:
            files = self.files()
            found = self._findings(files)
            stale = self._stale(files) if outputs else {}
            return tuple(self._listed(file, found[file], stale.get(file, ())) for file in files)

    def form(self, form_id: str) -> Listed:
        """One form with its findings, the others of its folder looked at with it. Raises LookupError."""
        file = self.file(form_id)
        with self._lock:
            found = self._findings(self.workspace.forms_in(file.parent))
            return self._listed(file, found.get(file, ()), ())

    def groups(self) -> tuple[Group, ...]:
        """Every doubt that is open, in groups. Raises ZipingbiaoError as `list_doubts`."""
        files = self.files()
        with self._lock:
            states = tuple((file, state(self.workspace.repairs_path(file))) for file in files)
            return self._groups.get("groups", states, lambda: list_doubts(self.workspace) if files else ())

    def across(self, file: Path) -> tuple[Problem, ...]:
        """What several forms together showed of a file when they were last looked at."""
        with self._lock:
            found = self._checked.last(file.parent)
        return tuple(p for p in (found or {}).get(file, ()) if p.rule in _ACROSS)

    def _findings(self, files: Iterable[Path]) -> dict[Path, tuple[Problem, ...]]:
        folders: defaultdict[Path, list[Path]] = defaultdict(list)
        for file in files:
            folders[file.parent].append(file)
        return {file: problems for inside in folders.values() for file, problems in self._together(inside)}

    def _together(self, files: list[Path]) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
        states = tuple((file, state(file)) for file in files)
        yield from self._checked.get(files[0].parent, states, lambda: self._check(files)).items()

    def _check(self, files: list[Path]) -> dict[Path, tuple[Problem, ...]]:
        checked = check_loaded([self.loaded(file) for file in files], Check(workspace=self.workspace))
        problems = {one.file: one.problems for one in checked}
        return {file: problems.get(str(file), ()) for file in files}

    def _listed(self, file: Path, problems: tuple[Problem, ...], stale: tuple[str, ...]) -> Listed:
        repairs = self.workspace.repairs_path(file)
        doubts, characters = self._doubts.get(
            repairs, state(repairs), lambda: _doubts(repairs, file, self.workspace)
        )
        return Listed(
            id=self.id(file),
            file=file,
            loaded=self.loaded(file),
            problems=problems,
            doubts=doubts,
            characters=characters,
            stale=stale,
        )

    def _stale(self, files: Sequence[Path]) -> dict[Path, tuple[str, ...]]:
        found: defaultdict[Path, list[str]] = defaultdict(list)
        try:
            for step in plan(files, self.workspace, quick()):
                if step.product.is_of_a_form and not step.is_fresh:
                    found[step.sources[0]].append(step.product.suffix.removeprefix(".").upper())
        except ZipingbiaoError:
            return dict.fromkeys(files, ("结果",))  # why it cannot be told, the screen of the outputs says
        return {file: tuple(endings) for file, endings in found.items()}


def _doubts(repairs: Path, file: Path, workspace: Workspace) -> tuple[int, int]:
    """How many doubts of a form are open, and how many of them are about characters."""
    try:
        data = read_file(repairs) if repairs.is_file() else {}
        found = list(doubts_of(data, file, form_name(file, workspace)))
    except ZipingbiaoError:  # the screens of the doubts say why
        return 0, 0
    left = [doubt for doubt in found if doubt.state is State.OPEN]
    return len(left), sum(doubt.is_character for doubt in left)
