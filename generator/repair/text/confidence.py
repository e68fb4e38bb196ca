"""How often a decoding is right, as measured by ``bench/repair.py --calibrate`` on broken modern texts."""

import numpy as np

from .blocks import Choice
from .usage import Floats

DOUBTFUL = 0.9
"""Below this a person is asked."""

UNCALIBRATED = 0.85
"""The most that is claimed about a text unlike those measured."""

_STRENGTH = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 20.0)
_CHANGE_RIGHT = (0.6, 0.75, 0.85, 0.91, 0.965, 0.99, 0.998, 0.9995)
_STAY_RIGHT = (0.3, 0.35, 0.5, 0.75, 0.88, 0.98, 0.999, 0.9999)


def confidence_of(choice: Choice, count: int, *, as_measured: bool = True) -> float:
    """The measured share of right decodings of this strength, for a code that occurs `count` times.

    `as_measured` says that its text is of the kind measured.

    The strength is the margin in nats over the root of the count: places of one code err together, so that a
    margin gathered from many of them is worth less than it seems.
    """
    strength = choice.margin / max(count, 1) ** 0.5
    right = _STAY_RIGHT if choice.true == choice.code else _CHANGE_RIGHT
    most = 1.0 if as_measured else UNCALIBRATED
    return round(min(float(np.interp(strength, _STRENGTH, right)), most), 3)


_CHANCE = (0.5, 0.7, 0.8, 0.95, 0.998, 0.999, 0.9999, 1.0)
_RARE_RIGHT = (0.8, 0.92, 0.97, 0.99, 0.999, 0.9995, 0.9998, 0.9999)
_COMMON_RIGHT = (0.5, 0.6, 0.75, 0.8, 0.85, 0.95, 0.995, 0.9995)


UNHEARD = 0.88
"""The most that is claimed of a rare code whose surroundings say nothing: it may be a name."""
HEARD = 1.5
"""Nats from which they say something."""
PROVEN = 0.97
"""The least that is claimed where all the text is proven to stand in the one font."""


def place_confidence(chance: Floats, spoken: float, *, rare: bool) -> Floats:
    """The measured share of right changes at places with such a chance.

    `spoken` is what the surroundings of the code say, in nats; `rare` says what it is: a common code may
    stand for itself in another font of the document, a rare one hardly ever does.
    """
    confidence: Floats = np.interp(chance, _CHANCE, _RARE_RIGHT if rare else _COMMON_RIGHT)
    return np.minimum(confidence, UNHEARD) if rare and spoken < HEARD else confidence
