"""Documents named on the command line, those in a storage fetched first."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..remote.address import is_address, masked
from ..remote.fetch import Document, documents, fetch
from ..workspace.workspace import Workspace
from .progress import Progress


@frozen
class Missing:
    """A document, or an address typed, that could not be had; named without credentials."""

    address: str
    problems: tuple[Problem, ...]


def gathered(arguments: Iterable[str], workspace: Workspace) -> tuple[list[Path], list[Missing]]:
    """The files to be read, in the order in which they were named, and what could not be had."""
    named: list[Path | Document] = []
    missing: list[Missing] = []
    for argument in arguments:
        if Path(argument).exists() or not is_address(argument):
            found = list(_files(Path(argument)))
            named.extend(found)
            if not found:
                missing.append(Missing(argument, (_nothing_in(Path(argument)),)))
            continue
        try:
            named.extend(documents(argument))
        except ZipingbiaoError as error:
            missing.append(Missing(masked(argument), error.problems))
    remote = {entry.name: entry for entry in named if isinstance(entry, Document)}
    arrived = _arrived(remote.values(), workspace, missing)
    files = (arrived.get(entry.name) if isinstance(entry, Document) else entry for entry in named)
    return list(dict.fromkeys(file for file in files if file is not None)), missing


def _arrived(
    wanted: Iterable[Document], workspace: Workspace, missing: list[Missing]
) -> dict[str, Path | None]:
    """Name → the file that it is in now, none where it could not be had."""
    arrived: dict[str, Path | None] = {}
    progress = Progress(len(list(wanted)))
    for result in fetch(wanted, workspace):
        address = masked(result.document.address)
        arrived[result.document.name] = result.file
        if result.problems:
            missing.append(Missing(address, result.problems))
        progress.tell(f"取来 {address}", failed=bool(result.problems), fresh=result.fresh)
    return arrived


def _files(path: Path) -> Iterator[Path]:
    """A file, or those in a folder and its subfolders; not those that programs leave there, nor YAML."""
    if not path.is_dir():
        yield path
        return
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(name for name in inner if name[0] != ".")
        yield from (Path(folder, name) for name in sorted(names) if not _LEFT_THERE.match(name))


_LEFT_THERE = re.compile(r"[.~]|(?:thumbs\.db|desktop\.ini|.*\.ya?ml)\Z", re.IGNORECASE)


def _nothing_in(folder: Path) -> Problem:
    return problem.error("F09", "文件夹和它的子文件夹里都没有文件。", at=folder, hint="请核对路径")
