"""The YAML in a PDF."""

from pathlib import Path

import pytest

from generator.render.pdf.attachment import attachment, yaml_in_pdf
from generator.render.pdf.engine import Attached
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.store import loads

from ..store.test_edit import HAND

FORM = loads(HAND, file="").form


def pdf(tmp_path: Path, *attachments: Attached) -> Path:
    assert FORM is not None
    path = tmp_path / "表.pdf"
    path.write_bytes(render_pdf(FORM, templates=TemplateSet(()), attachments=attachments))
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_comes_back_byte_for_byte(tmp_path: Path, newline: str) -> None:
    yaml = HAND.replace("\n", newline).encode()
    other = Attached(name="说明.txt", content=b"x", description="")
    assert yaml_in_pdf(pdf(tmp_path, other, attachment(yaml, "数据运营服务"))) == yaml


@pytest.mark.parametrize("content", [b"- 1\n", b"\xff", b"a" * 3_000_000])
def test_what_is_no_form_is_not_taken_for_one(tmp_path: Path, content: bytes) -> None:
    assert yaml_in_pdf(pdf(tmp_path, attachment(content, "甲"))) is None


def test_other_files_carry_nothing(tmp_path: Path) -> None:
    assert yaml_in_pdf(pdf(tmp_path)) is None
    assert yaml_in_pdf(tmp_path / "没有.pdf") is None
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\n")
    assert yaml_in_pdf(tmp_path / "坏.pdf") is None
