"""The operators of a content stream that show text, mark content or set a font (ISO 32000-1, 7.8.2).

Read by one pattern that passes over what draws, which takes a fraction of the time that it takes to make
objects of all operands. A stream with pictures inside, or anything else that the pattern does not know, is
read by pikepdf.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pikepdf

_SHOWN = frozenset({"Tj", "TJ", "'", '"'})
_WANTED = _SHOWN | {"BDC", "BMC", "EMC", "Tf", "q", "Q", "Do"}

_STRING = r"\((?:[^\\()]++|\\.|\((?:[^\\()]++|\\.|\((?:[^\\()]++|\\.)*+\))*+\))*+\)"
_HEX = r"<[\s0-9A-Fa-f]*+>"
_NAME = r"/[^\s\0()<>\[\]{}/%]*+"
_END = r"(?=[\s\0()<>\[\]{}/%]|\Z)"
_ARRAY = rf"\[(?:[^\[\]()<>{{}}/%]++|{_STRING}|{_HEX}|{_NAME})*+\]"
_INNERMOST = rf"<<(?:[^<>()%]++|{_STRING}|{_HEX})*+>>"
_MARKS = rf"<<(?:[^<>()%]++|{_STRING}|{_HEX}|{_INNERMOST})*+>>"
_BLANK = r"[\s\0]*+"

_OPERATOR = re.compile(
    rf"""(?:[\s\0\d.+-]++|%[^\r\n]*+|{_NAME}[\s\0]++(?:cs|CS|gs){_END}
          |(?!(?:BDC|BMC|EMC|BI|Tf|Do|Tj|TJ|q|Q){_END})[A-Za-z]++[*01]?{_END})*+
    (?:(?P<shown>(?:{_ARRAY}|{_STRING}|{_HEX}){_BLANK}(?P<how>TJ|Tj|['"]){_END})
      |(?P<marked>(?P<tag>{_NAME}){_BLANK}(?P<marks>{_MARKS}|{_NAME}){_BLANK}BDC{_END})
      |(?P<tagged>(?P<simple>{_NAME}){_BLANK}BMC{_END})
      |(?P<bare>EMC|q|Q){_END}
      |(?P<set>(?P<font>{_NAME})[\s\0]++[\d.+-]++{_BLANK}Tf{_END})
      |(?P<placed>(?P<form>{_NAME}){_BLANK}Do{_END})
      |(?P<other>{_NAME}|{_ARRAY}|{_STRING}|{_HEX}|{_MARKS}|\Z)
      |(?P<beyond>[^\s\0]))""".encode(),
    re.VERBOSE | re.DOTALL,
)

_TEXT = re.compile(rf"{_STRING}|{_HEX}".encode(), re.DOTALL)
_TOKEN = re.compile(rf"{_STRING}|<<|>>|{_HEX}|{_NAME}|[^\s\0()<>/%]++".encode(), re.DOTALL)
_NUMBERED = re.compile(rb"<<\s*/MCID\s+(\d+)\s*>>")

_JOINT = b"\\\n"
"""An escape that stands for nothing, in PDF and in Python."""

_USUAL = re.compile(rb"(?:[^\\]++|\\(?:[0-3][0-7]{2}|[nrtbf\\()\n]))*+")
"""Strings whose escapes Python has, too, but for those of brackets."""

_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"} | dict.fromkeys(
    (b"\n", b"\r", b"\r\n"), b""
)
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")

Properties = Mapping[str, Any]


class Operator(NamedTuple):
    """An operator: its name; the font, the form or the tag of content that it names; what it shows; marks."""

    name: str
    named: str = ""
    shown: bytes = b""
    """The codes of its strings, one after the other."""
    properties: Properties | str | None = None
    """Of marked content, or the name by which the page's resources have them."""


_BARE = {name: Operator(name.decode()) for name in (b"EMC", b"q", b"Q")}


def operators(stream: Any) -> Sequence[Operator]:  # noqa: ANN401 - pikepdf's page or stream
    """Those of a page, or of a form."""
    found = _by_pattern(_bytes(stream))
    return list(_by_objects(stream)) if found is None else found


def _bytes(stream: Any) -> bytes:  # noqa: ANN401
    contents = stream if isinstance(stream, pikepdf.Stream) else stream.get("/Contents")
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(bytes(part.read_bytes()) for part in parts if isinstance(part, pikepdf.Stream))


def _by_pattern(content: bytes) -> Sequence[Operator] | None:
    """The operators; None where there is something else than the pattern knows."""
    operators: list[Operator] = []
    for found in _OPERATOR.finditer(content):
        kind = found.lastgroup
        if kind == "bare":
            operators.append(_BARE[found["bare"]])
        elif kind == "beyond":
            return None
        elif kind != "other":
            operators.append(_READ[kind or ""](found))
    return operators


def _shown(found: re.Match[bytes]) -> Operator:
    strings = _TEXT.findall(found["shown"])
    joined = _JOINT.join([string[1:-1] for string in strings])
    is_usual = _USUAL.fullmatch(joined) and not any(string[:1] == b"<" for string in strings)
    codes = _usual(joined) if is_usual else b"".join(map(_string, strings))
    return Operator(found["how"].decode(), shown=codes)


def _usual(inner: bytes) -> bytes:
    if b"\\" not in inner:
        return inner
    parts = (part.replace(b"\\(", b"(").replace(b"\\)", b")") for part in inner.split(rb"\\"))
    return b"\\".join(part.decode("unicode_escape").encode("latin-1") for part in parts)


def _marked(found: re.Match[bytes]) -> Operator:
    marks = found["marks"]
    properties = _name(marks) if marks[:1] == b"/" else _properties(marks)
    return Operator("BDC", _name(found["tag"]), properties=properties)


def _properties(marks: bytes) -> Properties:
    """Of a dictionary; what is inside others is not its own."""
    if number := _NUMBERED.fullmatch(marks):
        return {"/MCID": int(number[1])}
    found: dict[str, Any] = {}
    depth = 0
    for key, value in pairwise(_TOKEN.findall(marks)):
        depth += (key == b"<<") - (key == b">>")
        if depth == 1 and key == b"/MCID" and value.isdigit():
            found["/MCID"] = int(value)
        elif depth == 1 and key == b"/ActualText" and value[:1] in (b"(", b"<"):
            found["/ActualText"] = str(pikepdf.String(_string(value)))
    return found


def _string(token: bytes) -> bytes:
    if token[:1] == b"<":
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    inner = token[1:-1]
    return _ESCAPE.sub(lambda found: _unescaped(found[1]), inner) if b"\\" in inner else inner


@lru_cache(maxsize=1024)
def _unescaped(told: bytes) -> bytes:
    return bytes([int(told, 8) & 0xFF]) if told.isdigit() and told[:1] < b"8" else _ESCAPED.get(told, told)


@lru_cache(maxsize=1024)
def _name(token: bytes) -> str:
    return _HASH.sub(lambda found: bytes.fromhex(found[1].decode()), token).decode("utf-8", "replace")


_READ: Mapping[str, Callable[[re.Match[bytes]], Operator]] = {
    "shown": _shown,
    "marked": _marked,
    "tagged": lambda found: Operator("BMC", _name(found["simple"])),
    "set": lambda found: Operator("Tf", _name(found["font"])),
    "placed": lambda found: Operator("Do", _name(found["form"])),
}


def _by_objects(stream: Any) -> Iterator[Operator]:  # noqa: ANN401
    for instruction in pikepdf.parse_content_stream(stream, " ".join(sorted(_WANTED))):
        operands: list[Any] = list(instruction.operands)
        name = str(instruction.operator)
        if name not in _WANTED:
            continue  # one that has a wanted one's name in its own
        if name in _SHOWN:
            last = operands[-1] if operands else None
            texts = last if isinstance(last, pikepdf.Array) else [last]
            codes = (bytes(text) for text in texts if isinstance(text, pikepdf.String))
            yield Operator(name, shown=b"".join(codes))
        else:
            marks = _marks(operands[-1]) if name == "BDC" and operands else None
            yield Operator(name, str(operands[0]) if operands else "", properties=marks)


def _marks(operand: Any) -> Properties | str | None:  # noqa: ANN401
    if isinstance(operand, pikepdf.Name):
        return str(operand)
    return marks_of(operand)


def marks_of(found: Any) -> Properties:  # noqa: ANN401
    """What a dictionary of marked content says that is read here."""
    if not isinstance(found, pikepdf.Dictionary):
        return {}
    number, text = found.get("/MCID"), found.get("/ActualText")
    marks: dict[str, Any] = {"/MCID": int(number)} if isinstance(number, int) else {}
    return marks | ({"/ActualText": str(text)} if isinstance(text, pikepdf.String) else {})
