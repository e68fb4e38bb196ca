"""Rules on punctuation: quotation marks and brackets that do not pair, half-width marks in Chinese text."""

import re
from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from .facts import Facts
from .needs import WRITTEN, Given
from .rule import Finding, rule

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"

_HALF = re.compile(rf"(?<=[{HAN}”’）》】])([,;:?!])(?: ?)(?=[{HAN}“‘（《【])")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}

_PAIRS = ("（）", "()", "“”", "‘’", "《》", "〈〉", "【】", "〔〕", "「」", "『』")
_OPENS = {pair[0]: "（" if pair == "()" else pair[0] for pair in _PAIRS}
"""Mark → its kind; brackets of either width are of one."""
_CLOSES = {pair[1]: _OPENS[pair[0]] for pair in _PAIRS}
_PARTNERS = {pair[0]: pair[1] for pair in _PAIRS}
_MARK = re.compile("[" + re.escape("".join((*_OPENS, *_CLOSES))) + "]")
_NUMBERING = re.compile(r"(?:^|[^0-9A-Za-z一二三四五六七八九十])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,3}$")
"""What stands before a bracket that only closes: 1）, a), 三）."""
_INDENT = 20
"""Spaces before a paragraph, at most."""
_QUOTES = re.compile('[“”"]')

LONGEST_QUOTE = 40
"""Characters between two quotation marks that are surely a pair."""
CONTEXT = 6
"""Characters shown before and after the place."""


@frozen
class Unpaired:
    """A mark at an offset of a text, and what is wrong with it."""

    offset: int
    fault: str


MARKED = Given[Facts](
    lambda facts: _MARK.search(facts.prose) is not None,
    "没有引号、括号",
    seen=lambda facts: (
        f"核了 {sum(_MARK.search(text) is not None for _, text in facts.texts)} 处有引号、括号的文字"
    ),
)


@rule("R42", MARKED)
def unpaired_marks(facts: Facts) -> Iterator[Finding]:
    """Marks that open and do not close, or close what was not opened; one finding for each text."""
    for path, text in facts.texts:
        if _MARK.search(text) and (found := list(unpaired(text))):
            first = found[0]
            yield Finding(
                path,
                f"“{around(text, first.offset)}”里的 {text[first.offset]} {first.fault}{counted(len(found))}",
                value=text[first.offset],
                offset=first.offset,
            )


def unpaired(text: str) -> Iterator[Unpaired]:
    """The marks without a partner, in no order; apostrophes and the brackets of a numbering need none."""
    opened: list[tuple[str, int]] = []
    kinds: Counter[str] = Counter()
    for match in _MARK.finditer(text):
        mark, offset = match[0], match.start()
        if mark in _OPENS:
            kind = _OPENS[mark]
            if kind in "“‘" and kinds[kind]:
                if not _begins_paragraph(text, offset):
                    yield Unpaired(offset, f"之前还有一个没有配上 {_PARTNERS[mark]}")
                continue
            opened.append((kind, offset))
            kinds[kind] += 1
        elif not kinds[_CLOSES[mark]]:
            if not _needs_no_partner(text, mark, offset):
                yield Unpaired(offset, "没有开头的一半")
        else:
            yield from (Unpaired(lost, "没有结尾的一半") for lost in _closed(opened, kinds, _CLOSES[mark]))
    yield from (Unpaired(offset, "没有结尾的一半") for _, offset in opened)


def _closed(opened: list[tuple[str, int]], kinds: Counter[str], kind: str) -> Iterator[int]:
    """Take the innermost mark of a kind from those opened; the offsets of what was opened within it."""
    while opened:
        last, offset = opened.pop()
        kinds[last] -= 1
        if last == kind:
            return
        yield offset


def _begins_paragraph(text: str, offset: int) -> bool:
    """Whether a quotation goes on in a new paragraph, which begins with its mark again."""
    before = text[max(0, offset - _INDENT) : offset].rstrip(" \u3000")
    return before[-1:] == "\n" or (not before and offset < _INDENT)


def _needs_no_partner(text: str, mark: str, offset: int) -> bool:
    before, after = text[max(0, offset - 5) : offset], text[offset + 1 : offset + 2]
    if mark == "’":
        return before[-1:].isascii()
    return mark in "）)" and _NUMBERING.search(before) is not None and after not in (*_CLOSES, "")


@rule("R43", WRITTEN)
def half_width_marks(facts: Facts) -> Iterator[Finding]:
    """Half-width punctuation between Chinese characters; one finding for each text."""
    for path, text in facts.texts if _HALF.search(facts.prose) else ():
        found = list(_HALF.finditer(text))
        if found:
            mark, offset = found[0][1], found[0].start()
            yield Finding(
                path,
                f"“{around(text, offset)}”里是半角的“{mark}”，应为“{_FULL[mark]}”{counted(len(found))}",
                value=mark,
                offset=offset,
            )


def full_width(text: str) -> str:
    """The text with full-width marks between Chinese characters."""
    return _HALF.sub(lambda match: _FULL[match[1]], text)


def paired(text: str) -> str:
    """The text with opening and closing quotation marks by turns, where they can only be meant so.

    That is where one is without a partner, and they are of an even number, each two of them near.
    """
    marks = [match.start() for match in _QUOTES.finditer(text)]
    is_faulty = any(text[found.offset] in "“”" for found in unpaired(text))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    if not is_faulty or len(marks) % 2 or not all(_is_near(text, *pair) for pair in pairs):
        return text
    characters = list(text)
    for start, end in pairs:
        characters[start], characters[end] = "“", "”"
    return "".join(characters)


def _is_near(text: str, start: int, end: int) -> bool:
    return 1 < end - start <= LONGEST_QUOTE and "\n" not in text[start:end]


def around(text: str, offset: int, length: int = 1) -> str:
    """A place with what stands around it, on one line."""
    return " ".join(text[max(0, offset - CONTEXT) : offset + length + CONTEXT].split())


def counted(number: int) -> str:
    """How many such places a text has, where it is more than one."""
    return f"（本栏共 {number} 处）" if number > 1 else ""
