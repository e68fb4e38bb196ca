"""Doubts that come with the source: cells whose text may be another, tables whose columns were inferred."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from attrs import evolve

from ...model.form import Form
from ...model.problem import Path
from ...model.terms import AMOUNTS
from ...model.value import parse_number, parse_percent
from ...sources.grid import Cell, Grid
from ..recognised import Doubt, Recognised
from .rows import squeezed

_IN_TABLE = 0.5
"""How sure a value is whose column was inferred."""
_IN_CELL = 0.4


def doubt_all(found: Recognised, why: str) -> Recognised:
    """The form with a doubt at every field and row that has none."""
    doubted = {doubt.path for doubt in found.doubts}
    more = tuple(
        Doubt(kind="D09", path=path, decided=text, why=why, confidence=_IN_TABLE)
        for path, text in _wholes(found.form)
        if path not in doubted
    )
    return evolve(found, doubts=(*found.doubts, *more))


def source_doubts(form: Form, tables: Iterable[Grid]) -> Iterator[Doubt]:
    """A doubt for each row and field of a form from inferred tables, and for those of doubtful cells."""
    found = list(tables)
    why = next((table.inferred for table in found if table.inferred), "")
    if why:
        for path, text in _wholes(form):
            yield Doubt(kind="D09", path=path, decided=text, why=why, confidence=_IN_TABLE)
    values = list(_values(form))
    for cell in (cell for table in found for cell in table.cells if cell.doubt):
        for path in _fields_of(cell, values):
            text = squeezed(cell.text)
            yield Doubt(kind="D10", path=path, decided=text, why=cell.doubt, confidence=_IN_CELL)


def _wholes(form: Form) -> Iterator[tuple[Path, str]]:
    """Every field of the head, every row of funds and indicators."""
    yield from _head(form)
    yield ("项目资金",), form.funds.unit
    for row in form.funds.rows:
        yield ("项目资金", row.name), _said(row.initial, row.budget, row.executed, row.rate)
    for path, indicator in form.indicators():
        texts = (indicator.name, indicator.target.text, indicator.actual.text)
        yield path, _said(*texts, indicator.weight, indicator.score, indicator.reason)


def _head(form: Form) -> Iterator[tuple[Path, str]]:
    yield ("项目名称",), form.project
    yield ("主管部门",), form.department
    yield ("实施单位",), form.operator or ""
    yield ("年度",), str(form.year)
    yield ("年度总体目标", "预期目标"), form.goals.expected
    yield ("年度总体目标", "实际完成情况"), form.goals.actual
    yield ("总分",), _said(form.total)
    for label, text in (*form.particulars.items(), *form.footers.items()):
        yield ("基本信息" if label in form.particulars else "表尾", label), text


def _said(*values: object) -> str:
    return "｜".join(str(value) for value in values if value is not None)


def _values(form: Form) -> Iterator[tuple[Path, str | Decimal]]:
    """Every single value with its path."""
    yield from _head(form)
    for key, value in (("分值", form.funds.weight), ("执行率", form.funds.rate), ("得分", form.funds.score)):
        yield from _number(("项目资金", key), value)
    yield from _number(("总分",), form.total)
    for row in form.funds.rows:
        yield ("项目资金", row.name), row.name
        for key, name in (*AMOUNTS.items(), ("执行率", "rate")):
            yield from _number(("项目资金", row.name, key), getattr(row, name))
    for path, indicator in form.indicators():
        yield (*path, "三级指标"), indicator.name
        yield (*path, "年度指标值"), indicator.target.text
        yield (*path, "实际完成值"), indicator.actual.text
        yield (*path, "偏差原因分析及改进措施"), indicator.reason or ""
        yield from _number((*path, "分值"), indicator.weight)
        yield from _number((*path, "得分"), indicator.score)
    yield from ((("其他", label), text) for label, text in form.other.items())


def _number(path: Path, value: Decimal | None) -> Iterator[tuple[Path, str | Decimal]]:
    if value is not None:
        yield path, value


def _fields_of(cell: Cell, values: Sequence[tuple[Path, str | Decimal]]) -> list[Path]:
    """The fields that hold a cell's text, or those that it is part of; one without a name where none does."""
    text, number = squeezed(cell.text), _amount(cell.text)
    same = [path for path, value in values if _is(value, text, number)]
    within = [path for path, value in values if isinstance(value, str) and text and text in squeezed(value)]
    return same or within or [()]


def _amount(text: str) -> Decimal | None:
    for parse in (parse_number, parse_percent):
        with suppress(ValueError):
            return parse(squeezed(text).rstrip("元分"))
    return None


def _is(value: str | Decimal, text: str, number: Decimal | None) -> bool:
    if isinstance(value, Decimal):
        return number is not None and number == value
    return bool(text) and squeezed(value) == text
