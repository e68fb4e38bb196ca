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

STRING = r"\((?:[^\\()]++|\\.|\((?:[^\\()]++|\\.|\((?:[^\\()]++|\\.)*+\))*+\))*+\)"
HEX = r"<[\s0-9A-Fa-f]*+>"
NAME = r"/[^\s\0()<>\[\]{}/%]*+"
_END = r"(?=[\s\0()<>\[\]{}/%]|\Z)"
_ARRAY = rf"\[(?:[^\[\]()<>{{}}/%]++|{STRING}|{HEX}|{NAME})*+\]"
_INNERMOST = rf"<<(?:[^<>()%]++|{STRING}|{HEX})*+>>"
_MARKS = rf"<<(?:[^<>()%]++|{STRING}|{HEX}|{_INNERMOST})*+>>"
_BLANK = r"[\s\0]*+"

_DRAWN = rf"""(?:[\s\0\d.+-]++|%[^\r\n]*+|{NAME}[\s\0]++(?:cs|CS|gs){_END}
          |(?!(?:BDC|BMC|EMC|BI|Tf|Do|Tj|TJ|q|Q){_END})[A-Za-z]++[*01]?{_END})*+"""
"""What draws, sets colours or moves: none of what is looked for."""

_FONT = r"[\s\0]++[\d.+-]++"

_OPERATOR = re.compile(
    rf"""(?:{_DRAWN}/Artifact{_BLANK}<<[^<>()%]*+>>{_BLANK}BDC{_END}{_DRAWN}
          (?:q{_END}{_DRAWN}Q{_END}{_DRAWN})?+EMC{_END})*+{_DRAWN}
    (?:(?P<whole>/(?!Artifact)[A-Za-z0-9]++{_BLANK}<</MCID[ ](?P<number>\d+)>>{_BLANK}BDC{_END}{_DRAWN}
          q{_END}{_DRAWN}(?P<its_font>{NAME}){_FONT}{_BLANK}Tf{_END}{_DRAWN}
          (?P<its_text>{_ARRAY}|{STRING}|{HEX}){_BLANK}T[Jj]{_END}{_DRAWN}Q{_END}{_DRAWN}EMC{_END})
      |(?P<shown>(?:{_ARRAY}|{STRING}|{HEX}){_BLANK}(?P<how>TJ|Tj|['"]){_END})
      |(?P<marked>(?P<tag>{NAME}){_BLANK}(?P<marks>{_MARKS}|{NAME}){_BLANK}BDC{_END})
      |(?P<tagged>(?P<simple>{NAME}){_BLANK}BMC{_END})
      |(?P<bare>EMC|q|Q){_END}
      |(?P<set>(?P<font>{NAME}){_FONT}{_BLANK}Tf{_END})
      |(?P<placed>(?P<form>{NAME}){_BLANK}Do{_END})
      |(?P<other>{NAME}|{_ARRAY}|{STRING}|{HEX}|{_MARKS}|\Z)
      |(?P<beyond>[^\s\0]))""".encode(),
    re.VERBOSE | re.DOTALL,
)

_TEXT = re.compile(rf"{STRING}|{HEX}".encode(), re.DOTALL)
_TOKEN = re.compile(rf"{STRING}|<<|>>|{HEX}|{NAME}|[^\s\0()<>/%]++".encode(), re.DOTALL)
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


WHOLE = "whole"
"""The name of what stands for a marked content of nothing but one text, its font set for it alone."""


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
    """Those of a page, or of a form; artifacts that only draw are left out."""
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
    return Operator(found["how"].decode(), shown=_codes(found["shown"]))


def _whole(found: re.Match[bytes]) -> Operator:
    number, font, shown = found.group("number", "its_font", "its_text")
    return Operator(WHOLE, _name(font), _codes(shown), {"/MCID": int(number)})


def _codes(shown: bytes) -> bytes:
    """The strings of an array, or of one string, one after the other."""
    strings = _TEXT.findall(shown)
    joined = _JOINT.join([one[1:-1] if one[:1] == b"(" else _escaped(one) for one in strings])
    return _usual(joined) if _USUAL.fullmatch(joined) else b"".join(map(string, strings))


@lru_cache(maxsize=4096)
def _escaped(digits: bytes) -> bytes:
    """A string of digits as one of brackets, without these."""
    return b"".join([b"\\%03o" % code for code in string(digits)])


def _usual(inner: bytes) -> bytes:
    if b"\\" not in inner:
        return inner
    return b"\\".join(
        [
            part.replace(b"\\(", b"(").replace(b"\\)", b")").decode("unicode_escape").encode("latin-1")
            for part in inner.split(rb"\\")
        ]
    )


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
            found["/ActualText"] = str(pikepdf.String(string(value)))
    return found


def string(token: bytes) -> bytes:
    """What a string says, in brackets or in hexadecimal digits."""
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
    "whole": _whole,
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
