"""Pictures of pages, made by one process with limits: the libraries for pages serve one at a time."""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from ..model import problem
from ..model.doubt import Box
from ..model.profile import use_profiles
from ..outputs.run import template_set
from ..runtime.files import read_bytes
from ..runtime.isolation import Isolation, Limits
from ..sources.bounds import MAX_FILE_BYTES
from ..workspace.profiles import load_profiles
from ..workspace.settings import load_settings
from ..workspace.workspace import Workspace
from .library import state

Pages = tuple[bytes, ...]
"""A PNG for each page."""

MAX_PAGES = 60
DPI = 110
_LIMITS = Limits(seconds=60, memory=4 * 2**30)
_KEPT = 400
"""Documents and crops whose pictures are kept, if these are not too much."""
_KEPT_BYTES = 200 * 2**20
_WIDER = 4
"""How much more of the line is shown than of those above and below."""
_CROP_SCALE = 3.0
"""Pixels for a point of the page."""
_MOST_PIXELS = 4_000
"""On the longer side."""
_FRAME = (200, 30, 30)


class Pictures:
    """Asks the process, and keeps what it gave."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._process = Isolation(_LIMITS)
        self._lock = Lock()
        self._kept: OrderedDict[str, Pages] = OrderedDict()
        self._bytes = 0

    def of_form(self, text: str, file: Path) -> Pages:
        """The pages that a form's text prints. Raises ZipingbiaoError where it prints none."""
        key = hashlib.sha256(text.encode()).hexdigest()
        return self._kept_or(
            key, lambda: self._process.call(file, form_pages, text, str(file), self._workspace)
        )

    def of_document(self, file: Path) -> Pages:
        """The pages of a PDF. Raises ZipingbiaoError where it cannot be read."""
        key = repr((str(file), state(file)))
        return self._kept_or(key, lambda: self._process.call(file, document_pages, file))

    def crop(self, file: Path, number: int, box: Box, margin: float) -> bytes:
        """A place of a page with so much around it, in sizes of the place. Raises as `of_document`."""
        key = repr(("crop", str(file), state(file), number, box, margin))
        return self._kept_or(key, lambda: (self._process.call(file, cropped, file, number, box, margin),))[0]

    def marked(self, file: Path, number: int, box: Box | None) -> bytes:
        """A page with a place framed. Raises as `of_document`."""
        return self._process.call(file, page_marked, file, number, box)

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _kept_or(self, key: str, make: Callable[[], Pages]) -> Pages:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        pages = make()
        with self._lock:
            self._kept[key] = pages
            self._bytes += sum(map(len, pages))
            while len(self._kept) > 1 and (len(self._kept) > _KEPT or self._bytes > _KEPT_BYTES):
                _, old = self._kept.popitem(last=False)
                self._bytes -= sum(map(len, old))
        return pages


def form_pages(text: str, file: str, workspace: Workspace) -> Pages:
    """In the process: a form rendered as `build` renders it, without its attachment."""
    from ..render.pdf.form import render_pdf  # noqa: PLC0415 - heavy, and the other process's
    from ..store import loads  # noqa: PLC0415

    use_profiles(load_profiles(workspace.profiles))
    form = loads(text, file=file, kind=None).sound()
    settings = load_settings(workspace.root)
    return _drawn(render_pdf(form, templates=template_set(workspace.templates), settings=settings))


def document_pages(file: Path) -> Pages:
    """In the process: the pages of a PDF as received."""
    return _drawn(read_bytes(file, MAX_FILE_BYTES))


def cropped(file: Path, number: int, box: Box, margin: float) -> bytes:
    """In the process: a place of a page, the size of a thumb."""
    page, height = _page(file, number)
    x0, top, x1, bottom = box
    around = margin * max(x1 - x0, bottom - top)
    beside = around * (_WIDER if margin > 1 else 1)
    left, right = max(0, x0 - beside), min(page.get_width(), x1 + beside)
    upper, lower = max(0, top - around), min(height, bottom + around)
    crop = (left, height - lower, page.get_width() - right, upper)
    image = page.render(scale=_CROP_SCALE, crop=crop).to_pil().convert("RGB")
    if margin > 1:
        frame = (x0 - left, top - upper, x1 - left, bottom - upper)
        ImageDraw.Draw(image).rectangle([_CROP_SCALE * at for at in frame], outline=_FRAME, width=2)
    return _encoded(image)


def page_marked(file: Path, number: int, box: Box | None) -> bytes:
    """In the process: a page with a place framed."""
    page, _ = _page(file, number)
    scale = _scale(page)
    image = page.render(scale=scale).to_pil().convert("RGB")
    if box is not None:
        ImageDraw.Draw(image).rectangle([scale * at for at in box], outline=_FRAME, width=3)
    return _encoded(image)


def _page(file: Path, number: int) -> tuple[Any, float]:
    """A page of the document that was asked for last, and its height in points. Raises ZipingbiaoError."""
    document = _opened(file, state(file))
    if not 1 <= number <= len(document):
        raise problem.refusal("F01", f"原件没有第 {number} 页", at=file)
    page = document[number - 1]
    return page, page.get_height()


@lru_cache(maxsize=1)
def _opened(file: Path, _state: object) -> Any:  # noqa: ANN401 - pypdfium2 is untyped
    return pypdfium2.PdfDocument(read_bytes(file, MAX_FILE_BYTES))


def _drawn(data: bytes) -> Pages:
    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(_png(document[number]) for number in range(min(len(document), MAX_PAGES)))
    finally:
        document.close()


def _png(page: Any) -> bytes:  # noqa: ANN401 - as above
    return _encoded(page.render(scale=_scale(page)).to_pil().convert("RGB"))


def _scale(page: Any) -> float:  # noqa: ANN401 - as above
    return float(min(DPI / 72, _MOST_PIXELS / max(page.get_size())))


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
