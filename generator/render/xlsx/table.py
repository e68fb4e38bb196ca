"""One table of a workbook read against the form it was made from."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path as FilePath
from typing import NamedTuple, TypeVar

from attrs import evolve

from ...model import problem, terms
from ...model.form import Form, FundRow, Indicator, Level1, Level2
from ...model.problem import Path, Place, Problem, ZipingbiaoError
from ...model.vocabulary import vocabulary
from ...sheet.build import OF_WHICH, Cell, Role, sheet
from ...sheet.cells import cell as printed_cell
from ...store.edit.edits import value_at, with_changes
from ...store.fields import keys_of
from .marks import YEAR_LINE, MarkedRow, MarkedTable
from .values import change, is_error, text_of

_INDICATORS, _FUNDS = "绩效指标", "项目资金"
_ROW_LENGTH = 5
"""Parts of a path to a value of an indicator: 绩效指标, two levels, the row, the key."""


_YEAR = re.compile(r"[（(]?\s*(\d{4})\s*(?:年度?)?\s*[)）]?")
"""The year, with or without what is printed around it."""

_Part = TypeVar("_Part", FundRow, Level1, Level2)


class _Row(NamedTuple):
    """An indicator that the table shows, and the levels it stands under, as the form names them."""

    level1: str
    level2: str
    indicator: Indicator


def cell_problem(rule: str, place: Place, message: str, path: Path = ()) -> Problem:
    """A problem at a cell: workbooks have no lines."""
    return problem.error(rule, message, at=place, path=path)


def cell_place(file: FilePath, title: str, coordinate: str = "") -> Place:
    """A worksheet, or a cell on it, as a place."""
    return Place(file=f"{file}[{title}!{coordinate}]" if coordinate else f"{file}[{title}]")


def not_imported(place: Place, found: Problem, path: Path) -> Problem:
    """What is wrong with a cell's text, said at the cell: it stays as it was."""
    message = f"{found.message}，这一格没有导入"
    return problem.error("X12", message, at=place, path=path, value=found.value, hint=found.hint)


