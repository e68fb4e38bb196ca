"""A YAML file moved with its repairs file and the copy of the last ingest; nothing is ever overwritten.

The two beside it are copied first, the YAML is moved, then the old two are deleted: killed at any moment, the
YAML stands whole in one place with both beside it, and the same move can be made once more.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..model import problem
from ..model.problem import ZipingbiaoError
from ..runtime.files import MIB, not_written, read_bytes, write_atomically
from .workspace import Workspace

_LARGEST = 256 * MIB
"""Of a file beside a YAML."""


def move(file: Path, target: Path, workspace: Workspace) -> None:
    """Move a YAML and what lies beside it. Raises ZipingbiaoError: Y23 where something is there, F08."""
    if file == target:
        return
    require_room(file, target, workspace)
    beside = tuple(_beside(file, target, workspace))
    try:
        for old, new in beside:
            write_atomically(new, read_bytes(old, _LARGEST))
        target.parent.mkdir(parents=True, exist_ok=True)
        _rename(file, target)
    except OSError as error:
        raise ZipingbiaoError(not_written(target, error)) from error
    for old, _ in beside:
        with suppress(OSError):
            old.unlink()
    _prune(workspace.repairs_path(file).parent, workspace)
    _prune(file.parent, workspace)


def require_room(file: Path, target: Path, workspace: Workspace) -> None:
    """Raise ZipingbiaoError Y23 where something else stands at one of the new places, F08 as `move`."""
    try:
        _require_free(file, target)
        for old, new in _beside(file, target, workspace):
            _require_same(old, new)
    except OSError as error:
        raise ZipingbiaoError(not_written(target, error)) from error


def _beside(file: Path, target: Path, workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """Old and new paths of what lies beside a YAML."""
    for path in (workspace.repairs_path, workspace.last_ingest_path):
        old, new = path(file), path(target)
        if old.is_file() and old != new:
            yield old, new


def _require_free(file: Path, target: Path) -> None:
    if target.exists() and not target.samefile(file):
        raise problem.refusal(
            "Y23",
            f"要移到的 {target} 已有文件，没有移动",
            at=file,
            hint="请核对两份是不是同一个项目：是的，留下一份；不是的，改项目名称",
        )


def _require_same(old: Path, new: Path) -> None:
    """What an interrupted move left is the same; anything else is of another project."""
    if new.exists() and not new.samefile(old) and read_bytes(new, _LARGEST) != read_bytes(old, _LARGEST):
        raise problem.refusal(
            "Y23",
            f"要移到的 {new} 是另一份修复记录，没有移动",
            at=old,
            hint="请核对它是不是已删去的项目留下的；是的，删去它再运行",
        )


def _rename(file: Path, target: Path) -> None:
    """Give a file its new name unless another has taken that meanwhile, as far as the file system can say."""
    if target.exists():  # the same file: its name in other characters, or what an interrupted move left
        if file.stat().st_nlink > 1:
            file.unlink()
        else:
            file.rename(target)
        return
    try:
        os.link(file, target)
    except FileExistsError:
        _require_free(file, target)
    except OSError:  # a file system without links
        file.rename(target)
    else:
        file.unlink()


def _prune(folder: Path, workspace: Workspace) -> None:
    """Delete a folder below `data`, and those above it, as far as nothing is left in them."""
    with suppress(OSError):  # it is not empty
        while workspace.data in folder.parents:
            folder.rmdir()
            folder = folder.parent
