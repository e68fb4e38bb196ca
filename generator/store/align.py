"""Which rows of one list are which rows of another."""

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

Pair = tuple[int | None, int | None]
"""An index in the old list and one in the new; None where a row is new or gone."""


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Pair]:
    """Pairs in order: equal rows first of all; rows that changed in the same place are paired by order."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for offset in range(max(old_end - old_start, new_end - new_start)):
            before, after = old_start + offset, new_start + offset
            yield (before if before < old_end else None, after if after < new_end else None)
