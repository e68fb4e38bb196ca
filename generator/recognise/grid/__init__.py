"""From tables to Forms: a stream of rows, parted into forms and sections, each read by its own reader."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from ...model import problem
from ...model.problem import Problem
from ...sources.grid import Grid
from ..conservation import conserve
from ..recognised import Doubt, Recognised
from ..witnesses import heard
from .assemble import assemble
from .blocks import blocks
from .declared import Declarations
from .doubtful import source_doubts
from .evidence import Evidence, evidence
from .pieces import pieces
from .regions import Region, regions
from .rows import stream
from .sections import sections
from .total import printed_sums

_MOST_HIDDEN = 50
"""Doubts about one table's hidden rows; a person looks at the sheet then."""
_MOST_NAMED = 12
"""Tables of other kinds that one message names."""


@frozen
class Recognition:
    """The forms of a document, and what in it is no form."""

    forms: tuple[Recognised, ...] = ()
    refused: tuple[Problem, ...] = ()


def recognise_grids(grids: Iterable[Grid], *, file: str) -> Recognition:
    """The forms in the tables of one document, of which one form may fill several."""
    found: list[Recognised] = []
    others: list[Region] = []
    tables = tuple(block for grid in grids for block in blocks(grid))
    rows = list(stream(tables))
    declarations = Declarations(tables, file)
    for region in regions(rows):
        parts = sections(region.rows)
        if region.other or not evidence(parts).is_form:
            declared = declarations.read(region.rows)
            if declared is None:
                others.append(region)
            else:
                found.append(_with_doubts_of(tables, region, declared))
            continue
        form = heard(assemble(parts, file=file), *printed_sums(parts))
        form = conserve(form, pieces(parts))
        found.append(_with_doubts_of(tables, region, form))
    if found:
        return Recognition(tuple(found), tuple(_left_out(others, tables, file)))
    return Recognition(refused=tuple(_refusals(others, tables, file)))


def _with_doubts_of(tables: Sequence[Grid], region: Region, found: Recognised) -> Recognised:
    """A form with what is doubtful about the tables that it stands in."""
    own = [tables[number] for number in sorted({row.table for row in region.rows})]
    return evolve(found, doubts=(*found.doubts, *source_doubts(found.form, own), *_hidden(own)))


def _hidden(tables: Iterable[Grid]) -> Iterator[Doubt]:
    """A doubt for each row or column of a form's tables that the source hides."""
    for table in tables:
        for text in table.hidden[:_MOST_HIDDEN]:
            why = f"“{table.name}”里隐藏的行、列没有读取，请核对是否属于本表"
            yield Doubt(kind="D06", path=(), decided=text, why=why, confidence=0.5)


def _left_out(others: Sequence[Region], tables: Sequence[Grid], file: str) -> Iterator[Problem]:
    """What else the document holds: one message that names the tables."""
    names = [region.name(tables) for region in others if region.has_table]
    if names:
        more = f"等 {len(names)} 张" if len(names) > _MOST_NAMED else ""
        yield problem.warning(
            "F06",
            f"不是绩效自评表，没有读取：{'、'.join(names[:_MOST_NAMED])}{more}。",
            at=file,
            hint="如果其中有自评表，请另存成单独的文件后再导入",
        )


def _refusals(others: Sequence[Region], tables: Sequence[Grid], file: str) -> Iterator[Problem]:
    """Why a document without a form is none: what is nearest to one, what it has and what it lacks."""
    if not others:
        yield _not_a_form("", evidence(()), file)
    named = [region for region in others if region.has_table] or list(others)
    for region in named[:_MOST_NAMED]:
        yield _not_a_form(region.name(tables), evidence(sections(region.rows)), file)


def _not_a_form(name: str, seen: Evidence, file: str) -> Problem:
    found = f"找到了{'、'.join(seen.found)}，" if seen.found else ""
    return problem.error(
        "F06",
        f"{name}不是绩效自评表：{found}没有找到{'、'.join(seen.absent)}。",
        at=file,
        hint="请确认文件是填好的项目支出绩效自评表或绩效目标申报表，而不是预算表、决算表",
    )
