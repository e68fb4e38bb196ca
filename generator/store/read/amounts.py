"""Amounts with thousands separators in braces, where YAML takes the separators for commas between entries."""

import re

from .positions import Entry, MapNode, Node, ScalarNode

GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
"""Three digits of an amount, the last three with its decimals."""


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
