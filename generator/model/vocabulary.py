"""The words of the form as data: which printed word stands for which canonical term.

Beside the words shipped with the package, those are known that the profiles of a workspace print.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

from attrs import evolve, frozen

from .data_file import data_file
from .profile import SHIPPED, Profiles, profiles_in_use

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

_BRACKETS = re.compile(r"[（(][^（）()]{0,20}[）)]")
_OTHER_BRACKETS = re.compile(r"[（(](?![0-9.]{1,6}分[）)])[^（）()]{0,20}[）)]")
"""Brackets that hold anything but points."""
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\xad]+")
"""White space, and what has no width."""
_NUMBERED = re.compile(
    r"^(?:[★☆*＊▲△]|[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[）)、.．]|[）)][、.．]))+(?=[^0-9])"
)
"""A number before a label, or a mark that its indicator is a core one."""
_WIDE = {
    code: code - 0xFEE0 for span in ("０９", "ＡＺ", "ａｚ") for code in range(ord(span[0]), ord(span[1]) + 1)
}
"""Digits and letters of full width → the usual ones."""


_LONGEST = 120
"""Characters; a longer text is no label."""
_LONGEST_PATTERN = 24
"""Characters; a longer text is no label of a kind."""


@lru_cache(maxsize=4096)
def bare(printed: str) -> str:
    """A label without white space and brackets: ``产出指标 (50分)`` is ``产出指标``; a long text as it is."""
    if len(printed) > _LONGEST:
        return printed
    plain = _SPACE.sub("", printed).translate(_WIDE)
    return _BRACKETS.sub("", _NUMBERED.sub("", plain)).strip(":：").rstrip("%％*＊")


@lru_cache(maxsize=4096)
def opened(printed: str) -> str:
    """A label without white space, its brackets opened: ``全年(调整)绩效目标`` is ``全年调整绩效目标``."""
    if len(printed) > _LONGEST:
        return printed
    plain = _NUMBERED.sub("", _SPACE.sub("", printed).translate(_WIDE))
    return re.sub("[（()）]", "", plain).strip(":：")


def with_points(printed: str) -> str:
    """A label without white space and brackets, but with the points it prints: ``年度绩效目标（80分）``."""
    return _OTHER_BRACKETS.sub("", _SPACE.sub("", printed)).strip(":：")


@frozen(eq=False)
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
    detail_kinds: re.Pattern[str]
    """Kinds of them."""
    fund_kinds: re.Pattern[str]
    """Kinds of rows of the funds block."""
    kinds: Mapping[str, re.Pattern[str]]
    """Canonical form label → every word of its kind that no list has."""
    senior: tuple[str, ...]
    """How a label begins that names an authority farther up."""
    breakdown: frozenset[str]
    """Labels of a fund's parts that may bear their amount themselves."""
    groups: frozenset[str]
    """Labels over several columns or rows, which say nothing by themselves."""
    stamps: re.Pattern[str]
    """What a stamp or a signature is asked for with."""
    other_titles: re.Pattern[str]
    """Titles of tables that are no self-evaluation."""
    above: frozenset[str]
    """Those of them that stand above the title."""
    columns: frozenset[str]
    """Columns of the indicators that are kept by their own names."""

    def term(self, printed: str) -> str | None:
        """The canonical form label, e.g. 权重 → 分值."""
        return self.terms.get(bare(printed))

    def label(self, printed: str) -> str | None:
        """The canonical label of a table: one of the words of a term, or any of its kind."""
        return _label(printed)

    def is_detail(self, printed: str) -> bool:
        """Whether a label at the head or foot of a form is kept by its own name."""
        return _is_detail(printed)

    def detail(self, printed: str) -> str:
        """The name by which a label is kept: as printed, without white space, stamps and what is numbered."""
        plain = _NUMBERED.sub(
            "", _SPACE.sub("", self.stamps.sub("", _SPACE.sub("", printed)).translate(_WIDE))
        )
        return bare(printed) if bare(printed) in self.details else plain.strip(":：")

    def is_senior(self, printed: str) -> bool:
        """Whether a label names an authority farther up: 中央主管部门, 自治区主管部门."""
        return bare(printed).startswith(self.senior)

    def is_other_title(self, text: str) -> bool:
        """Whether a title, white space removed, is one of a table that is no self-evaluation."""
        return "自评" not in text and self.other_titles.fullmatch(text) is not None

    def fund(self, printed: str) -> str | None:
        """The canonical row of the funds block, e.g. 总额 → 年度资金总额."""
        return self.funds.get(bare(printed))

    def is_fund(self, printed: str) -> bool:
        """Whether a text names a row of the funds block, be it of a list or of their kind."""
        word = bare(printed)
        return word in self.funds or (
            len(word) <= _LONGEST_PATTERN and self.fund_kinds.fullmatch(word) is not None
        )

    def as_level1(self, printed: str) -> str | None:
        """The canonical 一级指标."""
        return self.level1.get(bare(printed))

    def as_level2(self, printed: str) -> str | None:
        """The canonical 二级指标."""
        return self.level2.get(bare(printed))

    def is_level(self, printed: str) -> bool:
        """Whether a text names a 一级 or 二级指标."""
        return self.as_level1(printed) is not None or self.as_level2(printed) is not None

    def parent(self, printed: str) -> str | None:
        """The 一级指标 that a 二级指标 belongs to."""
        level2 = self.as_level2(printed)
        return None if level2 is None else self.parents[level2]

    def may_mean(self, word: str, term: str | None) -> bool:
        """Whether a bare word, if it means anything, means this term (None: something that is no term)."""
        tables = (self.funds, self.level1, self.level2, self.columns, self.groups, self.details)
        meanings = {name for name, kind in self.kinds.items() if kind.fullmatch(word)}
        others = any(word in table for table in tables) or any(
            kind.fullmatch(word) for kind in (self.detail_kinds, self.fund_kinds)
        )
        return self.terms.get(word, term) == term and meanings <= {term} and not others

    def words_for(self, canonical: str) -> tuple[str, ...]:
        """Every printed word of a form label, the canonical one first."""
        return (canonical, *(w for w, c in self.terms.items() if c == canonical and w != canonical))


