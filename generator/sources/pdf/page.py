"""Reads pages with pdfminer's interpreter into `PageContent`: every glyph keeps its font and its code."""

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
from pdfminer.cmapdb import CMap, IdentityCMap, IdentityCMapByte
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import MATRIX_IDENTITY, Matrix, apply_matrix_pt, apply_matrix_rect, mult_matrix

from .content import Glyph, PageContent, Picture, Ruling
from .drawn import Area, Drawn, Ink, as_colour
from .fields import Typed, typed_glyphs
from .fonts import FONT_NUMBER
from .interpreter import HIDDEN, WATERMARK, DrawingState, interpreter, within
from .layers import Layers
from .pdfminer_map import read_map
from .seen import finished

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it says of broken files is not for users

MAX_GLYPHS = 200_000
"""On one page; a form has some thousands."""
MAX_RULINGS = 50_000
_THIN = 3.0
"""Points; a filled shape no thicker than this is a line."""
MAX_AREAS = 20_000
MAX_FORMS = 20_000
"""Drawings within drawings, on one page: ten levels of ten would be without end."""
_STROKED, _INVISIBLE = (1, 5), (3, 7)
"""Text rendering modes: only the outline is drawn; nothing is."""
_FAINT, _OPAQUE = 0.05, 0.95
"""Of what is drawn: nothing is seen of it; nothing is seen below it."""
_STRAIGHT = 0.5
"""Points; how far a line may lean and still run along an axis."""


class TooMuch(ValueError):  # noqa: N818 - read as a statement where it is raised
    """A page draws more than any form does."""


class PageReader:
    """Reads the pages of a document whose fonts are numbered (`fonts.collect_fonts`)."""

    def __init__(self, pdf: pikepdf.Pdf, typed: Sequence[Typed] = ()) -> None:
        self._pdf = pdf
        self._typed = typed
        self.stated: dict[tuple[int, bytes], str] = {}
        """(font, code) → what the font's ToUnicode or encoding makes of it, for every glyph read so far."""

    def pages(self) -> Iterator[PageContent]:
        """The pages in order. Raises whatever pdfminer meets in a hostile file, and TooMuch."""
        copy = BytesIO()
        modes = {"compress_streams": False, "object_stream_mode": pikepdf.ObjectStreamMode.disable}
        self._pdf.save(copy, **modes)
        document = PDFDocument(PDFParser(copy))
        fonts = _NumberedFonts()
        recorder = _Recorder(fonts, self.stated, self._typed)
        drawing = interpreter(fonts, recorder, Layers(document.catalog))
        for page in PDFPage.create_pages(document):
            drawing.process_page(page)
            yield recorder.page


