"""Pictures of pages, made by one process with limits: the libraries for pages serve one at a time."""

import hashlib
import io
from collections import OrderedDict
from functools import cache
from pathlib import Path
from threading import Lock

from ..model.profile import use_profiles
from ..render.templates import TemplateSet
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
_LIMITS = Limits(seconds=60)
_KEPT = 12
"""Documents whose pictures are kept."""


class Pictures:
    """Asks the process, and keeps what it gave."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._process = Isolation(_LIMITS)
        self._lock = Lock()
        self._kept: OrderedDict[str, Pages] = OrderedDict()

    def of_form(self, text: str, file: Path) -> Pages:
        """The pages that a form's text prints. Raises ZipingbiaoError where it prints none."""
        key = hashlib.sha256(text.encode()).hexdigest()
        return self._get(key) or self._put(
            key, self._process.call(file, form_pages, text, str(file), self._workspace)
        )

    def of_document(self, file: Path) -> Pages:
        """The pages of a PDF. Raises ZipingbiaoError where it cannot be read."""
        key = repr((str(file), state(file)))
        return self._get(key) or self._put(key, self._process.call(file, document_pages, file))

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _get(self, key: str) -> Pages | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _put(self, key: str, pages: Pages) -> Pages:
        with self._lock:
            self._kept[key] = pages
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return pages


def form_pages(text: str, file: str, workspace: Workspace) -> Pages:
    """In the process: a form rendered as `build` renders it, without its attachment."""
    from ..render.pdf.form import render_pdf  # noqa: PLC0415 - heavy, and the other process's
    from ..store import loads  # noqa: PLC0415

    use_profiles(load_profiles(workspace.profiles))
    form = loads(text, file=file).sound()
    settings = load_settings(workspace.root)
    return _drawn(render_pdf(form, templates=_templates(workspace.templates), settings=settings))


def document_pages(file: Path) -> Pages:
    """In the process: the pages of a PDF as received."""
    return _drawn(read_bytes(file, MAX_FILE_BYTES))


@cache
def _templates(folder: Path) -> TemplateSet:
    return TemplateSet((folder,))


def _drawn(data: bytes) -> Pages:
    import pypdfium2  # noqa: PLC0415 - the other process's

    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(_png(document[number]) for number in range(min(len(document), MAX_PAGES)))
    finally:
        document.close()


def _png(page: "object") -> bytes:
    from pypdfium2 import PdfPage  # noqa: PLC0415

    assert isinstance(page, PdfPage)
    buffer = io.BytesIO()
    image = page.render(scale=min(DPI / 72, 4000 / max(page.get_size()))).to_pil()
    image.convert("RGB").save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
