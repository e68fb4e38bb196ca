"""From the bytes of a file to text that YAML can hold, or a clear word why not."""

import codecs
import re
from pathlib import Path

from ...model.problem import Severity
from ...runtime import files
from .reporter import Point, Reporter, point_at

MAX_BYTES = 2 * 1024 * 1024
"""A form takes some 10 KB; beyond this a file is something else."""

ILLEGAL = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that must not stand raw in a file: controls, and line ends that editors do not count as such."""

_NAMES = {
    "\x00": "空字符（NUL）",
    "\x85": "换行符 NEL（U+0085）",
    "\u2028": "行分隔符（U+2028）",
    "\u2029": "段分隔符（U+2029）",
    "\ufeff": "字节顺序标记（BOM，U+FEFF）",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_bytes(path: Path, reporter: Reporter) -> bytes | None:
    """The content of a regular file within bounds; None, with the reason reported, otherwise."""
    try:
        return files.read_bytes(path, MAX_BYTES)
    except FileNotFoundError:
        reporter.report("F01", "没有这个文件")
    except files.FileTooLargeError:
        reporter.report("Y04", f"文件大于 {MAX_BYTES // files.MIB} MB，不是自评表")
    except (OSError, ValueError) as error:
        reason = files.reason_of(error) if isinstance(error, OSError) else str(error)
        reporter.report("F01", f"读不出这个文件（{reason}）")
    return None


def decode(data: bytes, reporter: Reporter) -> str | None:
    """The text of a UTF-8 file, a byte order mark taken off; None where it is in another encoding."""
    if _is_utf16(data):
        reporter.report("Y02", "文件是 UTF-16 编码，不是 UTF-8", mark=Point(0, 0), hint=_SAVE_AS)
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _report_encoding(data, error.start, reporter)
        return None
    if text.startswith("\ufeff"):
        reporter.report(
            "Y02",
            "文件开头有字节顺序标记（BOM）",
            mark=Point(0, 0),
            hint="zipingbiao fmt 可去掉",
            severity=Severity.WARNING,
        )
        return text[1:]
    return text


def is_clean(text: str, reporter: Reporter) -> bool:
    """Whether every character may stand in a file; the first of each that may not is reported."""
    seen: set[str] = set()
    for match in ILLEGAL.finditer(text):
        if match[0] not in seen:
            seen.add(match[0])
            name = _NAMES.get(match[0], f"控制字符（U+{ord(match[0]):04X}）")
            hint = "请删去；若确是内容，请放进双引号写成转义"
            reporter.report("Y03", f"这里有看不见的{name}", mark=point_at(text, match.start()), hint=hint)
        if reporter.is_full:
            break
    return not seen


_SAVE_AS = "请在编辑器里另存为 UTF-8"


def _report_encoding(data: bytes, offset: int, reporter: Reporter) -> None:
    before = data[:offset].decode("utf-8", "replace")
    if b"\x00" in data[:1000]:
        reporter.report("Y02", "文件不是文字，是二进制的内容", mark=Point(0, 0))
        return
    try:
        data.decode("gb18030")
        message = "文件是 GB18030（GBK）编码，不是 UTF-8"
    except UnicodeDecodeError:
        message = f"这里的字节 0x{data[offset]:02X} 不是 UTF-8 编码的文字"
    reporter.report("Y02", message, mark=point_at(before, len(before)), hint=_SAVE_AS)


def _is_utf16(data: bytes) -> bool:
    """By its mark or, where it has none, by a colon and a space two bytes wide."""
    if data.startswith(_UTF16):
        return True
    return any(": ".encode(code) in data[:4000] for code in ("utf-16-le", "utf-16-be"))
