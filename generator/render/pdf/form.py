"""The form as a PDF: the sheet through a Jinja template and WeasyPrint, in the bundled fonts."""

from collections.abc import Iterator
from typing import Any

from ... import __version__
from ...model.form import Form
from ...model.problem import ZipingbiaoError
from ...sheet.build import Cell, Role, Sheet, sheet
from ...workspace.settings import Settings
from .. import measure
from ..fonts import unprintable
from ..templates import TemplateSet
from .continued import cut, split
from .crossing import crossing
from .forecast import forecast
from .page import Attached, lay_out, to_pdf
from .watermark import watermark_url

FONT_SIZE = 9.0
"""Points, as form.css sets it."""

_PADDING = 5.0
"""Points on both sides of a cell together, its lines included."""

_POINTS_PER_MM = 72 / 25.4
_SMALLEST = 0.6
"""Below this share of the font size a number is broken rather than shrunk."""

_PASSES = 12

_PLAIN = Settings()


def render_pdf(
    form: Form,
    *,
    templates: TemplateSet,
    attachments: tuple[Attached, ...] = (),
    settings: Settings = _PLAIN,
) -> bytes:
    """The form's PDF file. Raises ZipingbiaoError for characters that no font has and broken templates."""
    printed = sheet(form)
    problems = unprintable(printed.cells(), templates.font_folders)
    if problems:
        raise ZipingbiaoError(*problems)
    return to_pdf(_settled(form, printed, templates, settings), attachments)


def warm_up(templates: TemplateSet) -> None:
    """Load the fonts, the stylesheet and the page-setting libraries, as the first form would."""
    unprintable((), templates.font_folders)
    lay_out("", "form.css", templates)


def _settled(form: Form, printed: Sheet, templates: TemplateSet, settings: Settings) -> Any:  # noqa: ANN401
    """The pages, laid out until no merged cell crosses one.

    A label that opens again can make its row higher and so move the next break; passes are bounded. The first
    is laid out as forecast, and is the last where that was right.
    """
    starts = forecast(printed)
    for _ in range(_PASSES):
        document = lay_out(_html(form, split(printed, starts), templates, settings), "form.css", templates)
        crossed = crossing(document, printed)
        if crossed is not None:
            printed = cut(printed, *crossed)
            after = crossed[0] + 1
            starts = frozenset(start for start in _page_starts(document) if start < after) | {after}
            continue
        found = frozenset(_page_starts(document))
        if found == starts:
            break
        starts = found
    return document


def _html(form: Form, printed: Sheet, templates: TemplateSet, settings: Settings) -> str:
    variables = {
        "form": form,
        "sheet": printed,
        "columns": printed.columns,
        "fit": fit,
        "watermark": watermark_url(settings.watermark) if settings.watermark else None,
        "signatures": settings.signatures,
        "metadata": {
            "author": form.department,
            "description": f"{form.department} {form.year} 年度 {form.project}",
            "keywords": f"{form.year}, {form.title}",
            "generator": f"zipingbiao {__version__}",
        },
    }
    return templates.render("form.html", variables)


def _page_starts(document: Any) -> Iterator[int]:  # noqa: ANN401 - weasyprint is untyped
    """The rows that begin a page after the first, by their anchors; a row that goes on begins none."""
    seen: set[int] = set()
    for page in document.pages:
        rows = {int(name[1:]) for name in page.anchors if name[:1] == "r" and name[1:].isdecimal()}
        if seen and rows - seen:
            yield min(rows - seen)
        seen |= rows


def fit(cell: Cell) -> float:
    """By how much a cell's type must shrink for its number to stay on one line; 1 where it fits."""
    if cell.role not in (Role.AMOUNT, Role.NUMBER, Role.PERCENT) or not cell.text:
        return 1.0
    available = float(cell.width) * _POINTS_PER_MM - _PADDING
    share = available / (measure.width(cell.text) * FONT_SIZE)
    return 1.0 if share >= 1 else max(share, _SMALLEST)
