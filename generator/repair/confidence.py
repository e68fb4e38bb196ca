"""How often a decoding with a given margin is right, as measured by ``bench/repair.py --calibrate``."""

import numpy as np

DOUBTFUL = 0.9
"""Below this a person is asked."""

_MARGINS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 8.0, 12.0, 20.0)
_RIGHT = (0.5, 0.55, 0.65, 0.77, 0.89, 0.95, 0.985, 0.997, 0.999)


def confidence_of(margin: float) -> float:
    """The measured share of right decodings at this margin, in nats."""
    return round(float(np.interp(margin, _MARGINS, _RIGHT)), 3)
