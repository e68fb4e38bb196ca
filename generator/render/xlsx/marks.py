"""What a generated workbook hides: the forms it was made from, and what each row of its tables prints.

Beside the table a hidden column says for each row which paths its cells print; rows may then be moved,
inserted or deleted. A hidden worksheet keeps the forms themselves as they were when the workbook was made.
What is read back may have been tampered with: paths are only ever looked up in the form, sizes are bounded.
"""

import binascii
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol

from attrs import field, frozen
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...model.problem import Path
from ...sheet.build import Role, Sheet
from ...sources.omitted import OUR_SHEET
from ...store.read.decode import MAX_BYTES
from .worksheet import Layout

STORE = OUR_SHEET
"""The hidden worksheet: a key and a form in each row."""

CHUNK = 32_000
"""Characters of a form that one cell of the hidden worksheet holds."""

YEAR_LINE: Path = ("年度", "标题下")
"""The line below the title, which prints the year; a heading may print it too."""

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_SEARCHED_ROWS = 30
"""In how many rows the head of a table is looked for; rows may have been put above it."""


class EditedCell(Protocol):
    """What is read of a cell, be it a workbook's or a document's."""

    @property
    def value(self) -> object:
        """Its number, text or date; None where it is empty."""

    @property
    def number_format(self) -> str:
        """How its number is shown."""

    @property
    def data_type(self) -> str:
        """``f`` where it is a formula, ``e`` where it holds an error."""


FilledRow = Mapping[int, EditedCell]
"""The cells of a row that hold something, by column from 1."""


@frozen
class MarkedRow:
    """One row of a worksheet: column of the table → its cell, and → the path that it prints."""

    number: int
    cells: Mapping[int, EditedCell]
    paths: Mapping[int, Path] = field(factory=dict)
    labels: Mapping[int, str] = field(factory=dict)
    """Column of the table → the label that was printed there."""

    is_ours: bool = False
    """Whether it was printed by us, be it a header that prints no path."""


@frozen
class MarkedTable:
    """One worksheet that prints a form."""

    title: str
    key: str
    first: int
    """The column, from 1, of the table's first; 0 where columns have no letters, as in a document."""
    rows: tuple[MarkedRow, ...]
    is_review: bool = False
    """Whether it is the working paper of a review, in which only 复核 is written."""

    def coordinate(self, row: MarkedRow, column: int) -> str:
        """How a person finds a cell of the table."""
        if not self.first:
            return f"第 {row.number} 行第 {column + 1} 列"
        return f"{get_column_letter(column + self.first)}{row.number}"


def key_of(yaml: str, origin: str = "") -> str:
    """The key by which a worksheet names the form it prints.

    `origin` is the identity of the workspace; whoever does not know it cannot make the key.
    """
    return sha256(f"{origin}{yaml}".encode()).hexdigest()[:16]


def is_of(key: str, yaml: str, origin: str) -> bool:
    """Whether a form was put there under this key in a workspace, or where there was none to know of."""
    return key in (key_of(yaml, origin), key_of(yaml))


def mark(worksheet: Worksheet, printed: Sheet, placed: Layout, key: str) -> None:
    """Write the hidden column of a worksheet that prints the form of that key."""
    columns = len(printed.columns)
    marks: dict[int, object] = {
        1: {"form": key, "columns": columns, "cells": {"0": ["标题"]}},
        2: {"cells": {"0": list(YEAR_LINE)}},
    }
    for row in printed.rows:
        paths = {str(cell.column): list(cell.path) for cell in row.cells if cell.path}
        labels = (cell for cell in row.cells if cell.role is Role.LABEL and cell.text)
        said = {"cells": paths, "labels": {str(cell.column): cell.text for cell in labels}}
        marks[placed.first(row.number)] = said
    _write(worksheet, columns + 1, marks)


def mark_review(worksheet: Worksheet, columns: int, key: str, rows: Mapping[int, Mapping[int, Path]]) -> None:
    """Write the hidden column of a review's worksheet: row → column from 0 → the path written there."""
    marks: dict[int, object] = {1: {"form": key, "columns": columns, "review": True}}
    for row, paths in rows.items():
        marks[row] = {"cells": {str(number): list(path) for number, path in paths.items()}}
    _write(worksheet, columns + 1, marks)


def _write(worksheet: Worksheet, column: int, marks: Mapping[int, object]) -> None:
    for row, said in marks.items():
        worksheet.cell(row, column).value = _COMPACT.encode(said)
    worksheet.column_dimensions[get_column_letter(column)].hidden = True


def write_store(forms: Mapping[str, str], store: Worksheet) -> None:
    """Write the worksheet of that name, and hide it: the YAML of each form by its key."""
    store.sheet_state = "veryHidden"
    for key, yaml in forms.items():
        packed = b64encode(zlib.compress(yaml.encode(), 9)).decode()
        store.append([key, *(packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK))])


def kept_forms(rows: Iterable[FilledRow]) -> dict[str, str]:
    """The YAML of each form that the hidden worksheet keeps, by key."""
    kept = {}
    for row in rows:
        key, *parts = (str(row[column].value) for column in sorted(row)) if row else ("",)
        yaml = _unpacked("".join(parts))
        if yaml:
            kept[key] = yaml
    return kept


def marked_table(title: str, rows: Sequence[FilledRow]) -> MarkedTable | None:
    """The table on a worksheet, wherever it has been moved to; None where none is marked."""
    for number, row in enumerate(rows[:_SEARCHED_ROWS], start=1):
        for column, cell in row.items():
            head = _mark(cell.value)
            if isinstance(head.get("form"), str) and isinstance(head.get("columns"), int):
                first = column - head["columns"]
                marked = tuple(_marked_rows(rows[number - 1 :], number, first, column))
                return MarkedTable(title, head["form"], first, marked, is_review=head.get("review") is True)
    return None


def _marked_rows(rows: Sequence[FilledRow], number: int, first: int, last: int) -> Iterator[MarkedRow]:
    """The rows from the head on; the table begins in column `first`, the marks stand in column `last`."""
    for at, row in enumerate(rows, start=number):
        cells = {column - first: cell for column, cell in row.items() if column < last}
        mark = _mark(row[last].value) if last in row else {}
        paths = {to: tuple(path) for to, path in _by_column(mark.get("cells")) if _is_path(path)}
        labels = {to: text for to, text in _by_column(mark.get("labels")) if isinstance(text, str)}
        yield MarkedRow(at, cells, paths, labels, is_ours="cells" in mark)


def _mark(value: object) -> dict[str, Any]:
    if not isinstance(value, str) or not value.startswith("{"):
        return {}
    try:
        mark = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _by_column(said: object) -> Iterator[tuple[int, Any]]:
    """What a mark says of each column of the table."""
    for column, value in said.items() if isinstance(said, dict) else ():
        if column.isdecimal() and len(column) < 4:
            yield int(column), value


def _is_path(path: object) -> bool:
    return isinstance(path, list) and bool(path) and all(isinstance(part, str | int) for part in path)


def _unpacked(packed: str) -> str | None:
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(b64decode(packed, validate=True), MAX_BYTES)
        return None if unpacker.unconsumed_tail else data.decode()
    except (binascii.Error, zlib.error, ValueError):
        return None
