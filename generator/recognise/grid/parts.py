"""What the readers of sections share: columns by their labels, numbers, and what they hand back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Generic, TypeVar

from attrs import asdict, field, frozen

from ...model.vocabulary import vocabulary, with_points
from ...sources.grid import Cell
from ..other import Leftover
from ..recognised import Doubt
from .rows import Row, is_nothing, joined, overlap, printed_word, squeezed
from .sections import Section

_GOALS, _EXPECTED = "年度总体目标", "预期目标"
_IN_CONTEXT: Mapping[str, str] = {"实际完成情况": "实际完成值", "预期目标": "年度指标值"}
"""Labels of the goals → what they are where they stand among the columns of indicators."""
_PARTS = ("指标性质", "计量单位")
_TARGET = ("指标性质", "年度指标值", "计量单位")
_SHARED = 0.5
"""Share of a column's width from which a cell reaches into it."""

T_co = TypeVar("T_co", covariant=True)


@frozen
class Found(Generic[T_co]):
    """What a section's reader found: its value, what it could not place, and what it inferred."""

    value: T_co
    leftovers: tuple[Leftover, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@frozen
class Mark:
    """A doubt about one field of a row, before it is known where in the form the row stands."""

    role: str | None
    """The field; None for the whole row."""
    decided: str
    why: str
    kind: str = "D05"
    confidence: float = 0.3
    alternatives: tuple[str, ...] = ()

    def at(self, path: tuple[str | int, ...]) -> Doubt:
        """The doubt, its row standing at a path."""
        said = asdict(self, recurse=False)
        role = said.pop("role")
        return Doubt(path=path if role is None else (*path, *role.split("｜")), **said)


@frozen
class Columns:
    """A header's cells: canonical label → cell, and those whose label is not known."""

    roles: Mapping[str, Cell]
    unknown: tuple[Cell, ...]
    inferred: Mapping[str, str] = field(factory=dict, hash=False)
    """Canonical label → the unknown word that was taken for it."""
    before: tuple[Cell, ...] = ()
    """Cells left of the known columns whose label is not known: names, or a column."""
    grouped: Mapping[str, tuple[str, str]] = field(factory=dict, hash=False)
    """Columns below a label that names one of them, as 指标性质 and 度量单位 below 年度指标值 → the one it
    names, and its word."""

    @property
    def is_whole(self) -> bool:
        """Whether operator, target and unit stand below the target's own label."""
        return all(self.grouped.get(role, ("",))[0] == "年度指标值" for role in _TARGET)

    def text(self, row: Row, role: str) -> str:
        """What a row prints in a column; empty where the form has no such column."""
        cell = self.cell(row, role)
        return cell.text.strip() if cell else ""

    def cell(self, row: Row, role: str) -> Cell | None:
        """The cell of a row in a column. One cell across several columns belongs to the first of them."""
        header = self.roles.get(role)
        cell = row.under(header) if header else None
        return cell if cell and self._owner(cell) == role else None

    def own(self, row: Row, role: str) -> str:
        """What a row itself prints in a column; a cell beside several rows is the first one's."""
        cell = self.cell(row, role)
        return cell.text.strip() if cell and cell.row == row.number else ""

    def covering(self, row: Row, role: str) -> str:
        """What a row prints in a column, be the cell this column's or one that reaches into it."""
        header = self.roles.get(role)
        cell = row.under(header) if header else None
        return cell.text.strip() if cell else ""

    def reached(self, cell: Cell) -> list[str]:
        """The columns that a cell fills to a good part, left to right."""
        roles = (role for role, header in self.roles.items() if share(cell, header) >= _SHARED)
        return sorted(roles, key=lambda role: self.roles[role].column)

    def beside(self, row: Row, role: str) -> list[Cell]:
        """Every written cell of a row that begins in it and stands in one column alone."""
        header = self.roles.get(role)
        if header is None:
            return []
        return [cell for cell in row.written if overlap(cell, header) and self._owner(cell) == role]

    def _owner(self, cell: Cell) -> str | None:
        if id(cell) not in self._owners:
            reached = (role for role, header in self.roles.items() if overlap(cell, header))
            owner = min(reached, key=lambda role: self.roles[role].column, default=None)
            self._owners[id(cell)] = cell, owner
        return self._owners[id(cell)][1]

    @cached_property
    def _owners(self) -> dict[int, tuple[Cell, str | None]]:
        """Whose column each cell was found to stand in; the cell is kept, so that its id stays its own."""
        return {}


def share(cell: Cell, header: Cell) -> float:
    """How much of a column a cell fills."""
    if cell.box and header.box:
        return overlap(cell, header) / max(1.0, header.box.x1 - header.box.x0)
    return overlap(cell, header) / header.column_span


def columns(header: Iterable[Row], roles: Set[str]) -> Columns:
    """The columns of a section. Of one label printed twice in a row, the first is the side's.

    A label over further ones is a group's: the columns below it are its own, and one of them that prints no
    known label is the one the group names.
    """
    rows = tuple(header)
    known: dict[str, Cell] = {}
    unknown: list[Cell] = []
    groups: list[tuple[Cell, str]] = []
    for row, cell in _labels(rows):
        term = role_of(cell, row, roles)
        if _stands_over(cell, row, rows):
            groups.extend([(cell, term)] if term else [])
        elif term is None:
            unknown.append(cell)
        elif term not in known or known[term] is row.cells[0] or _is_side(known[term], rows):
            known[term] = cell
        elif not overlap(known[term], cell):
            unknown.append(cell)
    for group, term in groups:
        below = [cell for cell in unknown if overlap(group, cell)]
        if term not in known and below:
            known[term] = below[0]
            unknown.remove(below[0])
    first = min((cell.column for cell in known.values()), default=0)
    unknown.extend(_unlabelled(rows, [*known.values(), *unknown]))
    grouped = {
        role: (term, printed_word(group))
        for group, term in groups
        for role, cell in known.items()
        if term in known and overlap(group, cell)
    }
    right = tuple(cell for cell in unknown if cell.column > first)
    left = (cell for cell in unknown if cell.column < first and not _is_side(cell, rows))
    return Columns(known, right, before=tuple(left), grouped=grouped)


def _unlabelled(rows: Sequence[Row], labels: Sequence[Cell]) -> Iterator[Cell]:
    """The header's empty cells that stand neither above nor below a label."""
    cells = (cell for row in rows for cell in row.starting if not cell.text.strip())
    return (cell for cell in cells if not any(overlap(cell, label) for label in labels))


def column_name(header: Cell) -> str:
    """A column's label, or its number where it prints none."""
    return printed_word(header) or f"第{header.column + 1}列"


def _labels(rows: Sequence[Row]) -> Iterator[tuple[Row, Cell]]:
    return ((row, cell) for row in rows for cell in row.written)


def _stands_over(cell: Cell, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a label has others below it in the same header."""
    bottom = row.number + cell.row_span
    below = (other for _, other in _labels(rows) if other.row >= bottom)
    return any(share(cell, other) >= _SHARED for other in below)


def _is_side(cell: Cell, rows: Sequence[Row]) -> bool:
    """Whether a label stands at the side of the rows below the header."""
    return cell.row + cell.row_span > rows[-1].number + 1


def role_of(cell: Cell, row: Row, roles: Set[str]) -> str | None:
    """The role a header's cell names: 总体目标 is the goal itself where it does not stand at the side."""
    term = vocabulary().label(cell.text)
    if term == _GOALS and cell is not row.cells[0] and _EXPECTED in roles:
        return _EXPECTED
    if term in roles:
        return term
    if cell is row.cells[0]:
        return None
    named = _IN_CONTEXT.get(term or "") or ("计量单位" if squeezed(cell.text) == "单位" else None)
    return named if named in roles else None


def unplaced(row: Row, layout: Columns, name: str) -> list[Leftover]:
    """What the row of this name prints in columns whose label is not known."""
    cells = ((squeezed(header.text) or column_name(header), cell) for header, cell in further(row, layout))
    return [
        Leftover(f"{name}｜{label}", joined(cell.text), f"不认识“{label}”这一列") for label, cell in cells
    ]


def further(row: Row, layout: Columns) -> Iterator[tuple[Cell, Cell]]:
    """The labels that are not known with what the row itself prints in their columns."""
    for header in layout.unknown:
        cell = row.under(header)
        if cell and cell.row == row.number and not is_nothing(cell.text):
            yield header, cell


def irregular(row: Row, layout: Columns, roles: Sequence[str], own: Sequence[str] = ()) -> Iterator[Mark]:
    """What in a row does not keep to the columns: cells across several, several in one, cells from above.

    Of the columns `own` each row has its own cell.
    """
    for role in roles:
        cell = layout.cell(row, role)
        if cell is None or not cell.text.strip():
            continue
        reached = layout.reached(cell)
        if len(reached) > 1 and cell.row == row.number:
            yield from (_across(cell, reached, each) for each in reached if each in roles)
        pieces = [joined(other.text) for other in layout.beside(row, role)]
        if len(pieces) > 1:
            why = f"这一栏在这一行里有{len(pieces)}格：{'、'.join(pieces)}"
            yield Mark(role, joined(cell.text), why, kind="D03", alternatives=("".join(pieces),))
    for role in own:
        cell = layout.cell(row, role)
        if cell is not None and cell.row_span > 1 and cell.text.strip():
            yield Mark(role, joined(cell.text), "这一格横跨几行，分不清是哪一行的", kind="D03")


def _across(cell: Cell, reached: Sequence[str], role: str) -> Mark:
    names = "、".join(f"“{name}”" for name in reached)
    return Mark(role, joined(cell.text), f"这一格横跨{names}各栏，分不清是哪一栏的", kind="D03")


def header_words(section: Section, roles: Set[str]) -> dict[str, str]:
    """Canonical label → the word that a section's columns print."""
    layout = columns(section.header, roles)
    words = {role: printed_word(cell) for role, cell in layout.roles.items()}
    if layout.is_whole:
        _, words["年度指标值"] = layout.grouped["年度指标值"]
    return {role: word for role, word in words.items() if not (layout.is_whole and role in _PARTS)}


def side_word(section: Section, roles: Set[str]) -> str | None:
    """The label at a section's side, with the points it prints: 年度绩效目标（80分）."""
    begins = min((cell.column for cell in columns(section.header, roles).roles.values()), default=0)
    rows = (*section.header, *section.rows[:1])  # below a header that is repeated, the label begins anew
    cells = [cell for row in rows for cell in row.cells if cell.column + cell.column_span <= begins]
    labels = [cell.text for cell in cells if cell.text.strip()]
    return with_points(labels[0]) if labels else None
