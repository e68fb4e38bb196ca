"""绩效指标 of declared goals, of the year and of the term: in one table, or in two beside each other."""

from collections.abc import Iterator, Sequence, Set

from attrs import evolve, frozen

from ....model.form import Level1
from ....model.vocabulary import vocabulary
from ....sources.grid import Cell
from ..indicators import ACTUAL, LEVEL1, LEVEL2, NAME, ROLES, TARGET, IndicatorsFound, read_indicators
from ..inferred import INDICATORS, with_inferred
from ..parts import Columns, columns, role_of
from ..rows import Row, overlap
from ..sections import Section
from .words import Span, span_in

_LEVELS = tuple(rule for rule in INDICATORS if rule.role in (LEVEL1, LEVEL2))


@frozen
class DeclaredIndicators:
    """The year's indicators, and those of the term, a line for each."""

    year: IndicatorsFound
    term: str
    sections: tuple[Section, ...]
    """The tables of the year's."""


def has_results(sections: Sequence[Section]) -> bool:
    """Whether a table prints a column of what came of the targets: it is then no declaration."""
    return any(ACTUAL in columns(section.header, ROLES).roles for section in sections)


def read_declared_indicators(sections: Sequence[Section], *, has_term: bool) -> DeclaredIndicators:
    """All tables of indicators. `has_term` says that the declaration speaks of a term elsewhere."""
    parted = [(span, part) for section in sections for span, part in _tables(section, has_term=has_term)]
    plain = any(span is Span.YEAR for span, _ in parted)
    year = tuple(part for span, part in parted if span is Span.YEAR or not plain)
    term = tuple(part for span, part in parted if span is Span.TERM and plain)
    for part in (*year, *term):
        part.read["columns"] = _columns(part)
    return DeclaredIndicators(read_indicators(year), _in_lines(read_indicators(term).value), year)


def _columns(section: Section) -> Columns:
    """The columns of a table; without one of 三级指标 the lowest level that is printed has the names.

    No column of results is inferred: there is none.
    """
    layout = columns(section.header, ROLES)
    roles = dict(layout.roles)
    if NAME not in roles and LEVEL2 in roles:
        roles[NAME] = roles.pop(LEVEL2)
        above = roles.get(LEVEL1)
        if above is not None and _is_level2(section.rows, above):
            roles[LEVEL2] = roles.pop(LEVEL1)
    return with_inferred(evolve(layout, roles=roles), section.rows, _LEVELS)


def _is_level2(rows: Sequence[Row], header: Cell) -> bool:
    """Whether what stands below a label are 二级指标, whatever it says."""
    texts = [cell.text for row in rows if (cell := row.under(header)) is not None and cell.text.strip()]
    return bool(texts) and all(vocabulary().as_level2(text) for text in texts)


def _tables(section: Section, *, has_term: bool) -> Iterator[tuple[Span, Section]]:
    """A section as one table, or as the two that stand side by side in it."""
    targets = [cell for cell in _labels(section) if _role(cell, section) == TARGET]
    if len(targets) < 2:
        said = span_in("".join(_around(section)))
        yield (Span.TERM if said is Span.TERM else Span.YEAR), section
        return
    left, right = sorted(targets, key=lambda cell: cell.column)[:2]
    of_left, of_right = _halves(section, left, right)
    spans = [_span_of(half, section) for half in (of_left, of_right)]
    both_of_year = not has_term and Span.TERM not in spans and Span.YEAR not in spans
    is_swapped = spans[0] is Span.YEAR or spans[1] is Span.TERM
    for half, cells in ((0, of_left), (1, of_right)):
        span = Span.YEAR if both_of_year or (half == 0) is is_swapped else Span.TERM
        yield span, _with_only(section, cells)


def _labels(section: Section) -> Iterator[Cell]:
    return (cell for row in section.header for cell in row.written)


def _role(cell: Cell, section: Section) -> str | None:
    row = next((row for row in section.header if cell in row.written), section.header[0])
    return role_of(cell, row, ROLES)


def _around(section: Section) -> Iterator[str]:
    """The labels at the side of a table, and those of its targets."""
    for row in section.header:
        yield from (cell.text for cell in row.cells if _role(cell, section) in (None, TARGET))


def _halves(section: Section, left: Cell, right: Cell) -> tuple[list[Cell], list[Cell]]:
    """The labels of the columns of both tables; those printed once are both's."""
    end = left.column + left.column_span
    labels = list(_labels(section))
    of_left = [cell for cell in labels if cell.column < end]
    of_right = [cell for cell in labels if cell.column >= end]
    roles: Set[str | None] = {_role(cell, section) for cell in of_right if _role(cell, section)}
    shared = [cell for cell in of_left if _role(cell, section) not in roles and cell is not left]
    return of_left, [*shared, *of_right]


def _span_of(cells: Sequence[Cell], section: Section) -> Span:
    spans = {span_in(cell.text) for cell in cells if _role(cell, section) != "一级指标"}
    return next((span for span in (Span.TERM, Span.YEAR) if span in spans), Span.PLAIN)


def _with_only(section: Section, kept: Sequence[Cell]) -> Section:
    """The section without the columns of other labels, and without what stands in them."""
    dropped = [cell for cell in _labels(section) if cell not in kept]
    header = tuple(_without(row, dropped, kept) for row in section.header)
    rows = tuple(_without(row, dropped, kept) for row in section.rows)
    return Section(section.kind, header, tuple(row for row in rows if row.written))


def _without(row: Row, dropped: Sequence[Cell], kept: Sequence[Cell]) -> Row:
    cells = (cell for cell in row.cells if cell in kept or not _stands_in(cell, dropped, kept))
    return evolve(row, cells=tuple(cells))


def _stands_in(cell: Cell, dropped: Sequence[Cell], kept: Sequence[Cell]) -> bool:
    """Whether a cell stands more in some columns than in others."""
    share = max((overlap(cell, label) for label in dropped), default=0)
    return share > max((overlap(cell, label) for label in kept), default=0)


def _in_lines(levels: Sequence[Level1]) -> str:
    """``产出指标｜数量指标｜培训人次：≥500人次``, a line for each."""
    return "\n".join(
        f"{level1.name}｜{level2.name}｜{row.name}：{row.full_target.text}"
        for level1 in levels
        for level2 in level1.children
        for row in level2.indicators
    )
