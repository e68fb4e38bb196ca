"""What a generated workbook hides: the forms it was made from, and what each row of its tables prints.

All of it may have been tampered with: paths are only ever looked up in the form, and sizes are bounded.
"""

import binascii
import json
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen
from openpyxl.cell.cell import Cell

from ...problem import Path
from ..decode import MAX_BYTES

STORE = "_zipingbiao"
"""The worksheet that keeps the forms."""

_SEARCHED_ROWS = 30
"""In how many rows the head of a table is looked for; rows may have been put above it."""

Row = Mapping[int, Cell]
"""The cells of a row that hold something, by column from 1."""


@frozen
class MarkedRow:
    """One row of a worksheet: column of the table → its cell, and → the path that it prints."""

    number: int
    cells: Mapping[int, Cell]
    paths: Mapping[int, Path] = field(factory=dict)
    is_ours: bool = False
    """Whether it was printed by us, be it a header that prints no path."""


@frozen
class MarkedTable:
    """One worksheet that prints a form."""

    title: str
    key: str
    first: int
    """The column, from 1, of the table's first."""
    rows: tuple[MarkedRow, ...]


def kept_forms(rows: Iterable[Row]) -> dict[str, str]:
    """The YAML of each form that the hidden worksheet keeps, by key."""
    kept = {}
    for row in rows:
        key, *parts = (str(row[column].value) for column in sorted(row)) if row else ("",)
        yaml = _unpacked("".join(parts))
        if yaml:
            kept[key] = yaml
    return kept


def marked_table(title: str, rows: Sequence[Row]) -> MarkedTable | None:
    """The table on a worksheet, wherever it has been moved to; None where none is marked."""
    for number, row in enumerate(rows[:_SEARCHED_ROWS], start=1):
        for column, cell in row.items():
            head = _mark(cell.value)
            if isinstance(head.get("form"), str) and isinstance(head.get("columns"), int):
                first = column - head["columns"]
                marked = tuple(_marked_rows(rows[number - 1 :], number, first, column))
                return MarkedTable(title, head["form"], first, marked)
    return None


def _marked_rows(rows: Sequence[Row], number: int, first: int, last: int) -> Iterator[MarkedRow]:
    """The rows from the head on; the table begins in column `first`, the marks stand in column `last`."""
    for at, row in enumerate(rows, start=number):
        cells = {column - first: cell for column, cell in row.items() if column < last}
        mark = _mark(row[last].value) if last in row else {}
        yield MarkedRow(at, cells, _paths(mark), is_ours="cells" in mark)


def _mark(value: object) -> dict[str, Any]:
    if not isinstance(value, str) or not value.startswith("{"):
        return {}
    try:
        mark = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _paths(mark: Mapping[str, Any]) -> dict[int, Path]:
    cells = mark.get("cells")
    if not isinstance(cells, dict):
        return {}
    return {
        int(column): tuple(path)
        for column, path in cells.items()
        if column.isdecimal() and len(column) < 4 and isinstance(path, list) and _is_path(path)
    }


def _is_path(path: list[Any]) -> bool:
    return bool(path) and all(isinstance(part, str | int) for part in path)


def _unpacked(packed: str) -> str | None:
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(b64decode(packed, validate=True), MAX_BYTES)
        return None if unpacker.unconsumed_tail else data.decode()
    except (binascii.Error, zlib.error, ValueError):
        return None
