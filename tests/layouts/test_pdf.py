"""Layouts printed as PDF, by a plain style sheet and by the program, are recognised where PDFs are read."""

from pathlib import Path

import pytest

from generator.model.form import Form
from generator.recognise.grid import recognise_grids
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.repair.pdf.read import read_pdf
from generator.store import load

from .makers import as_pdf, truth

SAMPLES = ("L1", "L5", "L10")
"""Two pages with a repeated header; labels at the side with points; no levels."""


def wanted(layout: str) -> Form:
    form = load(truth(layout)).form
    assert form is not None
    return form


def read(path: Path) -> list[Form]:
    return [found.form for found in recognise_grids(read_pdf(path).grids, file="表").forms]


@pytest.mark.parametrize("layout", SAMPLES)
def test_plainly_printed_page(layout: str, tmp_path: Path) -> None:
    assert read(as_pdf(layout, tmp_path)) == [wanted(layout)]


@pytest.mark.parametrize("layout", SAMPLES)
def test_printed_form(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "表.pdf"
    path.write_bytes(render_pdf(wanted(layout), templates=TemplateSet()))
    assert read(path) == [wanted(layout)]
