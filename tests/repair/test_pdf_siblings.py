"""Subsets of one font are judged together; a sign that no reference knows is no excuse."""

import io
from pathlib import Path

import pikepdf
import pytest

from generator.repair.pdf.read import repair_pdf
from generator.repair.text.faces import constant
from generator.sources.pdf.fonts import collect_fonts
from generator.sources.pdf.tounicode import write_tounicode
from tests.support.order_pdf import order_pdf

TEXTS = ("绩效目标管", "理预算执行")
"""Too few for the order of the face to be seen."""


def claimed(folder: Path, said: dict[str, str], names: tuple[str, str]) -> list[str]:
    """What two fonts claim after the repair, in the order of their codes."""
    with pikepdf.new() as pdf:
        for text, name in zip(TEXTS, names, strict=True):
            made = order_pdf(text, constant(0x4DA0), claims="true", name=name)
            pdf.pages.extend(pikepdf.open(io.BytesIO(made.data)).pages)
        for font in collect_fonts(pdf):
            claims = {code: said.get(text, text) for code, text in font.claims.items()}
            font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        pdf.save(folder / "子集.pdf")
    data = repair_pdf(folder / "子集.pdf").data
    fonts = collect_fonts(pikepdf.open(io.BytesIO(data)))
    return ["".join(font.claims[code] for code in sorted(font.claims)) for font in fonts]


TRUE = ["".join(sorted(text)) for text in TEXTS]


@pytest.mark.parametrize("said", [{"目": "Œ", "理": "§"}, {"效": "﹊", "执": "﹋"}])
def test_one_wrong_claim_in_each_subset(said: dict[str, str], tmp_path: Path) -> None:
    assert claimed(tmp_path, said, ("ABCDEE+Hidden", "FGHIJK+Hidden")) == TRUE


def test_fonts_without_an_ideograph_among_their_claims(tmp_path: Path) -> None:
    said = dict(zip("".join(TEXTS), "ABCDEFGHIJ", strict=True))
    assert claimed(tmp_path, said, ("ABCDEE+One", "ABCDEE+Other")) == TRUE


def test_one_odd_claim_alone_is_asked_about(tmp_path: Path) -> None:
    assert claimed(tmp_path, {"目": "A", "管": "Œ"}, ("ABCDEE+One", "ABCDEE+Other")) == TRUE
    said = {"管": "Œ"}
    assert "Œ" in claimed(tmp_path, said, ("ABCDEE+One", "ABCDEE+Other"))[0]
    (doubt,) = repair_pdf(tmp_path / "子集.pdf").doubts
    assert (doubt.extracted, doubt.true, doubt.figures["次选"]) == ("Œ", "Œ", "管")
