"""The rows of indicators: added, moved, deleted, their levels renamed; a level without rows is gone."""

from collections.abc import Callable, Sequence
from itertools import groupby

from attrs import evolve, frozen

from ..model import problem
from ..model.form import Form, Indicator, Level1, Level2
from ..model.problem import Path
from ..store import loads, rewrite
from .editing import Change

NEW = "新指标"
"""The name of a row that is to be filled in."""


@frozen
class _Row:
    """An indicator with the places of its levels among their kind, so that levels of one name stay apart."""

    level1: int
    level2: int
    names: tuple[str, str]
    indicator: Indicator


def add(path: Path) -> Change:
    """A new row below the one at a path."""
    return _changing(path, lambda rows, at: [*rows[: at + 1], _blank(rows[at]), *rows[at + 1 :]])


def delete(path: Path) -> Change:
    """Without the row at a path."""
    return _changing(path, lambda rows, at: [*rows[:at], *rows[at + 1 :]])


def up(path: Path) -> Change:
    """The row at a path one place higher; the first of a level goes to the end of the one before."""
    return _changing(path, lambda rows, at: _moved(rows, at, at - 1))


def down(path: Path) -> Change:
    """The row at a path one place lower; the last of a level goes to the beginning of the next."""
    return _changing(path, lambda rows, at: _moved(rows, at, at + 1))


def rename(path: Path, name: str) -> Change:
    """The 一级 or 二级指标 at a path under another name, its rows with it."""

    def change(form: Form) -> Form:
        if not name.strip():
            raise problem.refusal("Y16", "指标的名称不能空着", path=path)
        return evolve(form, levels=tuple(_renamed(level, path[1:], name.strip()) for level in form.levels))

    return _of_text(change)


def _renamed(level: Level1, names: Path, name: str) -> Level1:
    if level.name != names[0]:
        return level
    if len(names) == 1:
        return evolve(level, name=name)
    children = (evolve(child, name=name) if child.name == names[1] else child for child in level.children)
    return evolve(level, children=tuple(children))


def _changing(path: Path, change: Callable[[Sequence[_Row], int], Sequence[_Row]]) -> Change:
    def changed(form: Form) -> Form:
        paths = [here for here, _ in form.indicators()]
        if path not in paths:
            raise problem.refusal("Y16", "表里没有这一行了", path=path)
        return evolve(form, levels=_levels(change(_rows(form), paths.index(path))))

    return _of_text(changed)


def _of_text(change: Callable[[Form], Form]) -> Change:
    def changed(text: str) -> str:
        loaded = loads(text, file="")
        return rewrite(loaded, change(loaded.sound()))

    return changed


def _rows(form: Form) -> list[_Row]:
    return [
        _Row(place1, place2, (level1.name, level2.name), indicator)
        for place1, level1 in enumerate(form.levels)
        for place2, level2 in enumerate(level1.children)
        for indicator in level2.indicators
    ]


def _levels(rows: Sequence[_Row]) -> tuple[Level1, ...]:
    groups = (list(inside) for _, inside in groupby(rows, lambda row: row.level1))
    return tuple(Level1(name=inside[0].names[0], children=_children(inside)) for inside in groups)


def _children(rows: Sequence[_Row]) -> tuple[Level2, ...]:
    groups = (list(inside) for _, inside in groupby(rows, lambda row: row.level2))
    return tuple(
        Level2(name=inside[0].names[1], indicators=tuple(row.indicator for row in inside))
        for inside in groups
    )


def _blank(beside: _Row) -> _Row:
    return evolve(beside, indicator=Indicator(name=NEW))


def _moved(rows: Sequence[_Row], at: int, to: int) -> Sequence[_Row]:
    if not 0 <= to < len(rows):
        return rows
    row, other = rows[at], rows[to]
    moved = list(rows)
    if (row.level1, row.level2) == (other.level1, other.level2):
        moved[at], moved[to] = other, row
    else:
        moved[at] = evolve(other, indicator=row.indicator)
    return moved
