"""Outputs of projects, departments and years that are gone leave `out`; a person's files there are named."""

import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from attrs import frozen

from ..model.problem import Problem
from ..runtime.lock import locked
from ..workspace.workspace import CSV, OVERALL, REPORT, REVIEW_SHEET, SUMMARY, Workspace
from . import aside, freshness
from .formats import every
from .freshness import Kept
from .outdated import forget_gone
from .plan import PACKAGE_NAMES, TABLE_NAMES, plan
from .step import Step

_RECORDS = ".build"
_NO_RECORDS = {aside.OLD, aside.CHANGED, "ingest", "published", "fetched", "workbench"}
"""Folders beside the records of outputs."""

_NOBODYS = {"Thumbs.db", "desktop.ini"}


@frozen(kw_only=True)
class _Gone:
    """The outputs of a record that nothing asks for any more."""

    record: Path
    targets: tuple[Path, ...]
    kept: Kept


def sweep(workspace: Workspace, steps: Sequence[Step] | None = None) -> Iterator[Problem]:
    """Move the outputs of which there is no YAML any more below ``out/.build/过时``, and name each.

    `steps` are those of all forms and products, where they have been planned already. Raises ZipingbiaoError
    as `run` does.
    """
    if not workspace.out.is_dir():
        return
    if steps is None:
        steps = tuple(plan(workspace.yaml_files(), workspace, every()))
    forget_gone(workspace)
    wanted = {_key(target, workspace) for step in steps for target in step.targets}
    gone = list(_gone(workspace, wanted))
    if gone:
        with locked(workspace.out / _RECORDS / "lock"):
            yield from _retired(gone, steps, workspace)
    yield from aside.left_alone(_of_persons(workspace, wanted), workspace)


def _gone(workspace: Workspace, wanted: Set[str]) -> Iterator[_Gone]:
    """What nothing asks for, but what was made from files outside the data that are still there."""
    folder = workspace.out / _RECORDS
    for record in _files_below(folder, _NO_RECORDS):
        target = workspace.out / record.relative_to(folder).with_suffix("")
        if record.suffix != ".json" or _key(target, workspace) in wanted:
            continue
        kept = freshness.kept(record)
        if kept is not None and not any(Path(kept.home, name).exists() for name in kept.sources if kept.home):
            yield _Gone(record=record, targets=_targets(target), kept=kept)


def _targets(first: Path) -> tuple[Path, ...]:
    """The outputs of a record by the first of them: tables are made together."""
    if first.suffix != ".parquet":
        return (first,)
    *above, _table, department, year = first.parts
    packages = Path(*above, CSV, department, year).with_suffix("")
    tables = (Path(*above, table, department, year) for table in TABLE_NAMES)
    return (*tables, *(packages / name for name in PACKAGE_NAMES))


def _retired(gone: Iterable[_Gone], steps: Iterable[Step], workspace: Workspace) -> Iterator[Problem]:
    of_forms = (step for step in steps if step.product.is_of_a_form)
    moved = {digest: step.sources[0] for step in of_forms for digest in step.inputs.sources.values()}
    for one in gone:
        now = {moved[digest] for digest in one.kept.sources.values() if digest in moved}
        first = PurePosixPath(_key(one.targets[0], workspace))
        is_of_a_form = first.suffix != ".parquet" and first.stem not in (SUMMARY, REPORT)
        hint = f"这个项目的 YAML 现在是 {min(now)}" if now and is_of_a_form else None
        why = "它的项目已删去、改名或移走" if is_of_a_form else _why_no_report(one, workspace)
        yield from aside.retire(one.targets, one.record, workspace, why=why, hint=hint)


def _why_no_report(one: _Gone, workspace: Workspace) -> str:
    is_overall = one.targets[0].is_relative_to(workspace.out / OVERALL)
    return "这一年不再有两个以上的部门" if is_overall else "这个部门这一年已没有自评表"


def _of_persons(workspace: Workspace, wanted: Set[str]) -> Iterator[Path]:
    """Files in `out` that nothing of ours made; a reviewer's working paper is meant to stand there."""
    for file in _files_below(workspace.out, {_RECORDS}):
        is_hidden = file.name.startswith((".", "~$")) or file.name in {*_NOBODYS, f"{REVIEW_SHEET}.xlsx"}
        if not is_hidden and _key(file, workspace) not in wanted and not _has_record(file, workspace):
            yield file


def _has_record(file: Path, workspace: Workspace) -> bool:
    inside = file.relative_to(workspace.out)
    return (workspace.out / _RECORDS / inside.with_name(f"{inside.name}.json")).exists()


def _files_below(folder: Path, leaving_out: Set[str]) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        if Path(root) == folder:
            folders[:] = [name for name in folders if name not in leaving_out]
        folders.sort()
        yield from (Path(root, name) for name in sorted(files))


def _key(target: Path, workspace: Workspace) -> str:
    """A path below `out`, alike however a file system composes its characters."""
    return normalize("NFC", target.relative_to(workspace.out).as_posix())
