"""The printed form as fields: every cell of the sheet, what may be written into it, what is found in it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

from attrs import frozen

from ..audit.fix import fixes, text_fixes
from ..audit.manual import find_rule
from ..model.form import Form
from ..model.layout import layout_of
from ..model.problem import Path, Problem
from ..model.terms import INDICATORS, PARTICULARS
from ..model.value import Value
from ..model.vocabulary import vocabulary
from ..sheet.build import Block, Cell, Operation, Role, sheet
from ..store.edit.edits import value_at

_FORMULAS = {
    Operation.RATE: "全年执行数 ÷ 全年预算数",
    Operation.RATE_SCORE: "分值 × 执行率",
    Operation.SUM: "各项之和",
}
_LETTERS, _MARKS = "R40", ("R42", "R43")
"""The rules whose findings `text_fixes` mends."""
_LONG = 18
"""Characters from which a text gets room for several lines."""


@frozen(kw_only=True)
class Found:
    """A finding under a field."""

    problem: Problem
    about: str
    """What the rule says."""
    fix: str | None
    """The right value, where it follows from the others."""
    can_accept: bool

    @property
    def key(self) -> str:
        """Rule and path, as the browser sends them back."""
        return json.dumps([self.problem.rule, *self.problem.path], ensure_ascii=False)


@frozen(kw_only=True)
class Field:
    """A cell of the printed form."""

    id: str
    cell: Cell
    path: str
    """As JSON; empty where nothing is written here."""
    value: str
    prefix: str
    """The label that the same cell prints before its value."""
    suffix: str
    kind: str
    """text, lines, level or nothing."""
    formula: str
    computed: str
    """What the formula comes to."""
    findings: tuple[Found, ...]
    row: str
    """The path of its indicator as JSON, in the last cell of a row of indicators."""
    name: str
    """For who cannot see the table."""

    @property
    def is_head(self) -> bool:
        """Whether it heads its row or column."""
        return self.cell.header


@frozen(kw_only=True)
class View:
    """The whole form: the rows of fields, and the findings that no field of it shows."""

    title: str
    subtitle: str
    widths: tuple[str, ...]
    """Of each column, in percent."""
    rows: tuple[tuple[Field, ...], ...]
    elsewhere: tuple[Found, ...]
    accepted: Mapping[str, str]

    @property
    def structure(self) -> tuple[object, ...]:
        """What has to be the same for two views to differ in contents only."""
        return tuple((f.id, f.cell.row_span, f.cell.column_span, f.path, f.kind) for f in self.fields())

    def fields(self) -> Iterator[Field]:
        """Every field in reading order."""
        for row in self.rows:
            yield from row


def view(form: Form, problems: Sequence[Problem]) -> View:
    """The form as fields, each problem under the field it is about. Raises ZipingbiaoError as `sheet`."""
    printed = sheet(form)
    mended: dict[Path, Decimal | str] = {**fixes(form), **text_fixes(form)}
    places = _places(printed.blocks, form)
    found: defaultdict[Path, list[Found]] = defaultdict(list)
    for problem in problems:
        found[_place(problem.path, places)].append(_found(problem, mended, form))
    widths = layout_of(form).widths
    return View(
        title=printed.title,
        subtitle=printed.subtitle,
        widths=tuple(f"{100 * width / sum(widths):.2f}%" for width in widths),
        rows=tuple(_row(row.cells, form, found, block) for block in printed.blocks for row in block.rows),
        elsewhere=tuple(found[()]),
        accepted=form.accepted,
    )


def _places(blocks: Sequence[Block], form: Form) -> set[Path]:
    """The paths under which a finding can stand."""
    return {_path(cell, form) for block in blocks for row in block.rows for cell in row.cells}


def _place(path: Path, places: set[Path]) -> Path:
    """The field that shows a path, or the nearest around it; nothing where there is none."""
    while path and path not in places:
        path = path[:-1]
    return path


def _mends(text: str, problem: Problem, form: Form) -> bool:
    """Whether a text set right is rid of what a finding is about: of marks always."""
    gone = set(str(value_at(form, problem.path))) - set(text)
    return problem.rule in _MARKS or (problem.rule == _LETTERS and any(c >= "一" for c in gone))


def _found(problem: Problem, mended: Mapping[Path, Decimal | str], form: Form) -> Found:
    rule = find_rule(problem.rule)
    fix = mended.get(problem.path)
    if isinstance(fix, str) and not _mends(fix, problem, form):
        fix = None
    return Found(
        problem=problem,
        about=f"{rule.title}。{rule.formula.rstrip('。')}。依据：{rule.source}" if rule else "",
        fix=f"{fix:f}" if isinstance(fix, Decimal) else fix,
        can_accept=rule is not None,
    )


def _row(
    cells: Sequence[Cell], form: Form, found: Mapping[Path, Sequence[Found]], block: Block
) -> tuple[Field, ...]:
    heads = {
        cell.column: cell.text for row in (*block.head, *block.body[:1]) for cell in row.cells if cell.header
    }
    return tuple(_field(cell, form, found, heads, is_last=cell is cells[-1]) for cell in cells)


def _field(
    cell: Cell,
    form: Form,
    found: Mapping[Path, Sequence[Found]],
    heads: Mapping[int, str],
    *,
    is_last: bool,
) -> Field:
    path = _path(cell, form)
    value, kind = _value(cell, form, path)
    computation = cell.computation
    is_row = is_last and len(path) == 5 and path[0] == INDICATORS
    return Field(
        id=f"{cell.row}-{cell.column}",
        cell=cell,
        path=json.dumps(path, ensure_ascii=False) if kind != "nothing" else "",
        value=value,
        prefix=_prefix(cell, path),
        suffix="%" if cell.role is Role.PERCENT else "",
        kind=kind,
        formula=_FORMULAS[computation.operation] if computation else "",
        computed="" if computation is None or computation.result is None else f"{computation.result:f}",
        findings=tuple(found.get(path, ())) if path else (),
        row=json.dumps(path[:4], ensure_ascii=False) if is_row else "",
        name=" ".join(str(part) if isinstance(part, str) else f"第{part + 1}行" for part in path[-3:])
        or heads.get(cell.column, ""),
    )


def _prefix(cell: Cell, path: Path) -> str:
    label = f"{path[-1]}：" if path and path[0] == PARTICULARS else ""
    return label if label and cell.role is Role.TEXT and cell.text.startswith(label) else ""


def _path(cell: Cell, form: Form) -> Path:
    """The path by which the store knows the cell's value: a layout may print another word for a field."""
    path = cell.path
    if len(path) == 1 and isinstance(path[0], str) and not _is_there(form, path):
        return (vocabulary().term(path[0]) or path[0],)
    return path


def _is_there(form: Form, path: Path) -> bool:
    with suppress(LookupError, ValueError, AttributeError):
        value_at(form, path)
        return True
    return False


def _value(cell: Cell, form: Form, path: Path) -> tuple[str, str]:
    """What the field holds, as it is written, and how it is to be edited."""
    if not path or path == (INDICATORS,) or not _is_there(form, path):
        return cell.text, "nothing"
    if cell.role is Role.LEVEL:
        return cell.text, "level"
    held = value_at(form, path)
    if not isinstance(held, str | int | Decimal | Value | None):
        return cell.text, "nothing"
    if cell.role is Role.AMOUNT:
        return cell.text, "text"
    text = _written(held)
    is_long = cell.role is Role.TEXT or len(text) > _LONG or "\n" in text
    return text, "lines" if is_long else "text"


def _written(held: str | int | Decimal | Value | None) -> str:
    if held is None:
        return ""
    if isinstance(held, Value):
        return held.text
    return f"{held:f}" if isinstance(held, Decimal) else str(held).rstrip("\n")
