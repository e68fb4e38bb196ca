"""What is generated: which outputs are stale, and how each is made. One bad form never stops the others.

A step is a pure function of the YAML files it reads, the templates and fonts, and the version. What each
output in place was made from is noted under `out/.build`; losing that costs a rebuild, nothing more.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from attrs import frozen

from . import __version__, failures, freshness
from .files import not_written, remove_leftovers, write_atomically
from .freshness import Inputs
from .lock import locked
from .pool import Lost, Pool, each
from .problem import Problem, Severity, ZipingbiaoError
from .render.templates import TemplateSet
from .settings import Settings, load_settings
from .workspace import SUMMARY, Workspace

if TYPE_CHECKING:  # heavy, and not needed where everything is fresh
    from .form import Form
    from .store import Loaded

_ONE_AT_A_TIME = Lock()
"""The page-setting libraries below are not for several threads at once, which a cluster's worker may have."""


class Product(StrEnum):
    """What can be generated. A form gives the first two, a department's year the others."""

    PDF = "pdf"
    XLSX = "xlsx"
    SUMMARY_PDF = "summary.pdf"
    SUMMARY_XLSX = "summary.xlsx"

    @property
    def is_summary(self) -> bool:
        """Whether it is made from all forms of a folder."""
        return self.startswith("summary")

    @property
    def suffix(self) -> str:
        """The file name's ending."""
        return "." + self.rsplit(".")[-1]


@frozen(kw_only=True)
class Step:
    """One output file: what it is made from, and where that is noted once it is made."""

    product: Product
    target: Path
    record: Path
    sources: tuple[Path, ...]
    inputs: Inputs

    @property
    def is_fresh(self) -> bool:
        """Whether the output in place is the one that this step would make and has not been touched since."""
        return freshness.is_fresh(self.record, self.inputs, self.target)

    def why_stale(self) -> tuple[str, ...]:
        """Why it would be made again, in words; nothing where it is fresh."""
        return tuple(freshness.reasons(self.record, self.inputs, self.target))


@frozen(kw_only=True)
class Done:
    """What became of a step; `fresh` where nothing had to be made."""

    step: Step
    fresh: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether its output could not be made; an older one is left in place."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def plan(files: Sequence[Path], workspace: Workspace, products: Iterable[Product]) -> Iterator[Step]:
    """The steps for some YAML files, and for the summaries of the folders they are in."""
    wanted = set(products)
    templates = f"{TemplateSet((workspace.templates,)).fingerprint()} {load_settings(workspace.root)}"
    digests = {file: _digest(file) for file in files}
    folders = {folder: workspace.output_folder(folder / "_") for folder in {file.parent for file in files}}
    for product in Product:
        if product in wanted and not product.is_summary:
            for file in files:
                target = folders[file.parent] / f"{file.stem}{product.suffix}"
                yield _step(product, target, {file: digests[file]}, templates, workspace)
    for folder in dict.fromkeys(file.parent for file in files):
        inside = {file: digests.get(file) or _digest(file) for file in workspace.yaml_files([folder])}
        for product in Product:
            if product in wanted and product.is_summary:
                target = folders[folder] / f"{SUMMARY}{product.suffix}"
                yield _step(product, target, inside, templates, workspace)


def _step(
    product: Product, target: Path, sources: Mapping[Path, str], templates: str, workspace: Workspace
) -> Step:
    inside = target.relative_to(workspace.out)
    digests = {source.name: digest for source, digest in sources.items()}
    return Step(
        product=product,
        target=target,
        record=workspace.out / ".build" / inside.with_name(f"{inside.name}.json"),
        sources=tuple(sources),
        inputs=Inputs(version=__version__, templates=templates, sources=digests),
    )


def _digest(file: Path) -> str:
    """SHA-256 of a file; nothing of one that cannot be read, whose step then says why."""
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def run(
    steps: Iterable[Step], workspace: Workspace, *, force: bool = False, pool: Pool | None = None
) -> Iterator[Done]:
    """Every step done, in the order in which they finish; without a pool one after the other, here.

    Raises ZipingbiaoError where another build is at work in the workspace, or `out` cannot be written.
    """
    stale = []
    for step in steps:
        if not force and step.is_fresh:
            yield Done(step=step, fresh=True)
        else:
            stale.append(step)
    if not stale:
        return
    with locked(workspace.out / ".build" / "lock"):
        remove_leftovers({folder for step in stale for folder in (step.target.parent, step.record.parent)})
        yield from _carried_out(stale, workspace, pool)


