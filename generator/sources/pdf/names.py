"""PDF names as text. A name is bytes: by the standard UTF-8, by Office and 方正 the code page of the machine.

`str` of a name that is not UTF-8 raises; nothing but this module turns names into text.
"""

import re

import pikepdf

_SUBSET_TAG = re.compile(r"[A-Z]{6}\+")


def font_name(name: pikepdf.Object | None) -> str:
    """The name of a font without the tag of a subset: 微软雅黑 for ``/ABCDEE+#ce#a2#c8#ed#d1#c5#ba#da``."""
    if not isinstance(name, (pikepdf.Name, pikepdf.String)):
        return ""
    text = decode_name(bytes(name).removeprefix(b"/"))
    return _SUBSET_TAG.sub("", text, count=1) if _SUBSET_TAG.match(text) else text


def decode_name(name: bytes) -> str:
    """A name, escapes resolved and without its slash: as UTF-8 or GB18030, whichever it is.

    What is neither is shown as the file writes it, each byte beyond ASCII as ``#xx``.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            text = name.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable() and (encoding == "utf-8" or _is_chinese(text)):
            return text
    return "".join(chr(byte) if 0x20 < byte < 0x7F else f"#{byte:02x}" for byte in name)


def _is_chinese(text: str) -> bool:
    """Whether most characters of a text decoded as GB18030 are of GB2312: hardly any of Shift-JIS is."""
    beyond_ascii = [character for character in text if not character.isascii()]
    return sum(map(_in_gb2312, beyond_ascii)) * 2 >= len(beyond_ascii)


def _in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def key_name(key: str) -> pikepdf.Name:
    """The name behind a key as `items` gives it, by which the value can be had and set whatever its bytes."""
    escaped = "".join(f"#{byte:02x}" for byte in key[1:].encode("utf-8", "surrogateescape"))
    name = pikepdf.Object.parse(f"/{escaped}".encode())
    assert isinstance(name, pikepdf.Name)
    return name
