"""The report as LibreOffice sets it: 22 lines of 28 characters, margins, faces; and what it saves again."""

import os
import shutil
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from generator.render.report import Contents, report_docx
from generator.render.report.given_back import read_report
from generator.render.templates import TemplateSet, packaged_folder

from .test_report import FORMS, content_of, mm

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="需要 LibreOffice（soffice）")

LINES, CHARACTERS = 22, 28
WORDS = "预算绩效管理办法规定项目支出自评应当客观公正反映资金使用情况" * 60


TITLE, FIRST, SECOND = "标题", "一、黑体", "（一）楷体"

FACES = {
    "仿宋": "FangSong",
    "黑体": "SimHei",
    "楷体": "KaiTi",
    "方正小标宋简体": "XiaoBiaoSong",
    "宋体": "SimSun",
}
"""The faces that the document names, and what the stand-ins for them call themselves in a PDF."""


def stand_ins(folder: Path) -> dict[str, str]:
    """An environment in which each face of the document is a font of its own, of our glyphs."""
    fonts = folder / "fonts"
    fonts.mkdir()
    characters = set(WORDS + TITLE + FIRST + SECOND + "— 0123456789")
    with TTFont(packaged_folder() / "fonts/NotoSerifSC-Regular.ttf") as font:
        subsetter = Subsetter(Options(layout_features=[]))
        subsetter.populate(unicodes=map(ord, characters))
        subsetter.subset(font)
        font["name"].names = []
        for family, name in FACES.items():
            for number, text in ((1, family), (2, "Regular"), (4, family), (6, name)):
                font["name"].setName(text, number, 3, 1, 0x409)
            font.save(fonts / f"{name}.ttf")
    config = folder / "fonts.conf"
    config.write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        "utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config)}


def converted(content: bytes, kind: str, folder: Path, environment: dict[str, str] | None = None) -> bytes:
    """A document as LibreOffice converts it."""
    (folder / "报告.docx").write_bytes(content)
    home, out = f"-env:UserInstallation={(folder / 'home').as_uri()}", folder / "out"
    command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run(
        [*command, str(folder / "报告.docx")], check=True, capture_output=True, timeout=180, env=environment
    )
    return (out / f"报告.{kind}").read_bytes()


@pytest.fixture(scope="module")
def content() -> Contents:
    return content_of(FORMS)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, content: Contents) -> bytes:
    """A report of long paragraphs of nothing but Chinese characters, as PDF."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "templates").mkdir()
    template = f"<h1>{TITLE}</h1><h2>{FIRST}</h2><h3>{SECOND}</h3><p>{WORDS}</p><p>{WORDS}</p>"
    (folder / "templates/report.html").write_text(template, "utf-8")
    document = report_docx(content, TemplateSet((folder / "templates",)))
    return converted(document, "pdf", folder, stand_ins(folder))


def test_a_page_holds_22_lines_of_28_characters(full: bytes) -> None:
    with pdfplumber.open(BytesIO(full)) as opened:
        page = opened.pages[1]
        body = [one for one in page.chars if round(one["size"]) == 16]
        lines = Counter(round(one["top"]) for one in body)
        assert len(lines) == LINES
        full_lines = [count for count in lines.values() if count == CHARACTERS]
        assert len(full_lines) >= LINES - 3  # the end of one paragraph, the beginning of the next
        assert max(lines.values()) == CHARACTERS
        assert (round(page.width), round(page.height)) == (round(mm(210)), round(mm(297)))


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


def test_each_part_is_in_its_face_and_size(full: bytes) -> None:
    with pdfplumber.open(BytesIO(full)) as opened:
        used: dict[tuple[str, int], str] = {}
        for one in opened.pages[0].chars:
            key = one["fontname"].rpartition("+")[2], round(one["size"])
            used[key] = used.get(key, "") + one["text"].strip()
    assert set(used) == {
        (FACES["方正小标宋简体"], 22), (FACES["黑体"], 16), (FACES["楷体"], 16), (FACES["仿宋"], 16),
        (FACES["宋体"], 14),
    }  # fmt: skip
    assert used[FACES["方正小标宋简体"], 22] == TITLE
    assert used[FACES["黑体"], 16] == FIRST
    assert used[FACES["楷体"], 16] == SECOND
    assert used[FACES["宋体"], 14] == "—1—"


def test_figures_are_found_in_what_libreoffice_saves(content: Contents, tmp_path: Path) -> None:
    saved = tmp_path / "saved.docx"
    saved.write_bytes(converted(report_docx(content, TemplateSet()), "docx", tmp_path))
    given = read_report(saved)
    assert [found for found in given.figures if found.text != found.figure.text] == []
    assert len(given.figures) == len(given.record.figures)
