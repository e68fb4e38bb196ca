"""The writer at fault, simulated: what its ToUnicode says of each glyph that a font uses.

Office writes ToUnicode as ranges of consecutive glyph numbers. Some builds of 2007 and 2010, once a range has
begun with two consecutive characters, go on counting without looking at the characters any more:

1. The used glyph numbers fall into runs of consecutive ones; a run also ends after a number xxFF.
2. In a run, everything before the first pair whose characters are consecutive too is right.
3. From that pair on the k-th glyph is written as the first character plus k, until the run ends or the low
   byte of what is written would pass FF; what is left of the run begins anew at 2.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .faces import Face

LOW = 0xFF


def written(code_of: Mapping[int, int], used: Iterable[int]) -> dict[int, int]:
    """What is written for every used glyph: glyph number to code point.

    `code_of` is the true code point of each glyph; used glyphs without one end a run and are left out.
    """
    result: dict[int, int] = {}
    for run in _runs(sorted({gid for gid in used if gid in code_of})):
        result.update(_run_written(run, [code_of[gid] for gid in run]))
    return result


def _runs(gids: Iterable[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for gid in gids:
        if run and (gid != run[-1] + 1 or run[-1] & LOW == LOW):
            yield run
            run = []
        run.append(gid)
    if run:
        yield run


def _run_written(run: Sequence[int], codes: Sequence[int]) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(run):
        start = _first_pair(codes, place)
        end = min(len(run), start + 1 + (LOW - (codes[start] & LOW))) if start < len(run) else start
        yield from zip(run[place:start], codes[place:start], strict=True)
        yield from ((run[i], codes[start] + i - start) for i in range(start, end))
        place = end


def _first_pair(codes: Sequence[int], place: int) -> int:
    """Where the first two consecutive characters begin; the end where there are none."""
    for i in range(place, len(codes) - 1):
        if codes[i + 1] == codes[i] + 1:
            return i
    return len(codes)


def broken_map(face: Face, characters: Iterable[str]) -> dict[str, str]:
    """True to extracted character where they differ, for a font of this face that uses these characters."""
    gids = {gid: c for c in set(characters) if (gid := face.gid(c)) is not None}
    maps = written({gid: ord(c) for gid, c in gids.items()}, gids)
    return {gids[gid]: chr(code) for gid, code in maps.items() if ord(gids[gid]) != code}
