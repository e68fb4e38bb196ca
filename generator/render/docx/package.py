"""Documents whose bytes depend on their content alone."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document

EPOCH = datetime(2000, 1, 1)
"""The date in every document, so that equal forms give equal files."""

_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/theme/theme1.xml": "theme.xml",
}
"""Each part of an empty document: the file here that it is."""


def new_document(prefix: str = "") -> Document:
    """An empty document in our styles; python-docx's own brings hundreds, for other languages.

    Files of `parts/` whose names begin with `prefix` stand for those without it.
    """
    return docx.Document(BytesIO(_blank(prefix)))


@cache
def _blank(prefix: str) -> bytes:
    own = {file.name for file in (files(__package__) / "parts").iterdir()}
    named = {name: prefix + file if prefix + file in own else file for name, file in _PARTS.items()}
    return _packed({name: part(file) for name, file in named.items()})


def part(file: str) -> bytes:
    """A file of `parts/`."""
    return (files(__package__) / "parts" / file).read_bytes()


def document_bytes(document: Document) -> bytes:
    """The document's file, every member dated alike."""
    written = BytesIO()
    document.save(written)
    with ZipFile(written) as archive:
        return _packed({name: archive.read(name) for name in archive.namelist()})


def _packed(members: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = ZipInfo(name, EPOCH.timetuple()[:6])
            member.compress_type = ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            archive.writestr(member, content)
    return target.getvalue()
