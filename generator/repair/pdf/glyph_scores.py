"""How well each glyph of a font fits each character: the witness of the outline, as figures."""

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from .glyph import Features, gradient_features, has_ink, ink_extents
from .glyph_sheet import Ink
from .references import References

Scores = NDArray[np.float32]

_EXTENT_SLACK = 0.05
"""Share of the em by which the edges of a glyph's ink may differ from a reference's, on average, for free."""
_EXTENT_COST = 1.5
"""Per em of difference beyond that."""
_LARGE = 0.5
"""Share of the em."""
UNKNOWN = -1.0
"""The score of a character that is no reference."""


@frozen(kw_only=True)
class GlyphScores:
    """The glyphs of one font, ready to be compared. Rows are glyphs, in the order they were drawn."""

    references: References
    vectors: Features = field(eq=False, repr=False)
    extents: Features = field(eq=False, repr=False)
    inked: NDArray[np.bool_] = field(eq=False, repr=False)

    @classmethod
    def of(cls, ink: Ink, references: References) -> "GlyphScores":
        """The glyphs of some pictures."""
        return cls(
            references=references,
            vectors=references.whiten(gradient_features(ink)),
            extents=ink_extents(ink),
            inked=has_ink(ink),
        )

    def is_large(self, row: int) -> bool:
        """Whether a glyph is large enough for an ideograph: a comma is not, though it looks like 丶."""
        left, top, right, bottom = self.extents[row]
        return bool(self.inked[row]) and max(right - left, bottom - top) >= _LARGE

    def against(self, rows: Sequence[int], columns: NDArray[np.intp], *, wherever: bool = False) -> Scores:
        """Scores of some glyphs (rows) for some references (columns, -1 for none): the best of the faces.

        With `wherever` the size of the ink is compared, but not where it stands.
        """
        return np.asarray(self.by_face(rows, columns, wherever=wherever).max(axis=0), np.float32)

    def by_face(self, rows: Sequence[int], columns: NDArray[np.intp], *, wherever: bool = False) -> Scores:
        """The same for each face, shape (faces, rows, columns)."""
        places = np.asarray(rows, np.intp)
        likeness = self.vectors[places] @ self.references.vectors[:, columns].transpose(0, 2, 1)
        extents = self.extents[places], self.references.extents[:, columns]
        apart = _apart(*(map(_size, extents) if wherever else extents))
        cost = _EXTENT_COST * np.maximum(0, apart - _EXTENT_SLACK) + self.references.rarity[columns]
        return np.asarray(np.where(columns < 0, UNKNOWN, likeness - cost), np.float32)


def _size(extents: Features) -> Features:
    """Width and height, each twice in the place of the edges."""
    size = extents[..., 2:] - extents[..., :2]
    return np.asarray(np.concatenate([size, size], axis=-1), np.float32)


def _apart(extents: Features, references: Features) -> Features:
    """Mean difference of the four edges, shape (faces, glyphs, references), without a fourth axis."""
    total = np.zeros((len(references), len(extents), references.shape[1]), np.float32)
    for edge in range(4):
        total += np.abs(references[:, None, :, edge] - extents[None, :, None, edge])
    return np.asarray(total / 4, np.float32)
