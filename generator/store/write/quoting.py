"""A text as a YAML scalar: plain where that is safe, else quoted, or a literal block of paragraphs."""

import re

from ..read.decode import ILLEGAL

_PLAIN = re.compile(r"(?:-(?=[^\s])|[^-\s?:,\[\]{}#&*!|>'\"%@`=<])(?:[^\n]*\S)?")
_UNSAFE = re.compile(r": | #|\t|:$")
_UNSAFE_INLINE = re.compile(r"[,\[\]{}:?#]")
_OTHERS_TYPE = re.compile(r"~|null|true|false|yes|no|on|off|y|n", re.IGNORECASE)
"""Words that other YAML readers take for something else than text."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def scalar(text: str, *, inline: bool = False) -> str:
    """The text on one line; `inline` where it stands in braces or is a key."""
    if _is_plain(text, inline=inline):
        return text
    if "\n" in text or "\r" in text or ILLEGAL.search(text):
        escaped = "".join(_ESCAPES.get(character, character) for character in text)
        return f'"{ILLEGAL.sub(_escape, escaped)}"'
    return "'" + text.replace("'", "''") + "'"


def literal(text: str) -> tuple[str, ...] | None:
    """The text as a block: its header and its lines, not yet indented; None where only quotes can hold it."""
    lines = text.split("\n")
    if not lines[-1] or "\r" in text or ILLEGAL.search(text):
        return None
    if any(line != line.rstrip() or line.startswith("\t") for line in lines):
        return None
    header = "|2" if text.lstrip("\n").startswith(" ") else "|"
    return (header, *lines)


def _is_plain(text: str, *, inline: bool) -> bool:
    if not _PLAIN.fullmatch(text) or _UNSAFE.search(text) or ILLEGAL.search(text) or "\r" in text:
        return False
    if inline and _UNSAFE_INLINE.search(text):
        return False
    return not _OTHERS_TYPE.fullmatch(text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
