"""A person's file made to say another form: only what differs is touched, everything else byte for byte.

The outlines of the form that the file says and of the form it shall say are compared; each difference becomes
a splice at the place where the old value stands. What no splice can do safely (a whole file in braces, say)
is laid out anew, comments kept.
"""

from collections.abc import Iterable, Iterator

from ...model.form import Form
from ...model.problem import Path
from ...model.terms import REVIEW
from ..read.file import loads
from ..read.loaded import Loaded
from ..read.positions import Entry, ListNode, MapNode, Node, ScalarNode
from ..write.lines import Line, item_lines, leaf_lines, row_lines
from ..write.outline import Branch, Content, Item, Leaf, Rows, outline
from ..write.quoting import scalar
from .align import Pair, align
from .fmt import laid_out
from .splices import NoSpliceError, Splices

_Pair = tuple[Item | None, Item | None]


def rewrite(loaded: Loaded, wanted: Form) -> str:
    """The file's text made to read as `wanted`; the file itself must read as a form."""
    assert loaded.form is not None
    try:
        text = _Rewriter(loaded).text(outline(loaded.form), outline(wanted))
    except NoSpliceError:
        return laid_out(loaded, wanted)
    is_right = loads(text, file=loaded.file, kind=None).form == wanted
    return text if is_right else laid_out(loaded, wanted)


class _Rewriter:
    """Finds the splices that turn one outline into another."""

    def __init__(self, loaded: Loaded) -> None:
        self._spots = loaded.spots
        self._splices = Splices(loaded)

    def text(self, old: Branch, new: Branch) -> str:
        """The new text. Raises NoSpliceError where the file as a whole resists."""
        self._branch(old, new, ())
        return str(self._splices)

    def _branch(self, old: Branch, new: Branch, path: Path) -> None:
        """A mapping in block style, entry by entry."""
        pairs = list(_pairs(old, new, path))
        for number, (before, after) in enumerate(pairs):
            if before == after:
                continue
            if after is None:
                assert before is not None
                self._remove(before.path(path))
            elif (here := self._written(before, after, path)) is not None:
                self._change(before, after, here)
            else:
                self._insert(pairs, number, path)

    def _written(self, before: Item | None, after: Item, path: Path) -> Path | None:
        """Where an entry stands already, if only with nothing in it; a new row or level stands nowhere."""
        if before is None and _is_ordered(after, path):
            return None
        here = (before or after).path(path)
        return here if here in self._spots else None

    def _change(self, old: Item | None, new: Item, path: Path) -> None:
        """An entry that stays: its key and its content or, where that is not possible, all of it anew."""
        entry = self._entry(path)
        mark = self._splices.mark()
        try:
            if entry.key.text != new.printed:
                self._splices.put(entry.key, scalar(new.printed, inline=True))
            if old is None or old.content != new.content:
                self._content(old.content if old else None, new.content, entry, path)
        except NoSpliceError:
            self._splices.back_to(mark)
            self._splices.replace(entry, _texts(item_lines(new, path, entry.key.start.column)))

    def _content(self, old: Content | None, new: Content, entry: Entry, path: Path) -> None:
        value = entry.value
        if isinstance(new, Leaf) and isinstance(value, ScalarNode):
            self._leaf(new, entry, value)
        elif isinstance(old, Branch) and isinstance(new, Branch) and isinstance(value, MapNode):
            (self._braces if value.flow else self._branch)(old, new, path)
        elif isinstance(old, Rows) and isinstance(new, Rows) and isinstance(value, ListNode):
            self._rows(old, new, value, path)
        else:
            raise NoSpliceError

    def _leaf(self, leaf: Leaf, entry: Entry, value: ScalarNode) -> None:
        first, *rest = leaf_lines(leaf, entry.key.start.column)
        if rest or value.is_empty or value.style in ("|", ">"):
            self._splices.put_lines(entry, first, rest)
        else:
            self._splices.put(value, first)

    def _braces(self, old: Branch, new: Branch, path: Path) -> None:
        """A row in braces: its texts may change, not its keys."""
        if [item.printed for item in old.items] != [item.printed for item in new.items]:
            raise NoSpliceError
        for before, after in zip(old.items, new.items, strict=True):
            value = self._entry(before.path(path)).value
            if before != after:
                if not isinstance(after.content, Leaf) or not isinstance(value, ScalarNode) or value.is_empty:
                    raise NoSpliceError
                self._splices.put(value, scalar(after.content.text, inline=True))

    def _rows(self, old: Rows, new: Rows, node: ListNode, path: Path) -> None:
        """A list in block style, item by item."""
        if node.flow:
            raise NoSpliceError
        pairs = list(align(_names(old), _names(new)))
        for number, (before, after) in enumerate(pairs):
            if after is None:
                assert before is not None
                self._remove_row(node.items[before])
            elif before is None:
                row = _texts(row_lines(new.items[after], (*path, after), 0))
                self._insert_row(row, node, pairs, number)
            else:
                self._row(old.items[before], new.items[after], (*path, before))

    def _row(self, old: Branch, new: Branch, path: Path) -> None:
        node = self._spots[path]
        if old != new:
            if not isinstance(node, MapNode) or node.flow:
                raise NoSpliceError
            self._branch(old, new, path)

    def _remove_row(self, row: Node) -> None:
        dash = self._splices.dash(row.start)
        start = self._splices.own_line(dash)
        self._splices.cut(start, row, dash - start)

    def _insert_row(self, row: list[str], node: ListNode, pairs: list[Pair], number: int) -> None:
        """A new row below the kept one before it or, failing that, above the one after it."""
        for near in _nearest_first(len(pairs), number):
            before, after = pairs[near]
            if before is not None and after is not None:
                neighbour = node.items[before]
                dash = self._splices.dash(neighbour.start)
                indent = " " * (dash - self._splices.own_line(dash))
                lines = [indent + line if line else "" for line in row]
                self._put_beside(neighbour, dash, lines, below=near < number)
                return
        raise NoSpliceError

    def _put_beside(self, spot: Entry | Node, start: int, lines: list[str], *, below: bool) -> None:
        if below:
            self._splices.insert_after(spot, lines)
        else:
            self._splices.insert_before(start, lines)

    def _remove(self, path: Path) -> None:
        """An entry's lines or, where its key shares a line with a dash, only its value."""
        entry = self._spots.get(path)
        if not isinstance(entry, Entry):
            return
        try:
            start = self._splices.own_line(entry.key.start.index)
        except NoSpliceError:
            self._splices.blank(entry)
        else:
            self._splices.cut(start, entry, entry.key.start.column)

    def _insert(self, pairs: list[_Pair], number: int, path: Path) -> None:
        """A new entry beside the nearest that stays, one of its own kind if there is any."""
        item = pairs[number][1]
        assert item is not None
        kept = [
            (near, before, after)
            for near in _nearest_first(len(pairs), number)
            for before, after in [pairs[near]]
            if before is not None and after is not None and before.path(path) in self._spots
        ]
        if not kept:
            raise NoSpliceError
        kind = _is_ordered(item, path)
        near, before, _ = min(kept, key=lambda one: _is_ordered(one[2], path) != kind)
        entry = self._entry(before.path(path))
        lines = _texts(item_lines(item, item.path(path), entry.key.start.column))
        self._put_beside(entry, entry.key.start.index, lines, below=near < number)

    def _entry(self, path: Path) -> Entry:
        entry = self._spots[path]
        assert isinstance(entry, Entry)
        return entry


