"""Which rows of one list are which rows of another."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

Pair = tuple[int | None, int | None]
"""An index in the old list and one in the new; None where a row is new or gone."""

MAX_ROWS = 2_000
"""Beyond this rows are paired by order alone: comparing takes time by the square."""


def align(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Pairs in order: equal rows first of all; rows that changed in the same place are paired by order."""
    if len(old) + len(new) > MAX_ROWS:
        yield from zip_longest(range(len(old)), range(len(new)))
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        yield from zip_longest(range(old_start, old_end), range(new_start, new_end))


def matching(old: Sequence[str], new: Sequence[str], alike: Callable[[int, int], bool]) -> dict[int, int]:
    """Old index → new index, also for rows that moved, or changed their name in place and are `alike`."""
    pairs = [(i, j) for i, j in align(old, new) if i is not None and j is not None]
    matched = {i: j for i, j in pairs if old[i] == new[j]}
    matched |= _moved(old, new, matched)
    taken = set(matched.values())
    renamed = {i: j for i, j in pairs if i not in matched and j not in taken and alike(i, j)}
    return matched | renamed


def _moved(old: Sequence[str], new: Sequence[str], matched: dict[int, int]) -> dict[int, int]:
    """Rows left over on both sides that bear the same name, in order."""
    taken = set(matched.values())
    left: defaultdict[str, deque[int]] = defaultdict(deque)
    for j, name in enumerate(new):
        if j not in taken:
            left[name].append(j)
    return {i: left[name].popleft() for i, name in enumerate(old) if i not in matched and left[name]}
