"""The certificate of a restored text: broken by the writer, it gives exactly what was received.

Lines that disagree are taken for a sound font's. A text that is part of a document does not hold all its
characters: then the certificate names those the document must use besides, and says only that it can be so.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .faces import Face
from .faulty_writer import written
from .stream import Stream

ROUNDS = 8
HEADINGS = 500
"""So many ideographs of the broken font for each that another has set, where it has set headings only."""

Codes = NDArray[np.int64]
Chosen = NDArray[np.bool_]


@frozen(eq=False)
class Certificate:
    """What the writer makes of a restored text, held against what was received."""

    face: str
    agreeing: Chosen
    """The places that agree."""
    others: int
    """Ideographs that do not: a sound font must have set them."""
    missing: str
    """Characters the document must use beyond the text."""

    @property
    def is_whole(self) -> bool:
        """Whether all the text but a few headings stands in the one font, and nothing beyond it is needed."""
        return not self.missing and self.others * HEADINGS <= self.agreed

    @property
    def agreed(self) -> int:
        """How many ideographs agree."""
        return int(self.agreeing.sum())


def certify(
    faces: Iterable[Face], stream: Stream, true: Codes, chosen: Chosen, mapped: Mapping[int, int]
) -> Certificate:
    """The certificate on the best of some faces of one order.

    `true` are the restored codes of the stream, `chosen` the places that may stand in the broken font, and
    `mapped` the codes that it writes for others.
    """
    found = (_certify(face, stream, true, chosen, mapped) for face in faces)
    return max(found, key=lambda c: (c.agreed, -len(c.missing)))


def _certify(
    face: Face, stream: Stream, true: Codes, chosen: Chosen, mapped: Mapping[int, int]
) -> Certificate:
    places = kept = stream.is_code & chosen
    missing: frozenset[int] = frozenset()
    table = np.arange(0x10000)
    for _ in range(ROUNDS):
        used = frozenset(true[kept].tolist())
        needed = _needed(face, used, mapped)
        table, missing = _written(face, used | needed), needed - used
        wrong = kept & (table[np.minimum(true, 0xFFFF)] != stream.codes)
        if not wrong.any():
            break
        kept = kept & ~np.isin(stream.line, np.unique(stream.line[wrong]))
    agreeing = places & (table[np.minimum(true, 0xFFFF)] == stream.codes)
    return Certificate(
        face.name, agreeing, int((places & ~agreeing).sum()), "".join(map(chr, sorted(missing)))
    )


def _needed(face: Face, used: frozenset[int], mapped: Mapping[int, int]) -> frozenset[int]:
    """The characters of the chains by which the writer comes from its start to each character."""
    needed: set[int] = set()
    for code, true in mapped.items():
        gid = face.gid(chr(true))
        if true in used and gid is not None:
            needed.update(_chain(face, gid, code))
    return frozenset(needed)


def _chain(face: Face, gid: int, code: int) -> list[int]:
    """The characters from the pair that a range begins with to a glyph for which it writes a code."""
    chain: list[int] = []
    for back in range(256):
        character = face.character(gid - back)
        if character is None:
            return []
        chain.append(ord(character))
        if back and chain[-1] == code - back and chain[-2] == chain[-1] + 1:
            return chain
    return []


def _written(face: Face, used: frozenset[int]) -> Codes:
    """What is written for every code point; itself where the face does not have it."""
    table = np.arange(0x10000)
    gids = {gid: code for code in used if (gid := face.gid(chr(code))) is not None}
    for gid, code in written(gids, gids).items():
        table[gids[gid]] = code
    return table
