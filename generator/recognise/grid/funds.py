"""项目资金: the total, its sources, the execution rate and its score."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from ...model.form import FundRow, Funds
from ...model.terms import AMOUNTS
from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Cell
from ..amount import Amount, amount
from ..other import Leftover, numbered
from .goals import paragraphs
from .inferred import FUNDS, inferred_marks, with_inferred
from .parts import Columns, Found, Mark, columns, irregular, unplaced
from .rows import Row, as_key, is_label, is_nothing, joined, squeezed
from .sections import Section

TOTAL = "年度资金总额"
UNNAMED = "未写名称"
_SCORED = ("分值", "执行率", "得分")
_REASON = "偏差原因分析及改进措施"
_BESIDE_FUNDS = frozenset({*_SCORED, _REASON})
FUNDS_ROLES = frozenset({*AMOUNTS, *_SCORED, _REASON})
_UNIT = re.compile(r"(?<=[（(：:])(亿元|万元|元)(?=[）)]|$)")
_UNIT_LINE = re.compile(r"单位[:：｜](亿元|万元|元)")
_QUOTA = re.compile(r"[（(]([0-9]{1,3}(?:\.[0-9]{1,4})?)分[）)]")
_AMONG = re.compile(r"^其中[:：]?")


_PART = re.compile(r"(?P<label>[^:：]{2,20})[:：](?P<amount>[0-9.,，]*(?:亿元|万元|元)?)")
"""A cell that prints a label and its amount: ``基本支出:691.71``."""


@frozen
class _Line:
    """One row of the block: its name, its numbers by column, what is no number, what has no column."""

    name: str
    numbers: dict[str, Decimal]
    reason: str
    strange: tuple[Leftover, ...]
    marks: tuple[Mark, ...] = ()
    unit: str = ""
    """The unit that its amounts print."""


@frozen
class FundsFound(Found[Funds]):
    """The block, and the amounts that stand inside their labels below it."""

    parts: dict[str, str] = field(factory=dict)


def read_funds(sections: Sequence[Section], around: Iterable[Row] = ()) -> FundsFound:
    """All funds sections of a form as one block; its first row is the total.

    Where they print no unit, the rows `around` them may: 金额单位：万元.
    """
    header = [row for section in sections for row in section.header]
    unit = unit_of(header) or unit_on_a_line(around)
    read = [line for section in sections for line in _lines(section, unit)]
    read = _total_first(read)
    named = zip(read, numbered(line.name for line in read), strict=True)
    lines = [evolve(line, name=name) for line, name in named]
    parts, strange = _parts(sections)
    if not lines:
        return FundsFound(Funds(), strange, parts=parts)
    scored = lines[0].numbers
    funds = Funds(
        unit=unit or next(filter(None, (line.unit for line in lines)), "元"),
        rows=tuple(_fund_row(line, is_total=line is lines[0]) for line in lines),
        weight=scored.get("分值", _quota(header)),
        rate=scored.get("执行率"),
        score=scored.get("得分"),
        reason=lines[0].reason or None,
    )
    leftovers = tuple(left for line in lines for left in _leftovers(line, is_total=line is lines[0]))
    doubts = tuple(mark.at(("项目资金", line.name)) for line in lines for mark in line.marks)
    return FundsFound(funds, (*leftovers, *strange), doubts, parts)


def _total_first(lines: Sequence[_Line]) -> list[_Line]:
    """The lines with the total first; one above it that bears another name is a doubt."""
    total = next((line for line in lines if vocabulary().fund(line.name) == TOTAL), None)
    if total is None or total is lines[0]:
        return list(lines)
    why = f"这一行印在“{total.name}”之前，也许它才是合计"
    first = evolve(lines[0], marks=(*lines[0].marks, Mark(None, lines[0].name, why)))
    return [total, first, *(line for line in lines[1:] if line is not total)]


def _lines(section: Section, unit: str | None) -> Iterator[_Line]:
    layout = with_inferred(columns(section.header, FUNDS_ROLES), section.rows, FUNDS)
    named = any(vocabulary().fund(_name(_label(row, layout))) == TOTAL for row in section.rows)
    for number, row in enumerate(section.rows):
        if _is_parts(row):
            continue
        is_total = not number and not named
        label = _label(row, layout)
        name = as_key(_name(label), "资金", _BESIDE_FUNDS)
        read = {role: amount(layout.own(row, role)) for role in layout.roles if role != _REASON}
        scaled = {
            role: value.in_unit(unit or "") if role in AMOUNTS else value.number
            for role, value in read.items()
        }
        numbers = {role: number for role, number in scaled.items() if number is not None}
        strange = [
            Leftover(f"{name}｜{role}", value.strange, "这里应当是一个数")
            for role, value in read.items()
            if value.strange
        ]
        reason = "" if is_nothing(layout.own(row, _REASON)) else paragraphs(layout.own(row, _REASON))
        if name or numbers or strange:
            marks = (
                *_converted(read, numbers),
                *_marks(row, layout),
                *_of_name(label, row, layout, is_first=is_total),
            )
            units = {value.unit for role, value in read.items() if role in AMOUNTS and value.unit}
            yield _Line(
                name or (TOTAL if is_total else UNNAMED),
                numbers,
                reason,
                (*strange, *unplaced(row, layout, name)),
                marks,
                units.pop() if len(units) == 1 else "",
            )


def _converted(read: dict[str, Amount], numbers: dict[str, Decimal]) -> Iterator[Mark]:
    """A doubt at each amount that was brought from its own unit to the block's."""
    for role, value in read.items():
        if role in numbers and numbers[role] != value.number:
            why = f"这一格的单位是{value.unit}，已换算成全表的单位"
            yield Mark(role, f"{numbers[role]:f}", why, confidence=0.6, alternatives=(f"{value.number:f}",))


