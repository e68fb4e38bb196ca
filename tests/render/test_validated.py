"""Every kind of output as an independent validator sees it: PDF/A-3a (156 rules) and PDF/UA-1 (104).

The validator, page-validation (MIT), passes veraPDF's corpus; `python -m bench.validate` asks veraPDF itself.
"""

from collections.abc import Callable

import page as validator
import pytest
from attrs import evolve

from generator.render.pdf import page
from generator.render.pdf.attachment import attachment
from generator.render.pdf.form import render_pdf
from generator.render.report import contents, report_pdf
from generator.render.summary import summary_pdf
from generator.render.summary.figures import FEW
from generator.render.templates import TemplateSet
from generator.store import load
from generator.workspace.report_file import Known
from generator.workspace.settings import Settings
from tests.layouts.makers import truth
from tests.support import forms

PROFILES = ("3a", "ua1")

MISTAKEN = "PDFA3A-STREAM-LENGTH-001"
"""Takes a CR that ends compressed data for a part of the line end after it (ISO 32000-1, 7.3.8.1)."""


def _form(templates: TemplateSet) -> bytes:
    attached = (attachment("项目名称: 数据运营服务\n".encode(), "数据运营服务"),)
    return render_pdf(forms.data_service(), templates=templates, attachments=attached)


def _furnished(templates: TemplateSet) -> bytes:
    settings = Settings(watermark="征求意见稿", signatures=("填报人", "填报日期"))
    return render_pdf(forms.network(), templates=templates, settings=settings)


def _long(templates: TemplateSet) -> bytes:
    return render_pdf(forms.too_much(), templates=templates)


def _other_layout(templates: TemplateSet) -> bytes:
    form = load(truth("L10")).form
    assert form is not None
    return render_pdf(form, templates=templates)


def _rare(templates: TemplateSet) -> bytes:
    """Characters that the bundled faces lack, of the system's fonts or of those shipped for it."""
    form = evolve(forms.data_service(), project="𠮷野家㐂😀", operator="张𪛖❤️葛\U000e0101城")
    return render_pdf(form, templates=templates)


def _summary(templates: TemplateSet) -> bytes:
    with forms.tables((forms.one_stop(), forms.data_service(), forms.network())) as data:
        return summary_pdf(data, templates=templates)


def _overall(templates: TemplateSet) -> bytes:
    others = [evolve(forms.network(), project=f"{n}", department="乙局") for n in range(FEW)]
    with forms.tables((forms.one_stop(), *others)) as data:
        return summary_pdf(data, templates=templates)


def _report(templates: TemplateSet) -> bytes:
    with forms.tables((forms.one_stop(), forms.data_service(), forms.network())) as data:
        return report_pdf(contents(data, Known()), templates)


def _failed(content: bytes, profile: str) -> set[str]:
    report = validator.validate_pdf_bytes(content, profile=profile)
    return {failure.rule_id for failure in report.failures} - {MISTAKEN}


@pytest.mark.parametrize(
    "make", [_form, _furnished, _long, _other_layout, _rare, _summary, _overall, _report]
)
def test_both_standards_are_kept(make: Callable[[TemplateSet], bytes], templates: TemplateSet) -> None:
    content = make(templates)
    assert [_failed(content, profile) for profile in PROFILES] == [set(), set()]


def test_without_the_finisher_both_would_be_broken(
    templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "finish", lambda _document, _pdf: None)
    content = _furnished(templates)
    assert "PDFUA1-TABLE-HEADERS-SCOPE-001" in _failed(content, "ua1")
    assert "PDFA3A-METADATA-FILTER-001" in _failed(content, "3a")
