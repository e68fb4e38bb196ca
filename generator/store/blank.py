"""An empty form to fill in by hand: every key, each with what belongs there as a comment."""

from collections.abc import Iterator

from ..form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from ..problem import Path
from ..vocabulary import vocabulary
from .fields import fields_of, form_keys, total_field
from .lines import Line, render
from .outline import outline
from .write import HEADER

FUNDS = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
"""The rows that every layout prints."""

_AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
_RARE = frozenset({"指标编码", "指标性质", "计量单位", "其他栏"})
"""Columns that few layouts print."""

_LEVELS = ("产出指标", "效益指标", "满意度指标")
_ROW_NOTE = "二级指标之下，每个三级指标照这样写一项（去掉行首的 #）："


def blank(form: Form, *, schema: str | None = None) -> str:
    """The YAML of a form of which only the head is known, ready to be filled in."""
    header = [f"{HEADER}{schema}"] if schema else []
    lines = (text for line in render(outline(_with_rows(form), set(_blanks()))) for text in _explained(line))
    return "\n".join([*header, *lines]) + "\n"


def _with_rows(form: Form) -> Form:
    """The usual funds and levels, with nothing in them."""
    funds = Funds(rows=tuple(FundRow(name=name) for name in FUNDS))
    levels = tuple(Level1(name=name, children=tuple(_children(name))) for name in _LEVELS)
    return Form(
        year=form.year,
        project=form.project,
        department=form.department,
        operator=form.operator,
        funds=funds,
        levels=levels,
    )


def _children(level1: str) -> Iterator[Level2]:
    names = [child for child, parent in vocabulary().parents.items() if parent == level1]
    return (Level2(name=name, indicators=()) for name in names)


def _blanks() -> Iterator[Path]:
    """Every key that a form may have, but those that few forms need."""
    yield ("实施单位",)
    yield (total_field().key,)
    for field in fields_of(Goals):
        yield ("年度总体目标", field.key)
    for field in fields_of(Funds):
        yield ("项目资金", field.key)
    for name in FUNDS:
        yield from (("项目资金", name, key) for key in _AMOUNTS)


def _explained(line: Line) -> Iterator[str]:
    path = line.paths[0] if line.paths else ()
    text = line.text.removesuffix(" []")
    doc = _docs().get(path)
    yield f"{text} # {doc}" if doc and text.endswith(":") else text
    if path == ("绩效指标",):
        fields = (field for field in fields_of(Indicator) if field.key not in _RARE)
        rows = [f"{field.key}: # {field.doc}" for field in fields]
        yield from (f"  # {note}" for note in (_ROW_NOTE, "- " + rows[0], *("  " + row for row in rows[1:])))


def _docs() -> dict[Path, str]:
    """What belongs under each key."""
    docs: dict[Path, str] = {(key,): field.doc for key, field in form_keys().items()}
    for above, model in (("项目资金", Funds), ("年度总体目标", Goals)):
        docs |= {(above, field.key): field.doc for field in fields_of(model)}
    return docs | {(total_field().key,): total_field().doc}
