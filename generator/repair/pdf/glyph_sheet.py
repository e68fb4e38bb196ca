"""Draws single glyphs of a PDF's fonts, so that what a code shows can be seen whatever its font's format.

Each glyph is set alone in one square of an otherwise empty page, by the font object of the document itself,
and the page is rendered by PDFium: TrueType, CFF, Type 1 and Type 3 are all drawn as a reader would see them.
"""

import io
import re
from collections.abc import Iterator, Sequence

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray

SQUARE = 96
"""Pixels of one glyph's square; one pixel is one point of the sheet."""
FONT_SIZE = 64
ORIGIN = (16, 24)
"""Where the pen stands in a square, from its lower left."""
_PER_ROW = 20
_PER_SHEET = _PER_ROW * _PER_ROW

Ink = NDArray[np.uint8]
"""Pictures of glyphs, shape (glyphs, SQUARE, SQUARE): 0 is paper, 255 is ink."""


class UndrawableFont(Exception):  # noqa: N818 - says what is the matter
    """No page with this font can be drawn."""


def draw_glyphs(font: pikepdf.Object, codes: Sequence[bytes]) -> Ink:
    """Pictures of the glyphs that `font` shows for `codes`, in their order.

    Raises UndrawableFont where the font is so damaged that no page with it can be opened.
    """
    try:
        sheets = [_draw_sheet(font, codes[i : i + _PER_SHEET]) for i in range(0, len(codes), _PER_SHEET)]
    except (pypdfium2.PdfiumError, pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UndrawableFont from error
    return np.concatenate(sheets) if sheets else np.zeros((0, SQUARE, SQUARE), np.uint8)


def _draw_sheet(font: pikepdf.Object, codes: Sequence[bytes]) -> Ink:
    rows = -(-len(codes) // _PER_ROW)
    with pypdfium2.PdfDocument(_sheet_file(font, codes, rows)) as document:
        bitmap = document[0].render(scale=1, grayscale=True, may_draw_forms=False)
        page = 255 - np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width)
    squares = page.reshape(rows, SQUARE, _PER_ROW, SQUARE).swapaxes(1, 2)
    return np.ascontiguousarray(squares.reshape(-1, SQUARE, SQUARE)[: len(codes)])


def _sheet_file(font: pikepdf.Object, codes: Sequence[bytes], rows: int) -> bytes:
    sheet = pikepdf.new()
    page = sheet.add_blank_page(page_size=(_PER_ROW * SQUARE, rows * SQUARE))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=_upright(sheet, font)))
    page.obj.Contents = sheet.make_stream(b"\n".join(_sheet_content(codes, rows)))
    file = io.BytesIO()
    sheet.save(file, compress_streams=False)
    return file.getvalue()


def _upright(sheet: pikepdf.Pdf, font: pikepdf.Object) -> pikepdf.Object:
    """The font as the sheet's own, written across: down the page its glyphs would hang below the pen."""
    copied = sheet.copy_foreign(font)
    encoding = copied.get("/Encoding")
    if isinstance(encoding, pikepdf.Name) and str(encoding).endswith("-V"):
        copied.Encoding = pikepdf.Name(str(encoding).removesuffix("V") + "H")
    elif isinstance(encoding, pikepdf.Stream):
        encoding.write(re.sub(rb"/WMode\s+1\b", b"/WMode 0", encoding.read_bytes()))
        encoding.WMode = 0
    return copied


def _sheet_content(codes: Sequence[bytes], rows: int) -> Iterator[bytes]:
    for number, code in enumerate(codes):
        x, y = number % _PER_ROW * SQUARE, (rows - 1 - number // _PER_ROW) * SQUARE
        clip = f"q {x} {y} {SQUARE} {SQUARE} re W n BT /F {FONT_SIZE} Tf"
        place = f"1 0 0 1 {x + ORIGIN[0]} {y + ORIGIN[1]} Tm <{code.hex()}> Tj ET Q"
        yield f"{clip} {place}".encode()
