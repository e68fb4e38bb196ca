"""ToUnicode CMaps as pdfminer reads them, within bounds."""

from contextlib import suppress
from io import BytesIO

from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.psparser import PSLiteral

from .tounicode import MAX_BYTES, MAX_CODES

_MAX_TOTAL = 2**20


class _Bounded(FileUnicodeMap):
    """A map that takes no more than a font can have."""

    def __init__(self) -> None:
        super().__init__()
        self._total = 0

    def add_cid2unichr(self, cid: int, code: PSLiteral | bytes | int) -> None:
        size = len(code) if isinstance(code, bytes) else 1
        self._total += size
        if len(self.cid2unichr) >= MAX_CODES or self._total > _MAX_TOTAL:
            raise OverflowError
        if size <= MAX_BYTES:
            super().add_cid2unichr(cid, code)


def read_map(data: bytes) -> FileUnicodeMap:
    """A ToUnicode stream as pdfminer reads it, as far as a font may go. Raises what pdfminer raises."""
    read = _Bounded()
    with suppress(OverflowError):
        CMapParser(read, BytesIO(data)).run()
    return read
