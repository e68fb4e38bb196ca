"""What the readers of sections share: columns by their labels, numbers, and what they hand back."""

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from typing import Generic, TypeVar

from attrs import frozen

from ...model.value import parse_number, parse_percent
from ...model.vocabulary import vocabulary, with_points
from ...sources.grid import Cell
from ..recognised import Doubt
from .rows import Row, is_nothing, joined, overlap, printed_word, squeezed
from .sections import Section

_GOALS, _EXPECTED = "年度总体目标", "预期目标"

T_co = TypeVar("T_co", covariant=True)


@frozen
class Leftover:
    """Text that has no place in the form, kept as it stands under a label of its own, and why."""

    label: str
    text: str
    why: str


@frozen
class Found(Generic[T_co]):
    """What a section's reader found: its value, what it could not place, and what it inferred."""

    value: T_co
    leftovers: tuple[Leftover, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@frozen
class Columns:
    """A header's cells: canonical label → cell, and those whose label is not known."""

    roles: Mapping[str, Cell]
    unknown: tuple[Cell, ...]

    def text(self, row: Row, role: str) -> str:
        """What a row prints in a column; empty where the form has no such column."""
        cell = self.cell(row, role)
        return cell.text.strip() if cell else ""

    def cell(self, row: Row, role: str) -> Cell | None:
        """The cell of a row in a column. One cell across several columns belongs to the first of them."""
        header = self.roles.get(role)
        cell = row.under(header) if header else None
        return cell if cell and self._owner(cell) == role else None

    def covering(self, row: Row, role: str) -> str:
        """What a row prints in a column, be the cell this column's or one that reaches into it."""
        header = self.roles.get(role)
        cell = row.under(header) if header else None
        return cell.text.strip() if cell else ""

    def _owner(self, cell: Cell) -> str | None:
        reached = (role for role, header in self.roles.items() if overlap(cell, header))
        return min(reached, key=lambda role: self.roles[role].column, default=None)


def columns(header: Iterable[Row], roles: Set[str]) -> Columns:
    """The columns of a section. Of one label printed twice in a row, the first is the side's."""
    known: dict[str, Cell] = {}
    unknown: list[Cell] = []
    for row in header:
        for cell in row.written:
            term = role_of(cell, row, roles)
            if term is None:
                unknown.append(cell)
            elif term not in known or known[term] is row.cells[0]:
                known[term] = cell
            elif not overlap(known[term], cell):
                unknown.append(cell)
    first = min((cell.column for cell in known.values()), default=0)
    return Columns(known, tuple(cell for cell in unknown if cell.column > first))


def role_of(cell: Cell, row: Row, roles: Set[str]) -> str | None:
    """The role a header's cell names: 总体目标 is the goal itself where it does not stand at the side."""
    term = vocabulary().term(cell.text)
    if term == _GOALS and cell is not row.cells[0] and _EXPECTED in roles:
        return _EXPECTED
    return term if term in roles else None


def unplaced(row: Row, layout: Columns, name: str) -> list[Leftover]:
    """What the row of this name prints in columns whose label is not known."""
    cells = ((squeezed(header.text), row.under(header)) for header in layout.unknown)
    return [
        Leftover(f"{name}｜{label}", joined(cell.text), f"不认识“{label}”这一列")
        for label, cell in cells
        if cell and cell.row == row.number and not is_nothing(cell.text)
    ]


@frozen
class Amount:
    """A cell read as a number: None where it prints nothing; `strange` where it prints something else."""

    number: Decimal | None = None
    strange: str = ""


def amount(text: str) -> Amount:
    """A number as forms print it; a percent sign or 元, 分 behind it allowed."""
    plain = squeezed(text)
    if is_nothing(plain):
        return Amount()
    for parse in (parse_number, parse_percent):
        try:
            return Amount(parse(plain.rstrip("元分")))
        except ValueError:
            continue
    return Amount(strange=plain)


def header_words(section: Section, roles: Set[str]) -> dict[str, str]:
    """Canonical label → the word that a section's columns print."""
    cells = columns(section.header, roles).roles
    return {role: printed_word(cell) for role, cell in cells.items()}


def side_word(section: Section, roles: Set[str]) -> str | None:
    """The label at a section's side, with the points it prints: 年度绩效目标（80分）."""
    begins = min((cell.column for cell in columns(section.header, roles).roles.values()), default=0)
    rows = (*section.header, *section.rows[:1])  # below a header that is repeated, the label begins anew
    cells = [cell for row in rows for cell in row.cells if cell.column + cell.column_span <= begins]
    labels = [cell.text for cell in cells if cell.text.strip()]
    return with_points(labels[0]) if labels else None
