"""The witness of the outline: what the glyphs of a font draw, by the mechanism of the fault or not."""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from .glyph_scores import GlyphScores, Scores
from .runs import Block, best_offsets, blocks

_MAX_CHOICES = 4_000_000
"""Places × offsets of one block that are compared."""
_LIKELY = 24
"""References looked at closely for a free choice, and kept for other witnesses to choose between."""


@frozen(kw_only=True)
class Claimed:
    """The glyphs of one font: row → claimed character, and all characters the font claims, used or not."""

    scores: GlyphScores = field(repr=False)
    claims: Sequence[str] = field(repr=False)
    """For each row the claimed text; empty where there is none."""
    all_claims: frozenset[int] = field(repr=False)
    """The code points of every single character that the font claims."""

    @property
    def rows(self) -> dict[int, list[int]]:
        """Claimed code point → the rows that claim it and show something."""
        rows: dict[int, list[int]] = {}
        for row, claim in enumerate(self.claims):
            if len(claim) == 1 and self.scores.inked[row]:
                rows.setdefault(ord(claim), []).append(row)
        return rows

    def score(self, row: int, character: str) -> float:
        """How well a row's glyph fits a character."""
        place = self.scores.references.index(character)
        return float(self.scores.against([row], np.array([-1 if place is None else place]))[0, 0])


@frozen(kw_only=True)
class InRun:
    """A claimed character as the mechanism explains it."""

    claimed: int
    true: int
    second: int
    margin: float
    gain: float
    """By how much its whole block fits better than claimed."""


@frozen(kw_only=True)
class Free:
    """A row's best reference among all, with how well it fits and its lead."""

    best: str
    second: str
    score: float
    margin: float
    near: tuple[tuple[str, float], ...] = ()
    """The likest characters, best first, with how well each fits."""


def explain_by_runs(font: Claimed) -> dict[int, InRun]:
    """Claimed code point → what it is if runs have lost their gaps; only characters that are used."""
    rows = font.rows
    found: dict[int, InRun] = {}
    for block in blocks(font.all_claims):
        points = range(block.head, block.head + block.length)
        if any(point in rows for point in points):
            found.update(_explain_block(font, block, rows))
    return found


def _explain_block(font: Claimed, block: Block, rows: Mapping[int, list[int]]) -> dict[int, InRun]:
    offsets = max(1, min(block.offsets, _MAX_CHOICES // block.length))
    scores = np.zeros((block.length, offsets), np.float32)
    for place in range(block.length):
        point = block.head + place
        if point in rows:
            columns = _columns(font, point + np.arange(offsets))
            scores[place] = font.scores.against(rows[point], columns).mean(axis=0)
    best = best_offsets(scores, block.gap_cost)
    return {
        block.head + place: InRun(
            claimed=block.head + place,
            true=block.head + place + best.chosen[place],
            second=block.head + place + best.seconds[place],
            margin=best.margins[place],
            gain=best.gain,
        )
        for place in range(block.length)
        if block.head + place in rows
    }


def _columns(font: Claimed, points: NDArray[np.int_]) -> NDArray[np.intp]:
    """Code points as places among the references, -1 for none."""
    characters = font.scores.references.characters
    places = np.minimum(np.searchsorted(characters, points), len(characters) - 1)
    return np.where(characters[places] == points, places, -1)


def choose_freely(font: Claimed, rows: Sequence[int]) -> dict[int, Free]:
    """Row → the reference that fits best, whatever the claims say."""
    found: dict[int, Free] = {}
    for start in range(0, len(rows), 128):
        chunk = rows[start : start + 128]
        likely = _likely(font.scores, chunk)
        for row, columns in zip(chunk, likely, strict=True):
            found[row] = _free(font, row, columns)
    return found


def _likely(scores: GlyphScores, rows: Sequence[int]) -> NDArray[np.intp]:
    """The references of the most similar outlines, extents left out."""
    likeness: Scores = scores.vectors[np.asarray(rows)] @ scores.references.vectors[0].T
    for face in scores.references.vectors[1:]:
        np.maximum(likeness, scores.vectors[np.asarray(rows)] @ face.T, out=likeness)
    return np.argpartition(-likeness, _LIKELY, axis=1)[:, :_LIKELY]


def _free(font: Claimed, row: int, columns: NDArray[np.intp]) -> Free:
    references = font.scores.references
    scores = font.scores.against([row], columns)[0]
    order = np.argsort(-scores)
    return Free(
        best=chr(references.characters[columns[order[0]]]),
        second=chr(references.characters[columns[order[1]]]),
        score=float(scores[order[0]]),
        margin=float(scores[order[0]] - scores[order[1]]),
        near=tuple((chr(references.characters[columns[i]]), float(scores[i])) for i in order),
    )


def style_of(scores: GlyphScores, truths: Mapping[int, str]) -> str:
    """The reference face that the glyphs are most like, judged by rows whose character is known."""
    places = {
        row: scores.references.index(text) for row, text in truths.items() if "\u4e00" <= text <= "\u9fff"
    }
    known = [(row, place) for row, place in places.items() if place is not None]
    if not known:
        return scores.references.faces[0]
    rows, columns = (np.array(part) for part in zip(*known, strict=True))
    likeness = np.einsum("fnd,nd->fn", scores.references.vectors[:, columns], scores.vectors[rows])
    return scores.references.faces[int(likeness.mean(axis=1).argmax())]
