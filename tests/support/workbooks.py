"""Workbooks as people change them in a spreadsheet program."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet


def edit_workbook(path: Path, change: Callable[[Worksheet], object], sheet: int = 0) -> Path:
    """Change a worksheet of a workbook in place; the workbook's path."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[sheet])
    book.save(path)
    return path
