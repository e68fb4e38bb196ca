"""What can be generated, as data: an entry says how its bytes come about and what makes it stale.

The entries stand in `formats`; one more is a module that renders and an entry there.
"""

from collections.abc import Callable
from enum import Enum
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..model.problem import Problem
from ..render.pdf.engine import SUFFIXES
from ..render.templates import TemplateSet
from ..workspace.settings import Settings
from ..workspace.workspace import SUMMARY

if TYPE_CHECKING:  # heavy, and not needed where everything is fresh
    from ..model.form import Form
    from ..tables import Dataset


class Scope(Enum):
    """What one file of a product is about."""

    FORM = "一个项目"
    TABLES = "一个部门一年的数据表"
    DEPARTMENT = "一个部门一年"
    OVERALL = "各部门一年"


class Pages(Enum):
    """The templates that a product is made with: what makes it stale beside its forms."""

    NONE = ""
    SETTINGS = "settings"
    """No template, but what the settings have printed beside the table."""

    FORM = "form"
    SUMMARY = "summary"
    REPORT = "report"
    REPORT_TEXT = "text of report"
    """What a report says, for a document that sets its own pages."""

    @property
    def are_set(self) -> bool:
        """Whether an engine sets them."""
        return self in (Pages.FORM, Pages.SUMMARY, Pages.REPORT)

    @property
    def templates(self) -> str:
        """How the names of its templates begin; empty where it has none."""
        return {Pages.REPORT_TEXT: Pages.REPORT.value, Pages.SETTINGS: ""}.get(self, self.value)

    def suffixes(self, engine: str) -> tuple[str, ...]:
        """The endings of its templates, where this engine sets the pages; report.html is everyone's."""
        if not self.templates:
            return ()
        text = (".html",) if self in (Pages.REPORT, Pages.REPORT_TEXT) else ()
        pages = () if self is Pages.REPORT_TEXT else SUFFIXES[engine]
        return tuple(dict.fromkeys((*text, *pages)))


@frozen(kw_only=True)
class Source:
    """What a form's output is made with beside the form: its YAML as written, the templates, the settings."""

    yaml: bytes
    name: str
    """The YAML file's, without its suffix."""
    templates: TemplateSet
    settings: Settings
    origin: str = ""
    """The identity of the workspace."""


@frozen(kw_only=True)
class ReportSource:
    """What a report is made with beside the tables: templates, the names of what is left out, the engine.

    `known` is the file that says what no table does, which there need not be.
    """

    templates: TemplateSet
    left_out: tuple[str, ...]
    known: FilePath
    engine: str | None = None


FormRenderer = Callable[["Form", Source], bytes]
FormVerifier = Callable[[bytes, "Form", Source], tuple[Problem, ...]]
ReportRenderer = Callable[["Dataset", ReportSource], tuple[bytes, tuple[Problem, ...]]]
"""The tables and what else there is → the report, and what is to be said of it."""


@frozen(kw_only=True)
class Product:
    """One kind of output.

    A form's product has `render` and `verify` (which reads the bytes again and says what differs from the
    form), a report's has `report`; tables have neither, they are what reports are made of.
    """

    name: str
    group: str
    """The name by which `build --only` asks for it, with others of its kind."""
    suffix: str
    scope: Scope
    title: str = SUMMARY
    """What a report's file is called."""
    pages: Pages = Pages.NONE
    render: FormRenderer | None = field(default=None, eq=False)
    verify: FormVerifier | None = field(default=None, eq=False)
    report: ReportRenderer | None = field(default=None, eq=False)
    is_edited: bool = field(default=False, eq=False)
    """Whether edits made in it can be brought back, so that it tells from which workspace it is."""

    warm: Callable[[TemplateSet, str | None], None] | None = field(default=None, eq=False)
    """Loads what its files need, fonts and libraries, into a process that is to make many, for an engine."""
    noun: str = field(default="", eq=False)
    """What the help calls its group, where the group's name says too little."""
    is_on_request: bool = field(default=False, eq=False)
    """Whether it is first made when asked for by name, and kept up to date from then on."""
    is_kept: bool = field(default=False, eq=False)
    """Whether it is made only where its file stands already, having been asked for by name before."""

    @property
    def file(self) -> str:
        """The name of a report's file."""
        return f"{self.title}{self.suffix}"

    @property
    def is_of_a_form(self) -> bool:
        """Whether it is made from one form."""
        return self.scope is Scope.FORM

    @property
    def is_report(self) -> bool:
        """Whether it is read from tables, which are made before."""
        return self.scope in (Scope.DEPARTMENT, Scope.OVERALL)

    @property
    def is_overall(self) -> bool:
        """Whether it is about several departments."""
        return self.scope is Scope.OVERALL
