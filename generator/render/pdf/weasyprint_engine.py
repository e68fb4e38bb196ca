"""A form set by WeasyPrint: the sheet through a Jinja template, laid out until its pages are as planned."""

from functools import partial

from attrs import evolve

from ... import __version__
from ...model.form import Form
from ...sheet.build import Sheet
from ...workspace.settings import Settings
from ..templates import TemplateSet
from .continued import split
from .engine import Job
from .fit import fit
from .forecast import cuts_rows, forecast
from .laid_out import LaidOut, break_before, cell_names
from .page import lay_out, to_pdf
from .paginate import Measures, Plan, measures, paginate, with_low_heads
from .watermark import watermark_url

_SLACK = (0.0, 1.0, 17.0, 34.0, 68.0, 136.0)
"""Pixels by which pages are taken to be lower than they are, until what is planned fits."""


def form_pdf(job: Job) -> bytes:
    """The form's file, as `engine.Engine` has it."""
    pages = _Setting(job.form, job.templates, job.settings).settled(job.sheet)
    return to_pdf(pages.document, job.attachments, cell_names(pages))


def warm_up(templates: TemplateSet) -> None:
    """Load the stylesheet and the page-setting libraries."""
    lay_out("", "form.css", templates)


class _Setting:
    """Lays out one form as often as it takes."""

    def __init__(self, form: Form, templates: TemplateSet, settings: Settings) -> None:
        self._form = form
        self._templates = templates
        self._settings = settings

    def settled(self, printed: Sheet) -> LaidOut:
        """The pages, with no row broken over two of them and each label opened again where it goes on.

        They are laid out first as forecast. Where that is wrong, or a row is to be cut, they are laid out as
        is planned from lines that were laid out; slack makes up for a label that is higher where it opens
        again than was thought.
        """
        found = None
        if not cuts_rows(printed):
            plan = Plan(printed, forecast(printed))
            found = self._pages(plan)
            if _is_as(found, plan):
                return found
        if found is not None and found.is_whole:
            measured = measures(found.pages, found.pages[-1].height, found.pages[0].rows[0].top)
        else:
            measured = self._measured(printed)
        planned = split(with_low_heads(printed, measured))
        for slack in _SLACK:
            plan = paginate(planned, measured, slack)
            found = self._pages(plan, breaks=True)
            if _is_as(found, plan):
                break
        assert found is not None
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
        html = _html(self._form, cut, self._templates, settings or self._settings)
        prepare = partial(break_before, sheet=cut, starts=plan.starts) if breaks else None
        document = lay_out(html, "form.css", self._templates, prepare=prepare, endless=endless)
        return LaidOut(document, cut)


def _is_as(found: LaidOut, plan: Plan) -> bool:
    return found.is_whole and found.starts == plan.starts


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
