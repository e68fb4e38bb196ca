"""Rules on the characters themselves: what a broken text layer left, words written twice."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..model.problem import Path
from .facts import Facts
from .needs import WRITTEN, Given, Verdict
from .punctuation import around, counted
from .rule import Finding, rule
from .texts import Located
from .words import words

if TYPE_CHECKING:  # heavy, and only needed where a form is suspicious
    from ..repair.log import Entry

_SUSPECT = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\ufffd]")
"""Ideographs, the parts of them, private characters, and what stands for a character that was not read."""
_PARTS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
"""Radicals and compatibility ideographs, which stand for usual characters."""
_LOST = re.compile("[\ue000-\uf8ff\ufffd]")

_DOUBLED = re.compile("([\u4e00-\u9fff]{2,8}?)\\1")
MAX_PROSE = 50_000
"""Characters of all texts of a form; more are no form's, and would take seconds to decode."""
BOUND = 2.0
"""Nats by which the character before a doubled word may call for its beginning, or its end for what follows:
beyond, the word is part of a longer one there (集装箱装箱)."""
WITHIN = 3.0
"""Nats by which its end may call for its own beginning: beyond, it is cut from others (企业创业创新)."""


READABLE = Given[Facts](
    lambda facts: len(facts.prose) <= MAX_PROSE,
    f"文字超过 {MAX_PROSE:,} 字，没有再做文字还原",
    Verdict.UNDECIDED,
)


@rule("R40", READABLE, WRITTEN)
def leftovers(facts: Facts) -> Iterator[Finding]:
    """Characters of a broken text layer that were not restored."""
    found = dict(_lost(facts.texts)) if _LOST.search(facts.prose) else {}
    for path, _, entry, offset in _restored(facts.texts):
        found.setdefault(path, Finding(path, *_said(entry), offset=offset))
    yield from found.values()


def _said(entry: "Entry") -> tuple[str, str]:
    """What to say of a place, and the character there."""
    rival = entry.true if entry.true != entry.extracted else str(entry.figures.get("次选", ""))
    meant = f"，疑应为“{rival}”" if rival else ""
    return f"“{entry.extracted}”疑为文字层错位留下的字{meant}", entry.extracted


def _lost(located: Iterable[Located]) -> Iterator[tuple[Path, Finding]]:
    for path, text in located:
        if match := _LOST.search(text):
            message = f"“{_LOST.sub('□', around(text, match.start()))}”里有没有读出的字（□）"
            yield path, Finding(path, message, value=match[0], offset=match.start())


def restored(located: Sequence[Located]) -> dict[Path, str]:
    """Path → the text with its true characters, where the decoder is sure of all that it changes there."""
    by_path: dict[Path, list[tuple[int, Entry]]] = {}
    originals: dict[Path, str] = {}
    for path, text, entry, offset in _restored(located):
        by_path.setdefault(path, []).append((offset, entry))
        originals[path] = text
    return {
        path: _replaced(originals[path], changes)
        for path, changes in by_path.items()
        if not any(entry.doubtful or len(entry.true) != len(entry.extracted) for _, entry in changes)
    }


def _replaced(text: str, changes: list[tuple[int, "Entry"]]) -> str:
    for offset, entry in changes:
        text = text[:offset] + entry.true + text[offset + len(entry.extracted) :]
    return text


def _restored(located: Sequence[Located]) -> Iterator[tuple[Path, str, "Entry", int]]:
    """Path, text, what the decoder says of it, and the offset of each place; only of suspicious texts."""
    joined = "\n".join(text for _, text in located)
    unusual = _SUSPECT.findall("".join(set(joined) - _usual()))
    if not unusual or len(joined) > MAX_PROSE:
        return
    rare = _rare("".join(sorted(unusual)))
    suspicious = [(path, text) for path, text in located if not rare.isdisjoint(text)]
    said = _decoded(tuple(text for _, text in suspicious), rare) if suspicious else ()
    for (path, text), entries in zip(suspicious, said, strict=True):
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        for entry in entries:
            yield from ((path, text, entry, starts[s.line - 1] + s.column - 1) for s in entry.places)


@lru_cache(maxsize=1024)
def _rare(characters: str) -> frozenset[str]:
    """Those that seldom stand in a modern text, or are but forms of others."""
    from ..repair.text.language import shipped_model  # noqa: PLC0415 - heavy
    from ..repair.text.order_regions import rare_characters  # noqa: PLC0415 - heavy

    return rare_characters(shipped_model(), characters) | set(_PARTS.findall(characters))


@lru_cache(maxsize=1024)
def _decoded(given: tuple[str, ...], rare: frozenset[str]) -> tuple[tuple["Entry", ...], ...]:
    """What the decoder says of each text, they being one document; the forms of a department share names."""
    from ..repair.text.cells import Cell, repair_cells  # noqa: PLC0415 - heavy

    cells = (Cell(name=str(number), text=text) for number, text in enumerate(given))
    return tuple(
        tuple(entry for entry in repaired.entries if _is_leftover(entry, rare))
        for repaired in repair_cells(cells, source="")
    )


def _is_leftover(entry: "Entry", rare: frozenset[str]) -> bool:
    """Whether an entry is about a broken character, not about spaces or a common one in doubt."""
    return entry.extracted in rare or (entry.true != entry.extracted and _is_ideograph(entry.extracted))


def _is_ideograph(text: str) -> bool:
    return _SUSPECT.fullmatch(text) is not None


@cache
def _usual() -> frozenset[str]:
    """The 3,755 characters of the first level of GB 2312, of which most texts consist."""
    return frozenset(
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFA if row == 0xD7 else 0xFF)
    )


@rule("R41", WRITTEN)
def doubled_words(facts: Facts) -> Iterator[Finding]:
    """A word of two or more characters written twice in a row."""
    for path, text in facts.texts if _DOUBLED.search(facts.prose) else ():
        found = list(doubled(text))
        if found:
            offset, word = found[0]
            yield Finding(
                path,
                f"“{around(text, offset, 2 * len(word))}”里“{word}”写了两遍{counted(len(found))}",
                value=word * 2,
                offset=offset,
            )


def doubled(text: str) -> Iterator[tuple[int, str]]:
    """Offset and word of each, without what Chinese doubles rightly."""
    for match in _DOUBLED.finditer(text):
        word = match[1]
        if not _is_reduplication(word) and not _is_cut(text, match.start(), match.end(), word):
            yield match.start(), word


def _is_reduplication(word: str) -> bool:
    """Numbers (二零二零), words of one character (哈哈), and words that are doubled to weaken or to list."""
    known = words()
    return (
        len(set(word)) == 1
        or any(character in known.numerals for character in word)
        or word[0] in known.particles
        or word[-1] in known.particles
        or word in known.reduplicated
    )


def _is_cut(text: str, start: int, end: int, word: str) -> bool:
    """Whether the two halves belong to longer words on either side."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        _calls_for(before, word[0]) > BOUND
        or _calls_for(word[-1], after) > BOUND
        or _calls_for(word[-1], word[0]) > WITHIN
    )


@lru_cache(maxsize=4096)
def _calls_for(first: str, second: str) -> float:
    """Nats by which a character makes the next one likelier than it is anywhere; 0 at an edge of a word."""
    if not (_is_ideograph(first) and _is_ideograph(second)):
        return 0.0
    from ..repair.text.language import shipped_model  # noqa: PLC0415 - heavy

    model = shipped_model()
    a, b = model.ids(first), model.ids(second)
    return float((model.second(model.pairs(a, b)) - model.unigram[b])[0])
