"""Lines of wrapped text put together again, as a reader joins them."""

import re
from collections.abc import Sequence

from ...model.splitting import split_before

_LATIN_END = re.compile(r"[A-Za-z0-9,.;:)%]")
_LATIN_START = re.compile(r"[A-Za-z(]")
_HALF_WIDTH = frozenset("“”‘’·…")
_SENTENCE_END = tuple("。；！？：;!?")
_NUMBERED = re.compile(
    r"^(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)


def join(lines: Sequence[str]) -> str:
    """One text from wrapped lines: nothing between Chinese characters, a space between Latin words."""
    parts: list[str] = []
    end = ""
    for line in lines:
        if _LATIN_END.match(end) and _LATIN_START.match(line):
            parts.append(" ")
        parts.append(line)
        end = line[-1:] or end
    return "".join(parts)


def key(text: str) -> str:
    """What two copies of one text share, however they were typeset: no white space."""
    return re.sub(r"\s+", "", text)


def width(line: str) -> float:
    """The length of a line in em: Latin characters and, in most faces, quotation marks take half of one."""
    return sum(0.5 if character.isascii() or character in _HALF_WIDTH else 1.0 for character in line)


def paragraph_ends(lines: Sequence[str]) -> list[int]:
    """Indices of the lines that end a paragraph, the last line left out.

    A paragraph ends where a sentence does and either the next line opens with an ordinal or this one is
    too short to have been wrapped.
    """
    full = max(map(width, lines), default=0)
    return [
        index
        for index, line in enumerate(lines[:-1])
        if line.endswith(_SENTENCE_END) and (_NUMBERED.match(lines[index + 1]) or width(line) < 0.8 * full)
    ]


def paragraphs(lines: Sequence[str]) -> str:
    """Wrapped lines re-flowed; paragraphs are separated by a newline."""
    ends = set(paragraph_ends(lines))
    parts = split_before(range(len(lines)), lambda part, _: part[-1] in ends)
    return "\n".join(filter(None, (join([lines[index] for index in part]) for part in parts)))


def merge_paragraphs(mine: str, theirs: str) -> str:
    """Text of one copy with the paragraph ends that either copy shows; both have the same `key`."""
    ends = _paragraph_offsets(mine) | _paragraph_offsets(theirs)
    merged: list[str] = []
    offset = 0
    for character in mine.replace("\n", ""):
        merged.append(character)
        if not character.isspace():
            offset += 1
            if offset in ends:
                merged.append("\n")
    return "\n".join(line.strip() for line in "".join(merged).strip("\n").split("\n"))


def _paragraph_offsets(text: str) -> set[int]:
    """How many non-blank characters stand before each paragraph end."""
    offsets, count = set(), 0
    for paragraph in text.split("\n")[:-1]:
        count += len(key(paragraph))
        offsets.add(count)
    return offsets
