"""Text that keeps its tables: cells apart by tabs (Word, Excel, web pages), by commas (CSV), or Markdown."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from attrs import frozen

from ..model.vocabulary import bare, vocabulary
from .bounds import MAX_CELL_TEXT
from .flow import check_size
from .grid import Cell, Grid

_TABLE_SHARE = 0.5
"""Of the lines of a table, those with several cells; the others are titles, notes and lines of cells."""
_CSV_SHARE = 0.8
"""Of the rows of a CSV that are more than a line of text, those of the most common width."""
_FEWEST_COLUMNS = 4
_FEWEST_ROWS = 5
_RULE_CELL = re.compile(r":?-{2,}:?")
"""A cell of the line below the head of a Markdown table."""
_HEAD = frozenset({"项目名称", "部门名称", "主管部门", "实施单位", "年度", "自评等级"})
_COLUMNS = frozenset(
    {"年初预算数", "全年预算数", "全年执行数", "执行率", "分值", "得分", "预期目标", "实际完成情况"}
    | {"一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"}
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
_NEEDS_QUOTES = re.compile(r'[\t\n"]')


class Separator(StrEnum):
    """What stands between the cells of a row."""

    TAB = "\t"
    COMMA = ","


_ENDS = {separator: re.compile(f"[{separator}\n]") for separator in Separator}


@frozen
class TextRow:
    """One row: its cells as printed, empty ones too, and the 1-based line of the text it begins in."""

    cells: tuple[str, ...]
    line: int

    @property
    def is_blank(self) -> bool:
        """Whether no cell says anything."""
        return not any(cell.strip() for cell in self.cells)


def text_rows(text: str) -> tuple[TextRow, ...] | None:
    """The rows of a text that keeps its cells apart, in order; None where nothing in it says that it does.

    A line outside any table is a row of one cell.
    """
    if any(map(_is_rule, text.split("\n"))):
        return tuple(_markdown_rows(text))
    if _is_tabbed(text):
        return tuple(_delimited(text, Separator.TAB))
    if text.count(",") >= _FEWEST_ROWS * (_FEWEST_COLUMNS - 1):
        rows = tuple(_delimited(text, Separator.COMMA))
        return rows if _is_even(rows) else None
    return None


def grid_of(rows: Sequence[TextRow]) -> Grid:
    """Rows as one table; the lines of one cell that begin and end it stand before and after it.

    Raises TooLarge beyond the bounds.
    """
    written = [row for row in rows if not row.is_blank]
    inside = [index for index, row in enumerate(written) if len(row.cells) > 1]
    if not inside:
        return Grid(rows=0, columns=0, cells=(), before=tuple(row.cells[0].strip() for row in written))
    first, last = inside[0], inside[-1] + 1
    body = written[first:last]
    columns = max(len(row.cells) for row in body)
    check_size(len(body), columns, len(body) * columns)
    return Grid(
        rows=len(body),
        columns=columns,
        cells=tuple(
            cell
            for number, (row, of_head) in enumerate(zip(body, _rows_of_head(body), strict=True))
            for cell in _cells(row, number, columns, of_head=of_head)
        ),
        before=tuple(row.cells[0].strip() for row in written[:first]),
        after=tuple(row.cells[0].strip() for row in written[last:]),
    )


def _cells(row: TextRow, number: int, columns: int, *, of_head: bool) -> Iterator[Cell]:
    """A row's cells; where labels and values alternate, each reaches over the empty ones behind it."""
    texts = (*row.cells, *[""] * (columns - len(row.cells)))
    starts = [column for column, text in enumerate(texts) if text.strip() or not of_head]
    for start, end in zip(starts, [*starts[1:], columns], strict=True):
        yield Cell(
            row=number,
            column=start,
            column_span=end - start,
            text=texts[start].strip()[:MAX_CELL_TEXT],
            origin=f"第{row.line}行",
        )


def _rows_of_head(body: Sequence[TextRow]) -> Iterator[bool]:
    """For each row whether labels and values alternate in it: those above the first header, those whose first
    label stands beside its value wherever it is printed, and those of one cell.
    """
    above = True
    for row in body:
        written = [cell for cell in row.cells if cell.strip()]
        columns = sum(vocabulary().term(cell) in _COLUMNS for cell in written)
        above = above and columns < 2
        alone = len(written) == 1 and bool(row.cells[0].strip()) and not vocabulary().is_level(written[0])
        yield columns < 2 and (above or alone or _is_head_label(written[0]))


def _is_head_label(text: str) -> bool:
    return vocabulary().term(text) in _HEAD or bare(text) in vocabulary().details


def _is_tabbed(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    tabbed = sum("\t" in line.strip(" ") for line in lines)
    return tabbed >= min(_FEWEST_ROWS, len(lines)) and tabbed >= _TABLE_SHARE * len(lines)


def _is_even(rows: Sequence[TextRow]) -> bool:
    """Whether most rows have the same number of cells, and enough of them."""
    written = [row for row in rows if not row.is_blank]
    widths = Counter(len(row.cells) for row in written if len(row.cells) > 1)
    total = widths.total()
    if not widths or total < _TABLE_SHARE * len(written):
        return False
    width, count = widths.most_common(1)[0]
    return width >= _FEWEST_COLUMNS and count >= _FEWEST_ROWS and count >= _CSV_SHARE * total


def _delimited(text: str, separator: Separator) -> Iterator[TextRow]:
    """Rows of cells; a cell in quotes may hold separators and breaks, as Excel writes them.

    Quotes that nothing in the cell calls for are the cell's own, unless commas part the cells.
    """
    cells: list[str] = []
    position, line, first = 0, 1, 1
    while position <= len(text):
        cell, end = _cell_at(text, position, separator)
        cells.append(cell)
        line += text.count("\n", position, end)
        if end >= len(text) or text[end] == "\n":
            yield TextRow(tuple(cells), first)
            cells, line = [], line + 1
            first = line
        position = end + 1


def _cell_at(text: str, start: int, separator: Separator) -> tuple[str, int]:
    """The cell that begins at an offset, and where it ends."""
    match = _QUOTED.match(text, start)
    if match and (match.end() == len(text) or text[match.end()] in (separator, "\n")):
        inner = match[1].replace('""', '"')
        if separator is Separator.COMMA or _NEEDS_QUOTES.search(inner):
            return inner, match.end()
    found = _ENDS[separator].search(text, start)
    end = found.start() if found else len(text)
    return text[start:end], end


def _is_rule(line: str) -> bool:
    """Whether a line is the one below the head of a Markdown table."""
    stripped = line.strip()
    if "|" not in stripped or "-" not in stripped:
        return False
    return all(_RULE_CELL.fullmatch(cell.strip()) for cell in stripped.strip("|").split("|"))


def _markdown_rows(text: str) -> Iterator[TextRow]:
    for number, line in enumerate(text.split("\n"), start=1):
        if _is_rule(line):
            continue
        stripped = line.strip()
        if "|" not in stripped:
            yield TextRow((stripped,), number)
        else:
            yield TextRow(tuple(_bar_cells(stripped)), number)


def _bar_cells(line: str) -> Iterator[str]:
    """The cells of a Markdown row; a bar after a backslash is text."""
    inner = line.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    for cell in re.split(r"(?<!\\)\|", inner):
        yield _BREAK.sub("\n", cell.replace("\\|", "|")).strip()
