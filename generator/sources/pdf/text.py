"""From placed characters to text as a reader would say it: lines, wrapped lines joined, paragraphs kept."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ...model.splitting import split_before
from .content import Glyph


class Placed(NamedTuple):
    """A glyph and the text it stands for."""

    glyph: Glyph
    text: str


class Line(NamedTuple):
    """Characters on one baseline, from left to right, with the extent of what is not a space."""

    characters: tuple[Placed, ...]
    x0: float
    x1: float
    size: float
    below: str = ""
    """Another text that stands below it, printed over."""

    @property
    def text(self) -> str:
        """The line's text, without spaces at its ends and without those that only justify it."""
        return _unspaced(_spaced(self.characters).strip())


_SAME_LINE = 0.5
"""Share of the font size by which middles may differ on one baseline."""
_SAME_PLACE = 0.35
"""Share of the size within which the same character drawn again is a faked bold."""
_UPON, _UPON_IN_TURN = 0.6, 0.45
"""Share of a glyph's width; a glyph that begins nearer to its beginning stands upon it."""
_WORD_GAP = 0.22
"""Share of the size; a wider gap between Latin characters is a space."""

_IDEOGRAPH = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·"
_JUSTIFIED = re.compile(rf"(?<![{_IDEOGRAPH}])[\u4e00-\u9fff](?: [\u4e00-\u9fff]){{2,}}(?![{_IDEOGRAPH}])")
_NO_LINE_START = "“‘，。、；：！？）》〉】〕」』”’％%,.;:!?)]}…—·"
_NO_LINE_END = "（《〈【〔「『“”‘’([{"
"""Quotation marks cling to both sides: many producers break at neither."""
_ITEM = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[、.．)）]|[（(][0-9一二三四五六七八九十]{1,3}[)）]|[①-⑳]"
)
_SENTENCE_END = "。；！？：.;"


def text_lines(characters: Iterable[Placed]) -> tuple[Line, ...]:
    """The lines that some characters make, from top to bottom; lines of spaces are left out."""
    lines = map(_line, split_before(sorted(characters, key=lambda placed: placed.glyph.y), is_below))
    return tuple(line for line in lines if line is not None)


def is_below(line: Sequence[Placed], placed: Placed) -> bool:
    """Whether a character stands on another baseline than a line so far."""
    last, glyph = line[-1].glyph, placed.glyph
    return glyph.y - last.y > _SAME_LINE * min(last.size, glyph.size)


def _line(group: Sequence[Placed]) -> Line | None:
    characters, below = _uppermost(sorted(group, key=lambda placed: placed.glyph.x0))
    visible = [placed.glyph for placed in characters if placed.text.strip()]
    if not visible:
        return None
    x0, x1 = min(glyph.x0 for glyph in visible), max(glyph.x1 for glyph in visible)
    return Line(tuple(characters), x0, x1, max(glyph.size for glyph in visible), below)


def _once(characters: Sequence[Placed]) -> list[Placed]:
    """Without the second drawing of a character in its own place."""
    kept: list[Placed] = []
    for placed in characters:
        again = any(_same_place(placed, other) for other in kept[-3:])
        if not again:
            kept.append(placed)
    return kept


def _same_place(one: Placed, other: Placed) -> bool:
    near = _SAME_PLACE * min(one.glyph.x1 - one.glyph.x0, other.glyph.x1 - other.glyph.x0)
    return one.text == other.text and bool(one.text.strip()) and abs(one.glyph.x - other.glyph.x) <= near


def _uppermost(characters: Sequence[Placed]) -> tuple[list[Placed], str]:
    """The text drawn last where different texts stand upon each other, and the others."""
    once = _once(characters)
    if not any(_collide(left, right) for left, right in pairwise(once)):
        return once, ""
    drawn = sorted(characters, key=lambda placed: placed.glyph.order)
    pieces = list(split_before(drawn, lambda piece, placed: placed.glyph.x <= piece[-1].glyph.x))
    above = [
        piece
        for number, piece in enumerate(pieces)
        if not any(_covers(p, piece) for p in pieces[number + 1 :])
    ]
    below = [piece for piece in pieces if not any(piece is other for other in above)]
    kept = sorted((placed for piece in above for placed in piece), key=lambda placed: placed.glyph.x0)
    return _once(kept), "｜".join(_spaced(piece).strip() for piece in below)