def _marks(row: Row, layout: Columns) -> Iterator[Mark]:
    """What is doubtful about the columns of a row: inferred ones, merged or parted cells."""
    yield from inferred_marks(row, layout)
    yield from irregular(row, layout, [role for role in layout.roles if role != _REASON], tuple(AMOUNTS))


def _of_name(label: Cell | None, row: Row, layout: Columns, *, is_first: bool) -> Iterator[Mark]:
    """What is doubtful about the name of a row."""
    if label is None:
        if not is_first:
            yield Mark(None, UNNAMED, "这一行资金没有写名称")
        return
    name = _name(label)
    if label.row != row.number or label.row_span > 1:
        yield Mark(None, name, "名称这一格横跨几行，分不清是哪一行的", kind="D03")
    if layout.reached(label):
        yield Mark(None, name, "名称这一格伸进了数字的栏里，也许并入了旁边的格子", kind="D03")
    pieces = [cell for cell in row.written if cell is not label and _is_name_beside(cell, label)]
    if pieces:
        why = f"名称分在几格里：{'、'.join(joined(cell.text) for cell in (*pieces, label))}"
        yield Mark(None, name, why, kind="D03")


def _is_name_beside(cell: Cell, label: Cell) -> bool:
    """Whether a cell left of a name may be the first part of it."""
    left = cell.column < label.column and cell.row_span == 1
    return left and _AMONG.sub("", squeezed(cell.text)) != "" and not is_label(cell)


def _is_parts(row: Row) -> bool:
    """Whether a row prints nothing but labels with their amounts."""
    return bool(row.written) and all(_part(cell) for cell in row.written)


def _part(cell: Cell) -> re.Match[str] | None:
    """The label and the amount that one cell prints."""
    match = _PART.fullmatch(_AMONG.sub("", squeezed(cell.text)))
    return match if match and (match["amount"] or _is_breakdown(match["label"])) else None


def _is_breakdown(label: str) -> bool:
    return bare(label) in vocabulary().breakdown


def _parts(sections: Iterable[Section]) -> tuple[dict[str, str], tuple[Leftover, ...]]:
    """The amounts inside their labels, by label, and those whose label is not known."""
    known: dict[str, str] = {}
    unknown: list[Leftover] = []
    rows = (row for section in sections for row in section.rows if _is_parts(row))
    matches = (match for row in rows for cell in row.written if (match := _part(cell)))
    for match in matches:
        label, text = match["label"], match["amount"]
        if _is_breakdown(label) and label not in known:
            known[label] = text
        elif text:
            unknown.append(Leftover(label, text, "不认识这一项"))
    return known, tuple(unknown)


def _label(row: Row, layout: Columns) -> Cell | None:
    """The label nearest to the amounts."""
    first = min(layout.roles.values(), key=lambda cell: cell.column)
    before = (cell for cell in row.cells if _stands_before(cell, first) and cell.text.strip())
    own = [cell for cell in before if not is_label(cell) or (cell.row == row.number and cell.row_span == 1)]
    return own[-1] if own else None


def _name(label: Cell | None) -> str:
    """A fund's name, 其中 taken off."""
    return _AMONG.sub("", squeezed(label.text)).strip(":：") if label else ""


def _stands_before(cell: Cell, first: Cell) -> bool:
    if cell.box and first.box:
        return cell.box.x1 <= first.box.x0 + 1
    return cell.column < first.column


def _fund_row(line: _Line, *, is_total: bool) -> FundRow:
    amounts = {attribute: line.numbers.get(term) for term, attribute in AMOUNTS.items()}
    return FundRow(name=line.name, rate=None if is_total else line.numbers.get("执行率"), **amounts)


def _leftovers(line: _Line, *, is_total: bool) -> Iterator[Leftover]:
    yield from line.strange
    if line.reason and not is_total:
        yield Leftover(f"{line.name}｜{_REASON}", line.reason, "分项资金一般不填这一栏")
    for role in ("分值", "得分"):
        if not is_total and role in line.numbers:
            yield Leftover(f"{line.name}｜{role}", str(line.numbers[role]), "分项资金一般不填这一栏")


def unit_on_a_line(rows: Iterable[Row]) -> str | None:
    """The unit that a line near the table prints."""
    return _first(_UNIT_LINE, (row.text for row in rows))


def unit_of(header: Iterable[Row]) -> str | None:
    """The unit that the header or its side label prints."""
    return _first(_UNIT, (cell.text for row in header for cell in row.cells))


def _quota(header: Iterable[Row]) -> Decimal | None:
    """The weight that a label prints, as 预算执行情况（20分）."""
    points = _first(_QUOTA, (cell.text for row in header for cell in row.cells))
    return None if points is None else Decimal(points)


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    found = (pattern.search(squeezed(text)) for text in texts)
    return next((match[1] for match in found if match), None)
