"""Which layers (optional content) of a document are switched off, as a viewer opens it."""

from collections.abc import Callable, Sequence
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

_MAX_DEPTH = 8


class Layers:
    """The state of each layer by the default configuration of a document's catalogue."""

    def __init__(self, catalog: dict[str, Any]) -> None:
        properties = dictionary(catalog.get("OCProperties"))
        default = dictionary(properties.get("D"))
        self._numbers = _numbers(properties.get("OCGs"))
        self._off = _numbers(default.get("OFF"))
        if name_of(default.get("BaseState")) == "OFF":
            self._off = self._numbers - _numbers(default.get("ON"))

    def hides(self, content: object) -> bool:
        """Whether what belongs to a layer, or to a set of layers with a rule, is not shown."""
        return bool(self._off) and not self._shows(content, 0)

    def _shows(self, content: object, depth: int) -> bool:
        if isinstance(content, PDFObjRef) and content.objid in self._numbers:
            return content.objid not in self._off
        members = dictionary(content)
        if depth > _MAX_DEPTH or name_of(members.get("Type")) != "OCMD":
            return True
        expression = resolve1(members.get("VE"))
        if isinstance(expression, list) and expression:
            return self._holds(expression, depth + 1)
        groups = members.get("OCGs")
        resolved = resolve1(groups)
        states = [
            self._shows(group, depth + 1) for group in (resolved if isinstance(resolved, list) else [groups])
        ]
        return not states or _POLICIES.get(name_of(members.get("P")), any)(states)

    def _holds(self, expression: Sequence[object], depth: int) -> bool:
        """Whether a visibility expression is true: [/And a b], [/Or a b], [/Not a]."""
        operator, *operands = expression
        states = [self._operand(operand, depth) for operand in operands]
        if name_of(operator) == "Not":
            return not any(states)
        return all(states) if name_of(operator) == "And" else any(states)

    def _operand(self, operand: object, depth: int) -> bool:
        inner = resolve1(operand)
        if isinstance(inner, list) and inner and depth <= _MAX_DEPTH:
            return self._holds(inner, depth + 1)
        return self._shows(operand, depth + 1)


_POLICIES: dict[str, Callable[[Sequence[bool]], bool]] = {
    "AllOn": all,
    "AnyOn": any,
    "AllOff": lambda states: not any(states),
    "AnyOff": lambda states: not all(states),
}


def dictionary(value: object) -> dict[str, Any]:
    """A dictionary, references followed; empty where it is none."""
    resolved = resolve1(value)
    return resolved if isinstance(resolved, dict) else {}


def _numbers(value: object) -> frozenset[int]:
    """The object numbers that an array names."""
    resolved = resolve1(value)
    entries = resolved if isinstance(resolved, list) else []
    return frozenset(entry.objid for entry in entries if isinstance(entry, PDFObjRef))


def name_of(value: object) -> str:
    """A name without its slash, references followed; empty where it is none."""
    resolved = resolve1(value)
    return str(resolved.name) if isinstance(resolved, PSLiteral) else ""
