"""One form's sections made into a Form, with its doubts."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve

from ...model.form import STANDARD_TITLE, Form, Goals
from ..amount import amount
from ..other import Other
from ..recognised import WHOLE_DEPARTMENT, Doubt, Recognised
from .choice import choose_layout
from .funds import read_funds
from .goals import paragraphs, read_goals
from .heading import Heading, read_details, read_heading, read_year
from .indicators import read_indicators
from .parts import Found, header_words, side_word
from .pieces import ROLES_OF
from .rows import is_nothing, joined, printed_word, squeezed
from .sections import Kind, Section
from .total import read_grade, read_total

_CODE = re.compile(r"(?!20[0-9]{2}-)([0-9][0-9A-Z]{2,39})-(?=\S)")
"""A code; four digits that may be a year are part of the name."""
_YEAR_AT_END = re.compile(r"[（(]20[0-9]{2}年度?[）)]$")
UNWRITTEN = "未填写"
"""A name that the YAML needs and the form does not print."""

_SIDES = {Kind.FUNDS: "项目资金", Kind.GOALS: "年度总体目标", Kind.INDICATORS: "绩效指标"}
"""The canonical label at a section's side."""


def assemble(parts: Sequence[Section], *, file: str) -> Recognised:
    """The Form that these sections are."""
    heading = read_heading(parts)
    head, foot = read_details(heading.head), read_details(heading.foot)
    around = (row for part in of_kind(parts, Kind.PAIRS) for row in part.rows)
    funds = read_funds(of_kind(parts, Kind.FUNDS), around)
    goals = read_goals(of_kind(parts, Kind.GOALS))
    levels = read_indicators(of_kind(parts, Kind.INDICATORS))
    total = read_total(parts, levels.total)
    year = read_year(heading, file)
    unplaced = (*head.unknown, *foot.unknown, *funds.leftovers, *goals.leftovers, *levels.leftovers)
    other = Other()
    kept = other.keep((*unplaced, *total.leftovers))
    names, codes = names_of(heading)
    if not names["主管部门"]:
        names["主管部门"] = head.values.pop("部门", "")
    project, department = project_named(names, heading), department_named(names)
    form = Form(
        title=_YEAR_AT_END.sub("", squeezed(heading.value("标题"))) or STANDARD_TITLE,
        year=year.value,
        codes=codes,
        project=project.value,
        department=department.value,
        operator=names["实施单位"] or None,
        particulars={**goals.details, **funds.parts, **head.values},
        funds=funds.value,
        goals=_goals(goals.value, heading),
        levels=levels.value,
        total=total.value if of_kind(parts, Kind.TOTAL) else _total_beside(heading, total.value),
        reason=_reason(heading),
        grade=heading.value("自评等级") or read_grade(parts),
        footers=foot.values,
        other=other.texts,
        labels=_labels(parts, heading),
    )
    form = evolve(form, layout=choose_layout(form, parts, heading))
    sections = (*funds.doubts, *goals.doubts, *levels.doubts, *total.doubts)
    doubts = (*year.doubts, *project.doubts, *department.doubts, *_strange(heading), *sections, *kept)
    return Recognised(form=form, doubts=doubts, origin=origin_of(parts))


def _total_beside(heading: Heading, unsaid: Decimal | None) -> Decimal | None:
    """The total beside its label at the head or foot, or that of a row that prints no label."""
    beside = amount(heading.value("总分")).number
    return unsaid if beside is None else beside


def _strange(heading: Heading) -> Iterator[Doubt]:
    """A doubt at each field at the head whose cell may hold more than its value."""
    for term, pair in heading.known.items():
        if pair.strange:
            path = ("主管部门" if term == "部门名称" else term,)
            yield Doubt(kind="D03", path=path, decided=joined(pair.value), why=pair.strange, confidence=0.3)


def of_kind(parts: Sequence[Section], kind: Kind) -> tuple[Section, ...]:
    """The sections of one kind."""
    return tuple(part for part in parts if part.kind is kind)


def names_of(heading: Heading) -> tuple[dict[str, str], dict[str, str]]:
    """The names of project, department and operator, and the codes printed before them."""
    printed = {
        "项目名称": heading.value("项目名称"),
        "主管部门": heading.value("主管部门", "部门名称"),
        "实施单位": heading.value("实施单位"),
    }
    parted = {label: split_code(name) for label, name in printed.items()}
    codes = {label: code for label, (code, _) in parted.items() if code}
    return {label: name for label, (_, name) in parted.items()}, codes


def split_code(name: str) -> tuple[str, str]:
    """The code that budget systems print before a name (219-某某厅), or nothing, and the name."""
    match = _CODE.match(name)
    return (match[1], name[match.end() :]) if match else ("", name)


def project_named(names: dict[str, str], heading: Heading) -> Found[str]:
    """The project's name; of a form about a whole department, what such a form is about."""
    if names["项目名称"]:
        return Found(names["项目名称"])
    if "部门名称" in heading.known or "部门整体" in heading.value("标题"):
        return Found(WHOLE_DEPARTMENT)
    return _lacking("项目名称", UNWRITTEN, "表上没有写项目名称，请填写")


def department_named(names: dict[str, str]) -> Found[str]:
    """The department's name, or the operator's where none is printed."""
    if names["主管部门"]:
        return Found(names["主管部门"])
    if names["实施单位"]:
        return _lacking("主管部门", names["实施单位"], "表上没有写主管部门，以实施单位代替")
    return _lacking("主管部门", UNWRITTEN, "表上没有写主管部门，请填写")


def _lacking(key: str, decided: str, why: str) -> Found[str]:
    confidence = 0.0 if decided == UNWRITTEN else 0.5
    doubt = Doubt(kind="D05", path=(key,), decided=decided, why=why, confidence=confidence)
    return Found(decided, doubts=(doubt,))


def _goals(goals: Goals, heading: Heading) -> Goals:
    """The goals below their labels, or beside them."""
    beside = {term: paragraphs(pair.value) for term, pair in heading.known.items()}
    return Goals(
        expected=goals.expected or beside.get("预期目标", "") or beside.get("年度总体目标", ""),
        actual=goals.actual or beside.get("实际完成情况", ""),
    )


def _reason(heading: Heading) -> str | None:
    pair = heading.known.get("偏差原因分析及改进措施")
    return None if pair is None or is_nothing(pair.value) else paragraphs(pair.value)


def _labels(parts: Sequence[Section], heading: Heading) -> dict[str, str]:
    """Canonical label → printed word; where sections differ, the indicators' word."""
    labels = {term: pair.label for term, pair in heading.known.items() if pair.label}
    for kind in (Kind.FUNDS, Kind.GOALS, Kind.INDICATORS):
        for part in of_kind(parts, kind)[:1]:
            labels |= header_words(part, ROLES_OF[kind])
            labels[_SIDES[kind]] = side_word(part, ROLES_OF[kind]) or _SIDES[kind]
    for part in of_kind(parts, Kind.TOTAL)[:1]:
        labels["总分"] = printed_word(part.rows[0].written[0])
    return {term: word for term, word in labels.items() if word != term}


def origin_of(parts: Sequence[Section]) -> str:
    """The first and the last place that the form was read from."""
    cells = (cell for part in parts for row in (*part.header, *part.rows) for cell in row.written)
    places = [cell.origin for cell in cells if cell.origin]
    return "—".join(dict.fromkeys(places[:1] + places[-1:]))
