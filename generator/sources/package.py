"""Office packages (ZIP archives of XML) looked over before a library opens them."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from .bounds import MAX_CELLS, MAX_PARAGRAPHS, read_bytes, refuse

MAX_PARTS = 5_000
MAX_UNPACKED = 256 * 2**20
MAX_XML = 48 * 2**20
"""Unpacked bytes of all XML parts together: what a parser has to read."""
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARSING_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, etree.LxmlError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What libraries raise on damaged packages; a ParseError is a SyntaxError, NotImplementedError of runtime."""
_COUNTED = (
    (re.compile(rb"<(?:w:tc|c|table:table-cell)[ >/]"), MAX_CELLS, "格"),
    (re.compile(rb"<w:p[ >/]"), MAX_PARAGRAPHS, "段"),
)
"""What is counted before a parser builds it."""
_CHUNK = 2**20
_DOCTYPES = tuple("<!DOCTYPE".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
_XML = re.compile(r"\.(?:xml|rels|vml)\Z", re.IGNORECASE)
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]{1,40})/")
_TOLD_BY = ("_rels/.rels", "xl/workbook.xml", "word/document.xml")
_LOOKED_AT = 65_536


def checked_package(path: Path, kind: str) -> bytes:
    """A package that is safe to hand to a parser; `kind` is its name for the messages.

    Raises ZipingbiaoError: F01 unreadable, F20 no such package or damaged, F21 unpacks beyond bounds,
    F22 holds a document type (office formats forbid them; entity bombs need them), F23 encrypted or old.
    """
    data = read_bytes(path)
    if data.startswith(OLE_MARK):
        refuse("F23", path, f"文件有密码，或者是旧格式，不是 {kind}。", "请去掉密码，另存为新格式后再导入")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _look_over(package, path)
        return _transitional(data)
    except PARSING_ERRORS:
        refuse("F20", path, f"文件已损坏，或者不是 {kind}。", "请用办公软件打开后另存一份")


def _look_over(package: zipfile.ZipFile, path: Path) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        refuse("F21", path, f"文件里有 {len(parts)} 个部件，超过 {MAX_PARTS} 个，没有读取。")
    if any(part.flag_bits & 1 for part in parts):
        refuse("F23", path, "文件有密码。", "请去掉密码后再导入")
    unpacked = xml = 0
    counts = [0] * len(_COUNTED)
    for part in parts:
        is_xml = _XML.search(part.filename) is not None
        for chunk, tail in _chunks(package, part):
            unpacked += len(chunk)
            xml += len(chunk) * is_xml
            if unpacked > MAX_UNPACKED or xml > MAX_XML:
                refuse("F21", path, "文件解压后太大，没有读取。", "请把其中的自评表另存为单独的文件")
            if is_xml:
                _count(chunk, counts, path)
            if is_xml and any(mark in tail + chunk for mark in _DOCTYPES):
                refuse(
                    "F22", path, f"部件 {part.filename} 含有文档类型声明，没有读取。", "请用办公软件另存一份"
                )


def _count(chunk: bytes, counts: list[int], path: Path) -> None:
    for number, (pattern, most, unit) in enumerate(_COUNTED):
        counts[number] += sum(1 for _ in pattern.finditer(chunk))
        if counts[number] > most:
            refuse("F24", path, f"文件里超过 {most} {unit}，没有读取。", "请把其中的自评表另存为单独的文件")


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """What a part really holds, whatever size the archive claims; each chunk with the end of the last."""
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk, tail
            tail = chunk[-32:]


def _transitional(data: bytes) -> bytes:
    """A package, already looked over, with the namespaces of the transitional kind; others as they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if not any(_is_strict(package, name) for name in _TOLD_BY):
            return data
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as renamed:
            for part in package.infolist():
                content = package.read(part)
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    content = _NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
                renamed.writestr(part.filename, content)
    return target.getvalue()


def _is_strict(package: zipfile.ZipFile, name: str) -> bool:
    try:
        with package.open(name) as part:
            return _STRICT in part.read(_LOOKED_AT)
    except KeyError:
        return False
