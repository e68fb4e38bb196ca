"""A document read, restored and recognised: the one way in for every format.

What a format needs is loaded with the first document of it: the libraries of all formats together take
longer to load than a document takes to read.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from ..model import problem
from ..model.form import GOAL_DECLARATION
from ..model.layout import STANDARD, layout_names
from ..model.problem import Problem, ZipingbiaoError
from ..model.profile import use_profiles
from ..recognise.recognised import Recognised
from ..repair.log import NO_DECISIONS, Decisions, Entry
from ..runtime.files import MIB, read_bytes
from ..sources.bounds import refuse
from ..sources.kinds import Kind, Way, kind_of, read_tables
from ..workspace.profiles import load_profiles

if TYPE_CHECKING:
    from ..sources.omitted import Omitted
    from .provenance import SourceLines

_NAMED = 5
"""Declarations that one message names."""


@frozen(kw_only=True)
class Reading:
    """What a document gave: its forms, what was restored in it, and what could not be used."""

    forms: tuple[Recognised, ...]
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    omitted: "tuple[Omitted, ...]" = ()
    """What it holds but does not show."""
    lines: "SourceLines" = field(factory=dict, repr=False)
    """The restored lines, where the document has lines."""
    exact: str | None = field(default=None, repr=False)
    """The YAML itself, where the document carries it and prints what it says."""

    def entries_in(self, spans: Sequence[tuple[int, int]]) -> tuple[Entry, ...]:
        """The entries with those of their places that stand in some spans of lines; all without spans."""
        if not spans:
            return self.entries

        def is_inside(number: int) -> bool:
            return any(first <= number <= last for first, last in spans)

        inside = (
            evolve(entry, places=tuple(spot for spot in entry.places if is_inside(spot.line)))
            for entry in self.entries
        )
        return tuple(entry for entry in inside if entry.places)


@frozen(kw_only=True)
class ReadOptions:
    """How a document is to be read: its name in logs, what people decided, where pictures of pages go.

    `profiles` is the folder of a workspace's own layouts.
    """

    name: str
    profiles: Path | None = None
    decisions: Decisions = NO_DECISIONS
    debug_images: Path | None = None
    with_goals: bool = False
    """Whether declared goals are wanted where they stand beside self-evaluations."""


def read_document(path: Path, options: ReadOptions) -> Reading:
    """Read a document by its kind. Raises ZipingbiaoError where it cannot be read or holds no form."""
    if options.profiles is not None:
        use_profiles(load_profiles(options.profiles))
    kind = kind_of(path)
    if kind.way is Way.PDF:
        reading = _read_any_pdf(path, options)
    elif kind.way is Way.TEXT:
        reading = _read_text(path, options)
    else:
        reading = _read_tables(path, kind, options)
    if not reading.forms:
        if reading.problems:
            raise ZipingbiaoError(*reading.problems)
        refuse("F06", path, "不是绩效自评表", "请确认文件的内容")
    return reading if options.with_goals else _without_goals(reading, path)


def _without_goals(reading: Reading, path: Path) -> Reading:
    """The self-evaluations of a document, and what else it declares said; all of it where it has none."""
    declared = [found.form for found in reading.forms if found.form.kind == GOAL_DECLARATION]
    if not declared or len(declared) == len(reading.forms):
        return reading
    names = "、".join(form.project for form in declared[:_NAMED])
    more = f"等 {len(declared)} 张" if len(declared) > _NAMED else ""
    left_out = problem.warning(
        "F62",
        f"文件里另有{GOAL_DECLARATION}，没有写成 YAML：{names}{more}。",
        at=str(path),
        hint="要与自评表比较的，请加 --goals 再读入一次",
    )
    kept = tuple(found for found in reading.forms if found.form.kind != GOAL_DECLARATION)
    return evolve(reading, forms=kept, problems=(*reading.problems, left_out))


def _read_text(path: Path, options: ReadOptions) -> Reading:
    from ..recognise.text import recognise_text  # noqa: PLC0415 - with the first document of its kind
    from ..repair.text.restore import repair_text  # noqa: PLC0415
    from ..sources.encoding import read_text  # noqa: PLC0415
    from ..sources.lines import split_lines  # noqa: PLC0415

    repaired = repair_text(read_text(path), source=options.name, decisions=options.decisions)
    lines = split_lines(repaired.text)
    recognition = recognise_text(repaired.text, file=str(path))
    return Reading(
        forms=recognition.forms,
        entries=repaired.log.entries,
        problems=recognition.refused,
        lines={(None, line.number): line.text for line in lines},
    )


def _read_tables(path: Path, kind: Kind, options: ReadOptions) -> Reading:
    from ..recognise.grid import recognise_grids  # noqa: PLC0415 - see above
    from ..repair.tables import repair_tables  # noqa: PLC0415

    document = read_tables(path, kind)
    repaired = repair_tables(document.content, source=options.name, decisions=options.decisions)
    recognition = recognise_grids(repaired.grids, file=str(path))
    return Reading(
        forms=recognition.forms,
        entries=repaired.log.entries,
        problems=recognition.refused,
        omitted=document.omitted,
        lines=repaired.lines,
    )


def _read_any_pdf(path: Path, options: ReadOptions) -> Reading:
    """A PDF, however it breaks the rules: what its libraries stumble over is said to be damaged."""
    try:
        return _read_pdf(path, options)
    except (ZipingbiaoError, MemoryError):
        raise
    except Exception as error:
        refuse(
            "F30",
            path,
            f"文件已损坏，读不出来（{type(error).__name__}）。",
            "请向提供者重新索取，或用阅读器打开后另存",
        )


def _read_pdf(path: Path, options: ReadOptions) -> Reading:
    """A PDF of ours by what is attached to it, any other by its pages."""
    from ..store import loads  # noqa: PLC0415 - see above

    attached = attached_yaml(path)
    if attached is not None:
        form = loads(attached, file=str(path)).form
        assert form is not None
        return Reading(forms=(Recognised(form=form, origin="PDF 的附件"),), exact=attached)
    return _pages(path, options)


def _pages(path: Path, options: ReadOptions) -> Reading:
    """What the pages of a PDF hold."""
    from ..recognise.grid import recognise_grids  # noqa: PLC0415 - see above
    from ..repair.pdf.read import read_pdf  # noqa: PLC0415
    from ..repair.tables import visible  # noqa: PLC0415

    pdf = read_pdf(path, source=options.name, decisions=options.decisions, debug_images=options.debug_images)
    lines: dict[tuple[int | str | None, int], str] = {
        (page, number): text
        for page, texts in pdf.lines.items()
        for number, text in enumerate(texts, start=1)
    }
    if pdf.layout:
        forms, refused = _by_layout(pdf.layout, path)
    else:
        recognition = recognise_grids(map(visible, pdf.grids), file=str(path))
        forms, refused = recognition.forms, recognition.refused
    # of a document without a form only that is said, not which of its tables are badly ruled
    about_tables = forms or not refused
    own = (problem for problem in pdf.problems if about_tables or problem.rule != "F36")
    return Reading(
        forms=forms,
        entries=pdf.log.entries,
        problems=(*own, *refused),
        omitted=pdf.omitted,
        lines=lines,
    )


def _by_layout(text: str, path: Path) -> tuple[tuple[Recognised, ...], tuple[Problem, ...]]:
    """The forms of pages without rules, by how their words stand: each field is a doubt."""
    from ..recognise.grid.doubtful import doubt_all  # noqa: PLC0415
    from ..recognise.text import recognise_text  # noqa: PLC0415 - see above

    recognition = recognise_text(text, file=str(path))
    # the lines are no lines of the document
    unplaced = (evolve(form, spans=()) for form in recognition.forms)
    return tuple(
        doubt_all(form, "页面上没有画出表格线，行与栏是按文字的位置推定的，请对照原件") for form in unplaced
    ), recognition.refused


def attached_yaml(path: Path) -> str | None:
    """The YAML that a PDF carries, where the pages print just that; None otherwise.

    None also where it is of another workspace's layout, which cannot be compared: its pages are then read.
    """
    from ..render.pdf.attachment import yaml_in_pdf  # noqa: PLC0415
    from ..render.pdf.verify import verify_pdf  # noqa: PLC0415 - see above
    from ..store import loads  # noqa: PLC0415

    data = yaml_in_pdf(path)
    if data is None:
        return None
    text = data.decode()
    form = loads(text, file=str(path)).form
    if form is None or (form.layout or STANDARD) not in layout_names():
        return None
    return None if verify_pdf(read_bytes(path, 256 * MIB), form, None) else text
