"""ToUnicode CMaps: code → text, read and written."""

import warnings
from collections.abc import Iterator, Mapping, Sequence

import pikepdf

_MAX_RANGE = 0x10000
_MAX_ENTRIES = 0x20000


def parse_tounicode(stream: pikepdf.Object | None) -> dict[bytes, str]:
    """The map a ToUnicode stream declares; empty where there is none or it cannot be read."""
    claims: dict[bytes, str] = {}
    if not isinstance(stream, pikepdf.Stream):
        return claims
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is said of a damaged stream is not for users
            instructions = pikepdf.parse_content_stream(stream)
    except (pikepdf.PdfError, ValueError, TypeError):
        return claims
    for instruction in instructions:
        section = _SECTIONS.get(instruction.operator.unparse())
        if section is not None and len(claims) < _MAX_ENTRIES:
            claims.update(section(list(instruction.operands)))
    return claims


def _characters(operands: Sequence[object]) -> Iterator[tuple[bytes, str]]:
    for code, text in zip(operands[::2], operands[1::2], strict=False):
        if isinstance(code, pikepdf.String) and isinstance(text, pikepdf.String):
            yield bytes(code), _decode(bytes(text))


def _ranges(operands: Sequence[object]) -> Iterator[tuple[bytes, str]]:
    for first, last, target in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
        if isinstance(first, pikepdf.String) and isinstance(last, pikepdf.String):
            yield from _range(bytes(first), bytes(last), target)


def _range(first: bytes, last: bytes, target: object) -> Iterator[tuple[bytes, str]]:
    start, end = int.from_bytes(first), int.from_bytes(last)
    count = min(end - start + 1, _MAX_RANGE)
    codes = ((start + k).to_bytes(len(first)) for k in range(max(0, count)) if start + k < 256 ** len(first))
    if isinstance(target, pikepdf.Array):
        texts = [_decode(bytes(t)) if isinstance(t, pikepdf.String) else "" for t in list(target)]
        yield from zip(codes, texts, strict=False)
    elif isinstance(target, pikepdf.String):
        yield from zip(codes, _counted(bytes(target)), strict=False)


def _counted(first: bytes) -> Iterator[str]:
    """The text and its successors; the last UTF-16 unit counts up."""
    text = _decode(first)
    head, last = text[:-1], ord(text[-1]) if text else 0
    while last < 0x110000:
        yield head + chr(last)
        last += 1


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
