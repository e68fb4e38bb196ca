"""Signs, digits and letters by their outlines: which of those that documents use a glyph may be.

Far more signs have a code than any document needs: a digit looks like a letter with an accent, a comma like
its small form. Here a glyph of a font without a map is held against the ones in use, as wide as it is.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .glyph_scores import GlyphScores
from .glyph_sheet import Ink

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_WIDE_ASCII = "".join(chr(ord(c) + 0xFEE0) for c in _ASCII)
_NUMBERED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌⒍⒎⒏⒐ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_NARROW = _ASCII + "‘’“”…—–·×÷°±§√←→↑↓"
_WIDE = _WIDE_ASCII + _NUMBERED + "。、“”‘’《》〈〉【】〔〕「」『』—…·〇×÷±≥≤≧≦≠≈℃‰㎡√○●◎□■◇◆△▲☆★☑※→←↑↓∶―〖〗"
_SHIFTED = "，。、；：？！．"
"""Signs that stand in a corner in some regions and in the middle in others."""
_OF_ONE_PART = frozenset("＞＜><－—–-_＿―.,，、。·()（）〈〉[]［］〔〕/／JIl1O0")
"""Signs of which no face draws more than one piece of ink."""
_EVERYWHERE = frozenset("0123456789，。、：（）.,%-“”/|")
_OFTEN = frozenset("；《》？！—…:()+=;*<>&?\"'…≥≤×·％")
_USUAL = 2.0
_LOW = -0.35
"""The share of the em above the line below which a sign in a corner ends, which a quotation mark does not."""
_DARK = 64


def is_usual(character: str) -> bool:
    """Whether a sign is one that most documents use, or a letter or ideograph."""
    return rarity(character) <= _USUAL


def rarity(character: str) -> float:
    """By how many nats fewer documents use a sign than the commonest; nothing for ideographs."""
    if "\u4e00" <= character <= "\u9fff" or character in _EVERYWHERE:
        return 0.0
    if character.isascii() and character.isalpha():
        return 1.0
    return _USUAL if character in _OFTEN else 4.5


def sign_scores(scores: GlyphScores, row: int, wide: bool | None, parts: int) -> dict[str, float]:
    """Sign → how well a glyph fits it, of those in use that are as wide, None where widths are not known.

    `parts` are the pieces of ink that the glyph is drawn of.
    """
    signs = {True: _WIDE, False: _NARROW, None: _WIDE + _NARROW}[wide]
    asked = [c for c in dict.fromkeys(signs) if parts == 1 or c not in _OF_ONE_PART]
    places = {c: place for c in asked if (place := scores.references.index(c)) is not None}
    columns = np.array(list(places.values()), np.intp)
    plain = scores.against([row], columns)[0]
    moved = scores.against([row], columns, wherever=True)[0]
    low = scores.extents[row, 3] > _LOW
    return {
        c: float(max(p, m) if low and c in _SHIFTED else p)
        for c, p, m in zip(places, plain, moved, strict=True)
    }


def parts_of(ink: Ink) -> int:
    """How many pieces of ink a picture shows: runs of dark pixels, joined where they touch line by line."""
    owners: list[int] = []
    above: list[tuple[int, int, int]] = []
    for line in ink > _DARK:
        here = []
        for start, end in _runs(line):
            piece = len(owners)
            owners.append(piece)
            for first, last, other in above:
                if first <= end and start <= last:
                    owners[_owner(owners, other)] = piece
            here.append((start, end, piece))
        above = here
    return sum(owner == piece for piece, owner in enumerate(owners))


def _runs(line: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each run of dark pixels, the end being the first that is not dark."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _owner(owners: Sequence[int], piece: int) -> int:
    while owners[piece] != piece:
        piece = owners[piece]
    return piece
