"""The documents that forms came from, where they lie in the workspace: found by listing, never by a path."""

from contextlib import suppress
from pathlib import Path

from ..ingest.repairs_file import read_file, read_repairs
from ..ingest.write import source_name
from ..model.problem import ZipingbiaoError
from ..workspace.workspace import Workspace


def document_of(workspace: Workspace, name: str) -> Path | None:
    """The document that logs call so."""
    return next((file for file in _documents(workspace) if source_name(file, workspace) == name), None)


def original(workspace: Workspace, yaml: Path) -> tuple[str, Path | None]:
    """Where a form stood, in words, and the document where it is there."""
    repairs = workspace.repairs_path(yaml)
    where, names = "", set[str]()
    with suppress(ZipingbiaoError):
        where = str(read_file(repairs).get("出处", ""))
        names |= {entry.source for entry in read_repairs(repairs).entries}
    for file in _documents(workspace):
        name = source_name(file, workspace)
        if name in names or where == name or where.startswith(f"{name} "):
            return where, file
    return where, None


def _documents(workspace: Workspace) -> list[Path]:
    folder = workspace.sources
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
