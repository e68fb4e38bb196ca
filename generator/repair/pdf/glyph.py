"""The shape of a glyph as numbers: gradient directions over a grid, after the glyph's box is normalised."""

import numpy as np
from numpy.typing import NDArray

from .glyph_sheet import FONT_SIZE, ORIGIN, SQUARE, Ink

BOX = 48
"""Pixels of the square into which a glyph's box is fitted, its aspect kept."""
_DIRECTIONS = 8
_CELLS = 8
DIMENSIONS = _DIRECTIONS * _CELLS * _CELLS

Features = NDArray[np.float32]
"""One row per glyph."""

_INK_THRESHOLD = 64


def gradient_features(ink: Ink) -> Features:
    """The features of each picture, shape (glyphs, DIMENSIONS); zeros where there is no ink."""
    parts = [_features(fit_box(ink[i : i + 256])) for i in range(0, len(ink), 256)]
    return np.concatenate(parts) if parts else np.zeros((0, DIMENSIONS), np.float32)


def has_ink(ink: Ink) -> NDArray[np.bool_]:
    """Whether each picture shows anything."""
    return np.asarray((ink > _INK_THRESHOLD).any(axis=(1, 2)))


def ink_boxes(ink: Ink) -> NDArray[np.intp]:
    """Left, top, right and bottom (exclusive) of the ink of each picture; all of it where there is none."""
    dark = np.asarray(ink > _INK_THRESHOLD)
    edges = [_first_and_last(np.asarray(dark.any(axis=axis))) for axis in (1, 2)]
    (left, right), (top, bottom) = edges
    return np.stack([left, top, right, bottom], axis=1)


def ink_extents(ink: Ink) -> Features:
    """Left, top, right and bottom of the ink from the glyph's origin, in shares of the em; up is negative."""
    boxes = ink_boxes(ink).astype(np.float32)
    x, y = ORIGIN[0], SQUARE - ORIGIN[1]
    return np.asarray((boxes - np.array([x, y, x, y], np.float32)) / FONT_SIZE, np.float32)


def _first_and_last(occupied: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    length = occupied.shape[1]
    first = occupied.argmax(axis=1)
    last = length - occupied[:, ::-1].argmax(axis=1)
    return first, last


def fit_box(ink: Ink) -> Features:
    """Each glyph's ink box scaled, aspect kept, to fill BOX × BOX, centred; values 0–1."""
    boxes = ink_boxes(ink).astype(np.float32)
    size = np.maximum(boxes[:, 2:] - boxes[:, :2], 1)
    step = size.max(axis=1) / BOX
    centre = (boxes[:, 2:] + boxes[:, :2]) / 2 - 0.5
    offsets = np.arange(BOX, dtype=np.float32) - (BOX - 1) / 2
    columns = centre[:, :1] + offsets * step[:, None]
    rows = centre[:, 1:] + offsets * step[:, None]
    return _sample(ink, rows, columns)


def _sample(ink: Ink, rows: Features, columns: Features) -> Features:
    """Bilinear samples of each picture at the product of its rows and columns."""
    row_weights = _interpolation(rows, ink.shape[1])
    column_weights = _interpolation(columns, ink.shape[2])
    scaled = ink.astype(np.float32) / 255
    return np.asarray(row_weights @ scaled @ column_weights.transpose(0, 2, 1), np.float32)


def _interpolation(places: Features, length: int) -> Features:
    """Matrices (glyphs, places, length) that interpolate linearly; weight 0 outside the picture."""
    distance = np.abs(places[:, :, None] - np.arange(length, dtype=np.float32))
    return np.asarray(np.maximum(0, 1 - distance), np.float32)


def _features(box: Features) -> Features:
    directions = _direction_maps(box)
    pooled = _POOL @ directions @ _POOL.T
    features = np.sqrt(pooled).reshape(len(box), DIMENSIONS)
    norm = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(norm, 1e-6), np.float32)


def _direction_maps(box: Features) -> Features:
    """Gradient strength by direction, shape (glyphs, directions, BOX, BOX), shared linearly by neighbours."""
    padded = np.pad(box, ((0, 0), (1, 1), (1, 1)))
    across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    strength = np.hypot(across, down)
    angle = (np.arctan2(down, across) / (2 * np.pi) * _DIRECTIONS) % _DIRECTIONS
    return np.stack([strength * _share(angle, k) for k in range(_DIRECTIONS)], axis=1)


def _share(angle: Features, direction: int) -> Features:
    distance = np.abs(angle - direction)
    return np.asarray(np.maximum(0, 1 - np.minimum(distance, _DIRECTIONS - distance)), np.float32)


def _pool_matrix() -> Features:
    """(_CELLS, BOX): Gaussian windows, evenly spaced, overlapping by half."""
    centres = (np.arange(_CELLS) + 0.5) * BOX / _CELLS - 0.5
    spread = BOX / _CELLS * 0.6
    weights = np.exp(-(((np.arange(BOX) - centres[:, None]) / spread) ** 2) / 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


_POOL = _pool_matrix()
