"""The form as a PDF: the sheet through a Jinja template and WeasyPrint, in the bundled fonts."""

from collections.abc import Callable
from functools import partial

from .. import __version__
from ..form import Form
from ..problem import ZipingbiaoError
from ..settings import Settings
from ..sheet import Cell, Role, Sheet, sheet
from . import measure
from .continued import split
from .fonts import unprintable
from .forecast import forecast
from .laid_out import LaidOut, break_before, cell_names
from .page import Attached, lay_out, to_pdf
from .paginate import Measures, Plan, measures, paginate, with_low_heads
from .templates import TemplateSet
from .watermark import watermark_url

FONT_SIZE = 9.0
"""Points, as form.css sets it."""

_PADDING = 5.0
"""Points on both sides of a cell together, its lines included."""

_POINTS_PER_MM = 72 / 25.4
_SMALLEST = 0.6
"""Below this share of the font size a number is broken rather than shrunk."""

_SLACK = (0.0, 1.0, 17.0, 34.0, 68.0, 136.0)
"""Pixels by which pages are taken to be lower than they are, until what is planned fits."""

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
    pages = _settled(form, printed, templates, settings)
    return to_pdf(pages.document, attachments, cell_names(pages))


def warm_up(templates: TemplateSet) -> None:
    """Load the fonts, the stylesheet and the page-setting libraries, as the first form would."""
    unprintable((), templates.font_folders)
    lay_out("", "form.css", templates)


def _settled(form: Form, printed: Sheet, templates: TemplateSet, settings: Settings) -> LaidOut:
    """The pages, with no row broken over two of them and each label opened again where it goes on.

    They are laid out first as forecast; where that is wrong or a row is broken, as is planned from the lines
    that were laid out, which are wrong only where a label opened again is higher than was thought.
    """

    def pages(plan: Plan, *, breaks: bool = True, endless: bool = False) -> LaidOut:
        cut = split(plan.sheet, plan.starts)
        prepare = partial(break_before, sheet=cut, starts=plan.starts) if breaks else None
        html = _html(form, cut, templates, settings)
        return LaidOut(lay_out(html, "form.css", templates, prepare=prepare, endless=endless), cut)

    plan = Plan(printed, forecast(printed))
    found = pages(plan, breaks=False)
    if found.is_whole and found.starts == plan.starts:
        return found
    measured = _measures(found, lambda: pages(Plan(printed, frozenset()), breaks=False, endless=True))
    printed = with_low_heads(printed, measured)
    for slack in _SLACK:
        plan = paginate(split(printed), measured, slack)
        found = pages(plan)
        if found.is_whole and found.starts == plan.starts:
            break
    return found


def _measures(found: LaidOut, endless: Callable[[], LaidOut]) -> Measures:
    """The measures of pages, of one without an end where rows are broken."""
    height = found.pages[-1].height
    lead = next((page.rows[0].top for page in found.pages if page.rows), 0.0)
    return measures(found.pages if found.is_whole else endless().pages, height, lead)


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


def fit(cell: Cell) -> float:
    """By how much a cell's type must shrink for its number to stay on one line; 1 where it fits."""
    if cell.role not in (Role.AMOUNT, Role.NUMBER, Role.PERCENT) or not cell.text:
        return 1.0
    available = float(cell.width) * _POINTS_PER_MM - _PADDING
    share = available / (measure.width(cell.text) * FONT_SIZE)
    return 1.0 if share >= 1 else max(share, _SMALLEST)
