"""Whatever a document prints in its tables is in the form: as a value, a label, or kept as it stands."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from generator.model.form import Form
from generator.model.vocabulary import bare, vocabulary
from generator.recognise.grid import recognise_grids
from generator.sources.grid import Grid
from generator.sources.html import read_html
from generator.store import dump

from .makers import LAYOUTS, page

_DIGITS = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_MONEY = re.compile(r"(?:亿|万)?元$")
_UNUSED = re.compile(r"附件[0-9]|- [0-9] -|-[0-9]-|指标2：|…+|[-—/]")
"""Marks of pages, unused slots of blank forms, nothing."""


def printed(grids: tuple[Grid, ...]) -> Iterator[str]:
    for grid in grids:
        yield from (line for cell in grid.cells for line in cell.text.split("\n"))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_kept(text: str, form: Form, written: str) -> bool:
    """Whether a text is in the YAML; numbers are compared without separators, labels without brackets."""
    plain = squeezed(text)
    if not plain or _UNUSED.fullmatch(plain) or bare(plain) in written:
        return True
    if _DIGITS.fullmatch(_MONEY.sub("", plain)):
        return unicodedata.normalize("NFKC", _MONEY.sub("", plain)).replace(",", "") in written
    known = bare(plain) in vocabulary().details | vocabulary().columns
    is_label = known or vocabulary().term(plain) or vocabulary().as_level2(plain)
    pieces = re.split(r"[：:]|其中：|(?<=[0-9A-Z])-|[（(][0-9]{4}年度[）)]", plain)
    return bool(is_label) or all(piece in written for piece in pieces)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_lost(layout: str) -> None:
    grids = read_html(page(layout)).content
    assert isinstance(grids, tuple)
    (found,) = recognise_grids(grids, file="表").forms
    written = squeezed(dump(found.form)) + form_words(found.form)
    lost = [text for text in printed(grids) if not is_kept(text, found.form, written)]
    assert lost == []


def form_words(form: Form) -> str:
    """What the YAML leaves out because it is the usual: the standard title, the sum of the weights."""
    weights = sum(i.weight for _, i in form.indicators() if i.weight) + (form.funds.weight or 0)
    return f"{form.title}{weights}"