def vocabulary() -> Vocabulary:
    """The vocabulary shipped with the package, and what the profiles in use print that it does not have."""
    return _vocabulary_with(profiles_in_use())


def by_vocabulary(function: Callable[[*_Ts], _T]) -> Callable[[*_Ts], _T]:
    """A decorator: remember what a function of words gives, for each vocabulary in use."""
    remembered = lru_cache(maxsize=65_536)(lambda _vocabulary, *words: function(*words))

    @wraps(function)
    def found(*words: *_Ts) -> _T:
        return remembered(vocabulary(), *words)

    return found


@lru_cache(maxsize=8)
def _vocabulary_with(profiles: Profiles) -> Vocabulary:
    """The shipped one, and what a workspace's layouts print: terms, columns, labels at head and foot.

    A word that the shipped one has keeps its meaning; one that is printed for several terms is not taken.
    """
    shipped = shipped_vocabulary()
    if profiles is SHIPPED or not profiles.own:
        return shipped
    layouts = [layout for name in profiles.own if (layout := profiles.data(name).get("layout"))]
    meanings = {(bare(word), term) for layout in layouts for term, word in _worded(layout)}
    times = Counter(word for word, _ in meanings)
    terms = {
        word: term for word, term in meanings if word and times[word] == 1 and shipped.may_mean(word, term)
    }
    columns = {label for layout in layouts for label in layout["indicators"].get("more", ())}
    details = {bare(label) for layout in layouts for label in _beside(layout)}
    return evolve(
        shipped,
        terms={**shipped.terms, **terms},
        columns=shipped.columns | columns,
        details=shipped.details
        | {label for label in details if shipped.may_mean(label, None)} - terms.keys(),
    )


def _worded(layout: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each term that a layout prints in another word, and that word."""
    yield from layout.get("words", {}).items()
    for section in ("funds", "goals", "indicators"):
        yield from layout.get(section, {}).get("words", {}).items()


def _beside(layout: Mapping[str, Any]) -> Iterator[str]:
    """The labels at the head and the foot of a layout."""
    yield from (label for row in layout["heading"] for label in row)
    yield from layout.get("footer", ())


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary shipped with the package: the keys of a YAML are words of this one."""
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
        detail_kinds=_any_of(data["detail_patterns"]),
        fund_kinds=_any_of(data["fund_patterns"]),
        kinds={term: _any_of(patterns) for term, patterns in data["patterns"].items()},
        senior=tuple(data["senior"]),
        breakdown=frozenset(data["breakdown"]),
        groups=frozenset(data["groups"]),
        stamps=re.compile(data["stamps"]),
        other_titles=_any_of(data["other_titles"]),
        above=frozenset(data["above"]),
        columns=frozenset(data["columns"]),
        parents={name: parent for parent, level in reversed(levels.items()) for name in level["level2"]},
    )


@by_vocabulary
def _label(printed: str) -> str | None:
    words, word = vocabulary(), bare(printed)
    if word in words.terms:
        return words.terms[word]
    if len(word) > _LONGEST_PATTERN or word in words.columns or _is_detail(printed) or word in words.level2:
        return None
    return next((term for term, kind in words.kinds.items() if kind.fullmatch(word)), None)


@by_vocabulary
def _is_detail(printed: str) -> bool:
    words, word = vocabulary(), opened(printed)
    if bare(printed) in words.details or word in words.details:
        return True
    known = bare(printed) in words.terms or len(word) > _LONGEST_PATTERN
    return not known and words.detail_kinds.fullmatch(word) is not None


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _inverted(entries: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """Printed word → canonical term; the first entry to name a word keeps it."""
    inverted: dict[str, str] = {}
    for canonical, synonyms in entries:
        for word in (canonical, *synonyms):
            inverted.setdefault(word, canonical)
    return inverted
