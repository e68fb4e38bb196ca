"""The structure that a tagged PDF gives its content (ISO 32000-1, 14.7.2).

A file with one plain table of where its objects stand is read by a pattern, in a fraction of the time that
objects of every element take; any other, and one in which the pattern does not know something, by pikepdf.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pikepdf

from .operators import HEX, NAME, STRING, string

_DEEPEST = 64
"""How far an element may lie below the root."""

Number = tuple[int, int]
"""Of an object, and its generation; of one that has none, zeros."""


class Mark(NamedTuple):
    """Marked content of a page that need not be its element's."""

    page: Number
    number: int


class Element(NamedTuple):
    """A structure element: what it is (``/TD``; ``None`` for the root), what it is called, where its own
    marked content stands, what is below it: numbers of that content, marks, elements."""

    kind: str
    title: str | None
    page: Number | None
    number: Number
    kids: "Iterable[int | Mark | Element]"


def structure(pdf: pikepdf.Pdf, content: bytes) -> Element | None:
    """The root of a file's structure, None where it has none; `content` is what `pdf` was read from."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return None
    return _by_pattern(content, root.objgen[0]) or _by_objects(root, 0)


_FLAT = rf"[^\[\]()<>{{}}%#]++|{STRING}|{HEX}"
_ARRAY = rf"\[(?:{_FLAT})*+\]"
_DICTIONARY = rf"<<(?:{_FLAT}|{_ARRAY})*+>>"
_VALUE = (
    rf"(?:[^\[\]()<>{{}}%#/]++|{NAME}|{STRING}|{HEX}|{_DICTIONARY}|\[(?:{_FLAT}|{_ARRAY}|{_DICTIONARY})*+\])"
)
_KIDS = rf"\[(?:[\d\sR]++|{_DICTIONARY})*+\]|[\d\sR]++"

_ELEMENT = re.compile(
    rf"""(?P<number>\d++)\ (?P<generation>\d++)\ obj\s*+<<\s*+(?:
        /(?:S\s*+(?P<kind>/[A-Za-z0-9]++)|K\b\s*+(?P<kids>{_KIDS})|T\b\s*+(?P<title>{STRING}|{HEX})
           |Pg\b\s*+(?P<page>\d++)\s++(?P<pages>\d++)\s++R|(?!(?:S|K|T|Pg)\b)[A-Za-z]++\s*+{_VALUE})\s*+)*+
        >>\s*+endobj""".encode(),
    re.VERBOSE | re.DOTALL,
)
_KID = re.compile(rf"(\d+)\s+\d+\s+R|(\d+)|({_DICTIONARY})|\S".encode(), re.DOTALL)
_OF_PAGE = re.compile(rb"<<(?:/Type\s*/MCR|/Pg\s+(\d+)\s+(\d+)\s+R|/MCID\s+(\d+)|\s)*+>>")
_TABLE = re.compile(
    rb"xref\s+0 (\d+)\s+((?:\d{10} \d{5} [fn][ \r\n]{2})+)trailer\s*<<([^%]*)>>\s*startxref\s"
)
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY = 20
_LAST_BYTES = 64


class _UnknownError(Exception):
    """What the pattern does not know."""


def _by_pattern(content: bytes, root: int) -> Element | None:
    """The root; None where there is something else than the pattern knows."""
    try:
        return _Reader(content).element(root, 0)
    except (_UnknownError, ValueError):
        return None


class _Reader:
    """Reads elements where the table says that they stand, each once."""

    def __init__(self, content: bytes) -> None:
        start = _START.search(content, max(0, len(content) - _LAST_BYTES))
        table = _TABLE.match(content, int(start[1])) if start else None
        if table is None or any(key in table[3] for key in (b"/Prev", b"/XRefStm", b"/Encrypt")):
            raise _UnknownError
        self._content, self._table, self._left = content, table[2], set(range(int(table[1])))

    def element(self, number: int, depth: int) -> Element:
        """An element, and what is below it."""
        if depth > _DEEPEST or number not in self._left:
            raise _UnknownError
        self._left.remove(number)
        found = _ELEMENT.match(self._content, int(self._table[number * _ENTRY : number * _ENTRY + 10]))
        if found is None or int(found["number"]) != number:
            raise _UnknownError
        kind, kids, title, page, pages = found.group("kind", "kids", "title", "page", "pages")
        if kind is None and depth:
            raise _UnknownError
        return Element(
            str(kind and kind.decode()),
            None if title is None else str(pikepdf.String(string(title))),
            None if page is None else (int(page), int(pages)),
            (number, int(found["generation"])),
            [self._kid(kid, depth + 1) for kid in _KID.findall(kids.strip(b"[]"))] if kids else (),
        )

    def _kid(self, kid: tuple[bytes, bytes, bytes], depth: int) -> int | Mark | Element:
        element, number, other = kid
        if element:
            return self.element(int(element), depth)
        if number:
            return int(number)
        mark = _OF_PAGE.fullmatch(other)
        if not (mark and mark[1] and mark[3]):
            raise _UnknownError
        return Mark((int(mark[1]), int(mark[2])), int(mark[3]))


def _by_objects(element: Any, depth: int) -> Element:  # noqa: ANN401
    title, page = element.get("/T"), element.get("/Pg")
    return Element(
        str(element.get("/S")),
        None if title is None else str(title),
        None if page is None else page.objgen,
        element.objgen,
        _object_kids(element.get("/K"), depth),
    )


def _object_kids(kids: Any, depth: int) -> Iterator[int | Mark | Element]:  # noqa: ANN401
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, int):
            yield kid
        elif isinstance(kid, pikepdf.Dictionary):
            number, page = kid.get("/MCID"), kid.get("/Pg")
            if number is None:
                if depth < _DEEPEST:
                    yield _by_objects(kid, depth + 1)
            elif isinstance(number, int) and page is not None:
                yield Mark(page.objgen, number)
