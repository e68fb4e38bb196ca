"""Every layout in every format is recognised field by field."""

from pathlib import Path

import pytest

from generator.model.form import Form
from generator.recognise.grid import Recognition, recognise_grids
from generator.sources.document import SourceDocument
from generator.sources.docx import read_docx
from generator.sources.html import read_html
from generator.sources.xlsx import read_xlsx
from generator.store import load

from .makers import LAYOUTS, MAKERS, truth

READERS = {"html": read_html, "xlsx": read_xlsx, "docx": read_docx}


def recognised(document: SourceDocument) -> Recognition:
    assert isinstance(document.content, tuple)
    return recognise_grids(document.content, file="表")


def expected(layout: str) -> Form:
    loaded = load(truth(layout))
    assert loaded.form is not None, [str(problem) for problem in loaded.problems]
    return loaded.form


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", MAKERS)
def test_layout_is_recognised(layout: str, kind: str, tmp_path: Path) -> None:
    recognition = recognised(READERS[kind](MAKERS[kind](layout, tmp_path)))
    assert [found.form for found in recognition.forms] == [expected(layout)]
    assert not recognition.refused
