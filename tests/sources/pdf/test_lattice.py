"""The lattice: what lines make cells, whatever way they are drawn."""

from collections.abc import Iterable

import pytest

from generator.sources.pdf.content import Ruling
from generator.sources.pdf.lattice import Lattice, Region, find_lattices


def across(y: float, x0: float, x1: float) -> Ruling:
    return Ruling(True, y, x0, x1)


def down(x: float, y0: float, y1: float) -> Ruling:
    return Ruling(False, x, y0, y1)


def ruled(xs: Iterable[float], ys: Iterable[float]) -> list[Ruling]:
    """Full lines at every x and y."""
    columns, rows = list(xs), list(ys)
    lines = [across(y, columns[0], columns[-1]) for y in rows]
    return [*lines, *(down(x, rows[0], rows[-1]) for x in columns)]


def only(rulings: list[Ruling]) -> Lattice:
    (lattice,) = find_lattices(rulings)
    return lattice


def test_full_grid() -> None:
    lattice = only(ruled((0, 50, 100), (0, 20, 40)))
    assert lattice.regions == tuple(Region(r, c, 1, 1) for r in range(2) for c in range(2))


def test_missing_line_merges_cells() -> None:
    lines = [*ruled((0, 100), (0, 20, 40)), down(50, 20, 40)]
    assert only(lines).regions == (Region(0, 0, 1, 2), Region(1, 0, 1, 1), Region(1, 1, 1, 1))


def test_row_span_beside_nested_rows() -> None:
    lines = [*ruled((0, 40, 100), (0, 60)), across(20, 40, 100), across(40, 40, 100)]
    assert only(lines).regions[0] == Region(0, 0, 3, 1)
    assert len(only(lines).regions) == 4


@pytest.mark.parametrize("gap", [1.0, 2.0, 3.0])
def test_gaps_are_closed(gap: float) -> None:
    lines = [across(0, 0, 100), across(40, 0, 100), down(0, 0, 40), down(100, 0, 40)]
    broken = [across(20, 0, 50 - gap), across(20, 50, 100)]
    assert len(only([*lines, *broken]).regions) == 2


def test_wide_gap_is_no_line() -> None:
    lines = [across(0, 0, 100), across(40, 0, 100), down(0, 0, 40), down(50, 0, 40), down(100, 0, 40)]
    assert len(only([*lines, across(20, 0, 50)]).regions) == 3


def test_dashes_make_a_line() -> None:
    dashes = [across(20, x, x + 3) for x in range(0, 100, 5)]
    assert len(only([*ruled((0, 100), (0, 40)), *dashes]).regions) == 2


def test_double_lines_count_once() -> None:
    lines = [*ruled((0, 50, 100), (0, 20, 40)), *ruled((1.5, 51.5, 101.5), (1.5, 21.5, 41.5))]
    assert len(only(lines).regions) == 4


def test_open_sides_are_closed() -> None:
    lines = [across(y, 0, 100) for y in (0, 20, 40)] + [down(50, 0, 40)]
    lattice = only(lines)
    assert len(lattice.regions) == 4
    assert lattice.xs == (0, 50, 100)


def test_lines_without_columns_make_no_table() -> None:
    assert find_lattices([across(y, 0, 100) for y in (0, 20, 40)]) == ()


def test_lone_frame_is_no_table() -> None:
    assert find_lattices(ruled((0, 100), (0, 100))) == ()


def test_two_tables_from_top_to_bottom() -> None:
    lower, upper = ruled((0, 50, 100), (200, 220)), ruled((0, 30, 100), (0, 20))
    assert [lattice.ys[0] for lattice in find_lattices([*lower, *upper])] == [0, 200]


def test_outline_that_is_no_rectangle_is_cut_and_counted() -> None:
    lines = [*ruled((0, 100), (0, 40)), across(20, 0, 50), down(50, 20, 40)]
    lattice = only(lines)
    assert lattice.ragged == 1
    assert sum(r.row_span * r.column_span for r in lattice.regions) == 4


def test_squares_hold_points() -> None:
    lattice = only(ruled((0, 50, 100), (0, 20, 40)))
    assert lattice.square_at(75, 10) == (0, 1)
    assert lattice.square_at(75, 50) is None
