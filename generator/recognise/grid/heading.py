"""The labels with values at the head and the foot of a form: its fields, the year, and what else it says."""

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from ...model.vocabulary import vocabulary
from ..other import Leftover
from ..recognised import Doubt
from .goals import paragraphs
from .pairs import Pair, is_known_within, pairs
from .parts import Found
from .rows import is_nothing, joined
from .sections import Kind, Section

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_FULL_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")
_NUMBERED = re.compile(r"[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]")
"""How a further note begins."""


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
            rest = _settle(known, pair) if above or pair.label else pair
            others[above].extend([rest] if rest else [])
    return Heading(known, tuple(others[True]), tuple(others[False]))


def _settle(known: dict[str, Pair], pair: Pair) -> Pair | None:
    """Give a pair its label; the pair that is left over, where one is and says anything else."""
    if pair.term is None:
        return pair
    first = known.setdefault(pair.term, pair)
    if first is pair:
        return None
    if _gives_way(first, pair):
        known[pair.term], pair = pair, first
        first = known[str(pair.term)]
    return None if not pair.value or _says_nothing_new(pair, first) else pair


def _gives_way(first: Pair, pair: Pair) -> bool:
    if bool(first.value) != bool(pair.value):
        return not first.value
    if vocabulary().is_senior(first.label) != vocabulary().is_senior(pair.label):
        return vocabulary().is_senior(first.label)
    in_cells = first.inline and not pair.inline and first.label != pair.label
    return in_cells or (pair.term == "年度" and not first.label and bool(pair.label))


def _says_nothing_new(pair: Pair, first: Pair) -> bool:
    """Whether a pair repeats another, as a title on the next page or the year below the title."""
    if pair.term == "年度":
        return _YEAR.findall(pair.value) == _YEAR.findall(first.value)
    return pair.label == first.label and pair.value == first.value


def _pairs(part: Section) -> Iterator[Pair]:
    if part.kind is Kind.PAIRS:
        for row in part.rows:
            yield from pairs(row)


def read_year(heading: Heading, file: str) -> Found[int]:
    """The year printed for itself or in the title; else inferred from what else names one; else 0."""
    printed = (heading.value("年度"), heading.value("标题"))
    years = [match[1] for match in map(_YEAR.search, printed) if match]
    if years:
        return Found(int(years[0]), doubts=tuple(_other_year(*years)) if len(set(years)) > 1 else ())
    others = [*(pair.value for pair in (*heading.head, *heading.foot) if pair.is_of_form), file]
    match = next(filter(None, map(_FULL_YEAR.search, others)), None)
    if match is None:
        return Found(0, doubts=(_doubt("0", "表上没有写年度，请填写", 0.0),))
    why = f"表上没有写年度，从“{match.string[:40]}”推得"
    return Found(int(match[1]), doubts=(_doubt(match[1], why, 0.5),))


def _other_year(year: str, in_title: str) -> Iterator[Doubt]:
    why = f"标题中的年度是{in_title}，与单写的年度不同"
    yield evolve(_doubt(year, why, 0.6), alternatives=(in_title,))


def _doubt(decided: str, why: str, confidence: float) -> Doubt:
    return Doubt(kind="D05", path=("年度",), decided=decided, why=why, confidence=confidence)


@frozen
class Details:
    """Known labels of head or foot with their values, as printed; and what is not known."""

    values: dict[str, str]
    unknown: tuple[Leftover, ...]


def read_details(pairs: Iterable[Pair]) -> Details:
    """The pairs that are no field of the form. A numbered line goes on with the note above it.

    Lines outside the tables that print no known label are the page's, not the form's.
    """
    values: dict[str, str] = {}
    unknown: list[Leftover] = []
    last = ""
    for pair in pairs:
        known = pair.label and (pair.term is not None or is_known_within(pair.label))
        if known and pair.label not in values:
            values[pair.label] = paragraphs(pair.value)
            last = pair.label
        elif not pair.label and last and _NUMBERED.match(pair.value):
            values[last] = f"{values[last]}\n{paragraphs(pair.value)}"
        else:
            last = ""
            unknown.extend(_leftover(pair))
    return Details(values, tuple(unknown))


def _leftover(pair: Pair) -> Iterator[Leftover]:
    if pair.is_of_form and not is_nothing(pair.value):
        label = pair.label or pair.row.written[0].origin or "未标明"
        yield Leftover(label, paragraphs(pair.value), "不认识这一项")
