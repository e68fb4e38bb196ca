"""What is printed beside the table: page numbers, the watermark, room to sign."""

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from generator.ingest.read import attached_yaml
from generator.model.problem import ZipingbiaoError
from generator.render.pdf.attachment import attachment
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.pdf.watermark import watermark_url
from generator.render.templates import TemplateSet
from generator.store import load
from generator.workspace.settings import Settings
from tests.support import forms
from tests.support.extracted import pdf_text

SIGNATURES = ("填报人", "填报日期")


@pytest.fixture(scope="module")
def content(templates: TemplateSet) -> bytes:
    settings = Settings(watermark="征求意见稿", signatures=SIGNATURES)
    return render_pdf(forms.network(), templates=templates, settings=settings)


def test_each_page_says_which_of_how_many_it_is(content: bytes) -> None:
    pages = [re.sub(r"\s", "", text) for text in pdf_text(content)]
    assert len(pages) == 2
    assert [text.endswith(f"第{n}页共2页") for n, text in enumerate(pages, start=1)] == [True, True]


def test_room_to_sign_stands_below_the_table_once(content: bytes) -> None:
    form = forms.network()
    assert verify_pdf(content, form, SIGNATURES) == ()
    assert [problem.rule for problem in verify_pdf(content, form)] == ["V02"]
    assert verify_pdf(content, form, None) == ()
    assert [problem.rule for problem in verify_pdf(content, form, ("审核人",))] == ["V01", "V02"]
    assert "填报人：" in pdf_text(content)[1]


def test_the_watermark_is_a_picture_on_every_page_and_no_text(content: bytes) -> None:
    assert not any("征求意见稿" in re.sub(r"\s", "", text) for text in pdf_text(content))
    with pikepdf.open(BytesIO(content)) as file:
        for page in file.pages:
            drawn = [str(i.operator) for i in pikepdf.parse_content_stream(page)]
            assert drawn.index("Do") < drawn.index("BT")


def test_a_watermark_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ZipingbiaoError, match=r"U\+E000"):
        watermark_url("稿\ue000")


def test_other_words_are_no_labels_to_sign_at(templates: TemplateSet, workspace: Path) -> None:
    source = templates.text("form.html").replace("</body>", "<p>另行说明</p></body>")
    (workspace / "form.html").write_text(source, "utf-8")
    content = render_pdf(forms.data_service(), templates=TemplateSet((workspace,)))
    assert [problem.rule for problem in verify_pdf(content, forms.data_service(), None)] == ["V02"]


def test_a_signed_form_gives_back_its_yaml_exactly(templates: TemplateSet, tmp_path: Path) -> None:
    yaml = next(iter(sorted((Path(__file__).parents[1] / "shanghai").glob("*.yaml"))))
    form = load(yaml).form
    assert form is not None
    attached = (attachment(yaml.read_bytes(), yaml.stem),)
    settings = Settings(watermark="征求意见稿", signatures=SIGNATURES)
    file = tmp_path / "form.pdf"
    file.write_bytes(render_pdf(form, templates=templates, attachments=attached, settings=settings))
    assert attached_yaml(file) == yaml.read_text("utf-8")
