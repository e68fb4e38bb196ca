"""项目资金 of declared goals: labels with their amounts beside them, those of the year and of the term."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from ....model.form import FundRow, Funds
from ....sources.grid import Cell
from ...amount import Amount, amount
from ...other import numbered
from ..funds import unit_of, unit_on_a_line
from ..parts import Mark
from ..rows import Row, is_nothing, joined, squeezed
from .words import Span, is_fund_label, total_label

_INLINE = re.compile(r"(?P<label>[^0-9:：]{2,24})[:：](?P<amount>[0-9.,，]*(?:亿元|万元|元)?)")
_AMONG = re.compile(r"^其中[:：]?")
_IN_WORDS = re.compile(r"总额[:：]?(?P<amount>[0-9][0-9.,，]*(?:亿元|万元|元))")
"""The total where one cell tells all amounts in words."""


@frozen
class _Line:
    label: str
    cell: Cell
    text: str
    """What is printed for the amount."""
    read: Amount
    total: Span | None
    words: str = ""
    """The whole text, where it tells all amounts in words."""


@frozen
class DeclaredFunds:
    """The year's amounts; by label, as printed, those of the term and what is told in words; what is
    doubtful.
    """

    funds: Funds
    others: dict[str, str]
    marks: tuple[Mark, ...] = ()


def has_amounts(row: Row) -> bool:
    """Whether a row prints a fund with its amount, or a place for it."""
    return any(True for _ in _lines(row))


def read_amounts(rows: Sequence[Row], around: Sequence[Row]) -> DeclaredFunds:
    """All amounts of a declaration. `around` are rows that may print the unit."""
    lines = [line for row in rows for line in _lines(row)]
    side = unit_of(rows) or unit_of(around) or unit_on_a_line(around)
    printed = next((line.read.unit for line in lines if line.read.unit), "")
    unit = side or printed
    sides = _sides(lines)
    year = [line for line in lines if _side(line, sides) is not Span.TERM]
    term = [line for line in lines if _side(line, sides) is Span.TERM]
    named = zip(year, numbered(line.label for line in year), strict=True)
    rows_found = tuple(FundRow(name=name, initial=line.read.in_unit(unit)) for line, name in named)
    stated = any(row.initial is not None for row in rows_found)
    marks = () if unit or not stated else (Mark("单位", "元", "表上没有印金额单位，暂作“元”"),)
    return DeclaredFunds(
        Funds(unit=unit or "元", rows=rows_found),
        {**dict(_of_term(term)), **{line.label: line.words.strip() for line in lines if line.words}},
        (*marks, *(mark for line in year for mark in _strange(line))),
    )


def _lines(row: Row) -> Iterator[_Line]:
    """Each fund of a row with the amount in its cell, or in the one beside it."""
    waiting: Cell | None = None
    for cell in row.starting:
        inline = _INLINE.fullmatch(_AMONG.sub("", squeezed(cell.text)))
        if inline and inline["amount"] and is_fund_label(inline["label"]):
            yield _line(cell, inline["label"], inline["amount"])
            waiting = None
        elif is_fund_label(cell.text):
            if waiting is not None:
                yield _line(waiting, waiting.text, "")
            waiting = cell
        elif waiting is not None:
            named = _IN_WORDS.search(squeezed(cell.text))
            if named and total_label(waiting.text):
                yield evolve(_line(waiting, waiting.text, named["amount"]), words=cell.text)
            elif is_nothing(cell.text) or amount(cell.text).number is not None:
                yield _line(waiting, waiting.text, cell.text)
            waiting = None
    if waiting is not None and len(row.starting) > 1:
        yield _line(waiting, waiting.text, "")


def _line(cell: Cell, label: str, text: str) -> _Line:
    plain = _AMONG.sub("", squeezed(label)).strip(":：")
    return _Line(plain, cell, joined(text), amount(text), total_label(plain))


def _sides(lines: Sequence[_Line]) -> list[tuple[int, Span]]:
    """The column of each total and what it is for: of one total alone, the year."""
    totals = [(line.cell.column, line.total) for line in lines if line.total is not None]
    spans = {span for _, span in totals}
    if Span.YEAR not in spans:
        return [(column, Span.YEAR) for column, _ in totals]
    return [(column, span) for column, span in totals if span is not None]


def _side(line: _Line, sides: Sequence[tuple[int, Span]]) -> Span:
    """What an amount is for: what the nearest total above its column is for."""
    if line.total is Span.YEAR or not sides:
        return Span.YEAR
    nearest = min(sides, key=lambda side: abs(side[0] - line.cell.column))
    both = {span for _, span in sides} == {Span.YEAR, Span.TERM}
    return Span.TERM if line.total is Span.TERM and both else nearest[1]


def _of_term(lines: Sequence[_Line]) -> Iterator[tuple[str, str]]:
    """The amounts of the term by label: a source after its total's."""
    total = next((line.label for line in lines if line.total is Span.TERM), "项目期")
    for line in lines:
        if not is_nothing(line.text):
            label = line.label if line.total is Span.TERM else f"{total}·{line.label}"
            yield label, line.text


def _strange(line: _Line) -> Iterator[Mark]:
    """A doubt at an amount that a unit changes, and at one that is not round in it."""
    if line.read.unit and line.read.number is not None and line.read.number != Decimal(0):
        return
    if line.read.strange:
        yield Mark(line.label, line.text, "这里应当是一个数")
