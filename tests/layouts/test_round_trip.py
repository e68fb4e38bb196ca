"""Every layout is printed as it was and recognised again as the same form."""

from pathlib import Path

import pytest

from generator.model.form import Form
from generator.recognise.grid import recognise_grids
from generator.render.xlsx.form import render_xlsx
from generator.sheet.build import sheet
from generator.sources.xlsx import read_xlsx
from generator.store import load
from tests.support.sheets import assert_tiled

from ..support import forms
from .makers import LAYOUTS, truth


def again(form: Form, folder: Path) -> Form:
    """The form, printed as a workbook and recognised."""
    path = folder / "表.xlsx"
    path.write_bytes(render_xlsx(form))
    content = read_xlsx(path).content
    assert isinstance(content, tuple)
    (found,) = recognise_grids(content, file="表").forms
    return found.form


@pytest.mark.parametrize("layout", LAYOUTS)
def test_printed_form_is_recognised_again(layout: str, tmp_path: Path) -> None:
    form = load(truth(layout)).form
    assert form is not None
    assert again(form, tmp_path) == form


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cells_tile_the_table(layout: str) -> None:
    form = load(truth(layout)).form
    assert form is not None
    printed = sheet(form)
    assert_tiled(printed)


@pytest.mark.parametrize("form", [forms.one_stop(), forms.network()])
def test_printed_shanghai_form_is_recognised_again(form: Form, tmp_path: Path) -> None:
    assert again(form, tmp_path) == form
