"""A text as the decoder reads it: one stream of Chinese writing, wrapped lines joined, places kept."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .language import BREAK, Ids, LanguageModel

FIRST_CODE, LAST_CODE = 0x4E00, 0x9FFF
"""The unified ideographs: the only codes whose ToUnicode ranges are repaired."""


@frozen(eq=False)
class Stream:
    """The characters of a text that stand beside each other on the page.

    `codes` are code points; `offset` is each one's place in the text; `line` its 0-based line. Line ends are
    left out, so that a word wrapped inside a cell is whole; a space stays, as a break between words.
    """

    codes: NDArray[np.int64]
    offset: NDArray[np.int64]
    line: NDArray[np.int64]

    @property
    def is_code(self) -> NDArray[np.bool_]:
        """Where an ideograph stands."""
        return (self.codes >= FIRST_CODE) & (self.codes <= LAST_CODE)


def read_stream(text: str) -> Stream:
    """The stream of a text; linear in its length."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    newline = codes == ord("\n")
    keep = ~newline & (codes != ord("\r"))
    line = np.cumsum(newline) - newline
    return Stream(codes[keep], np.flatnonzero(keep), line[keep])


def padded_ids(model: LanguageModel, codes: NDArray[np.int64]) -> Ids:
    """The symbols of a stream with two breaks at either end, so that every place has a full context."""
    known = model.id_of_code[np.minimum(codes, 0xFFFF)].astype(np.int64)
    return np.concatenate([[BREAK, BREAK], known, [BREAK, BREAK]])
