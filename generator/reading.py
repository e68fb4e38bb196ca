"""A document read, restored and recognised: the one way in for every format."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from .problem import Place, Problem, Severity, ZipingbiaoError
from .recognise.lines import recognise_lines
from .recognise.recognised import Recognised
from .repair.log import NO_DECISIONS, Decisions, Entry
from .repair.text import repair_text
from .sources.encoding import read_text
from .sources.text import split_lines


@frozen(kw_only=True)
class Reading:
    """What a document gave: its forms, what was restored in it, and what could not be used."""

    forms: tuple[Recognised, ...]
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: Mapping[int, str] = field(factory=dict, repr=False)
    """The restored lines by number, where the document has lines."""

    def entries_in(self, spans: Sequence[tuple[int, int]]) -> tuple[Entry, ...]:
        """The entries that have a place in some spans of lines or pages; all where there are no spans."""
        if not spans:
            return self.entries
        return tuple(entry for entry in self.entries if any(_within(n, spans) for n in _numbers(entry)))


def _numbers(entry: Entry) -> list[int]:
    return [entry.page] if entry.page is not None else [spot.line for spot in entry.places]


def _within(number: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= number <= last for first, last in spans)


def read_document(path: Path, *, name: str, decisions: Decisions = NO_DECISIONS) -> Reading:
    """Read a document by its kind. Raises ZipingbiaoError where it cannot be read or holds no form."""
    if not path.is_file():
        raise ZipingbiaoError(_problem("F01", path, "没有这个文件", "请检查路径"))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = "、".join(sorted(_READERS))
        raise ZipingbiaoError(_problem("F04", path, f"不认识这种文件，可读的有 {kinds}", "请另存为其中一种"))
    reading = reader(path, name, decisions)
    if not reading.forms:
        refused = reading.problems or (_problem("F06", path, "不是绩效自评表", "请确认文件的内容"),)
        raise ZipingbiaoError(*refused)
    return reading


def _read_text(path: Path, name: str, decisions: Decisions) -> Reading:
    repaired = repair_text(read_text(path), source=name, decisions=decisions)
    lines = split_lines(repaired.text)
    forms, refused = recognise_lines(lines, file=str(path))
    return Reading(
        forms=forms,
        entries=repaired.log.entries,
        problems=refused,
        lines={line.number: line.text for line in lines.lines},
    )


_READERS: Mapping[str, Callable[[Path, str, Decisions], Reading]] = {".txt": _read_text}


def _problem(rule: str, path: Path, message: str, hint: str) -> Problem:
    return Problem(
        rule=rule, severity=Severity.ERROR, message=message, place=Place(file=str(path)), hint=hint
    )
