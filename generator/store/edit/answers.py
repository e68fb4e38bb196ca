"""A form with what a person said of a doubtful place: a value, columns of a row, where rows belong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from attrs import evolve

from ...model import problem, terms
from ...model.form import UNLEVELLED, Form, FundRow, Indicator, Level1, Level2
from ...model.problem import Path, ZipingbiaoError
from ...model.value import Value
from ..fields import keys_of
from .edits import value_at, with_changes

BETWEEN = "｜"
"""Stands between the columns of a row that one text speaks of."""
_CELLS = (terms.NAME, terms.TARGET, terms.ACTUAL)
"""The columns of a row's texts that lines of a text run together."""
_CUT = "……"
_LEVELS = (terms.LEVEL1, terms.LEVEL2)
_NOTHING = ("", "（空）", "（无）")
"""What says that nothing stands there."""


def path_from_words(words: str) -> Path:
    """The path that `path_in_words` wrote."""
    return tuple(_part(part) for part in words.split(" › ")) if words else ()


def _part(word: str) -> str | int:
    number = word.removeprefix("第").removesuffix("行")
    is_row = word == f"第{number}行" and number.isascii() and number.isdigit()
    return int(number) - 1 if is_row else word


def said_at(form: Form, path: Path) -> str:
    """What a form says at a path, as one text: a value, a row with all its columns, the rows of a level."""
    try:
        return _said(value_at(form, path))
    except (LookupError, ValueError, TypeError):
        return ""


def _said(part: Any) -> str:  # noqa: ANN401 - any part of the model
    if part is None:
        return ""
    if isinstance(part, Value):
        return part.text
    if isinstance(part, Level1 | Level2):
        below = part.children if isinstance(part, Level1) else part.indicators
        return BETWEEN.join(each.name for each in below)
    if isinstance(part, Mapping):
        return BETWEEN.join(f"{key}：{text}" for key, text in part.items())
    if isinstance(part, tuple):
        return BETWEEN.join(map(_said, part))
    if attrs.has(type(part)):
        return BETWEEN.join(_said(getattr(part, field.name)) for field in attrs.fields(type(part)))
    return str(part)


def with_answer(form: Form, path: Path, text: str, read: str) -> Form:
    """The form with a person's answer at a path, where the program had read `read`.

    At a field the answer is its value; at a row ``栏：值｜栏：值``; at a level the name of the level that its
    rows belong to. Raises ZipingbiaoError: H02 the answer cannot stand there, Y16 the value cannot.
    """
    if text.endswith(_CUT):
        raise _refusal("这个读法太长，这里只记了开头", path, text)
    if path[:1] == (terms.INDICATORS,) and len(path) in (2, 3) and all(isinstance(p, str) for p in path):
        return _at_level(form, path, text, read)
    cells = text.split(BETWEEN)
    if path[-1:] == (terms.NAME,) and len(cells) == len(_CELLS) and "：" not in text:
        return with_changes(form, dict(zip(((*path[:-1], key) for key in _CELLS), cells, strict=True)))
    try:
        part = value_at(form, path)
    except (LookupError, ValueError, TypeError):
        raise _refusal("这一处不是表里的一栏", path, text) from None
    if isinstance(part, Indicator | FundRow):
        return _at_row(form, path, dict(_columns(path, cells)))
    if (
        not path
        or isinstance(part, tuple | Mapping)
        or (attrs.has(type(part)) and not isinstance(part, Value))
    ):
        raise _refusal("这一处不是表里的一栏", path, text)
    return with_changes(form, {path: None if text in _NOTHING else text})


def _at_row(form: Form, row: Path, columns: Mapping[str, str | None]) -> Form:
    """The row with these columns; the levels among them move it, what the funds print once is theirs."""
    levels = {key: columns[key] for key in _LEVELS if key in columns}
    values = {key: value for key, value in columns.items() if key not in levels}
    if row[:1] == (terms.FUNDS,):
        return with_changes(form, {_of_funds(row, key): value for key, value in values.items()})
    changed = with_changes(form, {(*row, key): value for key, value in values.items()})
    return _with_row_at(changed, row, levels) if levels else changed


def _of_funds(row: Path, key: str) -> Path:
    return (*row, key) if key in keys_of(FundRow) else (*row[:1], key)


