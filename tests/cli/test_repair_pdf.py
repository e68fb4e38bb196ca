"""``zipingbiao repair`` on a PDF."""

import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import Result

from generator.repair.pdf.read import read_pdf
from generator.repair.text.breakage import Severity
from tests.support import broken_pdf, forms
from tests.support.command import zipingbiao


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = broken_pdf.produce(broken_pdf.form_html(forms.data_service()), "weasyprint")
    path = tmp_path_factory.mktemp("pdf") / "坏.pdf"
    path.write_bytes(broken_pdf.break_tounicode(page, Severity.HEAVY).data)
    return path


def run(*arguments: object) -> Result:
    return zipingbiao("repair", *arguments)


def test_repaired_file_is_sound(broken: Path, tmp_path: Path) -> None:
    result = run(broken, "-o", tmp_path / "好.pdf", "--log", tmp_path / "记录.json")
    assert result.exit_code == 0
    assert result.output.startswith("还原")
    assert "（证明 " in result.output.splitlines()[0]
    assert read_pdf(tmp_path / "好.pdf").log.entries == ()
    log = json.loads((tmp_path / "记录.json").read_text("utf-8"))
    assert {entry["页"] for entry in log} >= {1}


def test_output_must_be_named_and_another_file(broken: Path) -> None:
    before = broken.read_bytes()
    for arguments in ((broken,), (broken, "-o", broken)):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "-o" in result.output
    assert broken.read_bytes() == before


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    result = run(tmp_path / "坏.pdf", "-o", tmp_path / "好.pdf")
    assert result.exit_code == 2
    assert "F30" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "好.pdf").exists()


def test_json_report(broken: Path, tmp_path: Path) -> None:
    result = run(broken, "-o", tmp_path / "好.pdf", "--json")
    assert json.loads(result.stdout)["summary"].startswith("还原")


def test_signed_file_is_judged_and_reported(broken: Path, tmp_path: Path) -> None:
    with pikepdf.open(broken) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], SigFlags=3)
        pdf.save(tmp_path / "签.pdf")
    result = run(tmp_path / "签.pdf", "-o", tmp_path / "好.pdf", "--log", tmp_path / "记录.json")
    assert result.exit_code == 2
    assert "F32" in result.output
    assert "还原" in result.output
    assert json.loads((tmp_path / "记录.json").read_text("utf-8"))
    assert not (tmp_path / "好.pdf").exists()
