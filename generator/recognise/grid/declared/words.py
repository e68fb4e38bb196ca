"""The words that only a table of declared goals prints, as data."""

import re
from enum import Enum, auto
from functools import cache

from ....model.data_file import data_file
from ....model.vocabulary import bare, vocabulary
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


_SPANS = {"year": Span.YEAR, "term": Span.TERM}
_GOALS = {"year_goal": Span.YEAR, "term_goal": Span.TERM, "plain_goal": Span.PLAIN}
_TOTALS = {"year_total": Span.YEAR, "term_total": Span.TERM}
"""Patterns by name, and what each tells."""


@cache
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in data_file("words.yaml", __package__).items()}


def is_declaration_title(text: str) -> bool:
    """Whether a text is the title of a table of declared goals."""
    plain = bare_title(squeezed(text))
    words = _words()
    return words["title"].fullmatch(plain) is not None and not words["other_title"].search(plain)


def is_other_title(text: str) -> bool:
    """Whether a text names a table of another kind, as a title or a sheet does."""
    plain = bare_title(squeezed(text))
    said = _words()["other_title"].search(plain)
    return len(plain) <= _LONGEST_TITLE and "绩效" in plain and said is not None


def span_in(text: str) -> Span:
    """What a text says that it is for, by a word anywhere in it."""
    plain = squeezed(text)
    return next((span for name, span in _SPANS.items() if _words()[name].search(plain)), Span.PLAIN)


def goal_label(text: str) -> Span | None:
    """Which goal a label names."""
    return _one_of(_GOALS, text)


def total_label(text: str) -> Span | None:
    """Which total of the funds a label names."""
    return _one_of(_TOTALS, text)


def is_fund_label(text: str) -> bool:
    """Whether a label names a row of the funds."""
    plain = bare(text).removeprefix("其中").strip(":：")
    if not plain or len(plain) > _LONGEST:
        return False
    known = total_label(plain) is not None or vocabulary().is_fund(plain)
    return known or _words()["fund"].fullmatch(plain) is not None


def _one_of(patterns: dict[str, Span], text: str) -> Span | None:
    plain = bare(text)
    if is_nothing(text) or len(plain) > _LONGEST:
        return None
    return next((span for name, span in patterns.items() if _words()[name].fullmatch(plain)), None)
