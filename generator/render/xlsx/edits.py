"""A generated workbook read back: for each table the form it was made from, and that form as edited."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import openpyxl
from attrs import evolve, frozen
from openpyxl import Workbook
from openpyxl.utils import column_index_from_string

from ...model.form import Form
from ...model.problem import Problem, ZipingbiaoError
from ...sources.bounds import MAX_COLUMNS, MAX_ROWS, refuse
from ...sources.package import PARSING_ERRORS, checked_package
from ...sources.xlsx import part_name
from ...store.read.file import loads
from .marks import STORE, FilledRow, MarkedTable, is_of, kept_forms, key_of, marked_table
from .review import reviewed
from .table import TableReader, cell_place, cell_problem

_KIND = "XLSX 工作簿"
_NO_NUMBER = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]{1,9}")?(?: t="n")?><v ?(?:/>|></v>)</c>'
)
"""A number cell whose number is empty: so programs write NaN and infinity. An empty cell has no ``v``."""


@frozen
class NoNumber:
    """Stands for a cell that should hold a number, and holds none."""

    value: str = "NaN"
    number_format: str = "General"
    data_type: str = "e"


@frozen
class Edited:
    """One table of a workbook: the form it was made from, the form it now shows, cells not understood."""

    title: str
    base: Form
    form: Form
    problems: tuple[Problem, ...] = ()
    is_of_workspace: bool = True
    """Whether the form it was made from bears the identity that was asked for; one that another program made
    bears none."""


def read_edits(path: FilePath, origin: str | None = None) -> tuple[Edited, ...]:
    """Every table of a generated workbook; formulas and formatting are left aside.

    Raises ZipingbiaoError: F01, F02, F20–F24 as for any workbook; X10 where it is not one of ours, X16
    where it is not of the workspace of the identity `origin`.
    """
    data = checked_package(path, _KIND)
    try:
        sheets = dict(_sheets(data))
    except PARSING_ERRORS:
        refuse("F20", path, f"文件已损坏，或者不是 {_KIND}。", "请用表格软件打开后另存一份")
    forms = kept_forms(sheets.pop(STORE, ()))
    tables = [table for title, rows in sheets.items() if (table := marked_table(title, rows))]
    if not forms or not tables:
        hint = "只有 zipingbiao 生成的工作簿可以导回；别的请用 zipingbiao ingest 读入"
        refuse("X10", path, "工作簿里没有 zipingbiao 的标记。", hint)
    require_origin(forms, origin, path)
    return tuple(
        evolve(
            _edited(table, forms, tables, path),
            is_of_workspace=has_origin(table.key, forms[table.key], origin),
        )
        for table in tables
        if table.key in forms
    )


def require_origin(forms: Mapping[str, str], origin: str | None, path: FilePath) -> None:
    """Raise ZipingbiaoError X16 where a form was not put there under its key in the workspace `origin`."""
    if origin is not None and not all(is_of(key, yaml, origin) for key, yaml in forms.items()):
        refuse(
            "X16",
            path,
            "它是别的工作区生成的，或隐藏在里面的原表被改动过，没有导入。",
            "请用 --workspace 指定生成它的工作区；换过文件夹的，请连同 .zipingbiao/workspace.id 一起复制",
        )


def has_origin(key: str, yaml: str, origin: str | None) -> bool:
    """Whether a form was put there under its key in the workspace `origin`; also where none is asked for."""
    return origin is None or key == key_of(yaml, origin)


def opened_book(data: bytes) -> Workbook:
    """A workbook to be read row by row. Raises PARSING_ERRORS."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves aside, as charts, is not read here
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)


def _sheets(data: bytes) -> Iterator[tuple[str, Sequence[FilledRow]]]:
    """Each worksheet's rows, as far as anyone reads."""
    book = opened_book(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for worksheet in book.worksheets:
            worksheet.reset_dimensions()  # they are what the file claims
            rows = worksheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
            empty = _no_numbers(package.read(part_name(worksheet)))
            yield worksheet.title, tuple(_row(row, empty.get(at, {})) for at, row in enumerate(rows, 1))


def _no_numbers(part: bytes) -> dict[int, dict[int, NoNumber]]:
    """Row → column → what stands for a number that is none."""
    found: dict[int, dict[int, NoNumber]] = {}
    for column, row in _NO_NUMBER.findall(part):
        found.setdefault(int(row), {})[column_index_from_string(column.decode())] = NoNumber()
    return found


def _row(cells: Iterable[Any], empty: Mapping[int, NoNumber]) -> FilledRow:
    return {cell.column: cell for cell in cells if cell.value is not None} | dict(empty)


def _edited(
    table: MarkedTable, forms: Mapping[str, str], tables: Sequence[MarkedTable], path: FilePath
) -> Edited:
    text = forms[table.key]
    loaded = loads(text, file=str(path))
    if loaded.form is None:
        raise ZipingbiaoError(*loaded.problems)
    first = next(twin for twin in tables if twin.key == table.key)
    if first is not table:
        message = f"与工作表「{first.title}」是同一张表的副本，没有导入"
        problem = cell_problem("X11", cell_place(path, table.title), message)
        return Edited(table.title, loaded.form, loaded.form, (problem,))
    if table.is_review:
        return Edited(table.title, loaded.form, *reviewed(table, loaded.form, path))
    reader = TableReader(table, loaded.form, path)
    return Edited(table.title, loaded.form, reader.form(), tuple(reader.problems))
