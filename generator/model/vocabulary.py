"""The words of the form as data: which printed word stands for which canonical term."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from attrs import frozen

from .data_file import data_file

_BRACKETS = re.compile(r"[（(][^（）()]{0,20}[）)]")
_OTHER_BRACKETS = re.compile(r"[（(](?![0-9.]{1,6}分[）)])[^（）()]{0,20}[）)]")
"""Brackets that hold anything but points."""
_SPACE = re.compile(r"\s+")


_LONGEST = 120
"""Characters; a longer text is no label."""


@lru_cache(maxsize=4096)
def bare(printed: str) -> str:
    """A label without white space and brackets: ``产出指标 (50分)`` is ``产出指标``; a long text as it is."""
    if len(printed) > _LONGEST:
        return printed
    return _BRACKETS.sub("", _SPACE.sub("", printed)).strip(":：").rstrip("%％*＊")


def with_points(printed: str) -> str:
    """A label without white space and brackets, but with the points it prints: ``年度绩效目标（80分）``."""
    return _OTHER_BRACKETS.sub("", _SPACE.sub("", printed)).strip(":：")


@frozen
class Vocabulary:
    """Look-ups from a printed word to its canonical term; None where the word is not known."""

    terms: Mapping[str, str]
    funds: Mapping[str, str]
    level1: Mapping[str, str]
    level2: Mapping[str, str]
    parents: Mapping[str, str]
    """Canonical 二级指标 → canonical 一级指标; the first that lists it."""
    hints: Mapping[str, tuple[str, ...]]
    """Canonical 二级指标, in the order in which forms print them → words in the names of its rows."""
    connectives: tuple[str, ...]
    """Words that carry on the sentence before."""

    details: frozenset[str]
    """Labels at the head or foot of a form that are kept by their own names."""
    above: frozenset[str]
    """Those of them that stand above the title."""
    columns: frozenset[str]
    """Columns of the indicators that are kept by their own names."""

    def term(self, printed: str) -> str | None:
        """The canonical form label, e.g. 权重 → 分值."""
        return self.terms.get(bare(printed))

    def fund(self, printed: str) -> str | None:
        """The canonical row of the funds block, e.g. 总额 → 年度资金总额."""
        return self.funds.get(bare(printed))

    def as_level1(self, printed: str) -> str | None:
        """The canonical 一级指标."""
        return self.level1.get(bare(printed))

    def as_level2(self, printed: str) -> str | None:
        """The canonical 二级指标."""
        return self.level2.get(bare(printed))

    def parent(self, printed: str) -> str | None:
        """The 一级指标 that a 二级指标 belongs to."""
        level2 = self.as_level2(printed)
        return None if level2 is None else self.parents[level2]

    def words_for(self, canonical: str) -> tuple[str, ...]:
        """Every printed word of a form label, the canonical one first."""
        return (canonical, *(w for w, c in self.terms.items() if c == canonical and w != canonical))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary shipped with the package."""
    data = data_file("vocabulary.yaml")
    levels: dict[str, dict[str, Any]] = data["levels"]
    return Vocabulary(
        terms=_inverted(data["terms"].items()),
        funds=_inverted(data["funds"].items()),
        level1=_inverted((name, level["synonyms"]) for name, level in levels.items()),
        level2=_inverted(pair for level in levels.values() for pair in level["level2"].items()),
        hints={name: tuple(hints) for name, hints in data["hints"].items()},
        connectives=tuple(data["connectives"]),
        details=frozenset(data["details"]),
        above=frozenset(data["above"]),
        columns=frozenset(data["columns"]),
        parents={name: parent for parent, level in reversed(levels.items()) for name in level["level2"]},
    )


def _inverted(entries: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """Printed word → canonical term; the first entry to name a word keeps it."""
    inverted: dict[str, str] = {}
    for canonical, synonyms in entries:
        for word in (canonical, *synonyms):
            inverted.setdefault(word, canonical)
    return inverted
