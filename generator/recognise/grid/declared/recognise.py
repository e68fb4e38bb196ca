"""From a region's rows to a Form of declared goals, with its doubts."""

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from ....model.form import GOAL_DECLARATION, Form, Funds, Goals
from ....sources.grid import Grid
from ...conservation import conserve
from ...other import Other
from ...recognised import Doubt, Recognised
from ..assemble import UNWRITTEN, department_named, names_of, origin_of, project_named, split_code
from ..heading import Heading, read_details, read_heading, read_year
from ..indicators import ROLES
from ..pairs import Pair, is_known
from ..parts import header_words
from ..pieces import pieces
from ..rows import Row, squeezed
from ..sections import Kind, Section, sections
from ..titles import before_colon, is_table_title
from .funds import DeclaredFunds, has_amounts, read_amounts
from .goals import DeclaredGoals, read_declared_goals
from .indicators import DeclaredIndicators, has_results, read_declared_indicators, read_table
from .listed import Listed, listed
from .words import is_declaration_title, is_other_title

TITLE = "财政项目支出绩效目标申报表"
_TITLE_ROWS = 3
"""Rows in which a table says what it is."""
TERM_INDICATORS = "项目期指标"
"""What the indicators of the whole term are kept under."""
_YEAR_AT_END = re.compile(r"[（(](?:20[0-9]{2})?年?度?[）)]$")
_BRACKETED = re.compile(r"^[\[【〔（(]([0-9][0-9A-Z]{2,39})[\]】〕）)](?=\S)")
"""A code before a name: [015001]某局."""


@frozen
class _Parts:
    """What a declaration is made of."""

    heading: Heading
    funds: DeclaredFunds
    goals: DeclaredGoals
    indicators: DeclaredIndicators


class Declarations:
    """Reads the declarations of one document, region by region; one without a title may follow another."""

    def __init__(self, tables: Sequence[Grid], file: str) -> None:
        self._tables = tables
        self._file = file
        self._titled = False

    def read(self, rows: Sequence[Row]) -> tuple[Recognised, ...]:
        """The declaration that some rows are, or those of a list of many; none where they are none."""
        title = next((row for row in rows if is_declaration_title(row.alone)), None)
        named = title is None and self._is_named_so(rows)
        goes_on = self._titled and _opens(rows) and not self._is_of_another_kind(rows)
        self._titled = title is not None or named or goes_on
        if not self._titled:
            return ()
        parts = sections([row for row in rows if not is_table_title(row.alone)])
        if has_results([part for part in parts if part.kind is Kind.INDICATORS]):
            return ()
        headings = (row for row in rows if is_table_title(row.alone))  # be they of a part: 绩效项目指标表
        others = tuple(row for row in headings if row is not title)
        above = Section(Kind.PAIRS, others, () if title is None else (title,))
        many = tuple(_of_list(title, [above, *parts], self._file))
        one = None if many else self._declaration(title, [above, *parts], named=named)
        return many if one is None else (one,)

    def _is_named_so(self, rows: Sequence[Row]) -> bool:
        """Whether the sheet or the file is called a declaration, where the table prints no title."""
        names = [self._tables[row.table].name for row in rows[:1]]
        stem = re.split(r"[/\\]", self._file)[-1].rsplit(".", 1)[0]
        return _opens(rows) and any(map(is_declaration_title, [*names, stem]))

    def _is_of_another_kind(self, rows: Sequence[Row]) -> bool:
        """Whether the sheet, or a line at the top, says what other table it is."""
        names = [self._tables[row.table].name for row in rows[:1]]
        return any(map(is_other_title, [*names, *(row.text for row in rows[:_TITLE_ROWS])]))

    def _declaration(self, title: Row | None, parts: Sequence[Section], *, named: bool) -> Recognised | None:
        read = _read(title, parts[1:])
        if read is None:
            return None
        names, codes = names_of(read.heading)
        names = {label: _without_code(label, name, codes) for label, name in names.items()}
        found = _assembled(read, names, codes, _labels(read), parts, self._file)
        if not _is_filled(found.form):
            return None
        found = conserve(found, pieces(parts))
        doubts = [doubt for doubt in found.doubts if doubt.path != ("基本信息", TERM_INDICATORS)]
        return evolve(found, doubts=(*doubts, *_untitled(named=named)))


def _of_list(title: Row | None, parts: Sequence[Section], file: str) -> Iterator[Recognised]:
    """The declarations of a list: what stands above it is said of all of them."""
    unit = ""
    for number, part in enumerate(parts):
        head = [row for one in parts[1:number] if one.kind is Kind.PAIRS for row in one.rows]
        for one in listed(part) if part.kind is Kind.INDICATORS else ():
            unit = one.unit or unit
            if not one.project:
                continue
            found = _of_line(one, unit, title, head, file)
            if _is_filled(found.form):
                around = Section(Kind.PAIRS, rows=(*([title] if title else []), *head))
                found = conserve(found, pieces([around, one.whole]))
                above = [
                    doubt for doubt in found.doubts if doubt.path == ("主管部门",) and doubt.kind == "D06"
                ]
                yield evolve(found, doubts=tuple(doubt for doubt in found.doubts if doubt not in above))


