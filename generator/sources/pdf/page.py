"""Reads pages with pdfminer's interpreter into `PageContent`: every glyph keeps its font and its code."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
from pdfminer.cmapdb import CMap, IdentityCMap, IdentityCMapByte
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect

from .content import Glyph, PageContent, Picture, Ruling
from .fonts import FONT_NUMBER

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it says of broken files is not for users

MAX_GLYPHS = 200_000
"""On one page; a form has some thousands."""
MAX_RULINGS = 50_000
_THIN = 3.0
"""Points; a filled shape no thicker than this is a line."""
_STRAIGHT = 0.5
"""Points; how far a line may lean and still run along an axis."""


class TooMuch(ValueError):  # noqa: N818 - read as a statement where it is raised
    """A page draws more than any form does."""


class PageReader:
    """Reads the pages of a document whose fonts are numbered (`fonts.collect_fonts`)."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self.stated: dict[tuple[int, bytes], str] = {}
        """(font, code) → what the font's ToUnicode or encoding makes of it, for every glyph read so far."""

    def pages(self) -> Iterator[PageContent]:
        """The pages in order. Raises whatever pdfminer meets in a hostile file, and TooMuch."""
        copy = BytesIO()
        modes = {"compress_streams": False, "object_stream_mode": pikepdf.ObjectStreamMode.disable}
        self._pdf.save(copy, **modes)
        fonts = _NumberedFonts()
        recorder = _Recorder(fonts, self.stated)
        interpreter = PDFPageInterpreter(fonts, recorder)
        for page in PDFPage.get_pages(copy):
            interpreter.process_page(page)
            yield recorder.page


class _NumberedFonts(PDFResourceManager):
    """Hands out pdfminer's fonts and remembers the number of each."""

    def __init__(self) -> None:
        super().__init__(caching=True)
        self._numbers: dict[int, int] = {}
        self._kept: list[PDFFont] = []

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        number = resolve1(spec.get(FONT_NUMBER[1:]))
        if isinstance(number, int) and id(font) not in self._numbers:
            self._numbers[id(font)] = number
            self._kept.append(font)  # so that its id is not given to another
            if isinstance(font, PDFCIDFont):
                font.decode = _coded(font, spec.get("Encoding"))  # type: ignore[method-assign]
        return font

    def number(self, font: PDFFont) -> int:
        """The number of a font; -1 for one that is not of the document."""
        return self._numbers.get(id(font), -1)


class _Cid(int):
    """A CID that remembers the code it was decoded from."""

    code: bytes


def _coded(font: PDFCIDFont, encoding: object) -> Any:  # noqa: ANN401 - pdfminer types it by bytes only
    """A decoder of strings into CIDs with their codes; where nobody knows the encoding, as viewers do."""
    cmap = font.cmap
    unknown = isinstance(cmap, CMap) and not cmap.code2cid and isinstance(resolve1(encoding), PSLiteral)
    if isinstance(cmap, IdentityCMapByte):
        return lambda text: _fixed(text, 1)
    if isinstance(cmap, IdentityCMap) or unknown:
        return lambda text: _fixed(text, 2)
    return lambda text: list(_by_cmap(cmap, text))


def _fixed(text: bytes, length: int) -> list[_Cid]:
    codes = (text[i : i + length] for i in range(0, len(text) - length + 1, length))
    return [_with_code(int.from_bytes(code), code) for code in codes]


def _by_cmap(cmap: object, text: bytes) -> Iterator[_Cid]:
    top: dict[int, Any] = cmap.code2cid if isinstance(cmap, CMap) else {}
    node, start = top, 0
    for position, byte in enumerate(text):
        found = node.get(byte)
        if isinstance(found, int):
            yield _with_code(found, text[start : position + 1])
        if isinstance(found, dict):
            node = found
        else:
            node, start = top, position + 1


def _with_code(cid: int, code: bytes) -> _Cid:
    coded = _Cid(cid)
    coded.code = code
    return coded


