"""The atoms of one form parted into head, funds, goals, indicators, total and foot by their labels."""

import re
from collections.abc import Iterator, Sequence, Set
from enum import Enum, auto
from itertools import pairwise

from attrs import frozen

from ...model.vocabulary import bare, vocabulary
from ..amount import number
from ..grid.funds import FUNDS_ROLES
from ..grid.indicators import ROLES
from ..grid.sections import PAIR_TERMS
from ..grid.titles import before_colon, lines_above
from .atoms import Atom, Gap
from .columns import AMOUNTS, DONE, NAME, RATE, TARGET

EXPECTED, ACTUAL, GOALS = "预期目标", "实际完成情况", "年度总体目标"
_UNIT = re.compile(r"[（(](?:金额)?(?:单位[:：])?(?:亿元|万元|元)[）)]$")
_SIDE = re.compile(r"(?:年度|项目)?绩效(?:指标|目标)[0-9]{0,2}")
_FURTHEST_SIDE = 4
"""Atoms before a header among which the label at its side stands."""
_LEVELS = ("一级指标", "二级指标", NAME)
"""The first columns, though a header of two lines names them in its second."""
_MOST_UNKNOWN = 2
"""Unknown labels between known ones of a header."""
_UNKNOWN_LABEL = 10
"""Characters of such a label."""


class Part(Enum):
    """The parts of a form that have columns."""

    FUNDS = auto()
    GOALS = auto()
    INDICATORS = auto()


_SIDES = {Part.FUNDS: "项目资金", Part.GOALS: GOALS, Part.INDICATORS: "绩效指标"}
"""The label at the side of each part."""


@frozen
class Header:
    """Where a part's column labels stand among the atoms, and what they are: canonical → printed."""

    part: Part
    start: int
    end: int
    columns: tuple[tuple[str, str], ...]


@frozen
class Section:
    """A part of a form: the label at its side, its header, the atoms below."""

    header: Header
    side: str
    body: tuple[Atom, ...]


@frozen
class Parted:
    """One form's atoms by part."""

    head: tuple[Atom, ...]
    sections: tuple[Section, ...]
    total: tuple[Atom, ...]
    foot: tuple[Atom, ...]

    def of(self, part: Part) -> Section | None:
        """The section of a part."""
        return next((section for section in self.sections if section.header.part is part), None)


def forms(atoms: Sequence[Atom]) -> Iterator[tuple[Atom, ...]]:
    """The atoms of each form: from its title, or from the name of its project where none is printed."""
    starts: list[int] = []
    opened = named = False  # whether the project has been named, and columns: before, the head goes on
    for index, atom in enumerate(atoms):
        if atom.is_title:
            if starts and not opened:
                starts.pop()  # two titles in a row: the page's heading, and the form's own
            starts.append(index)
            opened = named = False
        elif atom.term == "项目名称":
            again = opened and atom.gap is not Gap.BLANK and named
            if not starts or again:
                starts.append(index)
                named = False
            opened = True
        elif atom.term in (TARGET, DONE, *AMOUNTS):
            named = True
    starts = [
        start - lines_above([atom.plain for atom in atoms[max(0, start - 3) : start]]) for start in starts
    ]
    for start, end in pairwise([*starts, len(atoms)]):
        yield tuple(atoms[start:end])


def begins_before_its_title(atoms: Sequence[Atom]) -> bool:
    """Whether columns are named before any form has begun: then the order of the text is lost."""
    start = next((i for i, a in enumerate(atoms) if a.is_title or a.term == "项目名称"), len(atoms))
    header = next(iter(sorted(_headers(atoms), key=lambda header: header.start)), None)
    return header is not None and header.start < start


