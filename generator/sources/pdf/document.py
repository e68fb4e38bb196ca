"""A PDF as this project works on it: its fonts numbered, its pages read, and which codes they use."""

from collections.abc import Mapping
from pathlib import Path

import pikepdf
from attrs import evolve, field, frozen
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from ...runtime.isolation import allow
from ..bounds import refuse
from ..omitted import Omitted
from .content import Glyph, PageContent
from .fields import TYPED, settle_fields
from .file import is_cut_off, open_pdf
from .fonts import PdfFont, collect_fonts
from .page import PageReader, TooMuch

_UNREADABLE = (
    PDFException, PSException, pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, ArithmeticError, RecursionError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""What pdfminer and pikepdf raise on files that break the rules; none of it is a fault of ours to show."""

_SECONDS = 0.2
"""That a page may take, beside what any file may: books of some hundred pages are read."""


@frozen(kw_only=True)
class PdfDocument:
    """A working copy of a document: not to be saved as it is, its fonts being marked."""

    path: Path
    pdf: pikepdf.Pdf = field(eq=False, repr=False)
    fonts: tuple[PdfFont, ...]
    pages: tuple[PageContent, ...] = field(repr=False)
    used: Mapping[int, Mapping[bytes, tuple[int, ...]]] = field(repr=False)
    """Font → code → the pages on which it is drawn, ascending."""

    def claimed_text(self, glyph: Glyph) -> str:
        """What the file says that a glyph is."""
        if glyph.font == TYPED:
            return glyph.code.decode()
        if not 0 <= glyph.font < len(self.fonts):
            return ""
        return self.fonts[glyph.font].claims.get(glyph.code, "")

    cut_off: bool = False
    """Whether the file's end is lost."""
    omitted: tuple[Omitted, ...] = ()
    """Annotations that are no text of its pages."""

    @property
    def has_text(self) -> bool:
        """Whether any glyph is seen."""
        return any(page.seen for page in self.pages)


def read_document(path: Path) -> PdfDocument:
    """Open and read a PDF.

    Raises ZipingbiaoError as `open_pdf` does, F30 where pages cannot be read, F33 where they are too full.
    """
    pdf = open_pdf(path)
    allow(_SECONDS * len(pdf.pages))
    try:
        typed, left_out = settle_fields(pdf)
        fonts = collect_fonts(pdf)
        reader = PageReader(pdf, typed)
        pages = tuple(reader.pages())
    except TooMuch:
        refuse("F33", path, "有一页画的东西过多，不像表格，没有读取。", "请确认文件的内容")
    except _UNREADABLE:
        refuse("F30", path, "文件已损坏，页面内容读不出来。", "请向提供者重新索取，或用阅读器打开后另存")
    used = _used(pages)
    stated = [_with_stated(font, used.get(font.number, {}), reader.stated) for font in fonts]
    return PdfDocument(
        path=path,
        pdf=pdf,
        fonts=tuple(stated),
        pages=pages,
        used=used,
        cut_off=is_cut_off(path),
        omitted=left_out,
    )


def _used(pages: tuple[PageContent, ...]) -> dict[int, dict[bytes, tuple[int, ...]]]:
    used: dict[int, dict[bytes, tuple[int, ...]]] = {}
    for page in pages:
        for font, code in sorted({(glyph.font, glyph.code) for glyph in page.glyphs}):
            if font >= 0:
                codes = used.setdefault(font, {})
                codes[code] = (*codes.get(code, ()), page.number)
    return used


def _with_stated(
    font: PdfFont, used: Mapping[bytes, object], stated: Mapping[tuple[int, bytes], str]
) -> PdfFont:
    """The font with what its encoding says of codes that ToUnicode leaves out."""
    lacking = {code: stated.get((font.number, code), "") for code in used if code not in font.claims}
    return evolve(font, claims={**font.claims, **{code: text for code, text in lacking.items() if text}})
