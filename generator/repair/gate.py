"""Whether a text is broken at all. A sound text must come through untouched."""

import numpy as np

from .decode import Decoding
from .language import LanguageModel

RARE_CODE = np.float32(np.log(2e-6))
"""Characters rarer than this seldom stand in a modern text; a broken text is full of them."""
EXPLAINED = 0.35
"""Share of the rare codes that the map must explain: a classical or a Japanese text has many it cannot."""
MIN_GAIN = 10.0
"""Nats by which the whole map must improve the text."""
MIN_BLOCK_GAIN = 20.0
"""Nats that one block must bring where no other supports it."""
MIN_COMMON_GAIN = 60.0
"""Nats that two blocks or more must bring in a text without any rare code."""


def is_broken(model: LanguageModel, decoding: Decoding) -> bool:
    """Whether the map found is more than chance."""
    rare = [code for code in decoding.counts if model.unigram[model.id_of_code[code]] < RARE_CODE]
    explained = [code for code in rare if code in decoding.mapped]
    gains = [block.gain for block in decoding.blocks if block.gain > 0]
    if not rare:
        return len(gains) > 1 and sum(gains) >= MIN_COMMON_GAIN
    needed = MIN_GAIN if len(gains) > 1 else MIN_BLOCK_GAIN
    return len(explained) >= max(1, EXPLAINED * len(rare)) and sum(gains) >= needed
