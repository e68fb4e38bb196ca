"""What WeasyPrint sets: a form's sheet through a Jinja template, laid out until its pages are as planned; a
summary or a report as it comes.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from attrs import evolve

from ... import __version__
from ...model.form import Form
from ...runtime.gc_paused import gc_paused
from ...sheet.build import Cell, Role, Sheet
from ...workspace.settings import Settings
from .. import measure
from ..labels import page_text
from ..lines import Line, paragraphs
from ..templates import TemplateSet
from .continued import split
from .engine import Draft, Job
from .forecast import plan
from .laid_out import LaidOut, break_before, cell_names
from .page import lay_out, to_pdf
from .paginate import Measures, Plan, best_plan, measures, with_low_heads
from .spread import is_as_set, spread
from .watermark import watermark_url

_SLACK = (0.0, 1.0, 17.0, 34.0, 68.0, 136.0)
"""Pixels by which pages are taken to be lower than they are, until what is planned fits."""

_PAGES = MappingProxyType({"summary": "summary.html", "report": "report.page.html"})
"""What is printed by itself → its template; report.html says what a report says, to the DOCX too."""


def form_pdf(job: Job) -> bytes:
    """The form's file, as `engine.Engine` has it."""
    pages = _Setting(job.form, job.templates, job.settings).settled(job.sheet)
    spread(pages, partial(set_lines, size=pages.sheet.size))
    return to_pdf(pages.document, job.attachments, cell_names(pages))


def draft(name: str, variables: Mapping[str, object], templates: TemplateSet) -> Draft:
    """What a summary's or a report's template makes, as `engine.Engine` has it."""
    html = templates.render(_PAGES[name], variables)
    return Draft(text=html, pdf=partial(_set, html, f"{name}.css", templates))


def _set(html: str, stylesheet: str, templates: TemplateSet) -> bytes:
    with gc_paused():
        return to_pdf(lay_out(html, stylesheet, templates))


def warm_up(templates: TemplateSet) -> None:
    """Load the stylesheet and the page-setting libraries."""
    lay_out("", "form.css", templates)


class _Setting:
    """Lays out one form as often as it takes."""

    def __init__(self, form: Form, templates: TemplateSet, settings: Settings) -> None:
        self._form = form
        self._templates = templates
        self._settings = settings
        self._sets_lines = True

    def settled(self, printed: Sheet) -> LaidOut:
        """The pages, with no row broken over two of them and each label opened again where it goes on.

        They are laid out first as forecast. Where that is wrong they are laid out as is planned from lines
        that were laid out; slack makes up for a label that is higher where it opens again than was thought.
        """
        settings = self._settings
        planned = plan(printed, len(settings.signatures), may_shrink=settings.fit_pages)
        printed = evolve(printed, size=planned.sheet.size)
        found = self._pages(planned, breaks=planned.cuts)
        self._sets_lines = is_as_set(found)
        if self._sets_lines and _is_as(found, planned):
            return found
        if self._sets_lines and found.is_whole and not planned.cuts:
            measured = measures(found.pages, found.pages[-1].height, found.pages[0].rows[0].top)
        else:
            measured = self._measured(printed)
        whole = split(with_low_heads(printed, measured))
        for slack in _SLACK:
            planned = best_plan(whole, measured, slack)
            found = self._pages(planned, breaks=True)
            if _is_as(found, planned):
                break
        return found

    def _measured(self, printed: Sheet) -> Measures:
        """The measures of a page without an end, and of one that holds what stands above the table only."""
        title = evolve(printed, blocks=())
        frame = self._pages(Plan(title, frozenset()), settings=evolve(self._settings, signatures=()))
        endless = self._pages(Plan(printed, frozenset()), endless=True)
        return measures(endless.pages, frame.pages[-1].height, frame.pages[-1].bottom)

    def _pages(
        self,
        plan: Plan,
        *,
        breaks: bool = False,
        settings: Settings | None = None,
        endless: bool = False,
    ) -> LaidOut:
        cut = split(plan.sheet, plan.starts)
        html = form_html(
            self._form, cut, self._templates, settings or self._settings, sets_lines=self._sets_lines
        )
        prepare = partial(break_before, sheet=cut, starts=plan.starts) if breaks else None
        document = lay_out(html, "form.css", self._templates, prepare=prepare, endless=endless)
        return LaidOut(document, cut)


def form_html(
    form: Form, printed: Sheet, templates: TemplateSet, settings: Settings, *, sets_lines: bool = True
) -> str:
    """The form's HTML text; where it sets no lines, WeasyPrint breaks them."""
    variables = {
        "form": form,
        "sheet": printed,
        "columns": printed.columns,
        "measures": measure.style(printed.size),
        "aside": measure.CELL.aside,
        "fit": partial(measure.fit, size=printed.size),
        "lines": partial(set_lines, size=printed.size) if sets_lines else _no_lines,
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


def _is_as(found: LaidOut, plan: Plan) -> bool:
    return found.is_whole and found.starts == plan.starts


def set_lines(cell: Cell, size: float) -> Sequence[Sequence[Line]]:
    """The lines of a cell's paragraphs; none where it is set as any text is."""
    if not cell.text or measure.is_on_one_line(cell):
        return ()
    room = measure.line_room(cell, size=size)
    text = page_text(cell, room)
    found = paragraphs(text, room, flush=cell.role is Role.TEXT) or ()
    is_plain = len(found) == len(found[0]) == 1 and found[0][0].is_plain if found else True
    return () if is_plain and cell.role is not Role.TEXT else found


def _no_lines(_cell: Cell) -> Sequence[Sequence[Line]]:
    return ()
