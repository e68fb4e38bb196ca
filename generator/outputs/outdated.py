"""Stated values that an edit has made wrong leave the YAML, so that all that is made of it is computed.

What agreed before the edit is known from the form as the last ingest read it, and from a note under
`out/.build` of what agreed when the form was last built. Without either, what is stated stays, and the audit
tells where it disagrees.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from attrs import evolve

from ..model import problem
from ..model.derived import Derived, Deriveds, agreed, without_outdated
from ..model.form import Form
from ..model.problem import Path as FieldPath
from ..model.problem import Problem, Severity
from ..model.terms import RATE
from ..runtime.files import MIB, not_written, read_bytes, rewrite_atomically, write_atomically
from ..store import load
from ..store.edit.rewrite import rewrite
from ..store.read.decode import MAX_BYTES
from ..store.read.loaded import Loaded
from ..workspace.workspace import Workspace
from .plan import plan
from .product import Product
from .step import Step

_SUFFIX = ".agreed"


def planned(
    files: Sequence[Path],
    workspace: Workspace,
    products: Iterable[Product],
    *,
    force: bool = False,
    engine: str | None = None,
) -> tuple[list[Step], list[Problem]]:
    """The steps as `plan` gives them, nothing outdated in what they are made from, and what was said of it.

    Only YAML files of which something is to be made are looked at. Raises ZipingbiaoError as `plan` does.
    """
    wanted = tuple(products)
    steps = list(plan(files, workspace, wanted, engine=engine))
    stale = (step.sources for step in steps if force or not step.is_fresh)
    said = list(mend({source for sources in stale for source in sources}, workspace))
    return (list(plan(files, workspace, wanted, engine=engine)) if said else steps), said


def mend(files: Iterable[Path], workspace: Workspace) -> Iterator[Problem]:
    """Take what is outdated out of some YAML files, saying each; note what agrees, for the next time."""
    for file in sorted(files):
        if _is_as_read(file, workspace):
            continue
        loaded = load(file)
        if loaded.form is not None:
            yield from _mended(loaded, file, workspace)


def as_it_counts(loaded: Loaded, workspace: Workspace) -> Loaded:
    """A file with the form that a build would leave in it, and with what a build would say."""
    if loaded.form is None or _is_as_read(Path(loaded.file), workspace):
        return loaded
    form, said = mended(loaded, known(Path(loaded.file), workspace), verb="build 会")
    return evolve(loaded, form=form, problems=(*loaded.problems, *said))


def mended(
    loaded: Loaded, before: Sequence[Deriveds], *, verb: str = "已"
) -> tuple[Form, tuple[Problem, ...]]:
    """The form without what is outdated, and what is said of it at its lines: 已删去, build 会删去."""
    form, found = without_outdated(loaded.sound(), before)
    return form, tuple(_said(loaded, path, value, verb=verb) for path, value in found.items())


def known(file: Path, workspace: Workspace) -> tuple[Deriveds, ...]:
    """What agreed in a form when it was last read from its document, and when it was last built."""
    noted = _noted(_note(file, workspace))
    last = workspace.last_ingest_path(file)
    read = load(last).form if last.exists() else None
    return (noted,) if read is None else (noted, agreed(read))


def _mended(loaded: Loaded, file: Path, workspace: Workspace) -> Iterator[Problem]:
    form, said = mended(loaded, known(file, workspace))
    if said:
        try:
            rewrite_atomically(file, rewrite(loaded, form).encode())
        except OSError as error:
            yield not_written(file, error)
            return
        yield from said
    note = _note(file, workspace)
    if agreed(form) != _noted(note):
        _keep(agreed(form), note)


def _is_as_read(file: Path, workspace: Workspace) -> bool:
    """Whether nobody has edited the file since the last ingest."""
    with suppress(OSError):
        return read_bytes(file, MAX_BYTES) == read_bytes(workspace.last_ingest_path(file), MAX_BYTES)
    return False


def _said(loaded: Loaded, path: FieldPath, value: Derived, *, verb: str) -> Problem:
    sign = "%" if path[-1] == RATE else ""
    old, new = f"{value.stated:f}{sign}", f"{value.computed:f}{sign}"
    is_of_a_source = len(path) == 3
    change = "改这一处" if is_of_a_source else "删去这一行，照算出的印"
    return problem.of(
        Severity.INFORMATION,
        "Y20",
        f"{old} 是改动以前算出的，现在算出 {new}；{verb}{change}",
        at=loaded.place(path),
        path=path,
        value=old,
    )


# The note of what agreed


def forget_gone(workspace: Workspace) -> None:
    """Delete the notes of YAML files that are gone: another file of the name says nothing of theirs."""
    folder = workspace.out / ".build"
    for note in folder.rglob(f"*{_SUFFIX}"):
        inside = note.relative_to(folder).with_suffix("")
        if len(inside.parts) > 1 and not (workspace.data / inside).exists():
            with suppress(OSError):
                note.unlink()


def _note(file: Path, workspace: Workspace) -> Path:
    inside = workspace.output_folder(file).relative_to(workspace.out)
    return workspace.out / ".build" / inside / f"{file.name}{_SUFFIX}"


def _keep(values: Deriveds, note: Path) -> None:
    """Losing a note only means that a later contradiction is told instead of mended."""
    data = [[list(path), str(value.stated), str(value.exact)] for path, value in values.items()]
    with suppress(OSError):
        if values:
            write_atomically(note, json.dumps(data, ensure_ascii=False).encode(), durable=False)
        else:
            note.unlink(missing_ok=True)


def _noted(note: Path) -> Deriveds:
    """What was noted; nothing where that is missing or damaged."""
    try:
        data = json.loads(read_bytes(note, MIB))
        return {tuple(path): Derived(Decimal(stated), Decimal(exact)) for path, stated, exact in data}
    except (OSError, ValueError, TypeError, ArithmeticError, RecursionError):
        return {}