class _NumberedFonts(PDFResourceManager):
    """Hands out pdfminer's fonts and remembers the number of each."""

    def __init__(self) -> None:
        super().__init__(caching=True)
        self._numbers: dict[int, int] = {}
        self._kept: list[PDFFont] = []

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        declared = resolve1(spec.get("ToUnicode"))
        silent = {**spec, "ToUnicode": PDFStream({}, b"")}  # nor is the program read then
        if isinstance(declared, PDFStream):  # which pdfminer would read without end
            spec = silent
        try:
            font = super().get_font(objid, spec)
        except AssertionError:  # at a table of the program that it does not know, as that of variants
            font = super().get_font(objid, silent)
        number = resolve1(spec.get(FONT_NUMBER[1:]))
        if isinstance(number, int) and id(font) not in self._numbers:
            if isinstance(declared, PDFStream):
                font.unicode_map = read_map(declared.get_data())  # type: ignore[attr-defined]
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
    """Notes what the interpreter draws."""

    page: PageContent

    def __init__(
        self, fonts: _NumberedFonts, stated: dict[tuple[int, bytes], str], typed: Sequence[Typed]
    ) -> None:
        super().__init__(fonts)
        self._typed = typed
        self._fonts = fonts
        self._stated = stated
        self._drawn = Drawn(0, 0, 0)
        self._tags: list[str] = []
        self._order = self._forms = 0
        self._crop = (0.0, 0.0, 0.0, 0.0)
        self._ctm: Matrix = MATRIX_IDENTITY
        self._ink = Ink(None, 1.0, False, 0.0, (0.0, 0.0, 0.0, 0.0), False, False)

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self._drawn = Drawn(self._drawn.number + 1, abs(x1 - x0), abs(y1 - y0))
        self._crop = apply_matrix_rect(ctm, page.cropbox)
        self._ctm = ctm
        self._tags.clear()
        self._order = self._forms = 0

    def end_page(self, page: PDFPage) -> None:
        del page
        for typed in self._typed:
            if typed.page == self._drawn.number:
                self._type(typed)
        self.page = finished(self._drawn)

    def _type(self, typed: Typed) -> None:
        """Put a field's value on the page, as if it were drawn there last."""
        box = self._from_top(apply_matrix_rect(self._ctm, typed.box))
        glyphs = typed_glyphs(typed, box, self._order + 1)
        self._order += len(glyphs)
        ink = Ink((0.0, 0.0, 0.0), 1.0, False, 0.0, self._from_top(self._crop), False, False)
        self._drawn.glyphs.extend(glyphs)
        self._drawn.inks.extend([ink] * len(glyphs))

    def begin_form(self) -> None:
        """Raise TooMuch where too many are drawn."""
        self._forms += 1
        if self._forms > MAX_FORMS:
            raise TooMuch

    def begin_tag(self, tag: object, props: object = None) -> None:
        del tag
        self._tags.append(props if isinstance(props, str) else "")

    def end_tag(self) -> None:
        if self._tags:
            self._tags.pop()

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        a, b, *_ = mult_matrix(textstate.matrix, self.ctm or MATRIX_IDENTITY)
        sign = -1 if textstate.fontsize < 0 else 1
        angle = math.degrees(math.atan2(sign * b, sign * a)) % 360
        assert isinstance(graphicstate, DrawingState)
        self._ink = self._ink_of(graphicstate, textstate.render, angle)
        super().render_string(textstate, seq, ncs, graphicstate)

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
        if len(self._drawn.glyphs) >= MAX_GLYPHS:
            raise TooMuch
        advance = font.char_width(cid) * fontsize * scaling
        if font.is_vertical():
            box = (-fontsize / 2, rise - fontsize, fontsize / 2, rise)
        else:
            bottom = font.get_descent() * fontsize + rise
            box = (0.0, bottom, advance, bottom + fontsize)
        number, code = self._fonts.number(font), cid.code if isinstance(cid, _Cid) else bytes((cid & 0xFF,))
        del graphicstate
        x0, top, x1, bottom = self._from_top(apply_matrix_rect(matrix, box))
        self._order += 1
        self._drawn.glyphs.append(Glyph(number, code, x0, top, x1, bottom, bottom - top, self._order))
        self._drawn.inks.append(self._ink)
        if (number, code) not in self._stated:
            self._stated[number, code] = _statement(font, cid)
        return advance

    def _ink_of(self, state: DrawingState, mode: int, angle: float) -> Ink:
        stroked = mode in _STROKED
        return Ink(
            colour=as_colour(state.scolor if stroked else state.ncolor),
            alpha=state.stroke_alpha if stroked else state.fill_alpha,
            invisible=mode in _INVISIBLE,
            angle=angle,
            clip=self._from_top(within(self._crop, state.clip)),
            hidden=HIDDEN in self._tags,
            watermark=WATERMARK in self._tags,
        )

    def _from_top(self, box: tuple[float, ...]) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = box
        return (x0, self._drawn.height - y1, x1, self._drawn.height - y0)

    def render_image(self, name: str, stream: PDFStream) -> None:
        del name
        if HIDDEN in self._tags:
            return
        box = self._from_top(apply_matrix_rect(self.ctm or MATRIX_IDENTITY, (0, 0, 1, 1)))
        self._order += 1
        self._drawn.pictures.append(Picture(*box))
        if not any(key in stream for key in ("SMask", "Mask", "ImageMask", "IM")):
            self._drawn.areas.append(Area(self._order, *box, None, picture=True))

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        del evenodd
        if len(self._drawn.rulings) >= MAX_RULINGS:
            raise TooMuch
        if HIDDEN in self._tags:
            return
        assert isinstance(graphicstate, DrawingState)
        self._order += 1
        for subpath in _subpaths(path, self.ctm or MATRIX_IDENTITY):
            if fill:
                self._fill(subpath, graphicstate)
            elif graphicstate.linewidth > _THIN:
                self._band(subpath, graphicstate)
            if stroke and graphicstate.stroke_alpha > _FAINT and not _is_white(graphicstate.scolor):
                self._drawn.rulings.extend(self._stroked(subpath))
            elif fill and graphicstate.fill_alpha > _FAINT and not _is_white(graphicstate.ncolor):
                self._drawn.rulings.extend(self._filled(subpath))

    def _fill(self, points: Sequence[tuple[float, float]], state: DrawingState) -> None:
        """Note an opaque area that can hold a glyph."""
        if state.fill_alpha < _OPAQUE or state.blended or len(self._drawn.areas) >= MAX_AREAS:
            return
        xs, ys = zip(*points, strict=True)
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if min(x1 - x0, y1 - y0) <= _THIN:
            return
        corners = None if _is_box(points) else tuple((x, self._drawn.height - y) for x, y in points)
        x0, y0, x1, y1 = (
            max(x0, state.clip[0]), max(y0, state.clip[1]), min(x1, state.clip[2]), min(y1, state.clip[3])
        )  # fmt: skip
        if x0 < x1 and y0 < y1:
            box = self._from_top((x0, y0, x1, y1))
            self._drawn.areas.append(Area(self._order, *box, as_colour(state.ncolor), corners))

    def _band(self, points: Sequence[tuple[float, float]], state: DrawingState) -> None:
        """Note what a thick line makes of the paper; what it covers stays seen."""
        half = state.linewidth / 2
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y1 - y0) <= _STRAIGHT and len(self._drawn.areas) < MAX_AREAS:
                box = self._from_top((min(x0, x1), y0 - half, max(x0, x1), y0 + half))
                self._drawn.areas.append(Area(self._order, *box, None))

    def shade(self, state: DrawingState) -> None:
        """Note that what lies below has many colours from here on."""
        if len(self._drawn.areas) < MAX_AREAS and HIDDEN not in self._tags:
            self._order += 1
            self._drawn.areas.append(Area(self._order, *self._from_top(state.clip), None))

    def _stroked(self, points: Sequence[tuple[float, float]]) -> Iterator[Ruling]:
        height = self._drawn.height
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
                yield Ruling(True, height - (y0 + y1) / 2, min(x0, x1), max(x0, x1))
            elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
                yield Ruling(False, (x0 + x1) / 2, height - max(y0, y1), height - min(y0, y1))

    def _filled(self, points: Sequence[tuple[float, float]]) -> Iterator[Ruling]:
        """The axis of a thin shape; a dot is a piece of a line either way."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if y1 - y0 <= _THIN:
            yield Ruling(True, self._drawn.height - (y0 + y1) / 2, x0, x1)
        if x1 - x0 <= _THIN:
            yield Ruling(False, (x0 + x1) / 2, self._drawn.height - y1, self._drawn.height - y0)


def _is_box(points: Sequence[tuple[float, float]]) -> bool:
    """Whether every side runs along an axis, and there are only four."""
    if len(points) not in (4, 5):
        return False
    return all(
        abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT for (x0, y0), (x1, y1) in pairwise(points)
    )


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
    """Whether a colour is paper."""
    known = as_colour(colour)
    return known is not None and min(known) > 0.98
