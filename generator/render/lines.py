"""Texts in lines, as a Chinese typesetter sets them: where each breaks, what is closed up, what is spread.

Which marks do not begin or end a line, and how much of one is blank, is as GB/T 15834 and W3C's
"Requirements for Chinese Text Layout" have it: a mark before another mark, an opening mark at a line's start
and a closing one at a line's end give up their blank half; between an ideograph and a Latin letter or a digit
stands a quarter-em; what is left of a line that goes on is spread between its characters. The text itself
is unchanged.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import add
from unicodedata import category

from attrs import frozen

from .measure import advance, is_known

HALF, QUARTER = -0.5, 0.25
"""What stands between two characters beside their own widths, in em."""

_OPENING = frozenset("“‘（《〈「『【〔〖［｛")
"""Marks whose first half is blank."""

_CLOSING = frozenset("”’，。、；：）》〉」』】〕〗］｝．")
"""Marks whose second half is blank."""

_NOT_FIRST = _CLOSING | frozenset("！？…—·～‰％%℃°,.;:!?)]}")
_NOT_LAST = _OPENING | frozenset("([{")
_MARKS = _NOT_FIRST | _NOT_LAST
_SPACES = frozenset(" \u3000")
_PAIRS = ("——", "……")
_LATIN = re.compile(r"[0-9A-Za-z%‰℃°]")
_SEPARATORS = frozenset("/-_?&=.,")
"""Where a word that is longer than a line is best broken: behind these."""

_WIDEST_SPREAD = 0.12
"""Em between two characters, above which a line is left ragged."""

_WIDEST_JOINED = 0.25
"""As above, for the line that gives a character to the last one: were it ragged it would end a paragraph."""

_NEARLY_FULL = 0.5
"""Em that a paragraph's last line may lack of a whole one, and is spread all the same."""

_TOLERANCE = 0.002


@frozen
class Piece:
    """A part of a line and what stands behind it, in em."""

    text: str
    after: float = 0.0


@frozen
class Line:
    """One line: its pieces, where it begins (in em, to the left of the measure for an opening mark), how far
    its characters are spread."""

    pieces: tuple[Piece, ...]
    lead: float = 0.0
    spread: float = 0.0

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_plain(self) -> bool:
        """Whether it is set as any text is."""
        return len(self.pieces) == 1 and not self.lead and not self.spread and not self.pieces[0].after


def count(text: str, room: float) -> int:
    """How many lines of `room` em the text fills, empty paragraphs included."""
    if "\n" not in text:
        return _count(text, room)
    return sum(_count(paragraph, room) for paragraph in text.split("\n"))


def longest(text: str) -> float:
    """What the text's longest paragraph takes on one line, in em."""
    return max(_measured(paragraph).wide for paragraph in text.split("\n"))


def ends_alone(text: str, room: float) -> bool:
    """Whether one character would stand alone on a last line, were it not joined by another."""
    return any(
        len(cuts) > 1 and _is_lone(measured, cuts)
        for measured in map(_measured, text.split("\n"))
        if measured.wide > room and (cuts := _cuts(measured, room))
    )


def paragraphs(text: str, room: float, *, flush: bool = False) -> tuple[tuple[Line, ...], ...] | None:
    """The lines of each paragraph that is not empty; `flush` ones are spread to the measure.

    None where a character is none of the bundled face's, so that its width is not known.
    """
    if not is_known(text.replace("\n", "")):
        return None
    return tuple(_lines(paragraph, room, flush) for paragraph in _written(text))


def broken(text: str, room: float) -> tuple[tuple[str, ...], ...]:
    """The texts of the lines of each paragraph that is not empty, those of unknown width by a guess."""
    return tuple(tuple(line.text for line in _lines(paragraph, room, False)) for paragraph in _written(text))


def _written(text: str) -> Iterator[str]:
    return (paragraph for paragraph in text.split("\n") if paragraph.strip())


@frozen
class _Measured:
    """A paragraph: where each character begins and ends on one line, and where it may break."""

    text: str
    starts: tuple[float, ...]
    begins: tuple[float, ...]
    """For each character, where a line begins that begins with it: an opening mark stands to its left."""
    stops: tuple[float, ...]
    gaps: tuple[float, ...]
    breaks: tuple[int, ...]
    ends: tuple[float, ...]
    """For each break, where the line before it ends, its last mark closed up."""

    @property
    def wide(self) -> float:
        """All of it on one line."""
        return self.end(len(self.text)) if self.text else 0.0

    def end(self, place: int) -> float:
        """Where what stands before a place ends."""
        return self.stops[place - 1]

    def lead(self, place: int) -> float:
        """How far a line that begins here is moved to the left."""
        return _lead(self.text[place])


def _lead(character: str) -> float:
    """How far a line that begins with it is moved to the left, in em."""
    return 0.5 if character in _OPENING else 0.0


@lru_cache(maxsize=4096)
def _measured(paragraph: str) -> _Measured:
    text = re.sub("[ \t\r\f]+", " ", paragraph)
    gaps = tuple(_gap(here, after) for here, after in pairwise(text + "\n"))
    wide = tuple(map(advance, text))
    starts = tuple(accumulate(map(add, wide, gaps), initial=0.0))[:-1]
    begins = tuple(map(add, starts, map(_lead, text)))
    stops = tuple(map(add, starts, wide))
    blank = len(text) - len(text.lstrip())
    inside = (at for at in range(max(1, blank + 1), len(text)) if _break_between(text[at - 1], text[at]))
    breaks = (*inside, *([len(text)] if text else ()))
    ends = tuple(_trimmed(text, stops, place) for place in breaks)
    return _Measured(text, starts, begins, stops, gaps, breaks, ends)


