"""Broken PDFs come back true, sound ones untouched; what cannot be repaired is refused with its reason."""

import io
import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest

from generator.model.problem import ZipingbiaoError
from generator.repair.log import Decisions, RepairLog, replay
from generator.repair.pdf.read import read_pdf, repair_pdf
from generator.repair.text.breakage import Severity
from generator.sources.pdf.document import read_document
from generator.sources.pdf.fonts import collect_fonts
from generator.sources.pdf.tounicode import write_tounicode
from tests.support import broken_pdf, forms

PRODUCERS = [
    pytest.param(name, marks=pytest.mark.skipif(not broken_pdf.available(name), reason=f"没有 {name}"))
    for name in broken_pdf.PRODUCERS
]


def _needs(face: str, package: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(face not in broken_pdf.installed_faces(), reason=f"没有 {package}")


FACES = [
    pytest.param(
        face, marks=pytest.mark.skipif(face not in broken_pdf.installed_faces(), reason=f"没有 {package}")
    )
    for face, package in broken_pdf.FACES.items()
]


@pytest.fixture(scope="module")
def sound() -> bytes:
    return broken_pdf.produce(broken_pdf.form_html(forms.data_service()), "weasyprint")


@pytest.fixture
def broken(sound: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "坏.pdf"
    path.write_bytes(broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(sound), Severity.HEAVY).data)
    return path


def saved(data: bytes, folder: Path) -> Path:
    path = folder / "one.pdf"
    path.write_bytes(data)
    return path


def unmarked(data: bytes, truth: broken_pdf.Broken, folder: Path) -> tuple[list[str], float]:
    """Wrong characters accepted without a mark, and the share sent to a person."""
    judged = broken_pdf.judged_codes(read_document(saved(data, folder)))
    wrong = [
        f"{text}≠{truth.truth[key][1]}"
        for key, (text, doubtful) in judged.items()
        if key in truth.truth and text != truth.truth[key][1] and not doubtful
    ]
    return wrong, sum(doubtful for _, doubtful in judged.values()) / len(judged)


def pictures(data: bytes) -> list[np.ndarray]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=1.5).to_numpy().copy() for page in document]


def extracted(data: bytes, folder: Path) -> dict[str, str]:
    """What other readers make of a file."""
    path = saved(data, folder)
    with pdfplumber.open(path) as plumbed, pypdfium2.PdfDocument(data) as document:
        texts = {
            "pdfplumber": "".join(c["text"] for page in plumbed.pages for c in page.chars),
            "pdfium": "".join(page.get_textpage().get_text_range() for page in document),
        }
    if which("pdftotext"):
        command = ["pdftotext", "-raw", str(path), "-"]
        texts["poppler"] = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {reader: "".join(text.split()) for reader, text in texts.items()}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("severity", [Severity.SEED, Severity.HEAVY])
def test_unseen_faces_come_back_true(face: str, severity: Severity, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.one_stop(), face), "weasyprint")
    broken = broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(page), severity)
    assert broken.wrong
    wrong, sent = unmarked(broken.data, broken, tmp_path)
    assert wrong == []
    assert sent <= (0.02 if face in broken_pdf.KAI else 0.01)


@pytest.mark.parametrize("face", FACES[-len(broken_pdf.KAI) :])
def test_kai_in_long_runs_is_told_apart_by_the_sentence(face: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.one_stop(), face), "weasyprint")
    broken = broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(page), Severity.LONG)
    wrong, sent = unmarked(broken.data, broken, tmp_path)
    assert wrong == []
    assert sent <= 0.02


@pytest.mark.parametrize("producer", PRODUCERS)
def test_every_reader_extracts_the_true_text_and_pixels_stay(producer: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.one_stop()), producer)
    broken = broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(page), Severity.HEAVY)
    assert extracted(broken.data, tmp_path) != extracted(page, tmp_path)
    repaired = repair_pdf(saved(broken.data, tmp_path)).data
    assert extracted(repaired, tmp_path) == extracted(page, tmp_path)
    assert all(np.array_equal(a, b) for a, b in zip(pictures(broken.data), pictures(repaired), strict=True))


@pytest.mark.skipif(not which("qpdf"), reason="没有 qpdf")
def test_repaired_file_is_valid(broken: Path, tmp_path: Path) -> None:
    repaired = saved(repair_pdf(broken).data, tmp_path)
    subprocess.run(["qpdf", "--check", str(repaired)], check=True, capture_output=True)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_sound_file_is_given_back_byte_for_byte(producer: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.network()), producer)
    path = saved(page, tmp_path)
    assert repair_pdf(path).data == page
    assert read_pdf(path).log.entries == ()


