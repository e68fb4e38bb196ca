"""The pages are planned before they are laid out; a wrong plan costs time and leaves no text out."""

from typing import Any

import pytest
from attrs import evolve

from generator.model.layout import layout_names
from generator.render.columns import fitted_page
from generator.render.pdf import forecast, page
from generator.render.pdf import weasyprint_engine as pdf
from generator.render.pdf.forecast import plan
from generator.render.pdf.form import render_pdf
from generator.render.pdf.paginate import Plan
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import Sheet, sheet
from generator.workspace.settings import Settings
from tests.support import forms
from tests.support.long_forms import long_form


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML texts that were laid out."""
    texts: list[str] = []

    def noted(html: str, stylesheet: str, templates: TemplateSet, **options: Any) -> Any:  # noqa: ANN401 - weasyprint is untyped
        texts.append(html)
        return page.lay_out(html, stylesheet, templates, **options)

    monkeypatch.setattr(pdf, "lay_out", noted)
    return texts


def printed(form: Any) -> Sheet:  # noqa: ANN401 - a Form
    return fitted_page(sheet(form))


def test_a_form_of_two_pages_is_laid_out_once(templates: TemplateSet, laid_out: list[str]) -> None:
    assert len(plan(printed(forms.network())).starts) == 1
    render_pdf(forms.network(), templates=templates)
    assert len(laid_out) == 1


@pytest.mark.parametrize("layout", layout_names()[:4])
def test_rows_that_are_cut_are_laid_out_once(
    layout: str, templates: TemplateSet, laid_out: list[str]
) -> None:
    render_pdf(long_form(layout, seed=1, longest=200), templates=templates)
    assert len(laid_out) == 1


def test_a_wrong_plan_loses_nothing(
    templates: TemplateSet, laid_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Plan(printed(forms.network()), frozenset({16}))
    monkeypatch.setattr(pdf, "plan", lambda *_args, **_options: wrong)
    content = render_pdf(forms.network(), templates=templates)
    assert verify_pdf(content, forms.network()) == ()
    assert len(laid_out) in (2, 3)


def test_one_page_has_no_breaks_and_its_long_side_holds_less() -> None:
    one = printed(forms.data_service())
    assert plan(one).starts == frozenset()
    assert plan(evolve(one, landscape=True)).starts


def test_type_is_smaller_where_that_saves_a_page_and_nowhere_else(templates: TemplateSet) -> None:
    form = long_form("shanghai", seed=1, longest=200)
    usual, shrunk = plan(printed(form)), plan(printed(form), may_shrink=True)
    assert len(shrunk.starts) < len(usual.starts)
    assert 0.92 <= shrunk.sheet.size / usual.sheet.size < 1
    assert plan(printed(forms.network()), may_shrink=True).sheet.size == usual.sheet.size
    content = render_pdf(form, templates=templates, settings=Settings(fit_pages=False))
    assert verify_pdf(content, form) == ()


def test_the_smallest_type_is_eight_in_a_hundred_smaller() -> None:
    assert min(forecast._SMALLER) == 0.92
