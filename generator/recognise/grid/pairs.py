"""Labels with their values beside them, as ``项目名称｜数据运营服务`` or ``填报日期：2021年3月``."""

import re
from collections.abc import Iterator

from attrs import frozen

from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Cell
from .rows import Row, printed_word, squeezed
from .sections import is_title

_INLINE = re.compile(r"(?:^|(?<=\s))([^\s:：，。；]{1,16})[:：]")
"""A label that begins a text or stands after white space."""
_UNIT_LINE = re.compile(r"[（(]?(?:金额|货币)?单位[:：](?:亿元|万元|元)[）)]?")
_LABEL_LENGTH = 40
_YEAR = re.compile(r"[（(]?\s*+(20[0-9]{2}|[0-9]{2})?+\s*+年\s*+度?+\s*+[）)]?")


def is_known(label: str) -> bool:
    """Whether the vocabulary knows a label of the head or the foot."""
    return vocabulary().term(label) is not None or bare(label) in vocabulary().details


@frozen
class Pair:
    """A label and its value; `term` is the canonical label, None where it is not known."""

    term: str | None
    label: str
    value: str
    row: Row
    inline: bool = False
    """Whether label and value stand in one cell or line."""


def pairs(row: Row) -> Iterator[Pair]:
    """Every label of a row with its value; text without a label has an empty one."""
    if is_title(row):
        yield Pair("标题", "", row.written[0].text, row)
        return
    if _is_labelled(row):
        unknown, text = row.written
        yield Pair(None, unknown.text.strip(), text.text.strip(), row)
        return
    cells = list(row.starting)
    while cells:
        cell = cells.pop(0)
        if is_known(cell.text):
            value = cells.pop(0).text if cells and not is_known(cells[0].text) else ""
            yield Pair(vocabulary().term(cell.text), printed_word(cell), value.strip(), row)
        elif cell.text.strip():
            yield from _inline(cell, row)


def _is_labelled(row: Row) -> bool:
    """Whether the row is a short text that is not known beside a wider cell: a label not yet known."""
    if row.outside or len(row.written) != 2:
        return False
    label, value = row.written
    is_short = len(label.text) <= _LABEL_LENGTH and not _INLINE.search(label.text)
    return is_short and not is_known(label.text) and value.column_span > label.column_span


def _inline(cell: Cell, row: Row) -> Iterator[Pair]:
    """The labels within a cell's text, each with what follows up to the next."""
    text = cell.text.strip()
    if _UNIT_LINE.fullmatch(squeezed(text)):
        return  # the funds have it
    first = _INLINE.match(text)
    if first is None or not is_known(first[1]):
        yield Pair("年度" if _YEAR.fullmatch(text) else None, "", text, row)
        return
    marks = [mark for mark in _INLINE.finditer(text) if mark.start() == 0 or is_known(mark[1])]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        label = bare(mark[1])
        yield Pair(vocabulary().term(label), label, text[mark.end() : end].strip(), row, inline=True)
