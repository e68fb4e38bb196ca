"""Ruling lines in the picture of a page, for documents that are scanned."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .content import Ruling

SCALE = 200 / 72
"""Pixels per point at which scanned pages are looked at."""

_DARK = 160
_LONG = 18.0
"""Points; a shorter dark run is a stroke of a character."""
_THICK = 3.0
"""Points; a thicker dark band is a bar or a picture."""


def rulings_in(image: NDArray[np.uint8]) -> list[Ruling]:
    """The straight dark lines of a grey page picture at SCALE, in points."""
    dark = np.asarray(image < _DARK)
    return [*_lines(dark, horizontal=True), *_lines(dark.T, horizontal=False)]


def _lines(dark: NDArray[np.bool_], *, horizontal: bool) -> Iterator[Ruling]:
    """Long runs along the rows of a picture that are thin across them."""
    thin = int(_THICK * SCALE)
    for row, start, end in _runs(_bridged(dark), int(_LONG * SCALE)):
        above = dark[max(0, row - thin), start:end].mean() if row >= thin else 0.0
        below = dark[min(len(dark) - 1, row + thin), start:end].mean()
        if min(above, below) < 0.5:
            yield Ruling(horizontal, (row + 0.5) / SCALE, start / SCALE, end / SCALE)


def _bridged(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Dark where the row itself or a neighbour is, so that a line that leans a little stays whole."""
    bridged = dark.copy()
    bridged[1:] |= dark[:-1]
    bridged[:-1] |= dark[1:]
    return bridged


def _runs(dark: NDArray[np.bool_], least: int) -> Iterator[tuple[int, int, int]]:
    """Row, start and end of every run of at least so many pixels."""
    padded = np.pad(dark, ((0, 0), (1, 1))).astype(np.int8)
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    _, ends = np.nonzero(change == -1)
    long = ends - starts >= least
    yield from zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True)
