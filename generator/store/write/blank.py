"""An empty form to fill in by hand: every key, each with what belongs there as a comment."""

from collections.abc import Collection, Iterator

from attrs import evolve

from ...model import terms
from ...model.form import UNLEVELLED, Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from ...model.layout import Columns, Layout, layout_of
from ...model.problem import Path
from ...model.vocabulary import shipped_vocabulary
from ..fields import fields_of, keys_of
from .lines import HEADER, Line, render
from .outline import key_for, outline

_SCORED = (terms.WEIGHT, terms.REASON)
"""What is not computed of how the execution of the funds is scored."""

_ROW_DEPTH = 3
"""Parts of the path of a 二级指标: 绩效指标, its 一级指标, its name."""

_ROWS, _ROWS_ON_ITS_SIDE = 12, 6
"""Rows of 三级指标 that fit on the page of a blank form beside the rest, upright and on its long side."""

_ROW_NOTE = "每个三级指标照下面写一项：去掉各行的“# ”，缩进不变；别的二级指标之下照抄"


def blank(form: Form, *, schema: str | None = None) -> str:
    """The YAML of a form of which at most the head is known, ready to be filled in, as its layout prints it.

    Below the first 二级指标 stands a row to fill in, commented out at the depth where it belongs. Raises
    ZipingbiaoError where the form names a layout that does not exist.
    """
    header = [f"{HEADER}{schema}"] if schema else []
    layout = layout_of(form)
    rows = tuple(render(outline(_with_rows(form, layout), set(_blanks(layout)))))
    unknown, explained = set(_unknown(form)), list[str]()
    sample = next((line for line in rows if line.paths and len(line.paths[0]) == _ROW_DEPTH), None)
    for line in rows:
        explained.append(_explained(line, unknown))
        if line is sample:
            explained += _sample(layout, line.text)
    return "\n".join([*header, *explained]) + "\n"


def to_print(form: Form, rows: int | None = None) -> Form:
    """The blank form with empty rows under each 二级指标, to be printed and written in by hand.

    `rows` says how many; without it, as many as make a page. Raises ZipingbiaoError where the form names a
    layout that does not exist.
    """
    layout = layout_of(form)
    blank = _with_rows(form, layout)
    room = _ROWS_ON_ITS_SIDE if layout.landscape else _ROWS
    parts = sum(len(level1.children) for level1 in blank.levels)
    empty = (Indicator(name=""),) * (rows or max(1, room // max(1, parts)))
    levels = (
        evolve(level1, children=tuple(evolve(level2, indicators=empty) for level2 in level1.children))
        for level1 in blank.levels
    )
    return evolve(blank, levels=tuple(levels))


def _unknown(form: Form) -> Iterator[Path]:
    """What is missing of the head that every form has."""
    head = {"年度": form.year, "项目名称": form.project, "主管部门": form.department}
    return ((key,) for key, value in head.items() if not value)


def _with_rows(form: Form, layout: Layout) -> Form:
    """The funds, levels and labels that the layout prints, with nothing in them."""
    columns = layout.funds or Columns(spans={})
    return evolve(
        form,
        title=layout.title,
        labels=layout.labels(),
        particulars=dict.fromkeys(layout.details(), ""),
        funds=Funds(unit=columns.unit, rows=tuple(FundRow(name=name) for name in columns.rows)),
        levels=tuple(
            Level1(name=name, children=tuple(_children(name))) for name in layout.levels or (UNLEVELLED,)
        ),
        footers=dict.fromkeys(layout.footer, ""),
    )


def _children(level1: str) -> Iterator[Level2]:
    canonical = shipped_vocabulary().as_level1(level1)
    names = [child for child, parent in shipped_vocabulary().parents.items() if parent == canonical]
    return (Level2(name=name, indicators=()) for name in names or [UNLEVELLED])


def _blanks(layout: Layout) -> Iterator[Path]:
    """Every key that the layout prints, what is computed left out."""
    yield (terms.OPERATOR,)
    if layout.goals:
        yield from ((terms.GOALS, field.key) for field in fields_of(Goals))
    if layout.funds:
        spans = layout.funds.spans
        yield from ((terms.FUNDS, key) for key in _SCORED if key in spans)
        for name in layout.funds.rows:
            yield from ((terms.FUNDS, name, key) for key in terms.AMOUNTS if key in spans)


def _explained(line: Line, unknown: Collection[Path]) -> str:
    path = line.paths[0] if line.paths else ()
    text = f"{path[0]}:" if path in unknown else line.text.removesuffix(" []")
    doc = _docs().get(path)
    return f"{text} # {doc}" if doc and text.endswith(":") else text


_OF_ROWS = frozenset({terms.LEVEL1, terms.LEVEL2, *keys_of(Indicator)})
"""The columns that are no 其他栏."""


def _sample(layout: Layout, above: str) -> Iterator[str]:
    """The row of a 三级指标, commented out below the line of its 二级指标; the note stays a comment."""
    labels = layout.labels()
    fields = (field for field in fields_of(Indicator) if field.key in layout.indicators.spans)
    keys = [f"{key_for(field.key, labels)}: # {field.doc}" for field in fields]
    indent = " " * (len(above) - len(above.lstrip()) + 2)
    yield f"{indent}## {_ROW_NOTE}"
    more = [f"  {label}:" for label in layout.indicators.spans if label not in _OF_ROWS]
    keys += [f"{terms.MORE}: # 这种表另有的栏", *more] if more else []
    yield from (f"{indent}# {line}" for line in ("- " + keys[0], *("  " + key for key in keys[1:])))


def _docs() -> dict[Path, str]:
    """What belongs under each key."""
    docs: dict[Path, str] = {(key,): field.doc for key, field in keys_of(Form).items()}
    for above, model in ((terms.FUNDS, Funds), (terms.GOALS, Goals)):
        docs |= {(above, field.key): field.doc for field in fields_of(model)}
    return docs
