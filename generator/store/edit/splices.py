"""Cuts and insertions in a file's text, by the places where its nodes stand."""

import re
from collections.abc import Iterable, Iterator

from ..read.comments import BLOCK_HEADER, comments
from ..read.loaded import Loaded, Spot
from ..read.positions import Entry, ListNode, MapNode, Mark, ScalarNode

BLOCK_STYLES = ("|", ">")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")


class NoSpliceError(Exception):
    """This difference cannot be spliced where it stands; what is around it may be written anew."""


class Splices:
    """Collects changes to one text; `str` applies them. Comments are never cut away."""

    def __init__(self, loaded: Loaded) -> None:
        self._source = loaded.source
        self._comments = comments(loaded)
        self._newline = next((end for end in ("\r\n", "\n", "\r") if end in loaded.source), "\n")
        self._splices: list[tuple[int, int, str]] = []
        """Start, end, and what stands there instead."""

    def __str__(self) -> str:
        """The changed text; what is inserted at a place comes before what is cut from there."""
        pieces, done = [], 0
        for start, end, text in sorted(self._splices, key=lambda splice: splice[:2]):
            pieces += [self._source[done:start], text]
            done = end
        return "".join([*pieces, self._source[done:]])

    def mark(self) -> int:
        """The state to which `back_to` returns."""
        return len(self._splices)

    def back_to(self, mark: int) -> None:
        """Forget what was collected since the mark."""
        del self._splices[mark:]

    def put(self, node: ScalarNode, text: str) -> None:
        """One line of text in place of a node's."""
        self.add(node.start.index, node.end.index, text)

    def put_lines(self, entry: Entry, first: str, rest: Iterable[str]) -> None:
        """A text of several lines, or of one, as an entry's value; a comment stays on the key's line."""
        value = entry.value
        assert isinstance(value, ScalarNode)
        start = max(value.start.index, entry.key.end.index)
        header = BLOCK_HEADER.match(self._source, start) if value.style in BLOCK_STYLES else None
        head_end = header.end() if header else self.end(value)
        line_end = self._line_end(head_end).start()
        note = self._source[head_end:line_end].rstrip()
        lines = [(" " if value.is_empty else "") + first + note, *rest]
        self.add(start, max(self.end(value), line_end), self._newline.join(lines))

    def replace(self, entry: Entry, lines: Iterable[str]) -> None:
        """Lines in place of an entry, its comments below them."""
        start, end = entry.key.start.index, self._line_end(self.end(entry)).start()
        notes = self._notes(start, end, entry.key.start.column)
        self.add(start, end, self._newline.join([*lines, *notes]).lstrip())

    def blank(self, entry: Entry) -> None:
        """Nothing in place of an entry's value."""
        start, end = self._source.index(":", entry.key.end.index) + 1, self.end(entry)
        if any(self._notes(start, end, 0)):
            raise NoSpliceError
        self.add(start, max(start, end), "")

    def cut(self, start: int, spot: Spot, column: int) -> None:
        """The whole lines from an index to the end of what stands there; its comments move to `column`."""
        end = self._line_end(self.end(spot)).end()
        notes = self._notes(start, end, column)
        self.add(start, end, "".join(note + self._newline for note in notes))

    def dedent(self, entry: Entry) -> None:
        """An entry of one line moved to the left margin."""
        start = entry.key.start.index
        self.add(self.own_line(start), start, "")

    def take_out(self, node: MapNode, number: int) -> None:
        """An entry of a mapping in braces, with the comma that parts it from the next or the last."""
        entries, entry = node.entries, node.entries[number]
        start, end = entry.key.start.index, self.end(entry)
        if number + 1 < len(entries):
            end = entries[number + 1].key.start.index
        elif number:
            start = self.end(entries[number - 1])
        self.add(start, end, "")

    def insert_after(self, spot: Spot, lines: Iterable[str]) -> None:
        """Lines below what stands there."""
        at = self._line_end(self.end(spot)).end()
        text = self._newline.join(lines)
        is_ended = self._source[at - 1] in "\r\n"
        self.add(at, at, text + self._newline if is_ended else self._newline + text)

    def insert_before(self, index: int, lines: Iterable[str]) -> None:
        """Lines above the line of which the index is the first character that is no space."""
        at = self.own_line(index)
        self.add(at, at, "".join(line + self._newline for line in lines))

    def own_line(self, index: int) -> int:
        """Where the line begins; NoSpliceError where something stands before the index on it."""
        start = max(self._source.rfind("\n", 0, index), self._source.rfind("\r", 0, index)) + 1
        if self._source[start:index].strip():
            raise NoSpliceError
        return start

    def dash(self, mark: Mark) -> int:
        """The dash of the list item that begins at the mark."""
        index = self._source.rfind("-", 0, mark.index)
        if index < 0 or self._source[index + 1 : mark.index].strip(" "):
            raise NoSpliceError
        return index

    def end(self, spot: Spot) -> int:
        """Where the last character of an entry or a node stands, white space and line ends left aside."""
        node = spot
        if isinstance(node, Entry):
            return max(node.key.end.index + 1, self.end(node.value))
        if isinstance(node, ScalarNode):
            return node.start.index + len(self._source[node.start.index : node.end.index].rstrip())
        if node.flow:
            return node.end.index
        children = node.items if isinstance(node, ListNode) else node.entries
        return self.end(children[-1])

    def add(self, start: int, end: int, text: str) -> None:
        """A text in place of what stands between two places."""
        self._splices.append((start, end, text))

    def _line_end(self, index: int) -> re.Match[str]:
        match = _LINE_END.search(self._source, index)
        assert match is not None
        return match

    def _notes(self, start: int, end: int, column: int) -> Iterator[str]:
        """The comments between two places, as lines of their own."""
        return (" " * column + note.text for note in self._comments if start <= note.start < end)
