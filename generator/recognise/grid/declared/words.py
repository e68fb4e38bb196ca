"""The words that only a table of declared goals prints, as data."""

import re
from enum import Enum, auto
from functools import cache

from attrs import frozen

from ....model.data_file import data_file
from ....model.vocabulary import bare, vocabulary
from ....sources.grid import Cell
from ..rows import is_nothing, squeezed
from ..titles import bare_title

_LONGEST_TITLE = 50
_LONGEST = 24
"""Characters; a longer text is no label."""


class Span(Enum):
    """What a goal, an amount or an indicator is for."""

    YEAR = auto()
    TERM = auto()
    """The project's own term, of several years."""
    PLAIN = auto()
    """Not said: the year, where nothing else is said to be."""


@frozen
class _Words:
    title: re.Pattern[str]
    other_title: re.Pattern[str]
    spans: dict[Span, re.Pattern[str]]
    """What tells the one from the other, anywhere in a text."""
    goals: dict[Span, re.Pattern[str]]
    totals: dict[Span, re.Pattern[str]]
    fund: re.Pattern[str]


@cache
def _words() -> _Words:
    data = {name: re.compile(pattern) for name, pattern in data_file("words.yaml", __package__).items()}
    return _Words(
        title=data["title"],
        other_title=data["other_title"],
        spans={Span.YEAR: data["year"], Span.TERM: data["term"]},
        goals={
            Span.YEAR: data["year_goal"],
            Span.TERM: data["term_goal"],
            Span.PLAIN: data["plain_goal"],
        },
        totals={Span.YEAR: data["year_total"], Span.TERM: data["term_total"]},
        fund=data["fund"],
    )


def is_declaration_title(text: str) -> bool:
    """Whether a text is the title of a table of declared goals."""
    plain = bare_title(squeezed(text))
    return _words().title.fullmatch(plain) is not None and not _words().other_title.search(plain)


def is_other_title(text: str) -> bool:
    """Whether a text names a table of another kind, as a title or a sheet does."""
    plain = bare_title(squeezed(text))
    return len(plain) <= _LONGEST_TITLE and "绩效" in plain and _words().other_title.search(plain) is not None


def span_in(text: str) -> Span:
    """What a text says that it is for, by a word anywhere in it."""
    plain = squeezed(text)
    found = (span for span, pattern in _words().spans.items() if pattern.search(plain))
    return next(found, Span.PLAIN)


def goal_label(cell: Cell) -> Span | None:
    """Which goal a cell is the label of."""
    return _one_of(_words().goals, cell.text)


def total_label(text: str) -> Span | None:
    """Which total of the funds a label names."""
    return _one_of(_words().totals, text)


def is_fund_label(text: str) -> bool:
    """Whether a label names a row of the funds."""
    plain = bare(text).removeprefix("其中").strip(":：")
    if not plain or len(plain) > _LONGEST:
        return False
    known = total_label(plain) is not None or vocabulary().is_fund(plain)
    return known or _words().fund.fullmatch(plain) is not None


def _one_of(patterns: dict[Span, re.Pattern[str]], text: str) -> Span | None:
    plain = bare(text)
    if is_nothing(text) or len(plain) > _LONGEST:
        return None
    return next((span for span, pattern in patterns.items() if pattern.fullmatch(plain)), None)
