"""ToUnicode CMaps: code → text, read and written."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeGuard

import pikepdf

MAX_CODES = 0x10000
"""In one map; a font has no more glyphs."""
MAX_BYTES = 512
"""Of the text of one code (PDF 9.10.3); what is longer is no character."""


def parse_tounicode(stream: pikepdf.Object | None) -> dict[bytes, str]:
    """The map a ToUnicode stream declares; empty where there is none or it cannot be read."""
    claims: dict[bytes, str] = {}
    if not isinstance(stream, pikepdf.Stream):
        return claims
    if (usual := _usual_claims(stream)) is not None:
        return usual
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is said of a damaged stream is not for users
            instructions = pikepdf.parse_content_stream(stream)
    except (pikepdf.PdfError, ValueError, TypeError):
        return claims
    for instruction in instructions:
        section = _SECTIONS.get(instruction.operator.unparse())
        if section is not None:
            left = max(0, MAX_CODES - len(claims))
            claims.update(islice(section(list(instruction.operands)), left))
    return claims


_ASIDE = re.compile(rb"\((?:[^()\\]|\\.)*\)|%[^\r\n]*", re.DOTALL)
_USUAL = re.compile(
    rb"\bbeginbfchar\s((?:\s*+<(?:[0-9A-Fa-f]{2})++>\s*+<(?:[0-9A-Fa-f]{2})*+>)*+)\s*+endbfchar\b"
)
_PAIR = re.compile(r"<([^<>]+)>\s*<([^<>]*)>")


def _usual_claims(stream: pikepdf.Stream) -> dict[bytes, str] | None:
    """The map of a stream that has nothing but single codes; None of any other."""
    try:
        data = _ASIDE.sub(b" ", stream.read_bytes())
    except pikepdf.PdfError:
        return None
    sections = _USUAL.findall(data)
    if b"bfrange" in data or b"(" in data or data.count(b"bfchar") != 2 * len(sections):
        return None
    claims: dict[bytes, str] = {}
    pairs = (pair for section in sections for pair in _PAIR.findall(section.decode()))
    for code, text in islice(pairs, MAX_CODES):
        if len(text) <= 2 * MAX_BYTES:
            claims[bytes.fromhex(code)] = _decode(bytes.fromhex(text))
    return claims


def _characters(operands: Sequence[object]) -> Iterator[tuple[bytes, str]]:
    for code, text in zip(operands[::2], operands[1::2], strict=False):
        if isinstance(code, pikepdf.String) and _is_text(text):
            yield bytes(code), _decode(bytes(text))


def _ranges(operands: Sequence[object]) -> Iterator[tuple[bytes, str]]:
    for first, last, target in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
        if isinstance(first, pikepdf.String) and isinstance(last, pikepdf.String):
            yield from _range(bytes(first), bytes(last), target)


def _range(first: bytes, last: bytes, target: object) -> Iterator[tuple[bytes, str]]:
    start, end = int.from_bytes(first), int.from_bytes(last)
    count = min(end - start + 1, MAX_CODES)
    codes = ((start + k).to_bytes(len(first)) for k in range(max(0, count)) if start + k < 256 ** len(first))
    if isinstance(target, pikepdf.Array):
        texts = [_decode(bytes(t)) if _is_text(t) else "" for t in list(target)]
        yield from zip(codes, texts, strict=False)
    elif _is_text(target):
        yield from zip(codes, _counted(bytes(target)), strict=False)


def _is_text(target: object) -> TypeGuard[pikepdf.String]:
    return isinstance(target, pikepdf.String) and len(bytes(target)) <= MAX_BYTES


def _counted(first: bytes) -> Iterator[str]:
    """The text and its successors; the last UTF-16 unit counts up."""
    text = _decode(first)
    head, last = text[:-1], ord(text[-1]) if text else 0
    while last < 0x110000:
        yield head + chr(last)
        last += 1


@lru_cache(maxsize=0x4000)
def _decode(text: bytes) -> str:
    return text.decode("utf-16-be", "replace") if len(text) > 1 else text.decode("latin-1")


_SECTIONS = {b"endbfchar": _characters, b"endbfrange": _ranges}
"""By operator, as bytes: a damaged stream has operators that are no text."""


def write_tounicode(claims: Mapping[bytes, str]) -> bytes:
    """A ToUnicode CMap that declares just this map."""
    lengths = sorted({len(code) for code in claims}) or [2]
    spaces = "\n".join(f"<{'00' * n}> <{'FF' * n}>" for n in lengths)
    parts = [_HEAD, f"{len(lengths)} begincodespacerange\n{spaces}\nendcodespacerange"]
    entries = [
        f"<{code.hex()}> <{text.encode('utf-16-be', 'surrogatepass').hex()}>"
        for code, text in sorted(claims.items())
    ]
    for start in range(0, len(entries), 100):
        chunk = entries[start : start + 100]
        parts.append("\n".join([f"{len(chunk)} beginbfchar", *chunk, "endbfchar"]))
    return "\n".join([*parts, _TAIL]).encode("ascii")


_HEAD = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def"""
_TAIL = """\
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
