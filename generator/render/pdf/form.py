"""The form as a PDF, by the engine that the settings ask for, in the bundled fonts."""

from ...model.form import Form
from ...model.problem import ZipingbiaoError
from ...sheet.build import Cell, Role, sheet
from ...workspace.settings import Settings
from ..columns import fitted_page
from ..fonts import unprintable
from ..templates import TemplateSet
from .engine import Attached, Job, engine

_PLAIN = Settings()


def render_pdf(
    form: Form,
    *,
    templates: TemplateSet,
    attachments: tuple[Attached, ...] = (),
    settings: Settings = _PLAIN,
) -> bytes:
    """The form's PDF file. Raises ZipingbiaoError for characters that no font has and broken templates."""
    printed = fitted_page(sheet(form))
    title = Cell(row=0, column=0, text=printed.title, role=Role.NAME, path=("标题",))
    problems = unprintable((title, *printed.cells()), templates.font_folders)
    if problems:
        raise ZipingbiaoError(*problems)
    job = Job(form=form, sheet=printed, templates=templates, settings=settings, attachments=attachments)
    return engine(settings.engine).form_pdf(job)


def warm_up(templates: TemplateSet, wanted: str | None = None) -> None:
    """Load the fonts, the templates and the page-setting libraries, as the first form would."""
    unprintable((), templates.font_folders)
    engine(wanted).warm_up(templates)