class _Recorder(PDFTextDevice):
    """Collects what the interpreter draws."""

    page: PageContent

    def __init__(self, fonts: _NumberedFonts, stated: dict[tuple[int, bytes], str]) -> None:
        super().__init__(fonts)
        self._fonts = fonts
        self._stated = stated
        self._number = 0
        self._clear((0, 0))

    def _clear(self, size: tuple[float, float]) -> None:
        self._width, self._height = size
        self._glyphs: list[Glyph] = []
        self._rulings: list[Ruling] = []
        self._pictures: list[Picture] = []

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self._number += 1
        self._clear((abs(x1 - x0), abs(y1 - y0)))

    def end_page(self, page: PDFPage) -> None:
        del page
        content = (tuple(self._glyphs), tuple(self._rulings), tuple(self._pictures))
        self.page = PageContent(self._number, self._width, self._height, *content)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: object,
        graphicstate: PDFGraphicState,
    ) -> float:
        if len(self._glyphs) >= MAX_GLYPHS:
            raise TooMuch
        advance = font.char_width(cid) * fontsize * scaling
        if font.is_vertical():
            box = (-fontsize / 2, rise - fontsize, fontsize / 2, rise)
        else:
            bottom = font.get_descent() * fontsize + rise
            box = (0.0, bottom, advance, bottom + fontsize)
        number, code = self._fonts.number(font), cid.code if isinstance(cid, _Cid) else bytes((cid & 0xFF,))
        self._record(matrix, box, number, code)
        if (number, code) not in self._stated:
            self._stated[number, code] = _statement(font, cid)
        return advance

    def _record(self, matrix: Matrix, box: tuple[float, float, float, float], font: int, code: bytes) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(matrix, box)
        self._glyphs.append(Glyph(font, code, x0, self._height - y1, x1, self._height - y0, y1 - y0))

    def render_image(self, name: str, stream: object) -> None:
        del name, stream
        x0, y0, x1, y1 = apply_matrix_rect(self.ctm or (1, 0, 0, 1, 0, 0), (0, 0, 1, 1))
        self._pictures.append(Picture(x0, self._height - y1, x1, self._height - y0))

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        del evenodd
        if len(self._rulings) >= MAX_RULINGS:
            raise TooMuch
        for subpath in _subpaths(path, self.ctm or (1, 0, 0, 1, 0, 0)):
            if stroke and not _is_white(graphicstate.scolor):
                self._rulings.extend(self._stroked(subpath))
            elif fill and not _is_white(graphicstate.ncolor):
                self._rulings.extend(self._filled(subpath))

    def _stroked(self, points: Sequence[tuple[float, float]]) -> Iterator[Ruling]:
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
                yield Ruling(True, self._height - (y0 + y1) / 2, min(x0, x1), max(x0, x1))
            elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
                yield Ruling(False, (x0 + x1) / 2, self._height - max(y0, y1), self._height - min(y0, y1))

    def _filled(self, points: Sequence[tuple[float, float]]) -> Iterator[Ruling]:
        """The axis of a thin shape; a dot is a piece of a line either way."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if y1 - y0 <= _THIN:
            yield Ruling(True, self._height - (y0 + y1) / 2, x0, x1)
        if x1 - x0 <= _THIN:
            yield Ruling(False, (x0 + x1) / 2, self._height - y1, self._height - y0)


def _statement(font: PDFFont, cid: int) -> str:
    try:
        return font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return ""


def _subpaths(path: Iterable[Any], ctm: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corner points of each subpath; curves count by their end."""
    points: list[tuple[float, float]] = []
    for operator, *coordinates in path:
        if operator == "m" and points:
            yield points
            points = []
        if operator == "h":
            points.extend(points[:1])
        elif len(coordinates) >= 2:
            points.append(apply_matrix_pt(ctm, tuple(coordinates[-2:])))
        elif coordinates:
            points.append(apply_matrix_pt(ctm, coordinates[-1]))
    if points:
        yield points


def _is_white(colour: object) -> bool:
    """Whether a colour is paper: grey or RGB near 1, CMYK near 0."""
    parts = [colour] if isinstance(colour, (int, float)) else colour
    if not isinstance(parts, (list, tuple)) or not all(isinstance(part, (int, float)) for part in parts):
        return False
    if len(parts) == 4:
        return all(part < 0.02 for part in parts)
    return bool(parts) and all(part > 0.98 for part in parts)
