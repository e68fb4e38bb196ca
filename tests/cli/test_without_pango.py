"""A machine without Pango: from a document to PDFs, by Typst, with nothing asked of WeasyPrint."""

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2

from generator.ingest.read import attached_yaml

SOURCE = Path(__file__).parents[2] / "data/sources"

HIDING = """
import ctypes, sys

class Hidden(ctypes.CDLL):
    def __init__(self, name, *arguments, **options):
        if any(part in str(name) for part in ("pango", "harfbuzz", "gobject", "fontconfig")):
            raise OSError(f"cannot load library {name}")
        super().__init__(name, *arguments, **options)

class Refuses:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("weasyprint", "pydyf", "cffi"):
            raise OSError("cannot load library 'libpango-1.0-0'")

ctypes.CDLL = Hidden
sys.meta_path.insert(0, Refuses())
"""
"""What the interpreter does first: system libraries and what needs them cannot be loaded."""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(folder / "hiding"), str(Path(__file__).parents[2])))
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_main_path_ends_in_pdfs_that_say_what_the_yaml_says(tmp_path: Path) -> None:
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding/sitecustomize.py").write_text(HIDING, "utf-8")
    read = run(tmp_path, "ingest", str(SOURCE))
    assert read.returncode in (0, 1), read.stderr
    forms = sorted((tmp_path / "data").rglob("2020/*.yaml"))
    assert len(forms) == 4
    summary = tmp_path / "out" / forms[0].parent.relative_to(tmp_path / "data") / "汇总.pdf"
    built = run(tmp_path, "build")
    assert built.returncode == 0, built.stderr
    said = built.stdout + built.stderr
    assert said.count("B30") == 1
    assert "改用 Typst 排版" in said
    assert summary.with_suffix(".xlsx").exists()
    assert run(tmp_path, "report").returncode == 0
    for pdf, title in ((summary, "一、总分排名"), (summary.with_name("自评报告.pdf"), "二、资金情况")):
        assert title in text_of(pdf)
    for form in forms:
        (pdf,) = (tmp_path / "out").rglob(f"{form.stem}.pdf")
        assert attached_yaml(pdf) == form.read_text("utf-8")
    again = run(tmp_path, "build")
    assert again.returncode == 0
    assert "生成 0 个文件" in again.stdout
