"""A Form to its canonical YAML text, which reads back as exactly that form.

The text is built in two steps: an outline (keys, values, what is nested in what), then lines, each knowing
which paths begin on it. `edit` and `fmt` work on the same outline.
"""

from collections.abc import Iterator

from attrs import frozen

from ...model.form import Form
from ...model.problem import Path
from .outline import Blank, Branch, Item, Leaf, Rows, outline
from .quoting import literal, scalar

HEADER = "# yaml-language-server: $schema="
"""The comment by which editors find the schema."""

STEP = 2
"""Columns of one level of indentation."""

MAX_INLINE = 110
"""Characters of a line in which a fund row is still written in braces."""


@frozen
class Line:
    """One line without its end; `paths` are the keys and list items that begin on it."""

    text: str
    paths: tuple[Path, ...] = ()


def dump(form: Form, *, schema: str | None = None) -> str:
    """The YAML text of a form, with the header line that names its schema where one is given.

    Raises ZipingbiaoError where YAML cannot hold the form: a level or a fund named twice.
    """
    header = f"{HEADER}{schema}\n" if schema else ""
    return header + "".join(f"{line.text}\n" for line in render(outline(form)))


def render(branch: Branch) -> Iterator[Line]:
    """The lines of a whole file."""
    return branch_lines(branch, (), 0)


def branch_lines(branch: Branch, path: Path, indent: int) -> Iterator[Line]:
    """The entries of a mapping, its keys at column `indent`."""
    for item in branch.items:
        yield from item_lines(item, item.path(path), indent)


def item_lines(item: Item, path: Path, indent: int) -> Iterator[Line]:
    """A key and its content, the key at column `indent`."""
    head = " " * indent + scalar(item.printed, inline=True) + ":"
    content = item.content
    if isinstance(content, Blank):
        yield Line(head, (path,))
        return
    if isinstance(content, Leaf):
        first, *rest = leaf_lines(content, indent)
        yield Line(f"{head} {first}", (path,))
        yield from map(Line, rest)
        return
    brief = inline(content)
    if brief is not None and len(head) + len(brief) < MAX_INLINE:
        yield Line(f"{head} {brief}", (path,))
        return
    yield Line(head, (path,))
    if isinstance(content, Branch):
        yield from branch_lines(content, path, indent + STEP)
    else:
        for number, row in enumerate(content.items):
            yield from row_lines(row, (*path, number), indent + STEP)


def row_lines(row: Branch, path: Path, indent: int) -> Iterator[Line]:
    """An item of a list, its dash at column `indent`."""
    first, *rest = branch_lines(row, path, indent + STEP)
    yield Line(" " * indent + "- " + first.text.lstrip(), (path, *first.paths))
    yield from rest


def leaf_lines(leaf: Leaf, indent: int) -> tuple[str, ...]:
    """A text as written after its key at column `indent`; the further lines are indented already."""
    block = literal(leaf.text) if leaf.paragraphs else None
    if block is None:
        return (scalar(leaf.text),)
    header, *lines = block
    return (header, *(" " * (indent + STEP) + line if line else "" for line in lines))


def inline(content: Branch | Rows) -> str | None:
    """What may be written on the line of its key: nothing, or a short row of texts."""
    if isinstance(content, Rows):
        return None if content.items else "[]"
    if content.items and not content.inline:
        return None
    pairs = (f"{scalar(item.printed, inline=True)}: {_inline_text(item)}" for item in content.items)
    return "{" + ", ".join(pairs) + "}"


def _inline_text(item: Item) -> str:
    return scalar(item.content.text, inline=True) if isinstance(item.content, Leaf) else ""