def _carried_out(stale: Sequence[Step], workspace: Workspace, pool: Pool | None) -> Iterator[Done]:
    work = partial(carry_out, workspace=workspace)
    if pool is None or len(stale) == 1:
        yield from map(work, stale)
        return
    for step, outcome in each(work, stale, pool):
        if isinstance(outcome, Lost):
            outcome = Done(step=step, problems=(failures.lost(step.sources[0], outcome, _doing(step)),))  # noqa: PLW2901
        yield outcome


def carry_out(step: Step, workspace: Workspace) -> Done:
    """Make one output and put it in place whole; where that fails, say why and leave the old one."""
    try:
        with _ONE_AT_A_TIME:
            data, problems = _made(step, _templates(workspace.templates), load_settings(workspace.root))
        write_atomically(step.target, data)
        if all(_digest(source) == step.inputs.sources[source.name] for source in step.sources):
            freshness.keep(step.record, step.inputs, step.target)
    except ZipingbiaoError as error:
        return Done(step=step, problems=error.problems)
    except OSError as error:
        return Done(step=step, problems=(not_written(step.target, error),))
    except Exception as error:
        return Done(step=step, problems=(failures.defect(step.sources[0], error, _doing(step)),))
    return Done(step=step, problems=problems)


def _doing(step: Step) -> str:
    return f"生成 {step.target.name} "


def warm(templates: Path) -> None:
    """Load what every form needs, fonts and templates first, into a process that is to make many."""
    from .render import measure, verify, xlsx  # noqa: F401, PLC0415 - heavy, as below
    from .render.pdf import warm_up  # noqa: PLC0415

    warm_up(_templates(templates))


@cache
def _templates(folder: Path) -> TemplateSet:
    """One set per process: its compiled templates are kept, and looked at again when a file changes."""
    return TemplateSet((folder,))


def _made(step: Step, templates: TemplateSet, settings: Settings) -> tuple[bytes, tuple[Problem, ...]]:
    """A step's bytes, checked by reading them again, and what else is to be said.

    Raises ZipingbiaoError where the output cannot be made or does not say what the form says.
    """
    if step.product.is_summary:
        return _summary(step, templates)
    from .store import load  # noqa: PLC0415 - heavy, and not needed where everything is fresh

    form = _form(load(step.sources[0]))
    if step.product is Product.PDF:
        from .render.origin import attachment  # noqa: PLC0415
        from .render.pdf import render_pdf  # noqa: PLC0415 - heavy, and not needed for a workbook
        from .render.verify import verify_pdf  # noqa: PLC0415

        attached = attachment(step.sources[0].read_bytes(), step.sources[0].stem)
        data = render_pdf(form, templates=templates, attachments=(attached,), settings=settings)
        problems = verify_pdf(data, form, settings.signatures)
    else:
        from .render.xlsx import verify_xlsx  # noqa: PLC0415

        data = _workbook(form)
        problems = verify_xlsx(data, form)
    if problems:
        raise ZipingbiaoError(*problems)
    return data, ()


def _workbook(form: "Form") -> bytes:
    """The form's workbook. Raises OSError where the system's temporary folder has no room for its sheet."""
    from lxml.etree import SerialisationError  # noqa: PLC0415 - see above

    from .render.xlsx import render_xlsx  # noqa: PLC0415

    try:
        return render_xlsx(form)
    except SerialisationError as error:
        raise OSError(f"系统的临时文件夹里写不下（{error}）") from error


def _form(loaded: "Loaded") -> "Form":
    if loaded.form is None:
        raise ZipingbiaoError(*loaded.problems)
    return loaded.form


def _summary(step: Step, templates: TemplateSet) -> tuple[bytes, tuple[Problem, ...]]:
    """The summary of the forms that can be read; those that cannot are said."""
    from .render.summary import summary_pdf, summary_xlsx  # noqa: PLC0415 - see above
    from .store import load  # noqa: PLC0415

    loaded = [load(source) for source in step.sources]
    forms = [entry.form for entry in loaded if entry.form is not None]
    unread = tuple(problem for entry in loaded if entry.form is None for problem in entry.problems)
    if not forms:
        raise ZipingbiaoError(*unread)
    if step.product is Product.SUMMARY_PDF:
        return summary_pdf(forms, templates=templates), unread
    return summary_xlsx(forms), unread