def test_renumbered_codes_are_repaired(sound: bytes, tmp_path: Path) -> None:
    shuffled = broken_pdf.with_renumbered_codes(broken_pdf.without_embedded_cmap(sound))
    assert all(np.array_equal(a, b) for a, b in zip(pictures(sound), pictures(shuffled), strict=True))
    broken = broken_pdf.break_tounicode(shuffled, Severity.HEAVY)
    assert unmarked(broken.data, broken, tmp_path)[0] == []


@pytest.mark.parametrize("fault", broken_pdf.FAULTS)
def test_other_faults_are_found_too(fault: str, sound: bytes, tmp_path: Path) -> None:
    broken = broken_pdf.misclaim(broken_pdf.without_embedded_cmap(sound), fault)
    wrong, sent = unmarked(broken.data, broken, tmp_path)
    assert wrong == []
    assert sent < 0.25


@pytest.mark.parametrize("face", FACES)
def test_other_faults_in_unseen_faces(face: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.network(), face), "weasyprint")
    broken = broken_pdf.misclaim(broken_pdf.without_embedded_cmap(page), "shuffled")
    assert unmarked(broken.data, broken, tmp_path)[0] == []


def test_radicals_are_the_characters_they_stand_for(sound: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        (font,) = collect_fonts(pdf)
        claims = {
            code: text.replace("目", "⽬").replace("金", "\uf90a") for code, text in font.claims.items()
        }
        font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        pdf.save(tmp_path / "部首.pdf")
    log = read_pdf(tmp_path / "部首.pdf").log
    assert {(e.extracted, e.true, e.rule) for e in log.entries} == {
        ("⽬", "目", "康熙部首"),
        ("\uf90a", "金", "兼容汉字"),
    }
    repaired = extracted(repair_pdf(tmp_path / "部首.pdf").data, tmp_path)
    assert repaired == extracted(sound, tmp_path)


def test_glyph_claimed_with_all_its_forms_is_one_character(sound: bytes, tmp_path: Path) -> None:
    """Quartz writes ⾃自 for each 自: nothing is doubled, and no claim counts as wrong."""
    forms_of = {"目": "⺫⽬目", "金": "\uf90a⾦金", "自": "⾃自", "年": "\uf98e年", "行": "⾏\ufa08行"}
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        (font,) = collect_fonts(pdf)
        claims = {code: forms_of.get(text, text) for code, text in font.claims.items()}
        font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        pdf.save(tmp_path / "合.pdf")
    log = read_pdf(tmp_path / "合.pdf").log
    assert {(e.extracted, e.true, e.doubtful) for e in log.entries} == {
        (claim, true, False) for true, claim in forms_of.items()
    }
    assert extracted(repair_pdf(tmp_path / "合.pdf").data, tmp_path) == extracted(sound, tmp_path)


def test_forms_of_one_character_hide_no_wrong_claim(sound: bytes, tmp_path: Path) -> None:
    """A font of which such a claim is wrong is decided by its glyphs, the claim too."""
    data = broken_pdf.without_embedded_cmap(sound)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (font,) = collect_fonts(pdf)
        turned = dict(zip("目自金年", "自金年目", strict=True)) | {"项": "门", "支": "⾔言", "成": "⼀一"}
        claims = {code: turned.get(text, text) for code, text in font.claims.items()}
        truth = {code: text for code, text in font.claims.items() if text in "支成"}
        font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        pdf.save(tmp_path / "错.pdf")
    judged = broken_pdf.judged_codes(read_document(tmp_path / "错.pdf"))
    assert {code: judged[0, code][0] for code in truth} == truth


@pytest.mark.parametrize("face", FACES)
def test_symbols_that_lost_their_gaps(face: str, tmp_path: Path) -> None:
    page = broken_pdf.produce(broken_pdf.form_html(forms.network(), face), "weasyprint")
    broken = broken_pdf.break_everything(broken_pdf.without_embedded_cmap(page), widest=12, chance=0.6)
    assert any(not "\u4e00" <= true <= "\u9fff" for _, true in broken.wrong.values())
    assert unmarked(broken.data, broken, tmp_path)[0] == []


def test_embedded_table_is_heard_first(sound: bytes, tmp_path: Path) -> None:
    broken = broken_pdf.break_tounicode(sound, Severity.HEAVY)
    log = repair_pdf(saved(broken.data, tmp_path)).log
    assert {entry.witness for entry in log.entries} == {"字体内置编码表"}
    assert not any(entry.doubtful for entry in log.entries)


def test_every_character_in_long_runs(sound: bytes, tmp_path: Path) -> None:
    broken = broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(sound), Severity.LONG)
    assert len(broken.wrong) > len(broken.truth) / 2
    assert unmarked(broken.data, broken, tmp_path)[0] == []