def _collide(left: Placed, right: Placed) -> bool:
    """Whether two glyphs, the left one first, stand in one place; those drawn one by one may be wide."""
    if left.text == right.text or not (left.text.strip() and right.text.strip()):
        return False
    apart = right.glyph.x0 - left.glyph.x0
    width = min(left.glyph.x1 - left.glyph.x0, left.glyph.size, right.glyph.size)
    in_turn = abs(right.glyph.order - left.glyph.order) <= 1
    return apart < (_UPON_IN_TURN if in_turn else _UPON) * width


def _covers(piece: Sequence[Placed], other: Sequence[Placed]) -> bool:
    """Whether any character of one piece stands upon one of another."""
    pairs = (sorted((a, b), key=lambda placed: placed.glyph.x0) for a in piece for b in other)
    return any(_collide(left, right) for left, right in pairs)


def _spaced(characters: Sequence[Placed]) -> str:
    parts = [characters[0].text] if characters else []
    for left, right in pairwise(characters):
        gap = right.glyph.x0 - left.glyph.x1
        apart = gap > _WORD_GAP * min(left.glyph.size, right.glyph.size)
        if apart and _is_latin(left.text[-1:]) and _is_latin(right.text[:1]):
            parts.append(" ")
        parts.append(right.text)
    return re.sub(r"[\s\u00a0\u3000]+", " ", "".join(parts))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _unspaced(text: str) -> str:
    """Without the spaces between single ideographs of a justified line: 制 定 政 务 → 制定政务."""
    return _JUSTIFIED.sub(lambda match: match[0].replace(" ", ""), text)


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of a cell between two edges: wrapped lines joined, paragraphs parted by a newline."""
    if not lines:
        return ""
    padding = max(0.0, min(line.x0 for line in lines) - left)
    limit = right - min(padding, max(line.size for line in lines))
    flush = _is_flush(lines, left, right)
    text = lines[0].text
    for line, following in pairwise(lines):
        ends = flush and _ends_paragraph(line, following, limit, min(line.x0 for line in lines))
        text = f"{text}\n{following.text}" if ends else join_wrapped(text, following.text)
    return text


def runs_on(lines: Sequence[Line], left: float, right: float) -> bool:
    """Whether the last line of a cell is as full as a line is that goes on."""
    if not lines:
        return False
    last = lines[-1]
    padding = min(last.size, max(0.0, min(line.x0 for line in lines) - left))
    return right - padding - last.x1 < 2.0 * last.size


def _is_flush(lines: Sequence[Line], left: float, right: float) -> bool:
    """Whether the lines begin at the left edge rather than being centred."""
    uneven = [line for line in lines if abs((line.x0 - left) - (right - line.x1)) > line.size]
    return bool(uneven) or len(lines) < 2


def _ends_paragraph(line: Line, following: Line, limit: float, margin: float) -> bool:
    if limit - line.x1 > _first_unit(following) + 0.5 * line.size:
        return True
    ended = line.text[-1:] in _SENTENCE_END
    indented = following.x0 - margin > 1.2 * following.size
    return ended and (indented or bool(_ITEM.match(following.text)))


def _first_unit(line: Line) -> float:
    """The width of what a line cannot be broken within: its first character with what clings to it."""
    visible = [placed for placed in line.characters if placed.text.strip()]
    last = visible[0]
    for placed in visible[1:]:
        if not _clings(last.text[-1:], placed.text[:1]):
            break
        last = placed
    return last.glyph.x1 - visible[0].glyph.x0


def _clings(left: str, right: str) -> bool:
    """Whether no line may break between two characters."""
    return left in _NO_LINE_END or right in _NO_LINE_START or (_is_latin(left) and _is_latin(right))


def join_wrapped(text: str, following: str) -> str:
    """Two lines as one: a space stays only between Latin words."""
    if not text or not following:
        return text + following
    last, first = text[-1], following[0]
    letters = last.isascii() and first.isascii() and (last.isalpha() or first.isalpha())
    return f"{text} {following}" if letters and last.isalnum() and first.isalnum() else text + following
