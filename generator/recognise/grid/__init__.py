"""From tables to Forms: a stream of rows, parted into forms and sections, each read by its own reader."""

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from ...model import problem
from ...model.problem import Problem
from ...sources.grid import Grid
from ..recognised import Doubt, Recognised
from .assemble import assemble
from .doubtful import source_doubts
from .evidence import missing
from .rows import stream
from .sections import forms, sections

_MOST_HIDDEN = 50
"""Doubts about one table's hidden rows; a person looks at the sheet then."""


@frozen
class Recognition:
    """The forms of a document, and what in it is no form."""

    forms: tuple[Recognised, ...] = ()
    refused: tuple[Problem, ...] = ()


def recognise_grid(grid: Grid, *, file: str) -> tuple[Recognised, ...]:
    """The forms in one table."""
    return recognise_grids((grid,), file=file).forms


def recognise_grids(grids: Iterable[Grid], *, file: str) -> Recognition:
    """The forms in the tables of one document, of which one form may fill several."""
    found: list[Recognised] = []
    refused: list[Problem] = []
    tables = tuple(grids)
    for rows in forms(list(stream(tables))):
        parts = sections(rows)
        lacking = missing(parts)
        if lacking:
            refused.append(_not_a_form(lacking, file))
        else:
            form = assemble(parts, file=file)
            own = [tables[number] for number in sorted({row.table for row in rows})]
            doubts = (*source_doubts(form.form, own), *_hidden(own))
            found.append(evolve(form, doubts=(*form.doubts, *doubts)))
    return Recognition(tuple(found), tuple(refused))


def _hidden(tables: Iterable[Grid]) -> Iterator[Doubt]:
    """A doubt for each row or column of a form's tables that the source hides."""
    for table in tables:
        for text in table.hidden[:_MOST_HIDDEN]:
            why = f"“{table.name}”里隐藏的行、列没有读取，请核对是否属于本表"
            yield Doubt(kind="D06", path=(), decided=text, why=why, confidence=0.5)


def _not_a_form(lacking: tuple[str, ...], file: str) -> Problem:
    return problem.error(
        "F06",
        f"不是绩效自评表：没有找到{'、'.join(lacking)}。",
        at=file,
        hint="请确认文件是项目支出绩效自评表，而不是预算表、决算表或绩效目标申报表",
    )