class TableReader:
    """Reads the form that a table now shows; what it cannot understand stays as it was, and is reported."""

    def __init__(self, table: MarkedTable, base: Form, path: FilePath) -> None:
        self.problems: list[Problem] = []
        self._table = table
        self._base = base
        self._file = path
        self._printed = _printed_cells(base)

    def form(self) -> Form:
        """The form with every value, row and name as the table shows it."""
        seen: set[Path] = set()
        form, names = self._base, dict[Path, str]()
        for row in self._table.rows:
            self._labels(row)
            for column, path in row.paths.items():
                if path in self._printed and path not in seen:
                    seen.add(path)
                    form = self._with_cell(form, row, column, path, names)
        form = self._with_funds(form, seen)
        return _renamed(self._with_indicators(form), names)

    # Values

    def _with_cell(self, form: Form, row: MarkedRow, column: int, path: Path, names: dict[Path, str]) -> Form:
        cell = row.cells.get(column)
        printed = self._printed[path]
        text = change(cell, printed)
        if text is None:
            return form
        if is_error(cell):
            self._no_value(row, column, text, path)
            return form
        if printed.role in (Role.LEVEL, Role.SOURCE):
            if text:  # a level that is merged shows its name in one row only
                names[path] = text.removeprefix(OF_WHICH).strip()
            return form
        return self._with_value(form, path, self._bare(path, text), row, column)

    def _bare(self, path: Path, text: str) -> str:
        """The text without what was printed around the value: a code before it, a unit after it."""
        printed = self._printed[path].text
        if path == YEAR_LINE:
            year = _YEAR.fullmatch(text)
            return year[1] if year else text
        try:
            value = value_at(self._base, _in_the_model(path))
        except (LookupError, ValueError):
            return text
        if isinstance(value, Decimal):
            return text
        before, found, after = printed.partition(str(getattr(value, "text", value)))
        return text.removeprefix(before).removesuffix(after) if found else text

    def _with_value(self, form: Form, path: Path, text: str, row: MarkedRow, column: int) -> Form:
        try:
            return with_changes(form, {_in_the_model(path): text or None})
        except ZipingbiaoError as error:
            for problem in error.problems:
                self._report(row, column, problem, path)
            return form

    def _no_value(self, row: MarkedRow, column: int, text: str, path: Path) -> None:
        hint = "请写成应有的数字或文字；要删去的，把这一格清空"
        self._report(row, column, problem.error("X12", "这里是错误值", value=text, hint=hint), path)

    def _report(self, row: MarkedRow, column: int, problem: Problem, path: Path) -> None:
        place = cell_place(self._file, self._table.title, self._table.coordinate(row, column))
        self.problems.append(not_imported(place, problem, path))

    def _labels(self, row: MarkedRow) -> None:
        """Say of a label that was written over that it stays as it was."""
        for column, label in row.labels.items():
            text = "".join(text_of(row.cells.get(column)).split())
            if text and text != "".join(label.split()):
                hint = f"要改表头的词，请写在 YAML 的“{terms.LABELS}”里"
                found = problem.error("X12", f"这里印的是表头“{label}”", value=text[:80], hint=hint)
                self._report(row, column, found, ())

    # Rows

    def _with_funds(self, form: Form, seen: set[Path]) -> Form:
        """Without the funds whose rows were deleted."""
        printed = {path for path in self._printed if len(path) == 2 and path[0] == _FUNDS}
        gone = {path[1] for path in printed - seen if self._printed[path].role is Role.SOURCE}
        rows = tuple(row for row in form.funds.rows if row.name not in gone)
        return evolve(form, funds=evolve(form.funds, rows=rows))

    def _with_indicators(self, form: Form) -> Form:
        """The indicators in the order of the table: moved, inserted and deleted rows as they are there."""
        shown: dict[tuple[str, str], list[Indicator]] = {}
        for row in self._rows(form):
            shown.setdefault((row.level1, row.level2), []).append(row.indicator)
        levels = []
        for level1 in form.levels:
            children = [
                Level2(name=child.name, indicators=tuple(shown.pop((level1.name, child.name), ())))
                for child in level1.children
                if not child.indicators or (level1.name, child.name) in shown
            ]
            children += [
                Level2(name=name, indicators=tuple(shown.pop((above, name))))
                for above, name in list(shown)
                if above == level1.name
            ]
            if children or not level1.children:
                levels.append(Level1(name=level1.name, children=tuple(children)))
        return evolve(form, levels=tuple(levels))

    def _rows(self, form: Form) -> Iterator[_Row]:
        """Each indicator that the table shows; a row without a mark, or with another's, was inserted."""
        ours = dict(form.indicators())
        columns = self._columns()
        above: tuple[str, str] | None = None
        waiting: list[MarkedRow] = []
        for row in self._table.rows:
            path = _indicator_path(row)
            if path in ours:
                above = (str(path[1]), str(path[2]))
                for early in waiting:
                    yield from self._inserted(early, columns, above)
                waiting = []
                yield _Row(*above, ours.pop(path))
            elif path or not row.is_ours:
                if above is None:
                    waiting.append(row)
                else:
                    yield from self._inserted(row, columns, above)
            elif above is not None:
                return
            else:
                waiting = []

    def _columns(self) -> dict[int, str]:
        """Column → key of an indicator's value."""
        for row in self._table.rows:
            if _indicator_path(row):
                return {
                    column: str(path[-1]) for column, path in row.paths.items() if len(path) == _ROW_LENGTH
                }
        return {}

    def _inserted(self, row: MarkedRow, columns: Mapping[int, str], above: tuple[str, str]) -> Iterator[_Row]:
        """An inserted row: it needs a name, and a value beside it."""
        texts = {key: text_of(row.cells.get(column)) for column, key in columns.items()}
        name = texts.pop("三级指标", "")
        if not name or not any(texts.values()):
            return
        level1, level2 = above
        path: Path = (_INDICATORS, level1, level2, 0)
        level = Level1(name=level1, children=(Level2(name=level2, indicators=(Indicator(name=name),)),))
        form = evolve(self._base, levels=(level,))
        for column, key in columns.items():
            if texts.get(key) and is_error(row.cells.get(column)):
                self._no_value(row, column, texts[key], (*path, key))
            elif texts.get(key):
                form = self._with_value(form, (*path, key), texts[key], row, column)
        yield _Row(level1, level2, form.levels[0].children[0].indicators[0])


def _printed_cells(form: Form) -> dict[Path, Cell]:
    """What was printed for each path, with the lines above the table."""
    printed = sheet(form)
    above = {("标题",): printed.title, YEAR_LINE: printed.subtitle}
    lines = {path: printed_cell((0, 0), text, Role.NAME, path) for path, text in above.items()}
    cells = (cell for cell in printed.cells() if cell.path and cell.role is not Role.LABEL)
    return lines | {cell.path: cell for cell in cells}


def _in_the_model(path: Path) -> Path:
    """The path of a printed cell as the model has it: columns of a layout's own are kept apart."""
    first, last = str(path[0]), path[-1]
    if path == YEAR_LINE:
        return path[:1]
    if len(path) == 1 and first not in keys_of(Form):
        return (vocabulary().term(first) or first,)
    if len(path) == _ROW_LENGTH and last not in keys_of(Indicator):
        return (*path[:-1], "其他栏", last)
    return path


def _indicator_path(row: MarkedRow) -> Path:
    """The indicator that a row prints; empty where it prints none."""
    return next((path[:4] for path in row.paths.values() if len(path) == _ROW_LENGTH), ())


def _renamed(form: Form, names: Mapping[Path, str]) -> Form:
    """The form with its funds and levels named as the table has them."""
    rows = tuple(_named(row, names, (_FUNDS, row.name)) for row in form.funds.rows)
    levels = tuple(_level_renamed(level, names) for level in form.levels)
    return evolve(form, funds=evolve(form.funds, rows=rows), levels=levels)


def _level_renamed(level: Level1, names: Mapping[Path, str]) -> Level1:
    path = (_INDICATORS, level.name)
    children = tuple(_named(child, names, (*path, child.name)) for child in level.children)
    return _named(evolve(level, children=children), names, path)


def _named(part: _Part, names: Mapping[Path, str], path: Path) -> _Part:
    return evolve(part, name=names[path]) if path in names else part
