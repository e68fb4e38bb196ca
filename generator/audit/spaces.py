"""The rule on spaces that a text does not need: behind full-width marks, on one side of a number or an ×.

Spaces that set out a text are left alone: several at once, those of names and of columns, and 23 次 with a
space on both sides, where all numbers of the text are written so.
"""

import re
from collections.abc import Iterator

from .facts import Facts
from .needs import WRITTEN
from .punctuation import HAN, around, counted
from .rule import Finding, rule

_NUMBER = r"\d+(?:[.,]\d+)*%?"
_SPACED = re.compile(rf"[{HAN}] {_NUMBER} [{HAN}]")
"""A number set apart on both sides: then that is how the text is written."""

_SPACE, _INK, _MARKS = "[ \u00a0]", "[^\\s\u00a0]", "[，。、；：？！]"
_BY_MARKS = re.compile(f"(?<={_MARKS}){_SPACE}(?={_INK})|(?<={_INK}){_SPACE}(?={_MARKS})")
_BY_SIGNS = re.compile(r"(?<=\d[*×]) (?=\d)|(?<=\d) (?=[*×]\d)")
_BY_NUMBERS = re.compile(rf"(?<=[{HAN}]) (?={_NUMBER}[{HAN}])|(?<=[{HAN}])({_NUMBER}) (?=[{HAN}])")
_BETWEEN = re.compile(rf"(?<=[{HAN}，。、；：]) (?=[{HAN}])")
_PARAGRAPH = re.compile("[^\n]+")
_SENTENCE = re.compile("[，。；]")


@rule("R45", WRITTEN)
def needless_spaces(facts: Facts) -> Iterator[Finding]:
    """Spaces that say nothing; one finding for each text."""
    for path, text in facts.texts if " " in facts.prose or "\u00a0" in facts.prose else ():
        if found := sorted({*_mendable(text), *_between(text)}):
            yield Finding(
                path,
                f"“{_shown(text, found[0])}”里多了空格{counted(len(found))}",
                value=text[found[0]],
                offset=found[0],
            )


def without_spaces(text: str) -> str:
    """The text without the spaces that are surely not meant; those between two words are left to a person."""
    needless = _mendable(text)
    return "".join(character for at, character in enumerate(text) if at not in needless) if needless else text


def _mendable(text: str) -> set[int]:
    """The offsets of the spaces beside marks, signs and numbers."""
    found = {match.start() for pattern in (_BY_MARKS, _BY_SIGNS) for match in pattern.finditer(text)}
    if not _SPACED.search(text):
        found |= {match.end() - 1 if match[1] else match.start() for match in _BY_NUMBERS.finditer(text)}
    return found


def _between(text: str) -> Iterator[int]:
    """Spaces between two words of a sentence: in a name or a list they may part what is to be parted."""
    for paragraph in _PARAGRAPH.finditer(text):
        if _SENTENCE.search(paragraph[0]):
            yield from (paragraph.start() + match.start() for match in _BETWEEN.finditer(paragraph[0]))


def _shown(text: str, offset: int) -> str:
    """The place, its space to be seen."""
    before, after = text[:offset], text[offset + 1 :]
    return around(f"{before}␣{after}", offset)
