"""Rebuild what changed as soon as a file is saved; say what is wrong, and when it is mended."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

import watchfiles
from attrs import frozen

from ..model import problem
from ..model.problem import Problem, Severity, ZipingbiaoError
from ..store import excerpt, load
from ..workspace.workspace import REPORT, Workspace

DEBOUNCE = 200
"""Milliseconds within which saves are taken together: editors write, rename and touch at once."""

_STEP = 50
_SUFFIXES = (".yaml", ".yml")

Build = Callable[[tuple[Path, ...]], Iterable[Problem]]
"""Builds what some YAML files concern; yields what went wrong, and raises ZipingbiaoError as build does."""

Sweep = Callable[[], Iterable[Problem]]
"""Moves away what nothing asks for any more; yields what it moved."""


@frozen(kw_only=True)
class Batch:
    """What one save, or several at once, concerns: YAML files to build again, and those that are gone."""

    files: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()
    something_left: bool = False
    """Whether a file or a folder is no longer where it was."""


def batches(workspace: Workspace, stop: Event) -> Iterator[Batch]:
    """Each batch of changes until `stop` is set; a changed template or profile concerns every file.

    Editors that write another file and rename it are seen as well: folders are watched, not files.
    """
    watched = (workspace.data, workspace.templates, workspace.profiles)
    folders = [folder for folder in watched if folder.is_dir()]
    if workspace.data not in folders:
        raise problem.refusal(
            "F01",
            "没有 data 文件夹",
            at=workspace.data,
            hint="请在工作区文件夹内运行，或用 --workspace 指定工作区",
        )
    for changes in watchfiles.watch(*folders, debounce=DEBOUNCE, step=_STEP, stop_event=stop):
        batch = _batch(workspace, {Path(path) for _, path in changes})
        if batch.files or batch.gone or batch.something_left:
            yield batch


def _batch(workspace: Workspace, changed: set[Path]) -> Batch:
    forms = {path.resolve(): path for path in workspace.yaml_files()}
    if any(_concerns_every_file(path, workspace) for path in changed):
        return Batch(files=tuple(forms.values()))
    real = {path.resolve() for path in changed if not path.name.startswith(".")}
    left = [path for path in real if not path.exists()]
    gone = tuple(sorted(path for path in left if path.suffix in _SUFFIXES))
    beside = {path.parent for path in real if path in gone or path.name == f"{REPORT}.yaml"}
    come = {path for path in real if path.is_dir()}  # a folder put here, of whose files nothing is said
    files = tuple(
        form
        for path, form in forms.items()
        if path in real or path.parent in beside or come.intersection(path.parents)
    )
    return Batch(files=files, gone=gone, something_left=bool(left))


def _concerns_every_file(path: Path, workspace: Workspace) -> bool:
    is_hidden = path.name.startswith(".")
    real = path.resolve()
    folders = (workspace.templates, workspace.profiles)
    return not is_hidden and any(real.is_relative_to(folder.resolve()) for folder in folders)


class Watcher:
    """Builds batches and keeps in mind which files are in error, to say when they no longer are."""

    def __init__(self, build: Build, say: Callable[[str], None], sweep: Sweep = tuple) -> None:
        self._build = build
        self._sweep = sweep
        self._say = say
        self._wrong: set[Path] = set()

    def rebuild(self, batch: Batch) -> None:
        """Build a batch; a file with errors is shown with its lines, and its old outputs leave `out`."""
        for file in batch.gone:
            self._wrong.discard(file)
            self._say(f"已删除 {file.name}")
        said = {str(found) for file in batch.files for found in self._errors(file)}
        try:
            for found in self._found(batch):
                if str(found) not in said:
                    said.add(str(found))
                    self._say(str(found))
        except ZipingbiaoError as error:
            for found in error.problems:
                self._say(str(found))

    def _found(self, batch: Batch) -> Iterator[Problem]:
        if batch.something_left:
            yield from self._sweep()
        if batch.files:
            yield from self._build(batch.files)

    def _errors(self, file: Path) -> list[Problem]:
        """What is wrong in a file, shown with its lines."""
        loaded = load(file)
        errors = [found for found in loaded.problems if found.severity is Severity.ERROR]
        for found in errors:
            self._say(str(found))
            shown = excerpt(loaded.source, found.place) if found.place else None
            if shown:
                self._say(shown)
        if not errors and file in self._wrong:
            self._say(f"已改好 {file}")
        (self._wrong.add if errors else self._wrong.discard)(file)
        return errors
