"""The canonical layout of a person's file: order, indentation and quoting as written by us, comments kept."""

from bisect import bisect_right
from collections.abc import Iterator

from ...model.form import Form
from ...model.problem import Path
from ...model.uniform import uniform
from ...model.value import NOTHING_MARKS
from ..read.comments import Comment, comments
from ..read.file import loads
from ..read.loaded import Loaded, Spot
from ..read.positions import Entry, ScalarNode
from ..write.lines import Line, render
from ..write.outline import outline


def fmt(text: str, *, file: str) -> str:
    """The text in canonical order and style, saying the same; each comment stays with its entry.

    Raises ZipingbiaoError with everything wrong where the text is no form.
    """
    loaded = loads(text, file=file, kind=None)
    return laid_out(loaded, uniform(loaded.sound()))


def laid_out(loaded: Loaded, form: Form) -> str:
    """The form in canonical layout, with the comments of the file that was loaded."""
    blanks = {path for path, spot in loaded.spots.items() if _is_blank(spot)}
    lines = list(render(outline(form, blanks)))
    notes = _Notes(loaded, {path for line in lines for path in line.paths})
    texts = [*notes.top, *(text for line in lines for text in notes.around(line)), *notes.bottom]
    newline = "\r\n" if "\r\n" in loaded.source else "\n"
    return newline.join(texts).strip("\r\n") + newline


class _Notes:
    """Comments and the lines they belong to: above the next entry, or after the entry on their line."""

    def __init__(self, loaded: Loaded, known: set[Path]) -> None:
        self.top: list[str] = []
        self.bottom: list[str] = []
        self._above: dict[Path, list[str]] = {}
        self._after: dict[Path, list[str]] = {}
        self._known = known
        ordered = sorted(loaded.spots.items(), key=lambda item: (_start(item[1]), len(item[0])))
        self._paths = [path for path, _ in ordered]
        self._starts = [_start(spot) for _, spot in ordered]
        for comment in comments(loaded, blanks=True):
            self._attach(comment)

    def around(self, line: Line) -> Iterator[str]:
        """The line with what stands above and after it."""
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        for path in line.paths:
            yield from (f"{indent}{note}" if note else "" for note in self._above.get(path, ()))
        after = [note for path in line.paths for note in self._after.get(path, ())]
        yield " ".join([line.text, *after])

    def _attach(self, comment: Comment) -> None:
        earlier = bisect_right(self._starts, comment.start)
        if not earlier:
            notes = self.top
        elif comment.trailing:
            notes = self._of(self._after, self._paths[earlier - 1])
        elif earlier < len(self._paths):
            notes = self._of(self._above, self._paths[earlier])
        else:
            notes = self.bottom
        if comment.text or notes[-1:] != [""]:
            notes.append(comment.text)

    def _of(self, notes: dict[Path, list[str]], path: Path) -> list[str]:
        """The notes of a path or, where it is no longer written, of the nearest one around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._known:
                return notes.setdefault(path[:length], [])
        return self.bottom


def _start(spot: Spot) -> int:
    return spot.key.start.index if isinstance(spot, Entry) else spot.start.index


def _is_blank(spot: Spot) -> bool:
    """Whether a key waits to be filled in, or says by a mark that there is nothing."""
    if not isinstance(spot, Entry) or not isinstance(spot.value, ScalarNode):
        return False
    return spot.value.text.strip() in NOTHING_MARKS
