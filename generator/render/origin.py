"""Where each cell of a workbook comes from, hidden in it, so that edits can be brought back into the YAML.

Beside the table a hidden column says for each row which paths its cells print; rows may then be moved,
inserted or deleted. A hidden worksheet keeps the forms themselves as they were when the workbook was made.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..sheet import Row, Sheet
from .page import Attached
from .worksheet import Layout

STORE = "_zipingbiao"
"""The hidden worksheet: a key and a form in each row."""

CHUNK = 32_000
"""Characters of a form that one cell of the hidden worksheet holds."""

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def key_of(yaml: str) -> str:
    """The key by which a worksheet names the form it prints."""
    return sha256(yaml.encode()).hexdigest()[:16]


def mark(worksheet: Worksheet, printed: Sheet, placed: Layout, key: str) -> None:
    """Write the hidden column of a worksheet that prints the form of that key."""
    column = len(printed.columns) + 1
    head = {"form": key, "columns": len(printed.columns), "cells": {"0": ["标题"]}}
    worksheet.cell(1, column).value = _compact(head)
    for row in printed.rows:
        worksheet.cell(placed.first(row.number), column).value = _compact({"cells": _paths(row)})
    worksheet.column_dimensions[get_column_letter(column)].hidden = True


def keep(store: Worksheet, forms: Mapping[str, str]) -> None:
    """Write the worksheet of that name, and hide it: the YAML of each form by its key."""
    store.sheet_state = "veryHidden"
    for key, yaml in forms.items():
        packed = b64encode(zlib.compress(yaml.encode(), 9)).decode()
        store.append([key, *(packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK))])


def _paths(row: Row) -> dict[str, list[str | int]]:
    """Column → the path that the cell there prints."""
    return {str(cell.column): list(cell.path) for cell in row.cells if cell.path}


def _compact(data: object) -> str:
    return _COMPACT.encode(data)


def attachment(yaml: bytes, name: str) -> Attached:
    """The YAML of a form as a file in its PDF, from which it can be restored exactly."""
    return Attached(name=f"{name}.yaml", content=yaml, description="本表的 YAML，可据此还原")
