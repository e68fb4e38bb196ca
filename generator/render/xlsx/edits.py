"""A generated workbook read back: for each table the form it was made from, and that form as edited."""

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import openpyxl
from attrs import frozen

from ...model.form import Form
from ...model.problem import Problem, ZipingbiaoError
from ...sources.bounds import MAX_COLUMNS, MAX_ROWS, refuse
from ...sources.package import PARSING_ERRORS, checked_package
from ...store.read.file import loads
from .marks import STORE, FilledRow, MarkedTable, is_of, kept_forms, marked_table
from .review import reviewed
from .table import TableReader, cell_place, cell_problem

_KIND = "XLSX 工作簿"


@frozen
class Edited:
    """One table of a workbook: the form it was made from, the form it now shows, cells not understood."""

    title: str
    base: Form
    form: Form
    problems: tuple[Problem, ...] = ()


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
    return tuple(_edited(table, forms, tables, path) for table in tables if table.key in forms)


def require_origin(forms: Mapping[str, str], origin: str | None, path: FilePath) -> None:
    """Raise ZipingbiaoError X16 where a form was not put there under its key in the workspace `origin`."""
    if origin is not None and not all(is_of(key, yaml, origin) for key, yaml in forms.items()):
        refuse(
            "X16",
            path,
            "它是别的工作区生成的，或隐藏在里面的原表被改动过，没有导入。",
            "请用 --workspace 指定生成它的工作区；换过文件夹的，请连同 .zipingbiao/workspace.id 一起复制",
        )


def _sheets(data: bytes) -> Iterator[tuple[str, Sequence[FilledRow]]]:
    """Each worksheet's rows, as far as anyone reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves aside, as charts, is not read here
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    for worksheet in book.worksheets:
        worksheet.reset_dimensions()  # they are what the file claims
        rows = worksheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
        yield worksheet.title, tuple(_row(row) for row in rows)


def _row(cells: Iterable[Any]) -> FilledRow:
    return {cell.column: cell for cell in cells if cell.value is not None}


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