def _with_row_at(form: Form, row: Path, levels: Mapping[str, str | None]) -> Form:
    """The form with a row moved to the end of the level that is named; a level that is blank is none."""
    above = [levels.get(key, str(name)) or UNLEVELLED for key, name in zip(_LEVELS, row[1:3], strict=True)]
    indicator = value_at(form, row)
    left = tuple(
        evolve(one, children=tuple(child for child in one.children if child.indicators))
        for one in _without_row(form.levels, row)
    )
    moved = Level1(name=above[0], children=(Level2(name=above[1], indicators=(indicator,)),))
    return evolve(form, levels=_joined((*(one for one in left if one.children), moved)))


def _without_row(levels: Sequence[Level1], row: Path) -> Iterator[Level1]:
    """The levels without the row at a path."""
    number = int(row[3])
    for one in levels:
        children = (
            evolve(child, indicators=(*child.indicators[:number], *child.indicators[number + 1 :]))
            if (one.name, child.name) == row[1:3]
            else child
            for child in one.children
        )
        yield evolve(one, children=tuple(children))


def _columns(row: Path, cells: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    for cell in cells:
        column, colon, value = cell.partition("：")
        if not colon:
            raise _refusal("这里是一整行，要写明是哪一栏", row, cell, "写成「栏：值｜栏：值」")
        yield column.strip(), None if value.strip() in _NOTHING else value.strip()


def _at_level(form: Form, path: Path, name: str, read: str) -> Form:
    """The rows of a level moved to the level of that name; the level renamed where there is none."""
    if not name.strip():
        raise _refusal("级别的名称不能空着", path, name)
    level1 = str(path[1])
    if len(path) == 2:
        return evolve(form, levels=_joined(_renamed(form.levels, level1, name)))
    level2 = str(path[2])
    to, apart, renamed = name.partition(" › ")
    if apart:
        found = tuple(evolve(one, name=renamed) for one in _level2(form, level1, level2))
        return _moved(form, level1, level2, to, found)
    if read == level1 != level2:
        return _moved(form, level1, level2, name, _level2(form, level1, level2))
    children = (
        _renamed(one.children, level2, name) if one.name == level1 else one.children for one in form.levels
    )
    levels = zip(form.levels, children, strict=True)
    return evolve(form, levels=tuple(evolve(one, children=_rows_joined(below)) for one, below in levels))


def _renamed(levels: Sequence[Any], name: str, new: str) -> tuple[Any, ...]:
    return tuple(evolve(level, name=new) if level.name == name else level for level in levels)


def _joined(levels: Sequence[Level1]) -> tuple[Level1, ...]:
    """Levels of one name made one, in the place of the first."""
    children: dict[str, tuple[Level2, ...]] = {}
    for level in levels:
        children[level.name] = (*children.get(level.name, ()), *level.children)
    return tuple(Level1(name=name, children=_rows_joined(below)) for name, below in children.items())


def _rows_joined(levels: Sequence[Level2]) -> tuple[Level2, ...]:
    rows: dict[str, tuple[Indicator, ...]] = {}
    for level in levels:
        rows[level.name] = (*rows.get(level.name, ()), *level.indicators)
    return tuple(Level2(name=name, indicators=below) for name, below in rows.items())


def _level2(form: Form, level1: str, level2: str) -> tuple[Level2, ...]:
    return tuple(
        child for one in form.levels if one.name == level1 for child in one.children if child.name == level2
    )


def _moved(form: Form, level1: str, level2: str, to: str, found: tuple[Level2, ...]) -> Form:
    """A 二级指标 put under another 一级指标, which is put last where there is none of that name."""
    left = (
        evolve(one, children=tuple(child for child in one.children if child.name != level2))
        if one.name == level1
        else one
        for one in form.levels
    )
    levels = (*(one for one in left if one.children), Level1(name=to, children=found))
    return evolve(form, levels=_joined(levels))


def _refusal(message: str, path: Path, value: str, hint: str | None = None) -> ZipingbiaoError:
    hint = hint or "请写出全文，或直接改 YAML，再确认这一条"
    return problem.refusal("H02", f"{message}，没有改动", path=path, value=value, hint=hint)
