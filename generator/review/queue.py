"""The queue: every doubt of a workspace, in groups that one decision settles, least certain first."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ..ingest.records import doubts_of, together
from ..ingest.repairs_file import may_say, read_file
from ..model.doubt import Doubt, Group, State
from ..workspace.workspace import Workspace

ASKING = tuple(word.encode() for word in ("编号", "存疑", "人工"))
"""A repairs file without any of these words asks nothing, and has been asked nothing."""


def list_doubts(
    workspace: Workspace, paths: Iterable[Path] = (), *, settled: bool = False
) -> tuple[Group, ...]:
    """The doubts to be settled, in groups; of the YAML files that some paths name where any is given.

    With `settled` those that people have settled too, each group of one state. Raises ZipingbiaoError F01
    where a path does not exist, F05 where a repairs file cannot be read.
    """
    found = (doubt for file in _files(workspace, paths) for doubt in _doubts(file, workspace))
    return grouped(doubt for doubt in found if settled or doubt.state is State.OPEN)


def grouped(doubts: Iterable[Doubt]) -> tuple[Group, ...]:
    """Doubts in groups that one decision settles, the open ones first, the least certain first of these."""
    groups: dict[tuple[object, ...], list[Doubt]] = {}
    for doubt in together(doubts):
        groups.setdefault(_asked(doubt), []).append(doubt)
    return tuple(sorted((Group(doubts=tuple(doubts)) for doubts in groups.values()), key=_order))


def repairs_files(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """Each repairs file of a workspace with the YAML file that it belongs to."""
    for file in workspace.repairs_files():
        yield file, file.parent.parent / file.name


def form_name(yaml: Path, workspace: Workspace) -> str:
    """How a form's file is named in the ids of its doubts."""
    return yaml.relative_to(workspace.data).as_posix()


def _files(workspace: Workspace, paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    given = tuple(paths)
    wanted = {path.resolve() for path in workspace.yaml_files(given)} if given else None
    for file, yaml in repairs_files(workspace):
        if yaml.exists() and (wanted is None or yaml.resolve() in wanted):
            yield file, yaml


def _doubts(files: tuple[Path, Path], workspace: Workspace) -> tuple[Doubt, ...]:
    file, yaml = files
    status = file.stat()
    state = (status.st_size, status.st_mtime_ns, status.st_ino)
    return _doubts_in(file, state, yaml, form_name(yaml, workspace))


@lru_cache(maxsize=16_384)
def _doubts_in(file: Path, _state: tuple[int, ...], yaml: Path, form: str) -> tuple[Doubt, ...]:
    """Kept while the file stays as it is: parsing takes 7 ms, and a workbench lists all again and again."""
    return tuple(doubts_of(read_file(file), yaml, form)) if may_say(file, *ASKING) else ()


def _asked(doubt: Doubt) -> tuple[object, ...]:
    """What doubts of one group have in common; a character's doubt holds all its places already."""
    own = doubt.id if doubt.is_character else ""
    readings = tuple(reading.text for reading in doubt.readings)
    return doubt.source, doubt.rule, doubt.why, readings, own, doubt.state, doubt.decision and doubt.says


def _order(group: Group) -> tuple[object, ...]:
    return group.first.state is not State.OPEN, group.confidence, group.first.source, group.first.id
