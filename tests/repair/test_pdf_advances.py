"""Which glyphs are as wide as ideographs."""

import pikepdf
import pytest

from generator.repair.pdf.advances import wide_codes
from generator.sources.pdf.fonts import PdfFont

PERCENT, IDEOGRAPH, OTHER = b"\0\1", b"\0\2", b"\0\3"


def font(percent: int, ideographs: int, default: object = 1000) -> PdfFont:
    widths = pikepdf.Array([1, pikepdf.Array([percent, ideographs, ideographs])])
    descendant = pikepdf.Dictionary(W=widths, DW=default)
    whole = pikepdf.Dictionary(Subtype=pikepdf.Name.Type0, DescendantFonts=pikepdf.Array([descendant]))
    return PdfFont(number=0, name="", object=whole)


@pytest.mark.parametrize(("percent", "ideographs", "is_wide"), [
    (921, 1000, False),
    (1000, 1000, True),
    (760, 800, False),
    (800, 800, True),
])  # fmt: skip
def test_a_sign_is_wide_where_it_takes_the_room_of_an_ideograph(
    percent: int, ideographs: int, is_wide: bool
) -> None:
    wide = wide_codes(font(percent, ideographs), [PERCENT, IDEOGRAPH, OTHER])
    assert wide == frozenset({IDEOGRAPH, OTHER} | ({PERCENT} if is_wide else set()))


def test_a_percent_sign_that_stands_alone_is_held_against_the_em() -> None:
    assert wide_codes(font(921, 1000), [PERCENT]) == frozenset()


def test_a_default_that_is_no_number_is_the_em() -> None:
    assert wide_codes(font(921, 1000, pikepdf.Name("/x")), [PERCENT, b"\0\7"]) == frozenset({b"\0\7"})