def part(atoms: Sequence[Atom]) -> Parted:
    """The atoms of one form by part."""
    headers = sorted(_headers(atoms), key=lambda header: header.start)
    sides = [_side_start(atoms, header) for header in headers]
    indicators = next((header for header in headers if header.part is Part.INDICATORS), None)
    total = len(atoms) if indicators is None else _total_at(atoms, indicators.end)
    foot = _foot_at(atoms, total) if indicators else len(atoms)
    ends = [*sides[1:], total] if sides else []
    return Parted(
        head=tuple(atoms[: sides[0] if sides else total]),
        sections=tuple(
            Section(
                header, "".join(a.plain for a in atoms[side : header.start]), tuple(atoms[header.end : end])
            )
            for header, side, end in zip(headers, sides, ends, strict=True)
        ),
        total=tuple(atoms[total:foot]),
        foot=tuple(atoms[foot:]),
    )


def _headers(atoms: Sequence[Atom]) -> Iterator[Header]:
    indicators = _header(
        atoms, Part.INDICATORS, ROLES | vocabulary().columns, frozenset({NAME, TARGET, "实际完成值"})
    )
    before = atoms[: indicators.start] if indicators else atoms
    funds = _header(before, Part.FUNDS, FUNDS_ROLES, frozenset({*AMOUNTS, RATE}))
    goals = _goals_header(before)
    yield from (header for header in (funds, goals, indicators) if header)


def _header(atoms: Sequence[Atom], of: Part, roles: Set[str], needed: Set[str]) -> Header | None:
    """The first run of labels that names enough of the columns a part needs."""
    position = 0
    while position < len(atoms):
        end = _run_end(atoms, position, roles)
        columns = tuple(_columns(atoms[position:end], roles))
        if len(needed & {term for term, _ in columns}) >= 2:
            return Header(of, position, end, columns)
        position = max(end, position + 1)
    return None


def _run_end(atoms: Sequence[Atom], start: int, roles: Set[str]) -> int:
    """The end of a run of labels; short texts between two of them are labels not yet known."""
    end = start
    for index in range(start, len(atoms)):
        if _role(atoms[index], roles):
            end = index + 1
        elif index == start or index - end >= _MOST_UNKNOWN or not _may_be_label(atoms[index]):
            break
    return end


def _role(atom: Atom, roles: Set[str]) -> str | None:
    """The column an atom names: its canonical term, or a further column's own name."""
    if not atom.text:
        return None
    term = atom.term
    if term in roles:
        return term
    return bare(atom.plain) if bare(atom.plain) in roles else None


def _may_be_label(atom: Atom) -> bool:
    short = 0 < len(atom.plain) <= _UNKNOWN_LABEL and not atom.plain.endswith(("。", "；", ";", "，", ","))
    return short and not atom.is_level and not atom.is_fund and number(atom.plain) is None


def _columns(atoms: Sequence[Atom], roles: Set[str]) -> Iterator[tuple[str, str]]:
    """Canonical → printed, in the order of the columns; the labels below a group's take its place."""
    found: list[tuple[str, str]] = []
    for atom in atoms:
        if not atom.text:
            continue
        term = _role(atom, roles) or bare(atom.plain)
        if term in (known for known, _ in found):
            at = [known for known, _ in found].index(term)
            below = [column for column in found if column[0] in ("指标性质", "计量单位")]
            found = [column for column in found if column not in below]
            found[at : at + 1] = [*below, (term, atom.plain)]
            continue
        if TARGET in (known for known, _ in found) and term == "计量单位" and _stands_below(found):
            at = [known for known, _ in found].index(TARGET)
            found.insert(at + 1, (term, atom.plain))
            continue
        found.append((term, atom.plain))
    yield from sorted(found, key=lambda column: column[0] not in _LEVELS)


def _stands_below(found: Sequence[tuple[str, str]]) -> bool:
    """Whether the labels of a header's second line have begun: what follows the target comes before it."""
    terms = [term for term, _ in found]
    return "指标性质" in terms and terms.index("指标性质") < terms.index(TARGET) and "得分" in terms


