"""Where codes ascend as characters do, neighbours tell a glyph apart; where they do not, nobody says so."""

from pathlib import Path

import pytest

from generator.repair.text.faces import constant
from generator.sources.pdf.document import read_document
from tests.support import broken_pdf, forms
from tests.support.order_pdf import order_pdf

KAI = [
    pytest.param(
        face, marks=pytest.mark.skipif(face not in broken_pdf.installed_faces(), reason=f"没有 {package}")
    )
    for face, package in broken_pdf.KAI.items()
]


@pytest.mark.parametrize("face", KAI)
def test_kai_without_any_map_is_read_by_its_neighbours(face: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.data_service(), face), "weasyprint")
    broken = broken_pdf.misclaim(broken_pdf.without_embedded_cmap(page), "none")
    (tmp_path / "楷.pdf").write_bytes(broken.data)
    judged = broken_pdf.judged_codes(read_document(tmp_path / "楷.pdf"))
    seen = {key: judged[key] for key in broken.truth if key in judged and broken.truth[key][1].strip()}
    assert [t for key, (t, doubtful) in seen.items() if t != broken.truth[key][1] and not doubtful] == []
    assert sum(doubtful for _, doubtful in seen.values()) <= 0.03 * len(seen)
    digits = {broken.truth[key][1]: one for key, one in seen.items() if broken.truth[key][1].isdigit()}
    assert digits == {digit: (digit, False) for digit in digits}


@pytest.mark.parametrize("face", KAI)
def test_kai_numbered_at_random_is_read_by_outline_and_sentence(face: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.data_service(), face), "weasyprint")
    shuffled = broken_pdf.with_renumbered_codes(broken_pdf.without_embedded_cmap(page))
    broken = broken_pdf.misclaim(shuffled, "none")
    (tmp_path / "楷.pdf").write_bytes(broken.data)
    judged = broken_pdf.judged_codes(read_document(tmp_path / "楷.pdf"))
    seen = {key: judged[key] for key in broken.truth if key in judged and broken.truth[key][1].strip()}
    assert [t for key, (t, doubtful) in seen.items() if t != broken.truth[key][1] and not doubtful] == []
    assert sum(doubtful for _, doubtful in seen.values()) <= 0.08 * len(seen)


def test_wide_signs_numbered_before_the_ideographs_are_not_taken_for_narrow_ones(tmp_path: Path) -> None:
    text = "项目支出绩效自评表主管部门预算执行情况合同，年度：总体目标；完成"
    broken = order_pdf(text, constant(0x4DA0), claims="none", name="ABCDEE+Hidden")
    (tmp_path / "宽.pdf").write_bytes(broken.data)
    judged = broken_pdf.judged_codes(read_document(tmp_path / "宽.pdf"))
    sure = {broken.truth[key][1]: one for key, (one, doubtful) in judged.items() if not doubtful}
    assert sure == {character: character for character in sure}
    assert {"项", "成"} <= sure.keys()
