"""Labels with their values beside them, as ``项目名称｜数据运营服务`` or ``填报日期：2021年3月``."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Cell
from .rows import Row, printed_word, squeezed
from .sections import is_title

_INLINE = re.compile(r"(?:^|(?<=\s))([^\s:：，。；]{1,16})[:：]")
"""A label that begins a text or stands after white space."""
_UNIT_LINE = re.compile(r"[（(]?(?:金额|货币)?单位[:：](?:亿元|万元|元)[）)]?")
_LABEL_LENGTH = 40
_NUMBER = re.compile(r"公开[0-9]{1,3}表|表[0-9]{1,2}(?:[-—－][0-9]{1,2})?")
"""A form's number in a set of them, which prints no label."""
_YEAR = re.compile(r"[（(]?\s*+(20[0-9]{2}|[0-9]{2})?+\s*+年\s*+度?+\s*+[）)]?")


def is_known(label: str) -> bool:
    """Whether the vocabulary knows a label of the head or the foot."""
    return vocabulary().label(label) is not None or vocabulary().is_detail(label)


def is_known_within(label: str) -> bool:
    """Whether the vocabulary knows a label that stands in one cell with its value: 基本支出：691.71."""
    return is_known(label) or bare(label) in vocabulary().breakdown


@frozen
class Pair:
    """A label and its value; `term` is the canonical label, None where it is not known."""

    term: str | None
    label: str
    value: str
    row: Row
    inline: bool = False
    """Whether label and value stand in one cell or line."""
    strange: str = ""
    """Why the value may not be the label's, or not all of it."""

    @property
    def is_of_form(self) -> bool:
        """Whether it is the form's: lines outside the tables that print no known label are the page's."""
        return not self.row.outside or is_known_within(self.label)


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
            value = cells.pop(0) if cells and not is_known(cells[0].text) else None
            pair = _beside(cell, value, row)
            is_parted = bool(pair.value and cells and _is_loose(cells[0]))
            yield evolve(pair, strange=_PARTED) if is_parted else pair
        elif cell.text.strip():
            yield from _inline(cell, row)


_PARTED = "右边还有一格没有标签，也许是从这一格拆开的"


def _is_loose(cell: Cell) -> bool:
    """Whether a cell prints something that bears no label."""
    text = cell.text.strip()
    return bool(text) and not is_known(text) and not _INLINE.match(text) and _unlabelled_label(text) is None


def _beside(label: Cell, value: Cell | None, row: Row) -> Pair:
    """A label and the cell beside it."""
    term = vocabulary().label(label.text)
    word = printed_word(label) if term else vocabulary().detail(label.text)
    text = "" if value is None else _without_stamp(value.text)
    return Pair(term, word, text, row, strange="" if value is None else _strange(label, value))


def _strange(label: Cell, value: Cell) -> str:
    """Why the cell beside a label may hold more than its value: it was merged with another."""
    if value.row_span > label.row_span:
        return "这一格比左边的标签高，也许并入了下一行的内容"
    lines = value.text.split("\n")
    if len(lines) > 1 and any(is_known(line) for line in lines):
        return "这一格里还有别的标签，也许并入了旁边的格子"
    return ""


def _without_stamp(text: str) -> str:
    """A value without the place for a stamp: ``某局（盖章）``."""
    return vocabulary().stamps.sub("", text).strip()


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
    if first is None or not is_known_within(first[1]):
        yield _unlabelled(text, row)
        return
    marks = [mark for mark in _INLINE.finditer(text) if mark.start() == 0 or is_known_within(mark[1])]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        term = vocabulary().label(mark[1])
        label = bare(mark[1]) if term else vocabulary().detail(mark[1])
        yield Pair(term, label, _without_stamp(text[mark.end() : end]), row, inline=True)


def _unlabelled(text: str, row: Row) -> Pair:
    """A text that prints no label: the year or the form's number by its shape, else unknown."""
    label = _unlabelled_label(text)
    return Pair("年度", "", text, row) if label == "年度" else Pair(None, label or "", text, row)


def _unlabelled_label(text: str) -> str | None:
    if _YEAR.fullmatch(text):
        return "年度"
    return "报表编号" if _NUMBER.fullmatch(squeezed(text)) else None
