"""The labels with values at the head and the foot of a form, and the year it is about."""

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from ..recognised import Doubt
from .pairs import Pair, pairs
from .parts import Found
from .rows import joined
from .sections import Kind, Section

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_FULL_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")


@frozen
class Heading:
    """Pairs by canonical label, and the others: those above the indicators, those below."""

    known: dict[str, Pair]
    head: tuple[Pair, ...]
    foot: tuple[Pair, ...]

    def value(self, *terms: str) -> str:
        """The first of these labels that has a value, on one line."""
        values = (joined(self.known[term].value) for term in terms if term in self.known)
        return next(filter(None, values), "")


def read_heading(parts: Sequence[Section]) -> Heading:
    """Every pair of a form. The first to print a label has it, one in cells before one in a line above them
    (单位名称 above, 项目实施单位 within); the others are kept beside.
    """
    known: dict[str, Pair] = {}
    others: dict[bool, list[Pair]] = {True: [], False: []}
    above = True
    for part in parts:
        above = above and part.kind is not Kind.INDICATORS
        for pair in _pairs(part):
            first = known.get(pair.term) if pair.term else pair
            if pair.term and (first is None or _gives_way(first, pair)):
                known[pair.term] = pair
                others[above].extend([first] if first else [])
            elif first is None or first is pair or pair.value != first.value:
                others[above].append(pair)
    return Heading(known, tuple(others[True]), tuple(others[False]))


def _gives_way(first: Pair, pair: Pair) -> bool:
    return first.inline and not pair.inline and first.label != pair.label


def _pairs(part: Section) -> Iterator[Pair]:
    if part.kind is Kind.PAIRS:
        for row in part.rows:
            yield from pairs(row)


def read_year(heading: Heading, file: str) -> Found[int]:
    """The year printed for itself or in the title; else inferred from what else names one; else 0."""
    for printed in (heading.value("年度"), heading.value("标题")):
        match = _YEAR.search(printed)
        if match:
            return Found(int(match[1]))
    others = [*(pair.value for pair in (*heading.head, *heading.foot)), file]
    match = next(filter(None, map(_FULL_YEAR.search, others)), None)
    if match is None:
        return Found(0, doubts=(_doubt("0", "表上没有写年度，请填写", 0.0),))
    why = f"表上没有写年度，从“{match.string[:40]}”推得"
    return Found(int(match[1]), doubts=(_doubt(match[1], why, 0.5),))


def _doubt(decided: str, why: str, confidence: float) -> Doubt:
    return Doubt(kind="D05", path=("年度",), decided=decided, why=why, confidence=confidence)
