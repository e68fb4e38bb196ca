"""``check --fix``: recompute what is computed, shown as a difference before it is written."""

import sys
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

import click

from ..audit.fix import fixes, text_fixes
from ..model.problem import Path as FieldPath
from ..model.problem import Problem, ZipingbiaoError
from ..model.profile import Profile
from ..model.terms import TOTAL
from ..runtime.files import save_edited
from ..store import load
from ..store.edit.edits import Change, edit
from ..store.read.loaded import Loaded


def fix_files(paths: Iterable[Path], profile: Profile | None, *, confirmed: bool) -> None:
    """Show what would change in each file, ask unless confirmed, and write it."""
    proposed = [(path, loaded, _mended(loaded, profile)) for path in paths for loaded in [load(path)]]
    changed = [(path, loaded, text) for path, loaded, text in proposed if text != loaded.source]
    for path, loaded, text in changed:
        click.echo(_difference(path, loaded.source, text), nl=False, err=True)
    if not changed:
        click.echo("没有可以自动改正的地方。", err=True)
    elif confirmed or _agreed(len(changed)):
        _save((path, text) for path, _, text in changed)


def _save(texts: Iterable[tuple[Path, str]]) -> None:
    """Write each; one that cannot be written does not keep the others from being."""
    problems: list[Problem] = []
    for path, text in texts:
        try:
            save_edited(path, text.encode())
        except ZipingbiaoError as error:
            problems += error.problems
    if problems:
        raise ZipingbiaoError(*problems)


def _mended(loaded: Loaded, profile: Profile | None) -> str:
    """The file's text with the right figures; as it is where nothing is to be mended."""
    if loaded.form is None:
        return loaded.source
    changes: dict[FieldPath, Change] = {**fixes(loaded.form, profile), **text_fixes(loaded.form)}
    if (TOTAL,) in changes:
        changes[TOTAL,] = None  # it is then the sum
    return edit(loaded.source, changes, file=loaded.file) if changes else loaded.source


def _agreed(count: int) -> bool:
    """Ask; where nobody can answer, say how to agree."""
    if sys.stdin.isatty():
        return click.confirm(f"改这 {count} 个文件？", default=False, err=True)
    click.echo("没有改动文件；确认无误后请加 --yes。", err=True)
    return False


def _difference(path: Path, before: str, after: str) -> str:
    lines = unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"{path}（现在）",
        f"{path}（改后）",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
