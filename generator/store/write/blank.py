"""An empty form to fill in by hand: every key, each with what belongs there as a comment."""

from collections.abc import Collection, Iterator

from attrs import evolve

from ...model import terms
from ...model.form import UNLEVELLED, Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from ...model.layout import Columns, Layout, layout_of
from ...model.problem import Path
from ...model.vocabulary import vocabulary
from ..fields import fields_of, keys_of
from .lines import HEADER, Line, render
from .outline import outline

_SCORED = (terms.WEIGHT, terms.REASON)
"""What is not computed of how the execution of the funds is scored."""

_ROW_NOTE = "二级指标之下，每个三级指标照这样写一项（去掉行首的 #）："


def blank(form: Form, *, schema: str | None = None) -> str:
    """The YAML of a form of which at most the head is known, ready to be filled in, as its layout prints it.

    Raises ZipingbiaoError where the form names a layout that does not exist.
    """
    header = [f"{HEADER}{schema}"] if schema else []
    layout = layout_of(form)
    rows = render(outline(_with_rows(form, layout), set(_blanks(layout))))
    unknown = set(_unknown(form))
    lines = (text for line in rows for text in _explained(line, layout, unknown))
    return "\n".join([*header, *lines]) + "\n"


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
    canonical = vocabulary().as_level1(level1)
    names = [child for child, parent in vocabulary().parents.items() if parent == canonical]
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


def _explained(line: Line, layout: Layout, unknown: Collection[Path]) -> Iterator[str]:
    path = line.paths[0] if line.paths else ()
    text = f"{path[0]}:" if path in unknown else line.text.removesuffix(" []")
    doc = _docs().get(path)
    yield f"{text} # {doc}" if doc and text.endswith(":") else text
    if path == (terms.INDICATORS,):
        labels = layout.labels()
        fields = (field for field in fields_of(Indicator) if field.key in layout.indicators.spans)
        rows = [f"{labels.get(field.key, field.key)}: # {field.doc}" for field in fields]
        yield from (f"  # {note}" for note in (_ROW_NOTE, "- " + rows[0], *("  " + row for row in rows[1:])))


def _docs() -> dict[Path, str]:
    """What belongs under each key."""
    docs: dict[Path, str] = {(key,): field.doc for key, field in keys_of(Form).items()}
    for above, model in ((terms.FUNDS, Funds), (terms.GOALS, Goals)):
        docs |= {(above, field.key): field.doc for field in fields_of(model)}
    return docs
