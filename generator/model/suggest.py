"""Did-you-mean: the known word nearest to one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LENGTH = 40
"""Characters; what is longer is no label, and comparing it would cost time."""


SHORT = 2
"""Characters of a word in which one of the two may be wrong."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word most like `word`, None where none is near."""
    if len(word) > MAX_LENGTH:
        return None
    cutoff = min(cutoff, 0.5) if len(word) <= SHORT else cutoff
    matches = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return matches[0] if matches else None
