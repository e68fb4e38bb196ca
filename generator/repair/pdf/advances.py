"""How far the pen moves after a glyph: what tells ， from , where the two look alike."""

from collections import Counter
from collections.abc import Iterable

import pikepdf

from ...sources.pdf.fonts import PdfFont

_DEFAULT = 1000
_WIDE = 750
"""Thousandths of the em that an ideograph is at least wide, however condensed its face."""
_ALIKE = 0.97
"""The share of an ideograph's width from which a sign is as wide: a % of many faces takes .9."""


def wide_codes(font: PdfFont, codes: Iterable[bytes]) -> frozenset[bytes] | None:
    """The codes of a composite font that are as wide as ideographs; None for other fonts."""
    if not font.is_composite:
        return None
    default = _number(font.descendant.get("/DW"))
    listed = _widths(font.descendant.get("/W"))
    widths = {code: listed.get(int.from_bytes(code), default) for code in codes}
    least = _ALIKE * _ideograph([*widths.values(), default])
    return frozenset(code for code, width in widths.items() if width >= least)


def _ideograph(widths: Iterable[float]) -> float:
    """How wide the ideographs of a font are: the width that most have, the larger of two."""
    counts = Counter(width for width in widths if width >= _WIDE)
    return max(counts, key=lambda width: (counts[width], width), default=float(_DEFAULT))


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float(_DEFAULT)


def _widths(listed: pikepdf.Object | None) -> dict[int, float]:
    """CID → width, from `first [width …]` and `first last width`; as far as the list keeps the rules."""
    entries = [*listed] if isinstance(listed, pikepdf.Array) else []
    widths: dict[int, float] = {}
    at = 0
    try:
        while at + 1 < len(entries):
            first, second = int(entries[at]), entries[at + 1]
            if isinstance(second, pikepdf.Array):
                widths.update((first + k, float(width)) for k, width in enumerate([*second]))
                at += 2
            else:
                last = min(int(second), first + 0xFFFF)
                widths.update(dict.fromkeys(range(first, last + 1), float(entries[at + 2])))
                at += 3
    except (TypeError, ValueError, IndexError):
        return widths
    return widths