def _goals_header(atoms: Sequence[Atom]) -> Header | None:
    """The labels of both goals; the label at their side may be one of them."""
    for index, atom in enumerate(atoms):
        if atom.term not in (EXPECTED, ACTUAL, GOALS):
            continue
        end = index
        while end < len(atoms) and (atoms[end].term in (EXPECTED, ACTUAL, GOALS) or _is_between(atoms, end)):
            end += 1
        terms = [atoms[i].term for i in range(index, end)]
        if ACTUAL in terms and len(terms) > 1:
            own = [i for i in range(index, end) if atoms[i].term != GOALS] or [index]
            labels = list(range(index, end))[-2:]
            first = labels[0] if len(own) < 2 else own[0]
            columns = tuple(
                (ACTUAL if atoms[i].term == ACTUAL else EXPECTED, atoms[i].plain) for i in range(first, end)
            )
            return Header(
                Part.GOALS, first, end, columns[-3:] if _is_between(atoms, end - 2) else columns[-2:]
            )
    return None


def _is_between(atoms: Sequence[Atom], index: int) -> bool:
    """Whether an atom is the label of an adjusted goal, which stands between those of both goals."""
    around = [atoms[i].term for i in (index - 1, index + 1) if 0 <= i < len(atoms)]
    return around == [EXPECTED, ACTUAL] and atoms[index].is_detail


def _side_start(atoms: Sequence[Atom], header: Header) -> int:
    """Where the label at a header's side begins: the part's own, or one that says the unit of the amounts."""
    start = header.start
    for count in range(1, min(_FURTHEST_SIDE, start) + 1):
        atom = atoms[start - count]
        if atom.term == _SIDES[header.part] or (header.part is Part.INDICATORS and is_side(atom.plain)):
            return start - count
        if header.part is Part.FUNDS and _UNIT.search(atom.plain):
            before = start - count - 1
            return before if before >= 0 and atoms[before].term == _SIDES[Part.FUNDS] else start - count
        if atom.text and not _may_be_label(atom):
            break
    return start


def is_side(text: str) -> bool:
    """Whether a text is the label at the side of the indicators: 绩效指标, 年度绩效目标1（80分）."""
    return vocabulary().label(text) == _SIDES[Part.INDICATORS] or bool(_SIDE.fullmatch(bare(text)))


def _total_at(atoms: Sequence[Atom], start: int) -> int:
    """Where the line of the total begins, or what stands below the indicators where there is none."""
    for index in range(start, len(atoms)):
        atom = atoms[index]
        if atom.term == "总分" and (index + 1 == len(atoms) or _follows_total(atoms[index + 1])):
            return index
    last = max((i for i in range(start, len(atoms)) if atoms[i].is_level_label), default=start)
    return next((i for i in range(last + 1, len(atoms)) if _begins_foot(atoms[i])), len(atoms))


def _follows_total(atom: Atom) -> bool:
    formula = atom.plain.startswith(("=", "#"))
    return not atom.text or formula or number(atom.plain) is not None or atom.gap in (Gap.LINE, Gap.ROW)


def _begins_foot(atom: Atom) -> bool:
    """Whether an atom is a label that stands below the indicators."""
    if atom.gap is Gap.BLANK or not atom.text:
        return False
    label = before_colon(atom.plain)
    known = vocabulary().is_detail(label) or vocabulary().label(label) in PAIR_TERMS
    return known and not is_side(label)


def _foot_at(atoms: Sequence[Atom], total: int) -> int:
    """Where the line of the total ends: its label with the numbers and the grade behind it."""
    if total >= len(atoms) or atoms[total].term != "总分":
        return total
    end = total + 1
    while end < len(atoms) and _of_total(atoms[end]):
        end += 1
    return end


def _of_total(atom: Atom) -> bool:
    plain = atom.plain
    return not plain or number(plain) is not None or plain in ("优", "良", "中", "差", "/", "—", "-")
