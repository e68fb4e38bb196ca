"""What is right in a PDF stays, and one wrong claim among right ones is asked about."""

import io
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from generator.repair.pdf.read import repair_pdf
from generator.repair.text.faces import constant
from generator.sources.pdf.document import read_document
from generator.sources.pdf.fonts import collect_fonts
from generator.sources.pdf.tounicode import write_tounicode
from tests.support.broken_pdf import with_renumbered_codes
from tests.support.order_pdf import order_pdf

TEXT = "项目支出绩效自评表主管部门预算执行情况订立合同与装线请勿龟未用户"


def saved(folder: Path, said: dict[str, str], encoding: str = "/Identity-H", *, text: str = TEXT) -> Path:
    made = order_pdf(text, constant(0x4DA0), claims="true", name="ABCDEE+Hidden")
    with pikepdf.open(io.BytesIO(with_renumbered_codes(made.data))) as pdf:
        (font,) = collect_fonts(pdf)
        claims = {code: said.get(claim, claim) for code, claim in font.claims.items()}
        font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        font.object.Encoding = pikepdf.Name(encoding)
        pdf.save(folder / "好.pdf")
    return folder / "好.pdf"


def test_text_down_the_page_is_drawn_as_across(tmp_path: Path) -> None:
    path = saved(tmp_path, {}, "/Identity-V")
    repaired = repair_pdf(path)
    assert (repaired.data, repaired.log.entries) == (path.read_bytes(), ())


@pytest.mark.parametrize("claim", ["未", "的"])
def test_one_common_claim_over_another_glyph_is_asked_about(claim: str, tmp_path: Path) -> None:
    repaired = repair_pdf(saved(tmp_path, {"龟": claim}))
    (doubt,) = repaired.log.entries
    assert (doubt.extracted, doubt.true, doubt.doubtful) == (claim, claim, True)
    assert doubt.figures["次选"] == "龟"


@pytest.mark.parametrize("mapped", [True, False])
def test_font_with_a_table_of_variants_is_read(mapped: bool, tmp_path: Path) -> None:
    made = order_pdf(TEXT, constant(0x4DA0), claims="true" if mapped else "none", cmap=True)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        (font,) = collect_fonts(pdf)
        assert isinstance(font.program, pikepdf.Stream)
        program = TTFont(io.BytesIO(font.program.read_bytes()))
        variants = CmapSubtable.newSubtable(14)
        variants.platformID, variants.platEncID, variants.language = 0, 5, 0xFF
        variants.cmap, variants.uvsDict = {}, {0xFE00: [(ord("龟"), None)]}
        program["cmap"].tables.append(variants)
        file = io.BytesIO()
        program.save(file)
        font.program.write(file.getvalue())
        pdf.save(tmp_path / "变体.pdf")
    assert read_document(tmp_path / "变体.pdf").has_text


def test_radical_alone_is_the_form_that_the_text_writes(tmp_path: Path) -> None:
    (entry,) = repair_pdf(saved(tmp_path, {"户": "⼾"})).log.entries
    assert (entry.extracted, entry.true, entry.rule, entry.doubtful) == ("⼾", "户", "康熙部首", False)


@pytest.mark.parametrize(("told", "asked"), [("未", {"末"}), ("末", set())])
def test_claim_like_its_glyph_is_asked_about_where_the_sentence_denies_it(
    told: str, asked: set[str], tmp_path: Path
) -> None:
    text = "项目支出绩效自评表预算执行情况年末余额与上年末余额相符龟勿"
    path = saved(tmp_path, {"龟": "的", "勿": "说", "末": told}, text=text)
    doubts = [entry for entry in repair_pdf(path).log.entries if entry.doubtful]
    assert {entry.figures["次选"] for entry in doubts if entry.extracted == told} == asked
