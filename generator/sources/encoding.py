"""The text of a file's bytes: UTF-8, UTF-16, UTF-32 or GB18030; anything else is refused by name.

Pages are read as browsers do, whatever they hold.
"""

import codecs
import re
from pathlib import Path

from ..model import problem
from ..model.problem import ZipingbiaoError
from ..runtime.files import FileTooLargeError, read_bytes, reason_of

MAX_BYTES = 64 * 1024 * 1024
"""No form's text is larger; a larger file is refused unread."""

COMMON_SHARE = 0.7
"""Of the characters outside ASCII, those on GB2312's first level or its symbols, in true GB18030 text."""

_OTHER_ENCODINGS = (
    ("big5", "Big5", re.compile("[的是不有在人這一]")),
    ("shift_jis", "Shift_JIS", re.compile("[ぁ-んァ-ヶ]")),
)
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAGE_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_TEXT_ENCODINGS = frozenset(
    {"utf-8", "gb18030", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "hz"}
)
_HEAD = 4096


def read_text(path: Path) -> str:
    """The text of a file. Raises ZipingbiaoError: F01 unreadable, F02 encoding, F03 no text in it."""
    try:
        data = read_bytes(path, MAX_BYTES)
    except FileTooLargeError as error:
        raise _refusal(path, "F01", f"{error}，没有读取。", "请拆成几个文件。") from error
    except OSError as error:
        raise _refusal(path, "F01", f"读不了这个文件：{reason_of(error)}。", "请核对路径和权限。") from error
    return decode_text(data, path)


def decode_text(data: bytes, path: Path) -> str:
    """The text of bytes, a byte order mark left out. Raises ZipingbiaoError: F02 encoding, F03 no text."""
    if not data.strip():
        raise _refusal(path, "F03", "文件是空的。", "请核对是否导出成功。")
    wide = _wide_encoding(data)
    if wide:
        return _decode_wide(data, wide, path)
    if b"\0" in data:
        raise _refusal(path, "F03", "这是二进制文件，不是文本。", "请给出文字层导出的 .txt 文件。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_gb18030(data, path, error)


def _decode_wide(data: bytes, codec: str, path: Path) -> str:
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"文件像是 {codec.upper()} 编码，但第{error.start + 1}字节起读不通。"
        raise _refusal(path, "F02", message, "请另存为 UTF-8。") from error


def _decode_gb18030(data: bytes, path: Path, utf8_error: UnicodeDecodeError) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _broken_encoding(path, data, utf8_error) from error
    if _common_share(text) < COMMON_SHARE:
        raise _broken_encoding(path, data, utf8_error)
    return text


def _common_share(text: str) -> float:
    """Which share of the characters outside ASCII is common Chinese."""
    other = [c.encode("gb2312", "replace") for c in text[:20000] if c > "\x7f"]
    return sum(len(c) == 2 and b"\xa1" <= c[:1] <= b"\xd7" for c in other) / max(len(other), 1)


def _broken_encoding(path: Path, data: bytes, error: UnicodeDecodeError) -> ZipingbiaoError:
    name = _other_encoding(data)
    if name:
        message = f"文件的编码是 {name}，只读取 UTF-8 和 GB18030。"
        return _refusal(path, "F02", message, "请另存为 UTF-8。")
    line = data.count(b"\n", 0, error.start) + 1
    message = f"既不是完好的 UTF-8，也不是 GB18030：第{line}行（第{error.start + 1}字节）起读不通。"
    return _refusal(path, "F02", message, "文件可能混有几种编码或已损坏，请重新导出为 UTF-8。")


def _other_encoding(data: bytes) -> str | None:
    for codec, name, typical in _OTHER_ENCODINGS:
        try:
            text = data[:100_000].decode(codec, "strict" if len(data) <= 100_000 else "ignore")
        except UnicodeDecodeError:
            continue
        if len(typical.findall(text)) * 20 >= sum(c > "\x7f" for c in text):
            return name
    return None


def _wide_encoding(data: bytes) -> str | None:
    for mark, name in _WIDE_MARKS:
        if data.startswith(mark):
            return name
    head = data[:2000]
    spaced = max(head[0::2].count(0), head[1::2].count(0)) * 2
    if spaced <= len(head) * 0.05:
        return None
    return next((codec for mark, codec in _WIDE_BREAKS if mark in head and _is_wide(head, codec)), None)


_WIDE_BREAKS = ((b"\n\0", "utf-16-le"), (b"\0\n", "utf-16-be"))


def _is_wide(head: bytes, codec: str) -> bool:
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    return "�" not in text and "\0" not in text


def _refusal(path: Path, rule: str, message: str, hint: str) -> ZipingbiaoError:
    return problem.refusal(rule, message, at=path, hint=hint)


def decode_page(data: bytes) -> str:
    """A page's text: by its mark, else as UTF-8 where it is, else as declared, else as GB18030.

    Pages that declare GB2312 use the characters of GB18030; pages that declare anything are UTF-8 where their
    bytes are, for bytes do not turn into UTF-8 by chance.
    """
    for mark, name in _PAGE_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_declared(data) or "gb18030", "replace")


def _declared(data: bytes) -> str | None:
    """The encoding that the head of a page names, where it is one of Chinese text."""
    match = _DECLARED.search(data[:_HEAD])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    name = _CHINESE.get(name, name)
    return name if name in _TEXT_ENCODINGS and name != "utf-8" else None
