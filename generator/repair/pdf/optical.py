"""The optical recogniser, an optional extra (``zipingbiao[ocr]``): reads scanned pages, and single glyphs."""

import logging
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Rows × columns × 3, or rows × columns in grey."""


class Seen(NamedTuple):
    """One character as recognised: its box in pixels, and how sure the recogniser is (0–1)."""

    text: str
    confidence: float
    x0: float
    top: float
    x1: float
    bottom: float


class OpticalReader(Protocol):
    """What this project asks of a recogniser."""

    def read_page(self, image: Image) -> list[Seen]:
        """Every character on a page, line by line."""

    def read_glyph(self, ink: Image) -> tuple[str, float]:
        """The one character that a picture of ink shows (255 is ink), and how sure that is."""


def optical_reader() -> OpticalReader | None:
    """The recogniser that is installed; None where the extra is missing."""
    return _cached_reader() if find_spec("rapidocr") and find_spec("onnxruntime") else None


@cache
def _cached_reader() -> OpticalReader:
    return _RapidReader()


class _RapidReader:
    """RapidOCR with the models inside its wheel; nothing is fetched."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415 - an optional extra, and slow to load

        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        self._engine: Any = RapidOCR(params={"Global.log_level": "critical"})

    def read_page(self, image: Image) -> list[Seen]:
        found = self._engine(image, return_word_box=True, return_single_char_box=True)
        return [seen for line in found.word_results or () for seen in _characters(line)]

    def read_glyph(self, ink: Image) -> tuple[str, float]:
        paper = 255 - np.repeat(np.pad(ink, 16)[:, :, None], 3, axis=2)
        found = self._engine(paper, use_det=False, use_cls=False, use_rec=True)
        text = found.txts[0] if found.txts else ""
        return (text, float(found.scores[0])) if len(text) == 1 else ("", 0.0)


def _characters(line: Any) -> Iterator[Seen]:  # noqa: ANN401 - the recogniser is untyped
    for text, confidence, corners in line:
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        if text and text.strip():
            yield Seen(text, float(confidence), min(xs), min(ys), max(xs), max(ys))
