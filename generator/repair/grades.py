"""How many places were restored by each grade of evidence, in words."""

from collections import Counter
from collections.abc import Iterable

from .log import CHARACTER_MAP, Entry
from .witnesses import Grade


def grades_in_words(entries: Iterable[Entry]) -> str:
    """``证明 280 处、存疑 2 处`` of what was restored; empty where nothing was."""
    places: Counter[Grade] = Counter()
    for entry in entries:
        if entry.rule == CHARACTER_MAP and entry.true != entry.extracted and entry.grade:
            places[entry.grade] += len(entry.places)
    return "、".join(f"{grade} {places[grade]} 处" for grade in Grade if places[grade])
