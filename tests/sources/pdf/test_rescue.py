"""PDFs whose end is cut off."""

import io
from pathlib import Path

import pikepdf
import pytest

from generator.model.problem import ZipingbiaoError
from generator.repair.pdf.read import read_pdf
from generator.sources.pdf.rescue import rebuilt
from tests.sources.pdf.drawn import TABLE, Page, cells, rules, shown


def saved(modes: pikepdf.ObjectStreamMode) -> bytes:
    file = io.BytesIO()
    Page(rules(), cells()).pdf.save(file, object_stream_mode=modes, min_version="1.5")
    return file.getvalue()


def cut(data: bytes) -> bytes:
    """Without the table of objects and what follows it; a stream of objects has it as its last object."""
    start = data.rfind(b"/XRef")
    end = data.rfind(b" obj", 0, start) if start > 0 else data.rfind(b"xref\n", 0, data.rfind(b"startxref"))
    return data[: end - 4]


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_there_is_read_and_the_loss_is_said(packed: bool, tmp_path: Path) -> None:
    modes = pikepdf.ObjectStreamMode
    path = tmp_path / "残.pdf"
    path.write_bytes(cut(saved(modes.generate if packed else modes.disable)))
    reading = read_pdf(path)
    assert shown(reading) == TABLE
    assert [problem.rule for problem in reading.problems] == ["F37"]


def test_a_lost_catalogue_is_made_anew(tmp_path: Path) -> None:
    whole = saved(pikepdf.ObjectStreamMode.disable)
    path = tmp_path / "残.pdf"
    path.write_bytes(cut(whole).replace(b"/Type /Catalog", b"/Type /Catalof"))
    assert shown(read_pdf(path)) == TABLE


def test_a_whole_file_is_no_loss(tmp_path: Path) -> None:
    path = tmp_path / "整.pdf"
    path.write_bytes(saved(pikepdf.ObjectStreamMode.generate))
    assert read_pdf(path).problems == ()


def test_what_cannot_be_begun_with_is_refused(tmp_path: Path) -> None:
    assert rebuilt(b"%PDF-1.7\n1 0 obj\n<< /Type /Font >>\nendobj\n") is None
    path = tmp_path / "坏.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Font >>\nendobj\n")
    with pytest.raises(ZipingbiaoError) as caught:
        read_pdf(path)
    assert caught.value.problems[0].rule == "F30"


def test_a_packed_stream_that_lies_is_survived() -> None:
    lie = b"1 0 obj\n<< /Type /ObjStm /N 99999999 /First 12 /Length 5 >>\nstream\nabcde\nendstream\nendobj\n"
    assert rebuilt(b"%PDF-1.7\n" + lie) is None
