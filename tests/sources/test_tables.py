"""Files are read by what they are; old formats by way of LibreOffice, where it is installed."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from generator.model.problem import ZipingbiaoError
from generator.recognise.grid import recognise_grids
from generator.sources import legacy
from generator.sources.document import SourceDocument
from generator.sources.kinds import read_tables

from ..layouts.makers import MAKERS

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice 没有安装")


def projects(document: SourceDocument) -> list[str]:
    assert isinstance(document.content, tuple)
    return [found.form.project for found in recognise_grids(document.content, file="表").forms]


@pytest.mark.parametrize("kind", MAKERS)
def test_the_name_does_not_decide(kind: str, tmp_path: Path) -> None:
    path = MAKERS[kind]("L2", tmp_path).rename(tmp_path / "表.xls")
    assert projects(read_tables(path)) == ["数据运营服务"]


def converted(path: Path, kind: str, *options: str) -> Path:
    """The file in another format, by LibreOffice with a profile of its own."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *options, "--convert-to", kind, "--outdir", str(path.parent)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=90)
    return path.with_suffix(f".{kind}")


@needs_libreoffice
def test_old_workbook(tmp_path: Path) -> None:
    old = converted(MAKERS["xlsx"]("L2", tmp_path), "xls")
    document = read_tables(old)
    assert document.path == str(old)
    assert projects(document) == ["数据运营服务"]


@needs_libreoffice
def test_old_document(tmp_path: Path) -> None:
    text = converted(MAKERS["html"]("L2", tmp_path), "odt", "--infilter=HTML (StarWriter)")
    document = read_tables(converted(text, "doc"))
    assert projects(document) == ["数据运营服务"]


def without_values(folder: Path) -> Path:
    """A workbook as a script writes it: the formula stands there, its value does not."""
    book = openpyxl.load_workbook(MAKERS["xlsx"]("L2", folder))
    sheet = book.worksheets[0]
    (score,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == 90)
    score.value = "=45*2"
    path = folder / "公式.xlsx"
    book.save(path)
    return path


@needs_libreoffice
def test_formulas_without_values_are_computed(tmp_path: Path) -> None:
    content = read_tables(without_values(tmp_path)).content
    assert isinstance(content, tuple)
    (found,) = recognise_grids(content, file="表").forms
    assert str(found.form.total) == "90.00"


def old_file(folder: Path, more: bytes = b"") -> Path:
    path = folder / "旧.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + more + bytes(600))
    return path


def rule_of(path: Path) -> str:
    with pytest.raises(ZipingbiaoError) as caught:
        read_tables(path)
    return caught.value.problems[0].rule


def test_without_libreoffice_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "_PROGRAMS", ())
    assert rule_of(old_file(tmp_path)) == "F26"


def test_an_encrypted_workbook_is_named_so(tmp_path: Path) -> None:
    assert rule_of(old_file(tmp_path, "EncryptedPackage".encode("utf-16-le"))) == "F23"


def test_a_conversion_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(legacy, "_PROGRAMS", (str(program),))
    monkeypatch.setattr(legacy, "SECONDS", 0.2)
    assert rule_of(old_file(tmp_path)) == "F27"