def _of_line(one: Listed, unit: str, title: Row | None, head: Sequence[Row], file: str) -> Recognised:
    heading = _titled(read_heading((Section(Kind.PAIRS, rows=tuple(head)),)), title)
    names, codes = names_of(heading)
    code, names["项目名称"] = split_code(one.project)
    codes |= {"项目名称": code} if code else {}
    names["主管部门"] = names["主管部门"] or unit
    indicators = DeclaredIndicators(read_table(one.table), "", (one.table,))
    read = _Parts(heading, DeclaredFunds(Funds(), {}), DeclaredGoals(one.goal, {}, ()), indicators)
    return _assembled(read, names, codes, header_words(one.table, ROLES), (one.whole,), file)


def _opens(rows: Sequence[Row]) -> bool:
    """Whether a project is named near the top."""
    return any("项目名称" in squeezed(row.text) for row in rows[:6])


def _untitled(*, named: bool) -> Iterator[Doubt]:
    if named:
        why = f"表上没有标题，依工作表或文件的名称当作{GOAL_DECLARATION}"
        yield Doubt(kind="D20", path=("类型",), decided=GOAL_DECLARATION, why=why, confidence=0.6)


def _is_filled(form: Form) -> bool:
    """Whether a table is more than a blank: it names a project, and says what is to be attained."""
    targets = any(not row.target.is_nothing for _, row in form.indicators())
    return form.project != UNWRITTEN and (targets or bool(form.goals.expected))


def _read(title: Row | None, parts: Sequence[Section]) -> _Parts | None:
    tables = [part for part in parts if part.kind is Kind.INDICATORS and part.rows]
    first = next((number for number, part in enumerate(parts) if part in tables), None)
    if first is None:
        return None
    head = [row for part in parts[:first] for row in (*part.header, *part.rows)]
    below = [row for part in tables for row in part.rows if _is_signed(row)]
    foot = [row for part in parts[first:] if part not in tables for row in (*part.header, *part.rows)]
    tables = [
        evolve(part, rows=tuple(row for row in part.rows if not _is_signed(row)), read={}) for part in tables
    ]
    money = [row for row in head if has_amounts(row)]
    goals = read_declared_goals(head, money)
    taken = {id(row) for row in (*money, *goals.rows)}
    rest = tuple(row for row in head if id(row) not in taken)
    heading = read_heading(
        (
            Section(Kind.PAIRS, rows=rest),
            Section(Kind.INDICATORS),
            Section(Kind.PAIRS, rows=(*below, *foot)),
        )
    )
    funds = read_amounts(money, [*head, *([title] if title else [])])
    has_term = bool(goals.term or funds.others)
    return _Parts(_titled(heading, title), funds, goals, read_declared_indicators(tables, has_term=has_term))


def _is_signed(row: Row) -> bool:
    """Whether every cell of a row holds a known label with its value: 填报人：张三."""
    return bool(row.written) and all(
        (label := before_colon(cell.text)) != cell.text and is_known(label) for cell in row.written
    )


def _titled(heading: Heading, title: Row | None) -> Heading:
    if title is None:
        return heading
    pair = Pair("标题", "", title.written[0].text, title)
    return evolve(heading, known={"标题": pair, **heading.known})


def _assembled(
    read: _Parts,
    names: dict[str, str],
    codes: dict[str, str],
    labels: Mapping[str, str],
    parts: Sequence[Section],
    file: str,
) -> Recognised:
    """The Form; `labels` are the printed words by their terms, `parts` the tables that it stands in."""
    heading, levels = read.heading, read.indicators.year
    head, foot = read_details(heading.head), read_details(heading.foot)
    other = Other()
    kept = other.keep((*head.unknown, *foot.unknown, *levels.leftovers))
    year = read_year(heading, file)
    project, department = project_named(names, heading), department_named(names)
    term = {TERM_INDICATORS: read.indicators.term} if read.indicators.term else {}
    form = Form(
        kind=GOAL_DECLARATION,
        title=_YEAR_AT_END.sub("", squeezed(heading.value("标题"))) or TITLE,
        year=year.value,
        codes=codes,
        project=project.value,
        department=department.value,
        operator=names["实施单位"] or None,
        particulars={**head.values, **read.goals.term, **read.funds.others, **term},
        funds=read.funds.funds,
        goals=Goals(expected=read.goals.year),
        levels=levels.value,
        footers=foot.values,
        other=other.texts,
        labels={term: word for term, word in labels.items() if word != term},
    )
    of_funds = (mark.at(("项目资金",)) for mark in read.funds.marks)
    doubts = (*year.doubts, *project.doubts, *department.doubts, *of_funds, *levels.doubts, *kept)
    return Recognised(form=form, doubts=doubts, origin=origin_of(parts))


def _without_code(label: str, name: str, codes: dict[str, str]) -> str:
    """A name without a code in brackets before it, which is kept among the codes."""
    match = _BRACKETED.match(name)
    if match is None:
        return name
    codes[label] = match[1]
    return name[match.end() :]


def _labels(read: _Parts) -> dict[str, str]:
    """Canonical label → printed word, of the head and of the columns of the indicators."""
    labels = {term: pair.label for term, pair in read.heading.known.items() if pair.label}
    for section in read.indicators.sections[:1]:
        labels |= header_words(section, ROLES)
    return labels
