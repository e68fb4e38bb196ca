"""Which characters the bytes of a page or a text are."""

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_TEXT_ENCODINGS = frozenset(
    {"utf-8", "gb18030", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "hz"}
)
_LOOKED_AT = 4096


def decode_page(data: bytes) -> str:
    """A page's text: by its mark, else as UTF-8 where it is, else as declared, else as GB18030.

    Pages that declare GB2312 use the characters of GB18030; pages that declare anything are UTF-8 where their
    bytes are, for bytes do not turn into UTF-8 by chance.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_declared(data) or "gb18030", "replace")


def _declared(data: bytes) -> str | None:
    """The encoding that the head of a page names, where it is one of Chinese text."""
    match = _DECLARED.search(data[:_LOOKED_AT])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    name = _CHINESE.get(name, name)
    return name if name in _TEXT_ENCODINGS and name != "utf-8" else None
