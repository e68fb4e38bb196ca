"""Changes to a form's file: on the text that the browser saw, merged where that has changed, undone in turn.

The text before each change is kept below `out/.build`, and written there before the file itself is: whatever
ends the program, the file is the old one or the new one, and the way back is there.
"""

import hashlib
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, RLock

from attrs import frozen

from ..ingest.repairs_file import workspace_locked
from ..model.problem import ZipingbiaoError, path_in_words
from ..runtime.files import save_edited, write_atomically
from ..store import loads, merge
from ..store.read.decode import MAX_BYTES
from ..store.read.file import read_text
from ..workspace.workspace import Workspace
from .library import identity

Change = Callable[[str], str]
"""From a file's text to what it shall be. Raises ZipingbiaoError where that cannot be."""

MAX_UNDONE = 200
"""Changes of one form that can be taken back."""
_SEEN = 400
"""Texts that browsers have seen and may send changes to."""


class ConflictError(Exception):
    """The file says something else by now, and both cannot stand; `lines` tell what."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@frozen
class Edited:
    """A file's text after a change, and whether somebody else's had come in between."""

    text: str
    merged: bool = False


def digest(text: str) -> str:
    """What the browser calls a text that it has seen."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:24]


class Editor:
    """Changes files one after the other; safe for several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: OrderedDict[str, str] = OrderedDict()
        self._seen_lock = Lock()
        self._locks: defaultdict[Path, RLock] = defaultdict(RLock)

    def text(self, file: Path) -> str:
        """A file's text, to be shown. Raises ZipingbiaoError where it cannot be read."""
        return self.seen(read_text(file))

    def seen(self, text: str) -> str:
        """Remember a text that a browser gets to see."""
        with self._seen_lock:
            self._seen[digest(text)] = text
            self._seen.move_to_end(digest(text))
            while len(self._seen) > _SEEN:
                self._seen.popitem(last=False)
        return text

    def known(self, base: str) -> str | None:
        """The text that a digest means, where it is remembered."""
        with self._seen_lock:
            return self._seen.get(base)

    def edit(self, file: Path, base: str, change: Change) -> Edited:
        """Change a file that a browser saw as `base`.

        Raises ZipingbiaoError where the change cannot be made or the file not be written, ConflictError where
        somebody else has changed the same since.
        """
        with self._locks[file], workspace_locked(self._workspace):
            now = read_text(file)
            merged = digest(now) != base
            wanted = self._merged(file, base, now, change) if merged else change(now)
            return self._written(file, now, wanted, merged=merged)

    def replace(self, file: Path, base: str, text: str) -> Edited:
        """As `edit`, by a whole text that a person has written; it may be no form."""
        with self._locks[file], workspace_locked(self._workspace):
            now = read_text(file)
            merged = now != text and digest(now) != base
            wanted = self._both(file, self._base(base), now, text) if merged else text
            return self._written(file, now, wanted, merged=merged)

    def can_undo(self, file: Path) -> bool:
        """Whether there is a change to be taken back."""
        return bool(self._history(file))

    def undo(self, file: Path) -> str | None:
        """Take back the last change made here; None where there is none.

        Raises ConflictError where the file has been changed elsewhere since.
        """
        with self._locks[file], workspace_locked(self._workspace):
            now = read_text(file)
            for entry in reversed(self._history(file)):
                before = read_text(entry)
                if before != now:  # else it was noted and never made
                    if entry.stem.partition("-")[2] != digest(now):
                        raise ConflictError("这份表在那以后又在别处改过，没有撤销")
                    save_edited(file, before.encode())
                    entry.unlink(missing_ok=True)
                    return self.seen(before)
                entry.unlink(missing_ok=True)
            return None

    def _merged(self, file: Path, base: str, now: str, change: Change) -> str:
        """The change made on what was seen, brought into what stands."""
        before = self._base(base)
        wanted = loads(change(before), file=str(file)).sound()
        result = merge(before, wanted, now, file=str(file))
        if result.conflicts:
            raise ConflictError(*(_both_said(c.path, c.mine, c.new) for c in result.conflicts))
        return result.text

    def _both(self, file: Path, base: str, now: str, text: str) -> str:
        """What stands brought into a person's text."""
        try:
            result = merge(base, loads(now, file=str(file)).sound(), text, file=str(file))
        except ZipingbiaoError as error:
            raise ConflictError(
                "这份表同时在别处改过，而两份不都是读得通的表，不能合并；没有保存", *map(str, error.problems)
            ) from error
        if result.conflicts:
            raise ConflictError(*(_both_said(c.path, c.new, c.mine) for c in result.conflicts))
        return result.text

    def _base(self, base: str) -> str:
        before = self.known(base)
        if before is None:
            raise ConflictError("这份表在别处改过，没有保存这一处；页面换成现在的样子后请再改一次")
        return before

    def _written(self, file: Path, now: str, wanted: str, *, merged: bool) -> Edited:
        """The file as it is wanted, the way back noted first."""
        data = wanted.encode()
        if wanted == now:
            return Edited(self.seen(wanted), merged)
        if len(data) > MAX_BYTES:
            raise ConflictError(f"超过 {MAX_BYTES // 2**20} MB，不是自评表；没有保存")
        history = self._history(file)
        number = int(history[-1].stem.partition("-")[0]) + 1 if history else 1
        write_atomically(self._folder(file) / f"{number:08}-{digest(wanted)}.yaml", now.encode())
        save_edited(file, data)
        for entry in history[: max(0, len(history) + 1 - MAX_UNDONE)]:
            with suppress(OSError):
                entry.unlink()
        return Edited(self.seen(wanted), merged)

    def _history(self, file: Path) -> list[Path]:
        """What was noted of each change, the last at the end."""
        return sorted(self._folder(file).glob("[0-9]*-*.yaml"))

    def _folder(self, file: Path) -> Path:
        return self._workspace.out / ".build" / "workbench" / identity(file, self._workspace.root)


def _both_said(path: tuple[str | int, ...], theirs: str | None, ours: str | None) -> str:
    changed = f"在别处已改为“{theirs or ''}”，这里要改为“{ours or ''}”"
    return f"〔{path_in_words(path)}〕{changed}；没有保存，请重新决定"