def _pairs(old: Branch, new: Branch, path: Path) -> Iterator[_Pair]:
    """The entries of both, in the order of the new one: levels and funds by their order, others by name."""
    olds = [item for item in old.items if _is_ordered(item, path)]
    news = [item for item in new.items if _is_ordered(item, path)]
    matches = align([item.name for item in olds], [item.name for item in news])
    ordered = [
        (None if before is None else olds[before], None if after is None else news[after])
        for before, after in matches
    ]
    by_name = {item.name: item for item in old.items if not _is_ordered(item, path)}
    for item in new.items:
        if not _is_ordered(item, path):
            yield by_name.pop(item.name, None), item
        elif item is news[0]:
            yield from ordered
    if not news:
        yield from ordered
    yield from ((item, None) for item in by_name.values())


def _is_ordered(item: Item, path: Path) -> bool:
    """Whether an entry is a level or a fund: it is known by its place, and its key may change."""
    return bool(path) and not isinstance(item.content, Leaf) and item.name != REVIEW


def _names(rows: Rows) -> list[str]:
    """The rows' 三级指标, by which they are recognised."""
    return [leaf.text for row in rows.items for leaf in [row.items[0].content] if isinstance(leaf, Leaf)]


def _nearest_first(count: int, number: int) -> list[int]:
    """Those before, the nearest first, then those after."""
    return [*range(number - 1, -1, -1), *range(number + 1, count)]


def _texts(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]
