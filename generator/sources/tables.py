"""A file with tables, read by what it is and not by what its name says: many an .xls is a web page."""

import io
import zipfile
from pathlib import Path

from .bounds import read_bytes, refuse
from .document import SourceDocument
from .docx import read_docx
from .html import read_html
from .legacy import libreoffice, read_legacy
from .package import OLE_MARK
from .xlsx import lacks_values, read_xlsx

_DOCUMENT_STREAM = "WordDocument".encode("utf-16-le")
"""The name that an old document's directory holds, and a workbook's does not."""


def read_tables(path: Path) -> SourceDocument:
    """The tables of a workbook, document or page. Raises ZipingbiaoError as the reader of its kind does."""
    data = read_bytes(path)
    if data.startswith(OLE_MARK):
        if "EncryptedPackage".encode("utf-16-le") in data:
            refuse("F23", path, "文件有密码。", "请去掉密码后再导入")
        return read_legacy(path, is_workbook=_DOCUMENT_STREAM not in data)
    if data.startswith(b"PK"):
        return read_docx(path) if _has_part(data, "word/") else _read_workbook(path)
    return read_html(path)


def _read_workbook(path: Path) -> SourceDocument:
    """A workbook; formulas that a program saved without their values are computed, where that can be done."""
    document = read_xlsx(path)
    if libreoffice() and lacks_values(path):
        return read_legacy(path, is_workbook=True)
    return document


def _has_part(data: bytes, folder: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(name.startswith(folder) for name in package.namelist())
    except zipfile.BadZipFile:
        return False
