"""Whether a text is broken at all. A sound text must come through untouched."""

from functools import cache
from itertools import product

import numpy as np

from .decode import Decoding
from .language import LanguageModel

RARE_CODE = np.float32(np.log(2e-6))
"""Characters rarer than this seldom stand in a modern text; a broken text is full of them."""
SUSPECT_GAIN = 25.0
"""Nats from which such a text is left as it is, but with a doubt."""
MIN_STRENGTH = 15.0
"""Nats over the root of the places changed in such a text: a word unknown to the model repeats."""
EXPLAINED = 0.35
"""Share of the rare codes that the map must explain: a classical or a Japanese text has many it cannot."""
MIN_GAIN = 10.0
"""Nats by which the whole map must improve the text."""
MIN_BLOCK_GAIN = 20.0
"""Nats that one block must bring where no other supports it."""
MIN_COMMON_GAIN = 60.0
"""Nats that it must bring in a text without any rare code."""


MOSTLY = 0.5
"""Share of the places changed beyond which nothing was calibrated."""
WELL_EXPLAINED = 0.7
"""Share of the rare codes explained below which the map found is not the whole truth."""


def is_as_measured(model: LanguageModel, decoding: Decoding) -> bool:
    """Whether the text is of the kind on which the confidences were measured."""
    rare = _rare_codes(model, decoding)
    explained = sum(code in decoding.mapped for code in rare)
    return decoding.changed_share <= MOSTLY and explained >= WELL_EXPLAINED * len(rare)


def is_suspect(model: LanguageModel, decoding: Decoding) -> bool:
    """Whether a text without rare codes, too little improved to be called broken, is worth a question."""
    gain = sum(block.gain for block in decoding.blocks)
    return not _rare_codes(model, decoding) and gain >= SUSPECT_GAIN


def _rare_codes(model: LanguageModel, decoding: Decoding) -> list[int]:
    return [code for code in decoding.counts if model.unigram[model.id_of_code[code]] < RARE_CODE]


def is_broken(model: LanguageModel, decoding: Decoding) -> bool:
    """Whether the map found is more than chance."""
    rare = _rare_codes(model, decoding)
    explained = [code for code in rare if code in decoding.mapped]
    gains = [block.gain for block in decoding.blocks if block.gain > 0]
    if not rare:
        places = sum(decoding.counts[code] for code in decoding.mapped)
        return bool(sum(gains) >= max(MIN_COMMON_GAIN, MIN_STRENGTH * places**0.5))
    needed = MIN_GAIN if len(gains) > 1 else MIN_BLOCK_GAIN
    return len(explained) >= max(1, EXPLAINED * len(rare)) and sum(gains) >= needed


@cache
def traditional_characters() -> frozenset[int]:
    """The frequent characters of traditional text that simplified text does not use."""
    return _encoded("big5", range(0xA4, 0xC7)) - _encoded("gb2312", range(0xB0, 0xF8))


def _encoded(encoding: str, rows: range) -> frozenset[int]:
    """The characters in some rows of an encoding of two bytes."""
    cells = (bytes(cell) for cell in product(rows, range(0x40, 0xFF)))
    return frozenset(ord(c) for cell in cells for c in cell.decode(encoding, "ignore") if c > "\x7f")
