"""Web pages saved whole (MHT), and the documents and workbooks that office programs save so."""

import email
import re
from collections.abc import Iterator
from email.message import Message
from itertools import chain
from pathlib import Path

from .bounds import read_bytes
from .document import SourceDocument
from .grid import Grid
from .html import page_blocks, page_document, text_blocks

_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:[A-Za-z][A-Za-z0-9-]*:.*(?:\r?\n[ \t].*)*\r?\n)+")
_IS_PAGE = re.compile(
    rb"^Content-Type:\s*(?:multipart/related|multipart/mixed|multipart/alternative|text/html)", re.I | re.M
)
_LOOKED_AT = 8192
_MAX_PARTS = 2_000


def is_saved_page(data: bytes) -> bool:
    """Whether bytes begin with the head of a message that holds a page."""
    head = _HEAD.match(data[:_LOOKED_AT])
    return head is not None and b"mime-version" in head[0].lower() and _IS_PAGE.search(head[0]) is not None


def read_mht(path: Path) -> SourceDocument:
    """The innermost tables of the pages in a saved page. Raises ZipingbiaoError as `read_html` does."""
    return page_document(path, saved_page_blocks(read_bytes(path)))


def saved_page_blocks(data: bytes) -> Iterator[str | Grid]:
    """The lines and tables of each page of a saved page, in order."""
    parts = [part for _, part in zip(range(_MAX_PARTS), email.message_from_bytes(data).walk(), strict=False)]
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    return chain.from_iterable(_blocks(page) for page in pages)


def _blocks(page: Message) -> Iterator[str | Grid]:
    content = page.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    charset = page.get_content_charset()
    if charset in ("gb2312", "gbk", "gb18030") and b"charset" not in data[:4096].lower():
        return text_blocks(data.decode("gb18030", "replace"))
    return page_blocks(data)
