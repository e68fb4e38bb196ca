"""The engines that set pages, and which of them is used; nothing above knows which one it is.

An engine gives the file of a form, a summary or a report. What each page holds of each cell is read from the
file itself (`tagged`): it says so, whoever set it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from types import MappingProxyType
from typing import Protocol

from attrs import frozen

from ...model import problem
from ...model.form import Form
from ...model.problem import Problem, Severity
from ...sheet.build import Sheet
from ...workspace.settings import TYPST, WEASYPRINT, Settings
from ..libraries import missing_libraries, require_libraries
from ..templates import TemplateSet

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of every file and attachment, so that equal forms give equal files."""

SUFFIXES = MappingProxyType({WEASYPRINT: (".html", ".css"), TYPST: (".typ",)})
"""Engine → the endings of the templates that it reads."""


@frozen(kw_only=True)
class Attached:
    """A file embedded in a PDF; `relationship` as ISO 32000-2, 7.11.3 names it."""

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


@frozen(kw_only=True)
class Job:
    """What is to be set: a form as its printed sheet, by which templates, and what goes into the file."""

    form: Form
    sheet: Sheet
    templates: TemplateSet
    settings: Settings
    attachments: tuple[Attached, ...] = ()


@frozen(kw_only=True)
class Draft:
    """A summary or a report whose text is there, and whose pages are still to be set."""

    text: str
    """Every character that is printed, and those of the markup."""
    pdf: Callable[[], bytes]
    """The file: PDF/A-3a and PDF/UA-1, the same bytes for the same text. Raises ZipingbiaoError for broken
    templates."""


class Engine(Protocol):
    """A module that sets pages."""

    def form_pdf(self, job: Job) -> bytes:
        """The form's file: PDF/A-3a and PDF/UA-1, the same bytes for the same job.

        Raises ZipingbiaoError for broken templates.
        """

    def draft(self, name: str, variables: Mapping[str, object], templates: TemplateSet) -> Draft:
        """The summary or the report that the templates of this name make of what they are given.

        Raises ZipingbiaoError for broken templates.
        """

    def warm_up(self, templates: TemplateSet) -> None:
        """Load what the first form would."""


@frozen
class Choice:
    """The engine that is used, and what is to be said of that."""

    name: str
    said: tuple[Problem, ...] = ()


def chosen(wanted: str | None) -> str:
    """The engine of this name; where none is asked for WeasyPrint, or Typst where only that can run."""
    if wanted is not None:
        return wanted
    return TYPST if not _has_weasyprint() and _has_typst() else WEASYPRINT


def ready(wanted: str | None) -> Choice:
    """The engine that is used. Raises ZipingbiaoError where it cannot run, naming what to install."""
    name = chosen(wanted)
    if name == WEASYPRINT:
        require_libraries()
        return Choice(name)
    if not _has_typst():
        hint = "请运行：pip install 'zipingbiao[typst]'；或改用 WeasyPrint"
        raise problem.refusal("T10", "没有安装 Typst", hint=hint)
    return Choice(name, () if wanted else (_instead(),))


def engine(wanted: str | None) -> Engine:
    """The engine of this name, or the one that is used where none is asked for."""
    if chosen(wanted) == TYPST:
        from . import typst_engine  # noqa: PLC0415 - only what is used is loaded

        return typst_engine
    from . import weasyprint_engine  # noqa: PLC0415 - as above

    return weasyprint_engine


@cache
def _has_weasyprint() -> bool:
    return not missing_libraries() and find_spec("weasyprint") is not None


@cache
def _has_typst() -> bool:
    return find_spec("typst") is not None


def _instead() -> Problem:
    names = "、".join(missing_libraries()) or "WeasyPrint"
    return problem.of(
        Severity.INFORMATION,
        "B30",
        f"本机缺少 {names}，PDF 改用 Typst 排版",
        hint="内容和标准相同，换行分页略有不同；改过的 form.html、form.css 不起作用，要改 form.typ；"
        "在 zipingbiao.yaml 里写明 引擎: typst，就不再提示",
    )
