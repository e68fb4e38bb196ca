"""What a worksheet says of its layout: merged cells, hidden rows and columns."""

from collections.abc import Iterator
from typing import IO

from attrs import field, frozen
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from .bounds import MAX_COLUMNS, MAX_ROWS

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAX_MERGES = 200_000


@frozen
class Merge:
    """A merged range: 1-based first and last column and row."""

    left: int
    top: int
    right: int
    bottom: int


@frozen
class SheetLayout:
    """Merged ranges, and the rows and columns that are not shown, counted from 1."""

    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = field(default=frozenset())
    hidden_columns: frozenset[int] = field(default=frozenset())
    last_row: int = 0
    """The last row with a value."""
    uncomputed: frozenset[tuple[int, int]] = field(default=frozenset())
    """Row and column of the formulas that stand without their value."""


def read_sheet_layout(part: IO[bytes]) -> SheetLayout:
    """The layout of one worksheet part, rows and columns beyond the bounds left aside."""
    merges: list[Merge] = []
    rows: set[int] = set()
    columns: set[int] = set()
    number = last = 0
    uncomputed: set[tuple[int, int]] = set()
    tags = [_MAIN + name for name in ("row", "col", "mergeCell")]
    for _, element in etree.iterparse(part, tag=tags, no_network=True, resolve_entities=False):
        name = etree.QName(element).localname
        if name == "row":
            number = int(element.get("r") or number + 1)
            if _is_true(element.get("hidden")):
                rows.add(number)
            if next(element.iter("{*}v", "{*}is"), None) is not None:
                last = number
            uncomputed.update(_uncomputed(element, number))
        elif name == "col":
            columns.update(_hidden_columns(element))
        elif len(merges) < _MAX_MERGES:
            merges.append(Merge(*_corners(element.get("ref") or "A1")))
        _forget(element)
    return SheetLayout(tuple(merges), frozenset(rows), frozenset(columns), last, frozenset(uncomputed))


def _uncomputed(row: etree._Element, number: int) -> Iterator[tuple[int, int]]:
    for column, cell in enumerate(row, start=1):
        if cell.find(f"{_MAIN}f") is not None and not cell.findtext(f"{_MAIN}v"):
            reference = cell.get("r")
            yield number, _corners(reference)[0] if reference else column


def _forget(element: etree._Element) -> None:
    """Free what was read: a sheet may have a million rows."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _is_true(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def _hidden_columns(element: etree._Element) -> range:
    if not _is_true(element.get("hidden")):
        return range(0)
    return range(int(element.get("min") or 1), min(int(element.get("max") or 1), MAX_COLUMNS) + 1)


def _corners(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(ref)
    return left or 1, top or 1, right or MAX_COLUMNS, bottom or MAX_ROWS


def shown_numbers(count: int, hidden: frozenset[int]) -> list[int]:
    """For each row or column from 0 to `count`, how many shown ones there are up to and including it."""
    totals = [0]
    for number in range(1, count + 1):
        totals.append(totals[-1] + (number not in hidden))
    return totals
