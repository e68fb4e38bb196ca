"""年度总体目标: what was planned and what came of it."""

from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

from ...model.form import Goals
from ...model.vocabulary import vocabulary
from ...sources.grid import Cell
from ..other import Leftover
from .inferred import GOALS, inferred_marks, with_inferred
from .parts import Columns, Found, Mark, columns, irregular, unplaced
from .rows import Row, is_nothing
from .sections import Section

EXPECTED = "预期目标"
ACTUAL = "实际完成情况"
_SHORT = 8
"""Characters; no goal is shorter."""
GOALS_ROLES = frozenset({EXPECTED, ACTUAL})


@frozen
class GoalsFound(Found[Goals]):
    """The goals, and what stands in further columns by its label: 全年（调整）绩效目标."""

    details: dict[str, str] = field(factory=dict)


def read_goals(sections: Sequence[Section]) -> GoalsFound:
    """The texts under both labels; several rows of goals become paragraphs of one text."""
    texts: dict[str, list[str]] = {EXPECTED: [], ACTUAL: []}
    details: dict[str, list[str]] = {}
    leftovers: list[Leftover] = []
    marks: list[Mark] = []
    for section in sections:
        layout = with_inferred(columns(section.header, GOALS_ROLES), section.rows, GOALS)
        for row in section.rows:
            for role, found in texts.items():
                found.extend(_own(row, layout.cell(row, role)))
            for label, cell in _further(layout, row):
                details.setdefault(label, []).extend(_own(row, cell))
            leftovers.extend(unplaced(row, _without_details(layout), "年度总体目标"))
            marks.extend((*inferred_marks(row, layout), *irregular(row, layout, [EXPECTED, ACTUAL])))
            marks.extend(_added(row, layout) if len(section.rows) > 1 else ())
    goals = Goals(
        expected=paragraphs("\n".join(texts[EXPECTED])), actual=paragraphs("\n".join(texts[ACTUAL]))
    )
    return GoalsFound(
        goals,
        tuple(leftovers),
        tuple(mark.at(("年度总体目标",)) for mark in marks),
        {label: paragraphs("\n".join(found)) for label, found in details.items()},
    )


def _added(row: Row, layout: Columns) -> Iterator[Mark]:
    """A doubt at what one of several rows adds, where it is but a word or fills one column alone."""
    texts = {role: layout.text(row, role) for role in (EXPECTED, ACTUAL) if role in layout.roles}
    lone = len([text for text in texts.values() if not is_nothing(text)]) < len(texts)
    for role, text in texts.items():
        if not is_nothing(text) and (lone or len(text) < _SHORT):
            yield Mark(role, text, "几行文字接在了一起，这一行也许不是这一栏的", kind="D03")


def _without_details(layout: Columns) -> Columns:
    unknown = (cell for cell in layout.unknown if not vocabulary().is_detail(cell.text))
    return evolve(layout, unknown=tuple(unknown))


def _own(row: Row, cell: Cell | None) -> Iterator[str]:
    if cell is not None and cell.row == row.number:
        yield cell.text


def _further(layout: Columns, row: Row) -> Iterator[tuple[str, Cell]]:
    """What a row prints in columns whose label is kept by its own name."""
    for header in layout.unknown:
        cell = row.under(header)
        if vocabulary().is_detail(header.text) and cell is not None and not is_nothing(cell.text):
            yield vocabulary().detail(header.text), cell


def paragraphs(text: str) -> str:
    """A long text with its paragraphs stripped and empty ones left out."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
