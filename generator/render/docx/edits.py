"""A generated document read back: the form it was made from, and that form as edited."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path as FilePath

import docx
from attrs import frozen
from docx.document import Document
from docx.oxml.ns import qn

from ...model.form import Form
from ...model.problem import Problem, ZipingbiaoError
from ...sheet.build import Cell, Role, Sheet, sheet
from ...sources.bounds import refuse
from ...sources.docx import lines_of, table_of
from ...sources.flow import TooLarge
from ...sources.hidden_text import take_out_hidden
from ...sources.package import PARSING_ERRORS, checked_package
from ...store.read.decode import MAX_BYTES
from ...store.read.file import loads
from ..xlsx.edits import Edited, has_origin, require_origin
from ..xlsx.marks import YEAR_LINE, MarkedRow, MarkedTable
from ..xlsx.table import TableReader, cell_place, cell_problem
from .marks import kept_form, marked_line, marked_row

_KIND = "DOCX 文档"
_TITLE = "自评表"
_MERGED = (Role.LEVEL, Role.LABEL)
"""Cells over several rows, which need not begin where they did."""


@frozen
class _Text:
    """A cell of a document."""

    value: str
    number_format: str = "@"
    data_type: str = "s"


def read_document_edits(path: FilePath, origin: str | None = None) -> tuple[Edited, ...]:
    """The table of a generated document, as it now is.

    Insertions and deletions not yet accepted count as accepted; hidden text is left out. Raises
    ZipingbiaoError: F01, F20–F24 as for any document; X10 where it is not one of ours, X16 where it is not of
    the workspace of the identity `origin`.
    """
    data = checked_package(path, _KIND)
    try:
        document = docx.Document(BytesIO(data))
        tuple(take_out_hidden(document))
        key, text = kept_form(document) or ("", "")
        rows = tuple(_rows(document))
    except TooLarge as error:
        refuse("F24", path, f"表格太大：{error}。", "请只保留自评表所在的表格")
    except PARSING_ERRORS:
        refuse("F20", path, f"文件已损坏，或者不是 {_KIND}。", "请用文字处理软件打开后另存一份")
    if not text or len(text) > MAX_BYTES or not any(row.mark is not None for row in rows):
        hint = "文档不是 zipingbiao 生成的，或标记在别的软件里丢了；请用 zipingbiao ingest 读入"
        refuse("X10", path, "文档里没有 zipingbiao 的标记。", hint)
    require_origin({key: text}, origin, path)
    loaded = loads(text, file=str(path))
    if loaded.form is None:
        raise ZipingbiaoError(*loaded.problems)
    found = _Found(loaded.form, path)
    table = found.table(document, rows)
    reader = TableReader(table, loaded.form, path)
    form = reader.form()
    problems = (*found.problems, *reader.problems)
    return (Edited(_TITLE, loaded.form, form, problems, is_of_workspace=has_origin(key, text, origin)),)


@frozen
class _Row:
    """A row of the document: column → the text of the cell that begins there, and the row it prints."""

    table: int
    texts: Mapping[int, str]
    mark: int | None


def _rows(document: Document) -> Iterator[_Row]:
    """The rows of all tables in order."""
    for place, table in enumerate(document.element.body.iterchildren(qn("w:tbl"))):
        rows, grid = table_of(table)
        beginning: list[dict[int, str]] = [{} for _ in rows]
        for cell in grid.cells:
            beginning[cell.row][cell.column] = cell.text
        pairs = zip(beginning, rows, strict=True)
        yield from (_Row(place, dict(sorted(texts.items())), marked_row(row)) for texts, row in pairs)


class _Found:
    """What the rows of a document print of a form."""

    def __init__(self, form: Form, path: FilePath) -> None:
        self.problems: list[Problem] = []
        self._file = path
        self._sheet = sheet(form)
        self._printed = {row.number: {cell.column: cell for cell in row.cells} for row in self._sheet.rows}

    def table(self, document: Document, rows: Sequence[_Row]) -> MarkedTable:
        """The rows with their marks, by the columns of the sheet."""
        columns = self._columns(rows)
        marked = list(_lines(document, self._sheet))
        marked += [self._row(number, row, columns[row.table]) for number, row in enumerate(rows, start=1)]
        return MarkedTable(_TITLE, "", 0, tuple(marked))

    def _of(self, row: _Row) -> Mapping[int, Cell]:
        """The cells that a row printed, by column of the sheet."""
        return self._printed.get(-1 if row.mark is None else row.mark, {})

    def _columns(self, rows: Sequence[_Row]) -> Mapping[int, Mapping[int, int]]:
        """For each table, its columns → the sheet's: programs leave out columns that no cell begins at."""
        found: dict[int, dict[int, int]] = {row.table: {} for row in rows}
        for row in rows:
            if len(printed := self._of(row)) == len(row.texts):
                for own, column in zip(row.texts, printed, strict=True):
                    found[row.table].setdefault(own, column)
        return found

    def _row(self, number: int, row: _Row, columns: Mapping[int, int]) -> MarkedRow:
        """A row; what it no longer shows, its cells being merged or split, stays as printed and is said."""
        printed = self._of(row)
        texts = {columns[own]: text for own, text in row.texts.items() if own in columns}
        cells = {
            column: _Text(_as_printed(text, printed[column].text) if column in printed else text)
            for column, text in texts.items()
        }
        gone = [cell for column, cell in printed.items() if column not in cells]
        strange = [own for own, text in row.texts.items() if text and own not in columns]
        lost = [cell for cell in gone if cell.path and cell.role not in _MERGED]
        if lost or strange:
            place = cell_place(self._file, _TITLE, f"第 {number} 行")
            message = "这一行的格被合并或拆分过，认不出的格没有导入"
            path = lost[0].path if lost else ()
            self.problems.append(cell_problem("X12", place, message, path))
        cells |= {cell.column: _Text(cell.text.strip()) for cell in gone}
        paths = {column: cell.path for column, cell in printed.items() if cell.path}
        labels = {column: cell.text for column, cell in printed.items() if cell.role is Role.LABEL}
        return MarkedRow(number, cells, paths, labels, is_ours=bool(printed))


def _lines(document: Document, printed: Sheet) -> Iterator[MarkedRow]:
    """The lines above the table: the title and the year."""
    for paragraph in document.element.body.iterchildren(qn("w:p")):
        path, text = marked_line(paragraph), "\n".join(lines_of(paragraph))
        if path and text:
            before = printed.subtitle if path == YEAR_LINE else printed.title
            yield MarkedRow(0, {0: _Text(_as_printed(text, before))}, {0: path}, is_ours=True)


def _as_printed(text: str, before: str) -> str:
    """The text as the form has it, where only the white space differs that a document does not show."""
    return before.strip() if _plain(before) == _plain(text) else text


def _plain(text: str) -> list[str]:
    return [piece for line in text.splitlines() if (piece := " ".join(line.split()))]
