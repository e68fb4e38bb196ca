"""What reading a YAML file yields."""

from collections.abc import Mapping

from attrs import field, frozen

from ...model.form import Form
from ...model.problem import Path, Place, Problem, ZipingbiaoError
from .positions import Entry, Node, ScalarNode
from .reporter import Point, point_at
from .scalars import BLOCK_STYLES

Spot = Entry | Node
"""Where a path stands: a key with its value, or an item of a list."""


@frozen(kw_only=True)
class Loaded:
    """A file as read: its form, None where an error keeps it from being one, and everything wrong with it.

    `source` is the text without a byte order mark, its line ends as they are.
    """

    file: str
    form: Form | None
    problems: tuple[Problem, ...] = ()
    source: str = ""
    spots: Mapping[Path, Spot] = field(factory=dict, repr=False, eq=False)
    """Every canonical path that is written in the file."""

    def sound(self) -> Form:
        """The form. Raises ZipingbiaoError with everything wrong where the file is none."""
        if self.form is None:
            raise ZipingbiaoError(*self.problems)
        return self.form

    def place(self, path: Path, offset: int | None = None) -> Place:
        """Where the path's value stands; where it is not written, the nearest thing around it.

        With an offset, where that character of the text stands.
        """
        spot = self.spots.get(path)
        within = None if offset is None or spot is None else _within(self.source, _anchor(spot), offset)
        if within is not None:
            return Place(file=self.file, line=within.line + 1, column=within.column + 1)
        for length in range(len(path), 0, -1):
            spot = self.spots.get(path[:length])
            if spot is not None:
                mark = _anchor(spot).start
                return Place(file=self.file, line=mark.line + 1, column=mark.column + 1)
        return Place(file=self.file, line=1, column=1)


def _anchor(spot: Spot) -> Node:
    """The value itself where it is a written text, its key otherwise."""
    if not isinstance(spot, Entry):
        return spot
    value = spot.value
    return value if isinstance(value, ScalarNode) and not value.is_empty else spot.key


def _within(source: str, node: Node, offset: int) -> Point | None:
    """Where the character of a text stands in the file; None where it is not written as it is meant."""
    if not isinstance(node, ScalarNode):
        return None
    at, end = node.start.index, node.end.index
    if node.style in BLOCK_STYLES:
        at = source.find("\n", at, end) + 1
    elif node.style:
        at += 1
    for character in node.text[: offset + 1]:
        if not character.isspace():
            at = source.find(character, at, end) + 1
            if not at:
                return None
    return point_at(source, at - 1)
