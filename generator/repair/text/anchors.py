"""Where in a text the places of an earlier reading stand now: lines may have been put in, or changed."""

from collections.abc import Iterator

from ..log import Entry

OPEN, CLOSE = "【", "】"
"""What stands around the character in a context of a log."""
_REACH = 12
"""Characters on either side that are looked at, white space counted."""
_FEWEST = 3
"""Characters that must be there to be compared, unless the line holds no more."""


def is_same_place(text: str, offset: int, entry: Entry, context: str) -> bool:
    """Whether what stands at an offset of the raw text is the place whose restored text this is.

    Three quarters of the characters around it must agree: the raw ones may be wrong, the text changed.
    """
    before, after = _sides(context)
    end = offset + len(entry.extracted)
    line_start = text.rfind("\n", 0, offset) + 1
    line_end = text.find("\n", end)
    left = "".join(text[max(line_start, offset - _REACH) : offset].split())
    right = "".join(text[end : min(len(text) if line_end < 0 else line_end, end + _REACH)].split())
    pairs = [*zip(before[::-1], left[::-1], strict=False), *zip(after, right, strict=False)]
    same = sum(one == other for one, other in pairs)
    whole = len(before) + len(after) <= _FEWEST and len(left) + len(right) <= _FEWEST
    return same * 4 >= len(pairs) * 3 and (same >= _FEWEST or (whole and same == len(pairs)))


def moved_places(text: str, entry: Entry, offsets: list[int | None]) -> Iterator[int]:
    """The offsets of an entry's places: where they stood if the text is there still, or where it stands now.

    A place whose text is nowhere is left out: what was decided about it does not hold any more.
    """
    found: set[int] = set()
    lost: list[str] = []
    for offset, context in zip(offsets, entry.contexts, strict=True):
        if offset is not None and _holds(text, offset, entry, context):
            found.add(offset)
        else:
            lost.append(context)
    yield from sorted(found | set(_found_elsewhere(text, entry, lost, found)))


def _holds(text: str, offset: int, entry: Entry, context: str) -> bool:
    there = text.startswith(entry.extracted, offset)
    return there and (not context or is_same_place(text, offset, entry, context))


def _found_elsewhere(text: str, entry: Entry, contexts: list[str], taken: set[int]) -> Iterator[int]:
    """For each context in turn the first place after the one before it, as places stand in order."""
    free = [at for at in _all(text, entry.extracted) if at not in taken] if any(contexts) else []
    for context in filter(None, contexts):
        place = next((at for at in free if is_same_place(text, at, entry, context)), None)
        if place is not None:
            free.remove(place)
            yield place


def _all(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _sides(context: str) -> tuple[str, str]:
    before, _, rest = context.partition(OPEN)
    after = rest.partition(CLOSE)[2]
    return "".join(before.split()), "".join(after.split())
