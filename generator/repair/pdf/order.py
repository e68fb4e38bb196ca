"""The glyph order of the face as a witness: codes that are the face's own glyph numbers say what they draw.

No table of the file is needed for it. An order is believed only after it has been checked on this very font:
the glyphs whose outlines are sure must be what the order says.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import frozen

from ...sources.pdf.fonts import PdfFont
from ..text.faces import FIRST_HAN, LAST_HAN, Face, faces_named, gb2312_by_code, gb2312_by_unicode, yahei

_LEAST = 6
"""Glyphs with sure outlines that must agree where only the outlines speak for an order."""
_LEAST_NAMED = 2
"""The same where the font's name says which face it is."""
_AGREED = 0.95
"""The least share of sure outlines that agree with an order."""

Order = Callable[[int], str | None]
"""Glyph number → what it draws, None where the order does not say."""


@frozen
class Sure:
    """A code whose outline is sure: its number, and the character it looks like."""

    number: int
    character: str


def order_of(font: PdfFont, sure: Iterable[Sure]) -> Order | None:
    """The order that a font follows, by its sure outlines; None where it follows none that is known."""
    if not font.is_composite or font.object.get("/Encoding") != "/Identity-H":
        return None
    seen = list(sure)
    named = [face.character for face in faces_named(font.name)]
    if seen and len(seen) >= _LEAST_NAMED and (order := _agreed(named, seen)):
        return order
    return _agreed(_orders(seen), seen) if len(seen) >= _LEAST else None


def _agreed(orders: Iterable[Order], sure: list[Sure]) -> Order | None:
    """The first order that the sure outlines bear out."""
    for order in orders:
        said = [(order(one.number), one.character) for one in sure]
        agreed = sum(said_so == seen for said_so, seen in said)
        if agreed >= _AGREED * len(sure):
            return order
    return None


def _orders(sure: Iterable[Sure]) -> Iterator[Order]:
    """Every kind of order, where it starts taken from what is seen."""
    seen = list(sure)
    offset = _commonest(ord(one.character) - one.number for one in seen)
    yield lambda number: chr(number + offset) if FIRST_HAN <= number + offset <= LAST_HAN else None
    yield yahei().character
    yield yahei(bold=True).character
    for face in (gb2312_by_unicode(0), gb2312_by_code(0)):
        yield _shifted(face, seen)


def _shifted(face: Face, seen: Iterable[Sure]) -> Order:
    ranks: Mapping[str, int | None] = {one.character: face.gid(one.character) for one in seen}
    start = _commonest(one.number - rank for one in seen if (rank := ranks[one.character]) is not None)
    return lambda number: face.character(number - start)


def _commonest(numbers: Iterable[int]) -> int:
    counted = Counter(numbers).most_common(1)
    return counted[0][0] if counted else 0
