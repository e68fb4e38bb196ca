"""One form's sections made into a Form, with its doubts."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from attrs import frozen

from ...form import STANDARD_TITLE, Form, Goals
from ...problem import Path
from ...vocabulary import vocabulary
from ..recognised import Doubt, Recognised
from .funds import read_funds
from .goals import paragraphs, read_goals
from .indicators import read_indicators
from .pairs import Pair, pairs
from .parts import Leftover, amount, words
from .rows import Row, joined, squeezed
from .sections import Kind, Section
from .total import read_total

WHOLE_DEPARTMENT = "部门整体支出"
"""The project's name where a form is about a whole department and names none."""

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_FULL_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")


@frozen
class Heading:
    """The pairs of a form by canonical label, and those whose label is not known."""

    known: dict[str, Pair]
    unknown: tuple[Pair, ...]

    def value(self, *terms: str) -> str:
        """The first of these labels that has a value, on one line."""
        return next(
            (joined(self.known[t].value) for t in terms if t in self.known and self.known[t].value), ""
        )


def of_kind(parts: Sequence[Section], kind: Kind) -> tuple[Section, ...]:
    """The sections of one kind."""
    return tuple(part for part in parts if part.kind is kind)


def read_heading(parts: Sequence[Section]) -> Heading:
    """Every pair of a form; the first to print a label has it, the others are kept as unknown."""
    known: dict[str, Pair] = {}
    unknown: list[Pair] = []
    for part in of_kind(parts, Kind.PAIRS):
        for row in part.rows:
            for pair in pairs(row):
                if pair.term is None or (pair.term in known and pair.value):
                    unknown.append(pair)
                else:
                    known.setdefault(pair.term, pair)
    return Heading(known, tuple(unknown))


def assemble(parts: Sequence[Section], *, file: str) -> Recognised:
    """The Form that these sections are."""
    heading = read_heading(parts)
    funds = read_funds(of_kind(parts, Kind.FUNDS))
    goals = read_goals(of_kind(parts, Kind.GOALS))
    levels = read_indicators(of_kind(parts, Kind.INDICATORS))
    total = read_total(parts)
    leftovers = (*_unknown(heading), *funds.leftovers, *goals.leftovers, *levels.leftovers, *total.leftovers)
    year = _year(heading, file)
    other, kept = keep(leftovers)
    form = Form(
        title=squeezed(heading.value("标题")) or STANDARD_TITLE,
        year=year.value,
        project=heading.value("项目名称") or WHOLE_DEPARTMENT,
        department=heading.value("主管部门", "部门名称", "实施单位"),
        operator=heading.value("实施单位") or None,
        funds=funds.value,
        goals=_goals(goals.value, heading),
        levels=levels.value,
        total=total.value if total.value is not None else amount(heading.value("总分")).number,
        other=other,
        labels=_labels(parts, heading),
    )
    doubts = (*year.doubts, *goals.doubts, *levels.doubts, *kept)
    return Recognised(form=form, doubts=doubts, origin=_origin(parts))


def _goals(goals: Goals, heading: Heading) -> Goals:
    """The goals below their labels, or beside them."""
    known = heading.known
    beside = {term: paragraphs(known[term].value) for term in known}
    return Goals(
        expected=goals.expected or beside.get("预期目标", "") or beside.get("年度总体目标", ""),
        actual=goals.actual or beside.get("实际完成情况", ""),
    )


def _unknown(heading: Heading) -> Iterator[Leftover]:
    for pair in heading.unknown:
        if not pair.row.outside and pair.value:
            label = pair.label or pair.row.written[0].origin or "未标明"
            yield Leftover(label, paragraphs(pair.value), "不认识这一项")


def keep(leftovers: Sequence[Leftover]) -> tuple[dict[str, str], list[Doubt]]:
    """其他, each leftover under a label of its own, and the doubts that say so."""
    other: dict[str, str] = {}
    names: dict[str, Iterator[str]] = {}
    doubts = []
    for left in leftovers:
        label = next(name for name in names.setdefault(left.label, _names(left.label)) if name not in other)
        other[label] = left.text
        path: Path = ("其他", label)
        why = f"{left.why}，照录在“其他”里"
        doubts.append(Doubt(kind="D06", path=path, decided=left.text, why=why, confidence=0.0))
    return other, doubts


def _names(label: str) -> Iterator[str]:
    """The label, then the label with a number."""
    yield label
    yield from (f"{label}（{number}）" for number in count(2))


def missing(parts: Sequence[Section]) -> tuple[str, ...]:
    """What keeps a document from being a form, in words; empty where it is one.

    A form has indicators with their targets and what came of them, and two of: its title, the name of its
    project or department, its funds, 一级指标 that the vocabulary knows.
    """
    known = read_heading(parts).known
    has = {
        "标题（……绩效自评表）": "标题" in known,
        "项目名称": bool({"项目名称", "部门名称"} & known.keys()),
        "项目资金（预算数、执行数）": any(part.rows for part in of_kind(parts, Kind.FUNDS)),
        "产出、效益等一级指标": _has_levels(parts),
    }
    has_indicators = any(_compares(part) and part.rows for part in of_kind(parts, Kind.INDICATORS))
    lacking = tuple(words for words, found in has.items() if not found)
    if has_indicators and sum(has.values()) >= 2:
        return ()
    return lacking if has_indicators else (*lacking, "绩效指标（年度指标值、实际完成值）")


def _compares(part: Section) -> bool:
    return {"年度指标值", "实际完成值"} <= {term for row in part.header for term in row.terms}


def _has_levels(parts: Sequence[Section]) -> bool:
    cells = (cell for part in of_kind(parts, Kind.INDICATORS) for row in part.rows for cell in row.cells)
    return any(vocabulary().as_level1(cell.text) or vocabulary().as_level2(cell.text) for cell in cells)


@frozen
class _Year:
    value: int
    doubts: tuple[Doubt, ...] = ()


def _year(heading: Heading, file: str) -> _Year:
    """The year printed for itself or in the title; else inferred from what else names one."""
    for printed in (heading.value("年度"), heading.value("标题")):
        match = _YEAR.search(printed)
        if match:
            return _Year(int(match[1]))
    others = [*(pair.value for pair in heading.unknown), file]
    match = next((found for found in map(_FULL_YEAR.search, others) if found), None)
    if match is None:
        return _Year(0, (_year_doubt("0", "表上没有写年度，请填写", 0.0),))
    return _Year(int(match[1]), (_year_doubt(match[1], f"表上没有写年度，从“{match.string[:40]}”推得", 0.5),))


def _year_doubt(decided: str, why: str, confidence: float) -> Doubt:
    return Doubt(kind="D05", path=("年度",), decided=decided, why=why, confidence=confidence)


def _labels(parts: Sequence[Section], heading: Heading) -> dict[str, str]:
    """Canonical label → printed word; the indicators' columns before the funds'."""
    order = (Kind.INDICATORS, Kind.GOALS, Kind.FUNDS)
    rows: list[Row] = [row for kind in order for part in of_kind(parts, kind) for row in part.header]
    beside = {term: pair.label for term, pair in heading.known.items() if pair.label and pair.label != term}
    return beside | words(rows)


def _origin(parts: Sequence[Section]) -> str:
    """The first and the last place that the form was read from."""
    cells = [
        cell for part in parts for row in (*part.header, *part.rows) for cell in row.written if cell.origin
    ]
    places = list(dict.fromkeys(cell.origin for cell in (cells[:1] + cells[-1:])))
    return "—".join(places)
