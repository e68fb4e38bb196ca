"""How far the pen moves after a glyph: what tells ， from , where the two look alike."""

from collections.abc import Iterable

import pikepdf

from ...sources.pdf.fonts import PdfFont

_DEFAULT = 1000
_WIDE = 750
"""Thousandths of the em from which a sign is as wide as an ideograph."""


def wide_codes(font: PdfFont, codes: Iterable[bytes]) -> frozenset[bytes] | None:
    """The codes of a composite font that are as wide as ideographs; None for other fonts."""
    if not font.is_composite:
        return None
    default = font.descendant.get("/DW", _DEFAULT)
    widths = _widths(font.descendant.get("/W"))
    return frozenset(code for code in codes if widths.get(int.from_bytes(code), float(default)) >= _WIDE)


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
