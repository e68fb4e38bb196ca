"""The breaks that are forecast are those of the pages; a wrong forecast costs time and changes nothing."""

from typing import Any

import pytest
from attrs import evolve

from generator.render.pdf import page
from generator.render.pdf import weasyprint_engine as pdf
from generator.render.pdf.forecast import forecast
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import sheet
from tests.support import forms


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML texts that were laid out."""
    texts: list[str] = []

    def noted(html: str, stylesheet: str, templates: TemplateSet, **options: Any) -> Any:  # noqa: ANN401 - weasyprint is untyped
        texts.append(html)
        return page.lay_out(html, stylesheet, templates, **options)

    monkeypatch.setattr(pdf, "lay_out", noted)
    return texts


def test_a_form_of_two_pages_is_laid_out_once(templates: TemplateSet, laid_out: list[str]) -> None:
    assert len(forecast(sheet(forms.network()))) == 1
    render_pdf(forms.network(), templates=templates)
    assert len(laid_out) == 1


def test_a_wrong_forecast_gives_the_same_file(
    templates: TemplateSet, laid_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = render_pdf(forms.network(), templates=templates)
    (right,) = forecast(sheet(forms.network()))
    monkeypatch.setattr(pdf, "forecast", lambda _sheet: frozenset({right + 3}))
    assert render_pdf(forms.network(), templates=templates) == content
    assert len(laid_out) == 3


def test_one_page_has_no_breaks_and_its_long_side_holds_less() -> None:
    printed = sheet(forms.data_service())
    assert forecast(printed) == frozenset()
    assert forecast(evolve(printed, landscape=True))
