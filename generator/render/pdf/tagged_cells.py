"""Where each cell of a tagged PDF stands: its row, counted over all tables of the file, and its column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf

CELLS = ("/TD", "/TH")
_GROUPS = ("/THead", "/TBody", "/TFoot")
_MOST = 1_000_000
"""Structure elements that are looked at."""

_WIDEST = 1000
"""Rows or columns that a cell is taken to reach over."""

Key = tuple[int, int]


def cells_by_place(root: Any) -> Mapping[Key, str]:  # noqa: ANN401 - pikepdf's objects are untyped
    """Structure element → row and column of its cell, from 0; nothing where any cell has a title."""
    found: dict[Key, str] = {}
    first = 0
    for table in _tables(root):
        rows = list(_rows(table))
        for row, column, cell in _placed(rows):
            if "/T" in cell:
                return {}
            found[cell.objgen] = f"{first + row}.{column}"
        first += len(rows)
    return found


def _tables(root: Any) -> Iterator[Any]:  # noqa: ANN401
    """The tables in order, none inside another."""
    waiting, left = list(_kids(root)), _MOST
    waiting.reverse()
    while waiting and left:
        left -= 1
        element = waiting.pop()
        if element.get("/S") == "/Table":
            yield element
        else:
            waiting += reversed(list(_kids(element)))


def _rows(table: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    for kid in _kids(table):
        rows = _kids(kid) if str(kid.get("/S")) in _GROUPS else (kid,)
        for row in rows:
            if row.get("/S") == "/TR":
                yield [cell for cell in _kids(row) if str(cell.get("/S")) in CELLS]


def _placed(rows: list[list[Any]]) -> Iterator[tuple[int, int, Any]]:
    """Row, column and element of each cell, which takes the first column that none above reaches into."""
    taken: dict[int, int] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            yield row, column, cell
            row_span, column_span = _spans(cell)
            taken.update(dict.fromkeys(range(column, column + column_span), row + row_span))
            column += column_span


def _spans(cell: Any) -> tuple[int, int]:  # noqa: ANN401
    attributes = cell.get("/A")
    held = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return _span(held, "/RowSpan"), _span(held, "/ColSpan")


def _span(held: Iterable[Any], name: str) -> int:
    stated: list[Any] = [one.get(name) for one in held if isinstance(one, pikepdf.Dictionary)]
    return max((min(span, _WIDEST) for span in stated if isinstance(span, int)), default=1)


def _kids(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The structure elements right below one."""
    kids = element.get("/K") if isinstance(element, pikepdf.Dictionary) else None
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
