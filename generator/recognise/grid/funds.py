"""项目资金: the total, its sources, the execution rate and its score."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from ...model.form import FundRow, Funds
from ...sources.grid import Cell
from .goals import paragraphs
from .parts import Columns, Found, Leftover, amount, columns, unplaced
from .rows import Row, as_key, is_label, is_nothing, squeezed
from .sections import Section

TOTAL = "年度资金总额"
_AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
_SCORED = ("分值", "执行率", "得分")
_REASON = "偏差原因分析及改进措施"
_BESIDE_FUNDS = frozenset({*_SCORED, _REASON})
FUNDS_ROLES = frozenset({*_AMOUNTS, *_SCORED, _REASON})
_UNIT = re.compile(r"(?<=[（(：:])(亿元|万元|元)(?=[）)]|$)")
_UNIT_LINE = re.compile(r"单位[:：｜](亿元|万元|元)")
_QUOTA = re.compile(r"[（(]([0-9]{1,3}(?:\.[0-9]{1,4})?)分[）)]")
_AMONG = re.compile(r"^其中[:：]?")


@frozen
class _Line:
    """One row of the block: its name, its numbers by column, what is no number, what has no column."""

    name: str
    numbers: dict[str, Decimal]
    reason: str
    strange: tuple[Leftover, ...]


def read_funds(sections: Sequence[Section], around: Iterable[Row] = ()) -> Found[Funds]:
    """All funds sections of a form as one block; its first row is the total.

    Where they print no unit, the rows `around` them may: 金额单位：万元.
    """
    lines = list(_named_apart(line for section in sections for line in _lines(section)))
    if not lines:
        return Found(Funds())
    scored = lines[0].numbers
    header = [row for section in sections for row in section.header]
    funds = Funds(
        unit=_unit(header) or _unit_line(around) or "元",
        rows=tuple(_fund_row(line, is_total=line is lines[0]) for line in lines),
        weight=scored.get("分值", _quota(header)),
        rate=scored.get("执行率"),
        score=scored.get("得分"),
        reason=lines[0].reason or None,
    )
    return Found(funds, tuple(left for line in lines for left in _leftovers(line, is_total=line is lines[0])))


def _named_apart(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines, a name that was printed before with a number, for in the YAML it is a key."""
    seen: dict[str, int] = {}
    for line in lines:
        seen[line.name] = seen.get(line.name, 0) + 1
        count = seen[line.name]
        yield evolve(line, name=line.name if count == 1 else f"{line.name}（{count}）")


def _lines(section: Section) -> Iterator[_Line]:
    layout = columns(section.header, FUNDS_ROLES)
    for row in section.rows:
        name = as_key(_name(row, layout), "资金", _BESIDE_FUNDS)
        read = {role: amount(layout.text(row, role)) for role in layout.roles if role != _REASON}
        numbers = {role: value.number for role, value in read.items() if value.number is not None}
        strange = [
            Leftover(f"{name}｜{role}", value.strange, "这里应当是一个数")
            for role, value in read.items()
            if value.strange
        ]
        reason = "" if is_nothing(layout.text(row, _REASON)) else paragraphs(layout.text(row, _REASON))
        if name or numbers:
            yield _Line(name or TOTAL, numbers, reason, (*strange, *unplaced(row, layout, name)))


def _name(row: Row, layout: Columns) -> str:
    """The label nearest to the amounts, 其中 taken off."""
    first = min(layout.roles.values(), key=lambda cell: cell.column)
    labels = [cell for cell in row.cells if _stands_before(cell, first) and cell.text.strip()]
    labels = [cell for cell in labels if not is_label(cell)]
    return _AMONG.sub("", squeezed(labels[-1].text)).strip(":：") if labels else ""


def _stands_before(cell: Cell, first: Cell) -> bool:
    if cell.box and first.box:
        return cell.box.x1 <= first.box.x0 + 1
    return cell.column < first.column


def _fund_row(line: _Line, *, is_total: bool) -> FundRow:
    return FundRow(
        name=line.name,
        initial=line.numbers.get("年初预算数"),
        budget=line.numbers.get("全年预算数"),
        executed=line.numbers.get("全年执行数"),
        rate=None if is_total else line.numbers.get("执行率"),
    )


def _leftovers(line: _Line, *, is_total: bool) -> Iterator[Leftover]:
    yield from line.strange
    if line.reason and not is_total:
        yield Leftover(f"{line.name}｜{_REASON}", line.reason, "分项资金一般不填这一栏")
    for role in ("分值", "得分"):
        if not is_total and role in line.numbers:
            yield Leftover(f"{line.name}｜{role}", str(line.numbers[role]), "分项资金一般不填这一栏")


def _unit_line(rows: Iterable[Row]) -> str | None:
    """The unit that a line near the table prints."""
    texts = (squeezed(row.text) for row in rows)
    return next((match[1] for match in map(_UNIT_LINE.search, texts) if match), None)


def _unit(header: Iterable[Row]) -> str | None:
    """The unit that the header or its side label prints."""
    texts = (squeezed(cell.text) for row in header for cell in row.cells)
    return next((match[1] for match in map(_UNIT.search, texts) if match), None)


def _quota(header: Iterable[Row]) -> Decimal | None:
    """The weight that a label prints, as 预算执行情况（20分）."""
    texts = (squeezed(cell.text) for row in header for cell in row.cells)
    return next((Decimal(match[1]) for match in map(_QUOTA.search, texts) if match), None)
