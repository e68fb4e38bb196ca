"""Every document written is read again, and what its cells hold is compared with the form."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import zip_longest

import docx
from docx.oxml.ns import qn
from lxml.etree import _Element

from ...model import problem
from ...model.problem import Problem
from ...sheet.build import Position, Sheet
from ..xlsx.worksheet import holdable
from .table import Part, lines_of, parts

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML does not allow."""

_Spans = tuple[int, int]


def writable(sheet: Sheet) -> Sheet:
    """The same table. Raises ZipingbiaoError with a problem for every text that a document cannot hold."""
    said = "有文档不允许的控制字符"
    return holdable(sheet, lambda text: said if _UNWRITABLE.search(text) else None, "请删去看不见的字符。")


def verify(content: bytes, printed: Sheet, signatures: Sequence[str]) -> tuple[Problem, ...]:
    """What the document's cells have otherwise than the sheet, and what it lacks or adds beside them."""
    body = docx.Document(BytesIO(content)).element.body
    read, expected = list(body.iterchildren(qn("w:tbl"))), parts(printed)
    if len(read) != len(expected):
        return (_extra(f"{len(read)} 张表格，应为 {len(expected)} 张"),)
    cells = (found for table, part in zip(read, expected, strict=True) for found in _table(table, part))
    return (*cells, *_around(body, printed, signatures))


def _table(table: _Element, part: Part) -> Iterator[Problem]:
    found = _read(table, part.rows[0].number)
    for cell in (cell for row in part.rows for cell in row.cells):
        text, spans = found.pop((cell.row, cell.column), (None, (1, 1)))
        is_same = text == "\n".join(lines_of(cell))
        if not is_same or spans != (cell.row_span, cell.column_span):
            what = "的合并范围不同。" if is_same else f"不是“{cell.text[:60]}”。"
            yield problem.error("V03", f"写出的文档中这一格{what}", path=cell.path, value=cell.text[:80])
    yield from (_extra(text) for text, _ in found.values())


def _read(table: _Element, first: int) -> dict[Position, tuple[str | None, _Spans]]:
    """Where each cell begins, by row of the sheet and column → its text and its spans."""
    found: dict[Position, tuple[str | None, _Spans]] = {}
    above: dict[int, Position] = {}
    for row, line in enumerate(table.iterchildren(qn("w:tr")), start=first):
        column = 0
        for cell in line.iterchildren(qn("w:tc")):
            span, merge = _merged(cell)
            if merge == "continue" and column in above:
                text, (rows, columns) = found[above[column]]
                found[above[column]] = text, (rows + 1, columns)
            else:
                above[column] = row, column
                found[row, column] = _text(cell), (1, span)
            column += span
    return found


def _merged(cell: _Element) -> tuple[int, str | None]:
    """Over how many columns a cell reaches, and whether it goes on from above."""
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    columns = 1 if span is None else int(span.get(qn("w:val")) or 1)
    return columns, None if merge is None else merge.get(qn("w:val"))


def _text(parent: _Element) -> str:
    return "\n".join(_line(paragraph) for paragraph in parent.iterchildren(qn("w:p")))


def _line(paragraph: _Element) -> str:
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    pieces = (found for line in paragraph.iterchildren(qn("w:r")) for found in line)
    return "".join(marks.get(str(piece.tag)) or piece.text or "" for piece in pieces)


def _around(body: _Element, printed: Sheet, signatures: Sequence[str]) -> Iterator[Problem]:
    """The title, the year and the labels to sign at, and nothing else."""
    expected = [printed.title, printed.subtitle, "\t".join(f"{label}：" for label in signatures)]
    lines = map(_line, body.iterchildren(qn("w:p")))
    pairs = zip_longest(filter(None, lines), filter(None, expected), fillvalue="")
    yield from (_extra(found or wanted) for found, wanted in pairs if found != wanted)


def _extra(text: str | None) -> Problem:
    return problem.error("V02", f"写出的文档在表格以外与表不同：{text}。", value=(text or "")[:80])
