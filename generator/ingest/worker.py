"""A document read, and all that is to be written of it made ready: what a worker does of an ingest.

What is made here needs no look at the workspace, so that documents can be prepared side by side; the files
are compared, merged and written by one process, in the order of the documents.
"""

import time
from pathlib import Path

from attrs import evolve, frozen

from ..model.computed import without_sum
from ..model.problem import Problem, ZipingbiaoError
from ..model.uniform import uniform
from ..recognise.recognised import Recognised
from ..repair.log import Entry
from ..runtime import failures
from ..runtime.isolation import DEFAULT_LIMITS, Limits, isolated, use_limits
from ..sources.omitted import Omitted
from ..workspace.workspace import Workspace
from .read import Reading, ReadOptions, read_document
from .records import File


@frozen(kw_only=True)
class Task:
    """A document to be read, and the workspace that its forms go into."""

    number: int
    source: Path
    options: ReadOptions
    workspace: Workspace
    limits: Limits = DEFAULT_LIMITS
    """What reading it may cost."""


@frozen(kw_only=True)
class PreparedForm:
    """A form with the text of its YAML, and its repairs file."""

    source: str
    """How the document is named in the repairs file."""
    recognised: Recognised
    entries: tuple[Entry, ...]
    """What the repair did in this form's part of the document."""
    text: str
    repairs: File
    """What is said of it, before what people decided is carried to it."""
    repairs_text: str
    omitted: tuple[Omitted, ...] = ()
    """What the document holds but does not show."""


@frozen(kw_only=True)
class Prepared:
    """What reading a document gave, and the seconds it took; no forms where it could not be read."""

    forms: tuple[PreparedForm, ...] = ()
    problems: tuple[Problem, ...] = ()
    unwritable: int = 0
    """Forms that were recognised and that no YAML can hold."""
    seconds: float = 0.0


def prepare(task: Task) -> Prepared:
    """A document made ready; what is wrong with it is data, so that the next goes on."""
    start = time.perf_counter()
    use_limits(task.limits)
    try:
        prepared = isolated(task.source, _attempt, task)
    except ZipingbiaoError as error:
        prepared = Prepared(problems=error.problems)
    return evolve(prepared, seconds=time.perf_counter() - start)


def _attempt(task: Task) -> Prepared:
    """As `prepare`, in the process that may be given up. Raises MemoryError."""
    try:
        return _prepared(task)
    except ZipingbiaoError as error:
        return Prepared(problems=error.problems)
    except MemoryError:
        raise
    except Exception as error:
        return Prepared(problems=(failures.defect(task.source, error, "读取"),))


def _prepared(task: Task) -> Prepared:
    reading = read_document(task.source, task.options)
    forms: list[PreparedForm] = []
    problems = list(reading.problems)
    for found in reading.forms:
        try:
            forms.append(_form(found, reading, task))
        except ZipingbiaoError as error:  # the document's other forms are none the worse
            problems.extend(error.problems)
    unwritable = len(reading.forms) - len(forms)
    return Prepared(forms=tuple(forms), problems=tuple(problems), unwritable=unwritable)


def _form(found: Recognised, reading: Reading, task: Task) -> PreparedForm:
    from ..store import dump  # noqa: PLC0415
    from .repairs_file import file_text, repairs_data  # noqa: PLC0415 - a worker's, see `reading`

    entries = _entries(found, reading)
    found = found if reading.exact else evolve(found, form=uniform(without_sum(found.form)))
    workspace = task.workspace
    depth = len(workspace.yaml_path(found.form).relative_to(workspace.data).parts) - 1
    repairs = repairs_data(
        entries,
        found.doubts,
        reading.omitted,
        source=task.options.name,
        origin=found.origin,
        form=found.form,
    )
    return PreparedForm(
        source=task.options.name,
        recognised=found,
        entries=entries,
        text=reading.exact or dump(found.form, schema="../" * depth + workspace.schema.name),
        repairs=repairs,
        repairs_text=file_text(repairs),
        omitted=reading.omitted,
    )


def _entries(found: Recognised, reading: Reading) -> tuple[Entry, ...]:
    """What was restored in a form's part of the document, with the fields it reached."""
    from .provenance import contexts, fields_reached  # noqa: PLC0415 - a worker's, see `reading`

    around = contexts(reading.entries, reading.lines)
    entries = [
        evolve(entry, fields=fields_reached(entry, reading.lines, found.form), contexts=around(entry))
        for entry in reading.entries_in(found.spans)
    ]
    alone = bool(found.spans) or len(reading.forms) == 1
    return tuple(entry for entry in entries if alone or entry.fields)