def test_log_replayed_on_the_raw_lines_gives_the_text(broken: Path) -> None:
    reading = read_pdf(broken)
    assert reading.log.changes
    for page, raw in reading.raw_lines.items():
        entries = tuple(entry for entry in reading.log.entries if entry.page == page)
        assert replay(RepairLog(entries), "\n".join(raw)).split("\n") == list(reading.lines[page])


def test_a_persons_decision_is_above_every_witness(broken: Path) -> None:
    entry = read_pdf(broken).log.changes[0]
    data = entry.to_data() | {"还原": "〇", "人工": True}
    settled = Decisions.from_log(RepairLog.from_data([data]))
    found = [e for e in read_pdf(broken, decisions=settled).log.entries if e.code == entry.code]
    assert {(e.true, e.settled, e.doubtful) for e in found} == {("〇", True, False)}


def test_the_rest_of_the_file_is_kept(broken: Path, tmp_path: Path) -> None:
    with pikepdf.open(broken, allow_overwriting_input=True) as pdf:
        pdf.attachments["附件.txt"] = "内容".encode()
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("目录", 0))
        pdf.docinfo["/Title"] = "题名"
        pdf.save()
    with pikepdf.open(io.BytesIO(repair_pdf(broken).data)) as pdf, pikepdf.open(broken) as before:
        assert pdf.attachments["附件.txt"].get_file().read_bytes() == "内容".encode()
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][-1:] == ["目录"]
        assert pdf.docinfo["/Title"] == "题名"
        assert [p.Contents.read_bytes() for p in pdf.pages] == [p.Contents.read_bytes() for p in before.pages]


def refused(path: Path) -> str:
    with pytest.raises(ZipingbiaoError) as caught:
        repair_pdf(path)
    return caught.value.problems[0].rule


def signed(path: Path) -> Path:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        signature = pikepdf.Dictionary(
            FT=pikepdf.Name.Sig, T="签名", V=pikepdf.Dictionary(Type=pikepdf.Name.Sig)
        )
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(signature)], SigFlags=3)
        pdf.save()
    return path


def test_signed_file_is_reported_but_not_rewritten(broken: Path) -> None:
    result = repair_pdf(signed(broken))
    assert not result.written
    assert result.log.changes
    assert [problem.rule for problem in result.problems] == ["F32"]


def test_sound_signed_file_is_given_back(sound: bytes, tmp_path: Path) -> None:
    path = signed(saved(sound, tmp_path))
    result = repair_pdf(path)
    assert (result.data, result.problems) == (path.read_bytes(), ())


def test_encryption_and_permissions_are_kept(broken: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pikepdf.open(broken, allow_overwriting_input=True) as pdf:
        allowed = pikepdf.Permissions(extract=False, modify_other=False)
        pdf.save(encryption=pikepdf.Encryption(owner="甲", user="", allow=allowed))
    data = repair_pdf(broken).data
    with pikepdf.open(io.BytesIO(data), password="甲") as pdf:
        assert pdf.is_encrypted
        assert pdf.allow == allowed
    assert capfd.readouterr().err == ""


def test_encrypted_file_is_refused(broken: Path) -> None:
    with pikepdf.open(broken, allow_overwriting_input=True) as pdf:
        pdf.save(encryption=pikepdf.Encryption(owner="甲", user="乙"))
    assert refused(broken) == "F31"


def test_empty_user_password_is_tried(broken: Path) -> None:
    with pikepdf.open(broken, allow_overwriting_input=True) as pdf:
        pdf.save(encryption=pikepdf.Encryption(owner="甲", user=""))
    assert read_pdf(broken).log.changes


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    assert refused(saved(b"%PDF-1.7\nnothing", tmp_path)) == "F30"
    assert refused(tmp_path / "none.pdf") == "F01"


def test_file_without_text_says_what_to_install(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "scan.pdf")
    with pytest.raises(ZipingbiaoError, match=r"zipingbiao\[ocr\]"):
        read_pdf(tmp_path / "scan.pdf")
