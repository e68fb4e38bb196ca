"""Opening a PDF: what is refused, and why."""

import logging
from io import BytesIO
from pathlib import Path

import pikepdf

from ..bounds import read_bytes, refuse
from .rescue import rebuilt

for _library in ("pikepdf", "fontTools"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # what they say of broken files is not for users

MAX_FILE_BYTES = 256 * 2**20
MAX_PAGES = 2_000
_END_AT = 4096
"""Bytes from the end within which the end mark stands."""
_DAMAGED = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError)


def open_pdf(path: Path) -> pikepdf.Pdf:
    """The document, opened with an empty user password where it has one.

    Raises ZipingbiaoError: F01 not there or too large, F30 damaged, F31 encrypted, F33 too many pages.
    """
    data = read_bytes(path, MAX_FILE_BYTES, "请按项目拆分后再读", "请检查路径和读取权限")
    try:
        pdf = _opened(data)
        pages = len(pdf.pages)
    except pikepdf.PasswordError:
        refuse("F31", path, "文件已加密，需要密码才能打开。", "请用密码打开后另存为不加密的 PDF")
    except _DAMAGED:
        refuse("F30", path, "文件已损坏，读不出任何一页。", "请向提供者重新索取，或用阅读器打开后另存")
    if not pages:
        refuse("F30", path, "文件里没有页。", "请向提供者重新索取")
    if pages > MAX_PAGES:
        refuse("F33", path, f"文件有 {pages} 页，超过 {MAX_PAGES} 页，没有读取。", "请按项目拆分后再读")
    return pdf


def _opened(data: bytes) -> pikepdf.Pdf:
    """The document, put together again where its end is lost. Raises one of _DAMAGED."""
    try:
        pdf = pikepdf.open(BytesIO(data))
        len(pdf.pages)
    except pikepdf.PasswordError:
        raise
    except _DAMAGED:
        whole = rebuilt(data)
        if whole is None:
            raise
        return pikepdf.open(BytesIO(whole))
    return pdf


def is_cut_off(path: Path) -> bool:
    """Whether a file lacks the end that every PDF has."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _END_AT))
        return b"startxref" not in file.read()


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether the document carries a digital signature, which any change would break."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return "/Perms" in pdf.Root
    flags = form.get("/SigFlags", 0)
    is_flagged = isinstance(flags, int) and bool(flags & 1)
    return "/Perms" in pdf.Root or is_flagged or any(map(_is_signature, _fields(form)))


def _fields(form: pikepdf.Dictionary) -> list[pikepdf.Object]:
    fields = form.get("/Fields")
    return list(fields)[:10_000] if isinstance(fields, pikepdf.Array) else []


def _is_signature(field: pikepdf.Object) -> bool:
    return isinstance(field, pikepdf.Dictionary) and field.get("/FT") == "/Sig" and "/V" in field
