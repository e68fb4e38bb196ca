"""Values that stand in the fields and comments of a PDF, not in its pages, made part of the pages.

A viewer shows a field by its appearance, or, where the file has none or says that those it has are out of
date, by its value; so it is done here.
"""

from collections.abc import Iterator, Sequence

import pikepdf
from attrs import frozen

from ..omitted import Omitted, omitted
from .content import Glyph

TYPED = -3
"""The font number of characters that are a field's value, not drawn by the file; the code is in UTF-8."""
_MAX_DEPTH = 12
_MAX_VALUE = 20_000
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
_SHOWN = ("/Widget", "/FreeText", "/Square", "/Circle", "/Polygon", "/Redact")
_LAID_OVER = {"/Stamp": "图章批注", "/Watermark": "水印"}
_PUSH_BUTTON = 1 << 16
_ON, _OFF = "☑", "□"
_FILLED = 0.5
"""Share of a field's width that its lines take, so that paragraphs stay apart."""


@frozen
class Typed:
    """A value that has no appearance: its page from 1, its rectangle from the bottom left, its lines."""

    page: int
    box: tuple[float, float, float, float]
    lines: tuple[str, ...]


def settle_fields(pdf: pikepdf.Pdf) -> tuple[tuple[Typed, ...], tuple[Omitted, ...]]:
    """Draw the appearance of each field on its page; what has none is returned, and what is laid over.

    The document is changed: call it on a working copy.
    """
    form = pdf.Root.get("/AcroForm")
    stale = isinstance(form, pikepdf.Dictionary) and _true(form.get("/NeedAppearances"))
    off = _layers_off(pdf)
    typed: list[Typed] = []
    left_out: list[Omitted] = []
    drawn = False
    for number, page in enumerate(pdf.pages, start=1):
        if "/Annots" in page.obj:
            shown = [one for one in _annotations(page.obj) if not _is_hidden(one, off)]
            kept = list(_kept(shown, number, stale, typed, left_out))
            page.obj["/Annots"] = pikepdf.Array(kept)
            drawn = drawn or bool(kept)
    if stale and isinstance(form, pikepdf.Dictionary):
        del form["/NeedAppearances"]
    if drawn:
        pdf.flatten_annotations()
    return tuple(typed), tuple(left_out)


def _annotations(page: pikepdf.Object) -> list[pikepdf.Object]:
    found = page.get("/Annots")
    entries = list(found) if isinstance(found, pikepdf.Array) else []
    return [entry for entry in entries if isinstance(entry, pikepdf.Dictionary)]


def _kept(
    annotations: Sequence[pikepdf.Object],
    page: int,
    stale: bool,
    typed: list[Typed],
    left_out: list[Omitted],
) -> Iterator[pikepdf.Object]:
    """The annotations whose appearance is to be drawn; the others' values go into the lists."""
    for annotation in annotations:
        kind = str(annotation.get("/Subtype", ""))
        if kind in _LAID_OVER:
            text = _text(annotation.get("/Contents")) or "没有文字"
            left_out.extend(omitted(f"第{page}页", _LAID_OVER[kind], [text]))
        elif kind in _SHOWN:
            lines = tuple(_value(annotation))
            if (stale and lines) or not _has_appearance(annotation):
                typed.extend(Typed(page, box, lines) for box in _box(annotation) if lines)
            elif _inherited(annotation, "/FT") != "/Sig":
                yield annotation


def _layers_off(pdf: pikepdf.Pdf) -> frozenset[tuple[int, int]]:
    """The object numbers of the layers that are switched off."""
    node: object = pdf.Root
    for key in ("/OCProperties", "/D", "/OFF"):
        node = node.get(key) if isinstance(node, pikepdf.Dictionary) else None
    return frozenset(layer.objgen for layer in list(node)) if isinstance(node, pikepdf.Array) else frozenset()


def _is_hidden(annotation: pikepdf.Object, off: frozenset[tuple[int, int]]) -> bool:
    layer = annotation.get("/OC")
    switched_off = isinstance(layer, pikepdf.Dictionary) and layer.objgen in off
    return switched_off or bool(_number(annotation.get("/F")) & (_HIDDEN | _NO_VIEW))


def _has_appearance(annotation: pikepdf.Object) -> bool:
    appearances = annotation.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Dictionary):  # one for each state: none is drawn for a box left open
        return False
    return isinstance(normal, pikepdf.Stream)


def _value(annotation: pikepdf.Object) -> Iterator[str]:
    """What a field or a typed comment says, line by line."""
    if annotation.get("/Subtype") == "/FreeText":
        yield from _lines(annotation.get("/Contents"))
        return
    kind, value = _inherited(annotation, "/FT"), _inherited(annotation, "/V")
    if kind == "/Btn":
        if not _number(_inherited(annotation, "/Ff")) & _PUSH_BUTTON:
            state = annotation.get("/AS", value)
            yield _OFF if state is None or str(state) == "/Off" else _ON
    elif kind == "/Ch":
        choices = list(value) if isinstance(value, pikepdf.Array) else [value]
        yield from (_shown_choice(choice, annotation) for choice in choices if _text(choice))
    elif kind == "/Tx":
        yield from _lines(value)


def _shown_choice(choice: object, annotation: pikepdf.Object) -> str:
    """The words that a list shows for one of its values."""
    options = _inherited(annotation, "/Opt")
    for option in list(options)[:1000] if isinstance(options, pikepdf.Array) else []:
        if isinstance(option, pikepdf.Array) and len(option) == 2 and _text(option[0]) == _text(choice):
            return _text(option[1])
    return _text(choice)


def _inherited(annotation: pikepdf.Object, key: str) -> object:
    node: object = annotation
    for _ in range(_MAX_DEPTH):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _lines(value: object) -> Iterator[str]:
    yield from (line.strip() for line in _text(value).splitlines() if line.strip())


def _text(value: object) -> str:
    if isinstance(value, pikepdf.Stream):
        value = pikepdf.String(value.read_bytes()[:_MAX_VALUE])
    return str(value)[:_MAX_VALUE].strip() if isinstance(value, (pikepdf.String, str)) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _true(value: object) -> bool:
    return value is True


def _box(annotation: pikepdf.Object) -> Iterator[tuple[float, float, float, float]]:
    sides = annotation.get("/Rect")
    if isinstance(sides, pikepdf.Array) and len(sides) == 4:
        x0, y0, x1, y1 = (float(side) for side in list(sides))
        yield (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def typed_glyphs(typed: Typed, box: tuple[float, float, float, float], order: int) -> list[Glyph]:
    """The characters of a value within a box from the top left, a line below the other."""
    x0, top, x1, bottom = box
    height = (bottom - top) / len(typed.lines)
    longest = max(len(line) for line in typed.lines)
    width = min(height, _FILLED * (x1 - x0) / longest)
    glyphs: list[Glyph] = []
    for number, line in enumerate(typed.lines):
        y = top + number * height
        for place, character in enumerate(line):
            x = x0 + place * width
            glyphs.append(
                Glyph(TYPED, character.encode(), x, y, x + width, y + height, width, order + len(glyphs))
            )
    return glyphs
