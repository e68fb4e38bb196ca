"""The report as LibreOffice sets it: 22 lines of 28 characters, margins, faces; and what it saves again."""

import shutil
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path

import docx
import pdfplumber
import pytest

from generator.model.form import Form
from generator.render.report import Contents, report_docx
from generator.render.report.given_back import read_report
from generator.render.templates import TemplateSet
from tests.support import forms

from .test_report import FORMS, content_of, mm

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="需要 LibreOffice（soffice）")

LINES, CHARACTERS = 22, 28
WORDS = "预算绩效管理办法规定项目支出自评应当客观公正反映资金使用情况" * 60


def converted(content: bytes, kind: str, folder: Path) -> bytes:
    """A document as LibreOffice converts it."""
    (folder / "报告.docx").write_bytes(content)
    home, out = f"-env:UserInstallation={(folder / 'home').as_uri()}", folder / "out"
    command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, str(folder / "报告.docx")], check=True, capture_output=True, timeout=180)
    return (out / f"报告.{kind}").read_bytes()


@pytest.fixture(scope="module")
def content() -> Contents:
    return content_of(FORMS)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, content: Contents) -> bytes:
    """A report of long paragraphs of nothing but Chinese characters, as PDF."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "templates").mkdir()
    template = f"<h1>标题</h1><h2>一、黑体</h2><h3>（一）楷体</h3><p>{WORDS}</p><p>{WORDS}</p>"
    (folder / "templates/report.html").write_text(template, "utf-8")
    return converted(report_docx(content, TemplateSet((folder / "templates",))), "pdf", folder)


def test_a_page_holds_22_lines_of_28_characters(full: bytes) -> None:
    with pdfplumber.open(BytesIO(full)) as opened:
        page = opened.pages[1]
        body = [one for one in page.chars if round(one["size"]) == 16]
        lines = Counter(round(one["top"]) for one in body)
        assert len(lines) == LINES
        assert lines.most_common(1)[0][0]
        full_lines = [count for count in lines.values() if count == CHARACTERS]
        assert len(full_lines) >= LINES - 3  # the end of one paragraph, the beginning of the next
        assert max(lines.values()) == CHARACTERS
        assert round((page.width - mm(210)), 0) == round(page.height - mm(297), 0) == 0


def test_the_type_area_is_156_by_225_mm(full: bytes) -> None:
    with pdfplumber.open(BytesIO(full)) as opened:
        body = [one for one in opened.pages[1].chars if round(one["size"]) == 16]
    assert mm(28) - 1 < min(one["x0"] for one in body) < mm(28) + 2
    assert mm(184) - 3 < max(one["x1"] for one in body) < mm(184) + 1
    assert mm(37) < min(one["top"] for one in body) < mm(37) + 16
    assert mm(37 + 225) - 16 < max(one["bottom"] for one in body) < mm(37 + 225)


def test_the_pages_are_numbered_outside(full: bytes) -> None:
    with pdfplumber.open(BytesIO(full)) as opened:
        for number, page in enumerate(opened.pages, start=1):
            printed = [one for one in page.chars if round(one["size"]) == 14]
            assert "".join(one["text"] for one in printed).split() == ["—", str(number), "—"]
            middle = (printed[0]["x0"] + printed[-1]["x1"]) / 2
            assert (middle > mm(150)) if number % 2 else (middle < mm(60))
            assert min(one["top"] for one in printed) > mm(37 + 225 + 5)


def test_the_title_is_larger(full: bytes) -> None:
    with pdfplumber.open(BytesIO(full)) as opened:
        sizes = Counter(round(one["size"]) for one in opened.pages[0].chars)
    assert (sizes[22], set(sizes)) == (2, {14, 16, 22})


def test_figures_are_found_in_what_libreoffice_saves(content: Contents, tmp_path: Path) -> None:
    saved = tmp_path / "saved.docx"
    saved.write_bytes(converted(report_docx(content, TemplateSet()), "docx", tmp_path))
    given = read_report(saved)
    assert [found for found in given.figures if found.text != found.figure.text] == []
    assert len(given.figures) == len(given.record.figures)


def test_it_is_a_document_of_one_section(content: Contents) -> None:
    form: Form = forms.one_stop()
    assert content.department == form.department
    assert len(docx.Document(BytesIO(report_docx(content, TemplateSet()))).sections) == 1