def _trimmed(text: str, stops: tuple[float, ...], place: int) -> float:
    """Where a line that breaks here ends at the least: without spaces, its last mark closed up."""
    end = place
    while end and text[end - 1].isspace():
        end -= 1
    end = end or place
    return stops[end - 1] + HALF if text[end - 1] in _CLOSING else stops[end - 1]


@lru_cache(maxsize=65_536)
def _gap(here: str, after: str) -> float:
    """What stands between two characters beside their widths."""
    if here in _CLOSING and (after in _CLOSING or after in _OPENING):
        return HALF
    if here in _OPENING and after in _OPENING:
        return HALF
    pairs = ((here, after), (after, here))
    return QUARTER if any(_is_ideograph(one) and _LATIN.match(other) for one, other in pairs) else 0.0


def _is_ideograph(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


@lru_cache(maxsize=65_536)
def _break_between(here: str, after: str) -> bool:
    if here in _SPACES or after == "\u200b":
        return after not in _NOT_FIRST and after not in _SPACES
    if after in _SPACES or after in _NOT_FIRST or here in _NOT_LAST or here + after in _PAIRS:
        return False
    return not (_is_wordlike(here) and _is_wordlike(after)) and category(after)[0] != "M"


def _is_wordlike(character: str) -> bool:
    """Whether it stands in a word or a number, which is not broken inside."""
    return character.isascii() and not character.isspace()


@lru_cache(maxsize=32_768)
def _count(paragraph: str, room: float) -> int:
    measured = _measured(paragraph)
    if measured.wide <= room + _TOLERANCE:
        return 1
    return len(_cuts(measured, room))


def _cuts(measured: _Measured, room: float) -> list[tuple[int, int]]:
    """Where each line begins and ends."""
    text, begins, breaks, ends = measured.text, measured.begins, measured.breaks, measured.ends
    cuts, at, size, room = [], 0, len(text), room + _TOLERANCE
    while at < size:
        limit = begins[at] + room
        found = bisect_right(ends, limit)
        end = breaks[found - 1] if found else 0
        if end <= at:
            end = _forced(measured, at, limit)
        cuts.append((at, end))
        at = end
        while at < size and text[at] == " ":
            at += 1
    return cuts


def _forced(measured: _Measured, at: int, limit: float) -> int:
    """Where a word ends that is longer than a line: behind its last separator that fits, else anywhere."""
    end = max(at + 1, bisect_right(measured.stops, limit, at))
    separated = max(measured.text.rfind(one, at + 1, end) for one in _SEPARATORS)
    return separated + 1 if separated > 0 else end


@lru_cache(maxsize=4096)
def _lines(paragraph: str, room: float, flush: bool) -> tuple[Line, ...]:
    measured = _measured(paragraph)
    found = _cuts(measured, room)
    cuts = _without_lone(measured, found, room)
    last, width = len(cuts) - 1, room if flush else None
    return tuple(
        _line(measured, start, end, width, is_last=at == last, widest=_widest(at == last - 1, cuts is found))
        for at, (start, end) in enumerate(cuts)
    )


def _widest(is_before_last: bool, is_as_found: bool) -> float:
    return _WIDEST_JOINED if is_before_last and not is_as_found else _WIDEST_SPREAD


def _without_lone(measured: _Measured, cuts: list[tuple[int, int]], room: float) -> list[tuple[int, int]]:
    """The lines with one more character on the last where it has but one."""
    if len(cuts) < 2 or not _is_lone(measured, cuts):
        return cuts
    (start, place), (_, end) = cuts[-2:]
    earlier = [at for at in measured.breaks if start + 1 < at < place]
    if earlier and measured.end(end) - measured.starts[earlier[-1]] <= room:
        return [*cuts[:-2], (start, earlier[-1]), (earlier[-1], end)]
    return cuts


def _is_lone(measured: _Measured, cuts: list[tuple[int, int]]) -> bool:
    """Whether the last line has but one character, its marks left out."""
    start, end = cuts[-1]
    return sum(1 for one in measured.text[start:end] if one not in _MARKS and not one.isspace()) <= 1


def _line(
    measured: _Measured, start: int, end: int, room: float | None, *, is_last: bool, widest: float
) -> Line:
    """The line from one place to another, spread to `room` em where it is to be flush."""
    lead = measured.lead(start)
    stop = max(start + 1, start + len(measured.text[start:end].rstrip()))
    wide = measured.end(stop) - measured.starts[start] - lead
    closed = HALF if measured.text[stop - 1] in _CLOSING and (room is None or wide > room) else 0.0
    lacking = 0.0 if room is None else room - wide - closed
    spread = _spread(lacking, stop - start - 1, is_last=is_last, widest=widest)
    return Line(tuple(_pieces(measured, start, stop, closed)), lead, spread)


def _spread(lacking: float, gaps: int, *, is_last: bool, widest: float) -> float:
    if gaps < 1 or lacking <= 0 or (is_last and lacking > _NEARLY_FULL):
        return 0.0
    spread = lacking / gaps
    return spread if spread <= widest else 0.0


def _pieces(measured: _Measured, start: int, end: int, after: float) -> Iterator[Piece]:
    """The line parted wherever something stands between two of its characters; `after` is behind the last."""
    at = start
    for place in range(start, end - 1):
        if measured.gaps[place]:
            yield Piece(measured.text[at : place + 1], measured.gaps[place])
            at = place + 1
    yield Piece(measured.text[at:end], after)
