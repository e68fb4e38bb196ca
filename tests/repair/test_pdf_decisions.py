"""What a person decided holds for one font's code, claimed or not; a doubt stays out of the text layer."""

import io
from pathlib import Path

import pikepdf
import pytest

from generator.repair.log import Decisions, Entry, RepairLog
from generator.repair.pdf.classifier import Margins
from generator.repair.pdf.read import read_pdf, repair_pdf
from generator.repair.text.breakage import Severity
from generator.sources.pdf.fonts import PdfFont, collect_fonts
from generator.sources.pdf.tounicode import write_tounicode
from tests.support import broken_pdf, forms


@pytest.fixture(scope="module")
def sound() -> bytes:
    return broken_pdf.produce(broken_pdf.form_html(forms.data_service()), "weasyprint")


@pytest.fixture
def twice(sound: bytes, tmp_path: Path) -> Path:
    """Two fonts of one name; the first claims nothing of 项."""
    with pikepdf.open(io.BytesIO(sound)) as pdf, pikepdf.open(io.BytesIO(sound)) as other:
        pdf.pages.extend(other.pages)
        first, second = collect_fonts(pdf)
        assert first.name == second.name
        claims = {code: text for code, text in first.claims.items() if text != "项"}
        first.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        pdf.save(tmp_path / "同名.pdf")
    return tmp_path / "同名.pdf"


def fonts_of(data: bytes) -> tuple[PdfFont, ...]:
    return collect_fonts(pikepdf.open(io.BytesIO(data)))


def code_of(font: PdfFont, text: str) -> int:
    (code,) = (code for code, claim in font.claims.items() if claim == text)
    return int.from_bytes(code)


def decided(font: PdfFont, extracted: str, true: str, code: int, number: int | None) -> Decisions:
    entry = Entry(
        source="", extracted=extracted, true=true, region=font.name, font=number, code=code, settled=True
    )
    return Decisions.from_log(RepairLog.from_data([entry.to_data()]))


def test_decision_in_one_font_does_not_spread_to_its_namesake(twice: Path) -> None:
    first, second = fonts_of(twice.read_bytes())
    code = code_of(first, "目")
    repaired = repair_pdf(twice, decisions=decided(second, "目", "〇", code, 1)).data
    claims = [font.claims[code.to_bytes(2)] for font in fonts_of(repaired)]
    assert claims == ["目", "〇"]
    unnumbered = repair_pdf(twice, decisions=decided(second, "目", "〇", code, None)).data
    assert [font.claims[code.to_bytes(2)] for font in fonts_of(unnumbered)] == ["目", "目"]


def test_decision_on_a_code_without_a_claim_is_kept(twice: Path) -> None:
    first, second = fonts_of(twice.read_bytes())
    code = code_of(second, "项")
    repaired = repair_pdf(twice, decisions=decided(first, "", "〇", code, 0))
    assert fonts_of(repaired.data)[0].claims[code.to_bytes(2)] == "〇"
    assert {entry.true for entry in repaired.log.entries if entry.settled} == {"〇"}


def test_unclaimed_glyphs_have_places(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "无.pdf"
    path.write_bytes(broken_pdf.misclaim(broken_pdf.without_embedded_cmap(sound), "none").data)
    entries = repair_pdf(path).log.entries
    assert entries
    assert all(entry.places for entry in entries)


def test_doubt_is_not_written_over_a_claim(
    sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.repair.pdf.classifier._MARGINS", Margins(in_run=0.6, free=0.6, scale=0.1))
    path = tmp_path / "疑.pdf"
    bare = broken_pdf.without_embedded_cmap(sound)
    path.write_bytes(broken_pdf.break_tounicode(bare, Severity.HEAVY).data)
    repaired = repair_pdf(path)
    assert repaired.doubts
    assert all(entry.true == entry.extracted for entry in repaired.doubts)
    guesses = {entry.code: entry.true for entry in read_pdf(path).doubts if entry.true != entry.extracted}
    assert guesses
    assert {e.code: e.figures["次选"] for e in repaired.doubts if e.code in guesses} == guesses
