"""YAML text as nodes that know where they stand, every scalar kept as written.

PyYAML's C parser yields the events; nothing is resolved, so there are no surprises from YAML 1.1 (`no`,
`12:30`, `010`). What a form never needs is refused: anchors, aliases, tags, several documents, deep nesting.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import yaml

from .reporter import Reporter, Spot
from .syntax import explain

MAX_DEPTH = 12
"""Levels of nesting; a form needs five."""

MAX_NODES = 50_000
"""Keys and values; a form of 200 lines has about 500."""

GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
"""Three digits of an amount, the last three with its decimals."""


class Mark(Spot, Protocol):
    """A point of the text, counted in characters from 0."""

    @property
    def index(self) -> int:
        """Characters before it in the text."""


class ScalarNode(NamedTuple):
    """A text; `style` is empty for a plain one, else its first character (' " | >)."""

    text: str
    style: str
    start: Mark
    end: Mark

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is written (quotes would be something)."""
        return not self.text and not self.style


class Entry(NamedTuple):
    """A key and its value."""

    key: ScalarNode
    value: "Node"


class MapNode(NamedTuple):
    """A mapping; `flow` when written in braces."""

    entries: tuple[Entry, ...]
    flow: bool
    start: Mark
    end: Mark


class ListNode(NamedTuple):
    """A sequence; `flow` when written in square brackets."""

    items: tuple["Node", ...]
    flow: bool
    start: Mark
    end: Mark


Node = ScalarNode | MapNode | ListNode


class _StopParsingError(Exception):
    """The rest of the text is not worth reading; the reason has been reported."""


def parse(text: str, reporter: Reporter) -> Node | None:
    """The one document in the text; None where there is none or it cannot be read on."""
    loader = yaml.CBaseLoader(text)
    try:
        return _Composer(loader, reporter).document()
    except _StopParsingError:
        return None
    except yaml.MarkedYAMLError as error:
        explain(error, text, reporter)
        return None
    finally:
        loader.dispose()


class _Composer:
    """Builds nodes from events, counting them."""

    def __init__(self, loader: yaml.CBaseLoader, reporter: Reporter) -> None:
        self._next = loader.get_event
        self._reporter = reporter
        self._nodes = 0
        self._end: Mark

    def document(self) -> Node | None:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        root = self._node(self._next(), depth=0)
        self._next()
        further: Any = self._next()
        if isinstance(further, yaml.DocumentStartEvent):
            self._refuse("一个文件只能写一张表，这里又以「---」开始了另一份", further)
        return root

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 - PyYAML's events share no typed base
        self._check(event, depth)
        start: Mark = event.start_mark
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return ScalarNode(event.value, event.style or "", start, event.end_mark)
        if kind is yaml.MappingStartEvent:
            return MapNode(tuple(self._entries(depth)), bool(event.flow_style), start, self._end)
        if kind is yaml.SequenceStartEvent:
            return ListNode(tuple(self._items(depth)), bool(event.flow_style), start, self._end)
        self._refuse("不能用「*」引用别处的内容", event, "若「*」是文字，请加引号：'*'")
        return ScalarNode("", "*", start, event.end_mark)

    def _entries(self, depth: int) -> Iterator[Entry]:
        event: Any
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if isinstance(key, ScalarNode):
                yield Entry(key, value)
            else:
                self._reporter.report("Y09", "冒号左边应是一个名称", mark=key.start)
        self._ended(event)

    def _items(self, depth: int) -> Iterator[Node]:
        event: Any
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            yield self._node(event, depth + 1)
        self._ended(event)

    def _ended(self, event: Any) -> None:  # noqa: ANN401
        self._end = event.end_mark

    def _check(self, event: Any, depth: int) -> None:  # noqa: ANN401
        self._nodes += 1
        if depth > MAX_DEPTH:
            self._stop(f"嵌套超过 {MAX_DEPTH} 层，不是自评表", event)
        if self._nodes > MAX_NODES:
            self._stop(f"内容超过 {MAX_NODES} 项，不是自评表", event)
        if type(event) is yaml.AliasEvent:
            return
        if event.anchor is not None:
            self._refuse("不能用「&」给内容起名", event, "若「&」是文字，请加引号")
        if event.tag is not None:
            self._refuse("不能用「!」指定类型", event, "若「!」是文字，请加引号")

    def _refuse(self, message: str, event: Any, hint: str | None = None) -> None:  # noqa: ANN401
        self._reporter.report("Y05", message, mark=event.start_mark, hint=hint)

    def _stop(self, message: str, event: Any) -> None:  # noqa: ANN401
        self._reporter.report("Y04", message, mark=event.start_mark)
        raise _StopParsingError


def with_groups_joined(node: MapNode) -> MapNode:
    """Amounts in braces put together again: YAML takes their thousands separators for commas."""
    if not node.flow:
        return node
    joined: list[Entry] = []
    for entry in node.entries:
        if joined and _continues(joined[-1].value, entry):
            joined[-1] = _with_group(joined[-1], entry.key)
        else:
            joined.append(entry)
    return node._replace(entries=tuple(joined))


def _continues(amount: Node, entry: Entry) -> bool:
    """Whether an entry is the next three digits of the amount before it."""
    key = entry.key
    return (
        isinstance(amount, ScalarNode)
        and not amount.style
        and amount.text[-1:].isdigit()
        and key.start.index == amount.end.index + 1
        and not key.style
        and GROUP.fullmatch(key.text) is not None
        and isinstance(entry.value, ScalarNode)
        and entry.value.is_empty
    )


def _with_group(entry: Entry, group: ScalarNode) -> Entry:
    amount = entry.value
    assert isinstance(amount, ScalarNode)
    return Entry(entry.key, amount._replace(text=f"{amount.text},{group.text}", end=group.end))
