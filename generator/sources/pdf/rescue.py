"""PDFs that were cut off at the end: the table of objects is lost, the objects are there.

qpdf finds the objects again by itself, but not where they begin to be read; that is told it here. Objects
that stand packed in a stream, which it finds by the table alone, are unpacked.
"""

import re
import zlib
from collections.abc import Iterable, Iterator

_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,8})[ \t\r\n]+([0-9]{1,5})[ \t\r\n]+obj\b")
_HEAD = 4096
"""Bytes of an object that are looked at for its type."""
_CATALOGUE = re.compile(rb"/Type\s*/Catalog\b")
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_ENTRY = re.compile(rb"/(N|First)\s+([0-9]{1,8})\b")
_END = re.compile(rb"\bendobj\b|\bstream\b")
_MAX_OBJECTS = 200_000
_MAX_UNPACKED = 128 * 2**20


def rebuilt(data: bytes) -> bytes | None:
    """The file with an end that names where to begin; None where nothing to begin with is found."""
    objects = {match[1] + b" " + match[2]: match.end() for match in _limited(data)}
    more = dict(_unpacked(data, objects.values()))
    unpacked = b"".join(
        b"\n%b 0 obj\n%b\nendobj\n" % (number, body)
        for number, body in more.items()
        if number + b" 0" not in objects
    )
    root = _find(_CATALOGUE, data, objects, more)
    if root is None:
        pages = _find(_PAGES, data, objects, more)
        if pages is None:
            return None
        root = b"%d 0" % (max(int(name.split()[0]) for name in objects) + 1)
        unpacked += b"\n%b obj\n<< /Type /Catalog /Pages %b R >>\nendobj\n" % (root, pages)
    return data + unpacked + b"\ntrailer\n<< /Root %b R >>\nstartxref\n0\n%%%%EOF\n" % root


def _limited(data: bytes) -> Iterator[re.Match[bytes]]:
    for count, match in enumerate(_OBJECT.finditer(data)):
        if count >= _MAX_OBJECTS:
            return
        yield match


def _head(data: bytes, start: int) -> bytes:
    """An object's dictionary, as far as it is looked at."""
    head = data[start : start + _HEAD]
    end = _END.search(head)
    return head[: end.start()] if end else head


def _find(
    kind: re.Pattern[bytes], data: bytes, objects: dict[bytes, int], more: dict[bytes, bytes]
) -> bytes | None:
    """The last object of a type that is no part of another."""
    plain = [name for name, start in objects.items() if _is_whole(kind, _head(data, start))]
    packed = [number + b" 0" for number, body in more.items() if _is_whole(kind, body[:_HEAD])]
    return next(reversed([*packed, *plain]), None)


def _is_whole(kind: re.Pattern[bytes], head: bytes) -> bool:
    return kind.search(head) is not None and b"/Parent" not in head


def _unpacked(data: bytes, starts: Iterable[int]) -> Iterator[tuple[bytes, bytes]]:
    """Number and body of each object that stands packed in a stream."""
    left = _MAX_UNPACKED
    for start in starts:
        head = _head(data, start)
        stream = _STREAM.search(data, start, start + _HEAD) if _PACKED.search(head) else None
        if stream is None or left <= 0:
            continue
        entries = {name: int(value) for name, value in _ENTRY.findall(head)}
        content = _inflated(data[stream.end() :], left)
        left -= len(content)
        yield from _parted(content, entries.get(b"N", 0), entries.get(b"First", 0))


def _inflated(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return b""


def _parted(content: bytes, count: int, first: int) -> Iterator[tuple[bytes, bytes]]:
    numbers = content[:first].split()[: 2 * count]
    if not all(number.isdigit() and len(number) < 10 for number in numbers):
        return
    places = [first + int(place) for place in numbers[1::2]]
    for number, start, end in zip(numbers[::2], places, [*places[1:], len(content)], strict=False):
        yield number, content[start:end]
