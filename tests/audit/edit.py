"""A form with one thing changed, named by its canonical path."""

from decimal import Decimal
from typing import Any, TypeVar

from attrs import AttrsInstance, evolve, fields

from generator.model.form import Form, FundRow, Funds, Indicator, Level1, Level2
from generator.model.problem import Path
from generator.model.value import Value

Instance = TypeVar("Instance", bound=AttrsInstance)


def changed(form: Form, path: Path, value: object) -> Form:
    """The form with another value at the path; a level's path takes its new name."""
    head, *rest = path
    if head == "项目资金":
        return evolve(form, funds=_funds(form.funds, tuple(rest), value))
    if head == "绩效指标":
        return evolve(form, levels=tuple(_level1(level, tuple(rest), value) for level in form.levels))
    if rest:
        return evolve(form, goals=_set(form.goals, str(rest[0]), value))
    return _set(form, str(head), value)


def without(form: Form, path: Path) -> Form:
    """The form without a 一级指标 or 二级指标."""
    if len(path) == 2:
        return evolve(form, levels=tuple(level for level in form.levels if level.name != path[1]))
    levels = (
        evolve(level, children=tuple(c for c in level.children if (level.name, c.name) != path[1:]))
        for level in form.levels
    )
    return evolve(form, levels=tuple(levels))


def _set(target: Instance, key: str, value: object) -> Instance:
    attribute = next(f for f in fields(type(target)) if f.metadata.get("key", f.name) == key)
    if isinstance(value, str) and "Decimal" in str(attribute.type):
        value = Decimal(value)
    if isinstance(value, str) and attribute.type is Value:
        value = Value(value)
    duck: Any = target
    result: Instance = evolve(duck, **{attribute.name: value})
    return result


def _funds(funds: Funds, path: Path, value: object) -> Funds:
    if len(path) == 1:
        return _set(funds, str(path[0]), value)
    rows: tuple[FundRow, ...] = tuple(
        _set(row, str(path[1]), value) if row.name == path[0] else row for row in funds.rows
    )
    return evolve(funds, rows=rows)


def _level1(level: Level1, path: Path, value: object) -> Level1:
    if level.name != path[0]:
        return level
    if len(path) == 1:
        return evolve(level, name=str(value))
    return evolve(level, children=tuple(_level2(child, path[1:], value) for child in level.children))


def _level2(level: Level2, path: Path, value: object) -> Level2:
    if level.name != path[0]:
        return level
    if len(path) == 1:
        return evolve(level, name=str(value))
    rows: list[Indicator] = list(level.indicators)
    index = int(path[1])
    rows[index] = _set(rows[index], str(path[2]), value)
    return evolve(level, indicators=tuple(rows))
