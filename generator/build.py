"""What is generated: which outputs are stale, and how each is made. One bad form never stops the others.

A step is a pure function of the YAML files it reads, the templates and fonts, and the version; the hash
of these is its key. The key of what is in place is kept under `out/.build`; losing it costs a
rebuild, nothing more.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from . import __version__
from .files import not_written, write_atomically
from .form import Form
from .problem import Problem, Severity, ZipingbiaoError
from .render.templates import TemplateSet
from .settings import Settings, load_settings
from .store import Loaded, load
from .workspace import SUMMARY, Workspace


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
    """One output file: what it is made from, and the key that says whether it is fresh."""

    product: Product
    target: Path
    record: Path
    sources: tuple[Path, ...]
    key: str


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
    for product in Product:
        if product in wanted and not product.is_summary:
            for file in files:
                yield _step(product, file.stem, {file: digests[file]}, templates, workspace)
    for folder in dict.fromkeys(file.parent for file in files):
        inside = {file: digests.get(file) or _digest(file) for file in workspace.yaml_files([folder])}
        for product in Product:
            if product in wanted and product.is_summary:
                yield _step(product, SUMMARY, inside, templates, workspace)


def _step(
    product: Product, stem: str, sources: Mapping[Path, str], templates: str, workspace: Workspace
) -> Step:
    """A step whose key says what it reads: the sources with their digests, the templates, the version."""
    first, *_ = sources
    target = workspace.output_folder(first) / f"{stem}{product.suffix}"
    inside = target.relative_to(workspace.out)
    parts = (__version__, product, templates, *sources.values(), *(source.name for source in sources))
    return Step(
        product=product,
        target=target,
        record=workspace.out / ".build" / inside.with_name(f"{inside.name}.json"),
        sources=tuple(sources),
        key=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
    )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_fresh(step: Step) -> bool:
    """Whether the output in place is the one that this step would make and has not been touched since."""
    try:
        return bool(json.loads(step.record.read_bytes()) == [step.key, *_state(step.target)])
    except (OSError, ValueError):
        return False


def _state(target: Path) -> tuple[int, int]:
    stat = target.stat()
    return stat.st_size, stat.st_mtime_ns


def run(
    steps: Iterable[Step], workspace: Workspace, *, force: bool = False, executor: Executor | None = None
) -> Iterator[Done]:
    """Every step done, in the order in which they finish; without an executor one after the other, here."""
    stale = []
    for step in steps:
        if not force and is_fresh(step):
            yield Done(step=step, fresh=True)
        else:
            stale.append(step)
    if executor is None:
        yield from (carry_out(step, workspace) for step in stale)
        return
    waiting = [executor.submit(carry_out, step, workspace) for step in stale]
    for future in as_completed(waiting):
        yield future.result()


def carry_out(step: Step, workspace: Workspace) -> Done:
    """Make one output and put it in place whole; where that fails, say why and leave the old one."""
    try:
        data, problems = _made(step, TemplateSet((workspace.templates,)), load_settings(workspace.root))
        write_atomically(step.target, data)
        write_atomically(step.record, json.dumps([step.key, *_state(step.target)]).encode())
    except ZipingbiaoError as error:
        return Done(step=step, problems=error.problems)
    except OSError as error:
        return Done(step=step, problems=(not_written(step.target, error),))
    return Done(step=step, problems=problems)


def _made(step: Step, templates: TemplateSet, settings: Settings) -> tuple[bytes, tuple[Problem, ...]]:
    """A step's bytes, checked by reading them again, and what else is to be said.

    Raises ZipingbiaoError where the output cannot be made or does not say what the form says.
    """
    if step.product.is_summary:
        return _summary(step, templates)
    loaded = load(step.sources[0])
    form = _form(loaded)
    if step.product is Product.PDF:
        from .render.origin import attachment  # noqa: PLC0415
        from .render.pdf import render_pdf  # noqa: PLC0415 - heavy, and not needed for a workbook
        from .render.verify import verify_pdf  # noqa: PLC0415

        attached = attachment(step.sources[0].read_bytes(), step.sources[0].stem)
        data = render_pdf(form, templates=templates, attachments=(attached,), settings=settings)
        problems = verify_pdf(data, form, settings.signatures)
    else:
        from .render.xlsx import render_xlsx, verify_xlsx  # noqa: PLC0415

        data = render_xlsx(form)
        problems = verify_xlsx(data, form)
    if problems:
        raise ZipingbiaoError(*problems)
    return data, ()


def _form(loaded: Loaded) -> Form:
    if loaded.form is None:
        raise ZipingbiaoError(*loaded.problems)
    return loaded.form


def _summary(step: Step, templates: TemplateSet) -> tuple[bytes, tuple[Problem, ...]]:
    """The summary of the forms that can be read; those that cannot are said."""
    from .render.summary import summary_pdf, summary_xlsx  # noqa: PLC0415 - see above

    loaded = [load(source) for source in step.sources]
    forms = [entry.form for entry in loaded if entry.form is not None]
    unread = tuple(problem for entry in loaded if entry.form is None for problem in entry.problems)
    if not forms:
        raise ZipingbiaoError(*unread)
    if step.product is Product.SUMMARY_PDF:
        return summary_pdf(forms, templates=templates), unread
    return summary_xlsx(forms), unread
