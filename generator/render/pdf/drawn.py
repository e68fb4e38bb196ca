"""What of a text is drawn, and so can be counted on a page and read in a file.

Neither spaces nor formats are, nor what chooses among the shapes of a character.
"""

import re

_NOT_DRAWN = re.compile(
    "[\\s\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e01ef]+"
)


def drawn(text: str) -> str:
    """The text without white space and without characters that no font draws."""
    return _NOT_DRAWN.sub("", text)


def place_after(text: str, count: int) -> int:
    """Where so many drawn characters of the text end, from 0; its length where it has no more than these."""
    place = 0
    for found in _NOT_DRAWN.finditer(text):
        between = found.start() - place
        if count <= between:
            break
        count, place = count - between, found.end()
    return min(place + count, len(text))
