"""A document read, restored and recognised: the one way in for every format.

What a format needs is loaded with the first document of it: the libraries of all formats together take
longer to load than a document takes to read.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from .problem import Problem, ZipingbiaoError
from .recognise.recognised import Recognised
from .repair.log import NO_DECISIONS, Decisions, Entry
from .sources.bounds import refuse

if TYPE_CHECKING:
    from .recognise.provenance import SourceLines


@frozen(kw_only=True)
class Reading:
    """What a document gave: its forms, what was restored in it, and what could not be used."""

    forms: tuple[Recognised, ...]
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: "SourceLines" = field(factory=dict, repr=False)
    """The restored lines, where the document has lines."""
    exact: str | None = field(default=None, repr=False)
    """The YAML itself, where the document carries it and prints what it says."""

    def entries_in(self, spans: Sequence[tuple[int, int]]) -> tuple[Entry, ...]:
        """The entries with those of their places that stand in some spans of lines; all without spans."""
        if not spans:
            return self.entries
        inside = (
            evolve(entry, places=tuple(spot for spot in entry.places if _within(spot.line, spans)))
            for entry in self.entries
        )
        return tuple(entry for entry in inside if entry.places)


def _within(number: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= number <= last for first, last in spans)


@frozen(kw_only=True)
class Manner:
    """How a document is to be read: its name in logs, what people decided, where pictures of pages go."""

    name: str
    decisions: Decisions = NO_DECISIONS
    debug_images: Path | None = None


def read_document(path: Path, manner: Manner) -> Reading:
    """Read a document by its kind. Raises ZipingbiaoError where it cannot be read or holds no form."""
    if not path.is_file():
        refuse("F01", path, "没有这个文件", "请检查路径")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = "、".join(sorted(_READERS))
        refuse("F04", path, f"不认识这种文件，可读的有 {kinds}", "请另存为其中一种")
    reading = reader(path, manner)
    if not reading.forms:
        if reading.problems:
            raise ZipingbiaoError(*reading.problems)
        refuse("F06", path, "不是绩效自评表", "请确认文件的内容")
    return reading


def _read_text(path: Path, manner: Manner) -> Reading:
    from .recognise.text import recognise_text  # noqa: PLC0415 - with the first document of its kind
    from .repair.text import repair_text  # noqa: PLC0415
    from .sources.encoding import read_text  # noqa: PLC0415
    from .sources.text import split_lines  # noqa: PLC0415

    repaired = repair_text(read_text(path), source=manner.name, decisions=manner.decisions)
    lines = split_lines(repaired.text)
    recognition = recognise_text(repaired.text, file=str(path))
    return Reading(
        forms=recognition.forms,
        entries=repaired.log.entries,
        problems=recognition.refused,
        lines={(None, line.number): line.text for line in lines.lines},
    )


def _read_tables(path: Path, manner: Manner) -> Reading:
    from .recognise.grid import recognise_grids  # noqa: PLC0415 - see above
    from .sources.tables import read_tables  # noqa: PLC0415

    content = read_tables(path).content
    assert isinstance(content, tuple)
    recognition = recognise_grids(content, file=str(path))
    return Reading(forms=recognition.forms, problems=recognition.refused)


def _read_pdf(path: Path, manner: Manner) -> Reading:
    """A PDF of ours by what is attached to it, any other by its pages; both in a process with limits."""
    from .sources.isolation import isolated  # noqa: PLC0415 - see above
    from .store import loads  # noqa: PLC0415

    attached = isolated(path, attached_yaml, path)
    if attached is not None:
        form = loads(attached, file=str(path)).form
        assert form is not None
        return Reading(forms=(Recognised(form=form, origin="PDF 的附件"),), exact=attached)
    return isolated(path, _pages, path, manner)


def _pages(path: Path, manner: Manner) -> Reading:
    """What the pages of a PDF hold."""
    from .recognise.grid import recognise_grids  # noqa: PLC0415 - see above
    from .repair.pdf import read_pdf  # noqa: PLC0415

    pdf = read_pdf(path, source=manner.name, decisions=manner.decisions, debug_images=manner.debug_images)
    lines: dict[tuple[int | None, int], str] = {
        (page, number): text
        for page, texts in pdf.lines.items()
        for number, text in enumerate(texts, start=1)
    }
    recognition = recognise_grids(pdf.grids, file=str(path))
    problems = (*pdf.problems, *recognition.refused)
    return Reading(forms=recognition.forms, entries=pdf.log.entries, problems=problems, lines=lines)


def attached_yaml(path: Path) -> str | None:
    """The YAML that a PDF carries, where the pages print just that; None otherwise."""
    from .render.verify import verify_pdf  # noqa: PLC0415 - see above
    from .store import loads  # noqa: PLC0415
    from .store.attachment import yaml_in_pdf  # noqa: PLC0415

    data = yaml_in_pdf(path)
    if data is None:
        return None
    text = data.decode()
    form = loads(text, file=str(path)).form
    return text if form is not None and not verify_pdf(path.read_bytes(), form, None) else None


_TABLES = (".xlsx", ".xlsm", ".xltx", ".docx", ".docm", ".html", ".htm", ".xls", ".et", ".doc", ".wps")
_READERS: Mapping[str, Callable[[Path, Manner], Reading]] = {
    ".txt": _read_text,
    ".pdf": _read_pdf,
    **dict.fromkeys(_TABLES, _read_tables),
}
