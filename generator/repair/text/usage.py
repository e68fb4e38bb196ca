"""How often a text uses a character: what a count says about which character it is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DISPERSION = 1.5
"""How evenly a character's use is spread over texts."""
TOPICAL = 0.3
"""Share of characters whose use hangs on the subject: there once is there any number of times."""
MOST = 100
"""Counts beyond this say no more."""

_RISING = np.concatenate([[0.0], np.cumsum(np.log((DISPERSION + np.arange(MOST)) / (1.0 + np.arange(MOST))))])


def log_use(count: NDArray[Any], expected: Floats) -> Floats:
    """How likely such a count is, in nats, where so many were expected."""
    n = np.minimum(count, MOST)
    mean = np.maximum(expected, 1e-12)
    even, topical = log_absent(mean), -mean
    met = np.flatnonzero(n)
    n, mean = n[met], mean[met]
    even[met] += _RISING[n] + n * np.log(mean / (mean + DISPERSION))
    topical[met] = np.log(-np.expm1(-mean)) - np.log(n * (n + 1.0))
    result: Floats = np.logaddexp(np.log1p(-TOPICAL) + even, np.log(TOPICAL) + topical)
    return result


def log_absent(expected: Floats) -> Floats:
    """How likely a text is to do without a character, in nats."""
    result: Floats = -DISPERSION * np.log1p(expected / DISPERSION)
    return result
