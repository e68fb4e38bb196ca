"""Declared goals of many projects in one list: a line an indicator, the project and its goal in columns."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from ....model.vocabulary import bare
from ....sources.grid import Cell
from ..goals import paragraphs
from ..rows import Row, is_nothing, joined
from ..sections import Section
from .indicators import with_only
from .words import goal_label

_PROJECT = "项目名称"


@frozen
class Listed:
    """One project of a list: its name, the unit above it, its goal, its lines without and with these."""

    project: str
    unit: str
    goal: str
    table: Section
    whole: Section


def listed(section: Section) -> tuple[Listed, ...]:
    """The projects of a table of indicators that has a column of them; none where it has not."""
    labels = [cell for row in section.header for cell in row.written]
    named = next((cell for cell in labels if _PROJECT in bare(cell.text)), None)
    if named is None:
        return ()
    goal = next((cell for cell in labels if cell is not named and _is_goal(cell)), None)
    kept = [cell for cell in labels if cell is not named and cell is not goal]
    return tuple(_project(section, lines, named, goal, kept) for lines in _by_project(section.rows, named))


def _is_goal(cell: Cell) -> bool:
    return goal_label(cell.text) is not None or ("目标" in bare(cell.text) and "指标" not in bare(cell.text))


def _by_project(rows: Sequence[Row], named: Cell) -> Iterator[list[Row]]:
    """The lines of each project, a line that names but a unit before those of the first below it."""
    lines: list[Row] = []
    last = ""
    for row in rows:
        cell = row.under(named)
        name = "" if cell is None or is_nothing(cell.text) else joined(cell.text)
        if (name and name != last) or _is_unit(row, named):
            if any(not _is_unit(line, named) for line in lines):
                yield lines
                lines = []
            last = "" if _is_unit(row, named) else name
        lines.append(row)
    if any(not _is_unit(line, named) for line in lines):
        yield lines


def _is_unit(row: Row, named: Cell) -> bool:
    return len(row.written) == 1 and row.under(named) is row.written[0]


def _project(
    section: Section, lines: Sequence[Row], named: Cell, goal: Cell | None, kept: Sequence[Cell]
) -> Listed:
    own = [row for row in lines if not _is_unit(row, named)]
    units = [joined(row.written[0].text) for row in lines if _is_unit(row, named)]
    return Listed(
        project=_first(own, named),
        unit=units[-1] if units else "",
        goal="" if goal is None else paragraphs(_first(own, goal)),
        table=with_only(Section(section.kind, section.header, tuple(own)), kept),
        whole=Section(section.kind, section.header, tuple(lines)),
    )


def _first(rows: Sequence[Row], header: Cell) -> str:
    texts = (cell.text for row in rows if (cell := row.under(header)) is not None)
    return next((joined(text) for text in texts if not is_nothing(text)), "")
