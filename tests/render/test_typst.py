"""Forms set by Typst: the same text in every cell, the same pages, bookmarks, standards, the attachment."""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import page as validator
import pikepdf
import pypdfium2
import pytest
import typst
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.ingest.read import attached_yaml
from generator.model.form import Form, Goals
from generator.model.layout import layout_names
from generator.model.value import Value
from generator.render.pdf import typst_engine
from generator.render.pdf.attachment import attachment, yaml_in_pdf
from generator.render.pdf.continued import again
from generator.render.pdf.drawn import drawn
from generator.render.pdf.form import render_pdf
from generator.render.pdf.tagged import numbered, pieces
from generator.render.pdf.typst_heights import Heights
from generator.render.pdf.verify import verify_pdf, verify_pieces
from generator.render.templates import TemplateSet
from generator.render.typst_code import literal
from generator.sheet.build import sheet
from generator.store import load
from generator.store.write.blank import to_print
from generator.store.write.outline import MAX_NAME
from generator.workspace.settings import TYPST, WEASYPRINT, Settings
from tests.layouts.makers import DOCUMENTS, truth
from tests.support import forms
from tests.support.long_forms import long_form

from .test_long_texts import CLERKS, SENTENCE, with_row
from .test_outline import SECTIONS
from .test_validated import MISTAKEN, PROFILES

SETTINGS = Settings(engine=TYPST)
FURNISHED = Settings(engine=TYPST, watermark="征求意见稿", signatures=("填报人", "填报日期"))


def printed(form: Form, templates: TemplateSet, settings: Settings = SETTINGS) -> bytes:
    return render_pdf(form, templates=templates, settings=settings)


def drawing(content: bytes) -> list[bytes]:
    """What draws each page."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [page.Contents.read_bytes() for page in pdf.pages]


def pages(content: bytes) -> int:
    return len(pypdfium2.PdfDocument(content))


@pytest.mark.parametrize("layout", layout_names())
def test_every_layout_prints_long_and_repeated_texts(layout: str, templates: TemplateSet) -> None:
    form = long_form(layout, seed=1, longest=300, longest_name=MAX_NAME, rare=True)
    assert verify_pdf(printed(form, templates), form) == ()


@pytest.mark.parametrize("layout", sorted(file.stem for file in DOCUMENTS.glob("*.yaml")))
def test_every_layout_of_the_documents_says_the_same_by_both_engines(
    layout: str, templates: TemplateSet
) -> None:
    form = load(truth(layout)).form
    assert form is not None
    assert verify_pdf(printed(form, templates), form) == ()
    assert verify_pdf(printed(form, templates, Settings(engine=WEASYPRINT)), form) == ()


@pytest.mark.parametrize("make", [forms.one_stop, forms.data_service, forms.network, forms.too_much])
def test_no_more_pages_than_by_weasyprint(make: Callable[[], Form], templates: TemplateSet) -> None:
    """Which is not to make its type smaller: that is no concern of this engine."""
    ours = pages(printed(make(), templates))
    assert ours <= pages(printed(make(), templates, Settings(engine=WEASYPRINT, fit_pages=False)))


def test_texts_of_three_thousand_characters(templates: TemplateSet) -> None:
    text = (SENTENCE * 80)[:3000]
    form = with_row(forms.network(), name=text[:900], actual=Value(text[:900]), reason=text)
    form = evolve(form, project=text, goals=Goals(expected=text, actual=""))
    assert verify_pdf(printed(form, templates), form) == ()


def test_a_head_that_is_longer_than_a_page_is_printed_once(templates: TemplateSet) -> None:
    text = (SENTENCE * 80)[:700]
    form = evolve(forms.data_service(), labels={"三级指标": text})
    form = evolve(form, levels=(evolve(form.levels[0], name=text), *form.levels[1:]))
    assert verify_pdf(printed(form, templates), form) == ()


def test_a_label_beside_a_head_that_is_longer_than_a_page_stands_on_each(templates: TemplateSet) -> None:
    form = evolve(forms.data_service(), labels={"三级指标": (SENTENCE * 80)[:700]})
    content = printed(form, templates)
    assert verify_pdf(content, form) == ()
    label = drawn("绩效指标")
    found = [
        (piece.page, drawn(piece.text)) for piece in pieces(content) if drawn(piece.text).startswith(label)
    ]
    assert [text for _, text in found] == [label] + [drawn(again("绩效指标"))] * (len(found) - 1)
    assert [page for page, _ in found] == list(range(1, pages(content) + 1))


def test_a_form_that_only_seemed_to_fit_a_page_is_set_again(
    templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = printed(forms.network(), templates)
    assert pages(content) > 1
    monkeypatch.setattr(Heights, "fit_a_page", lambda *_: True)
    assert printed(forms.network(), templates) == content


def test_a_form_that_fits_a_page_is_set_as_any_other(
    templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = printed(forms.data_service(), templates)
    monkeypatch.setattr(Heights, "fit_a_page", lambda *_: False)
    assert drawing(printed(forms.data_service(), templates)) == drawing(content)


_NEARLY_LINES = st.lists(
    st.text("不于效与，。：（）“”、—…·1234567890ABCwmil%‰℃ /.-", min_size=1, max_size=24)
    | st.text("政务云项目实施单位", min_size=3, max_size=16),
    min_size=6,
    max_size=6,
)


@given(_NEARLY_LINES)
@settings(max_examples=40, deadline=None)
def test_a_row_whose_height_is_told_is_as_high_as_typst_finds_it(texts: Sequence[str]) -> None:
    templates = TemplateSet()
    name, target, actual, reason, unit, department = (text.strip() or "甲" for text in texts)
    form = with_row(
        forms.data_service(), name=name, target=Value(target), actual=Value(actual), reason=reason
    )
    form = evolve(form, operator=unit, department=department)
    content = printed(form, templates)
    assert verify_pdf(content, form) == ()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Heights, "certain", lambda *_: {})
        assert drawing(printed(form, templates)) == drawing(content)


def test_no_height_is_told_where_a_person_may_have_changed_the_type(
    templates: TemplateSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources: list[str] = []

    def note(source: str, *_: object) -> bytes:
        sources.append(source)
        return b""

    monkeypatch.setattr(typst_engine, "_pages", lambda _: 1)
    monkeypatch.setattr(typst_engine, "compiled", note)
    own = tmp_path / "templates"
    own.mkdir()
    shutil.copy(templates.find("form.typ"), own)
    for found in (templates, TemplateSet((own,))):
        printed(forms.data_service(), found)
    assert ["rows: " in source for source in sources] == [True, False]


def test_most_rows_are_told_how_high_they_are() -> None:
    printed = sheet(forms.data_service())
    heights = Heights(printed)
    told = [high for block in printed.blocks for high in heights.certain(block.rows).values()]
    assert sum(1 for high in told if high) > len(told) / 2


@pytest.mark.parametrize("text", CLERKS)
def test_what_else_a_clerk_may_write(text: str, templates: TemplateSet) -> None:
    form = with_row(forms.data_service(), name=text, target=Value(text), actual=Value(text), reason=text)
    assert verify_pdf(printed(form, templates), form) == ()


def test_a_label_is_opened_again_on_each_page_that_it_reaches(templates: TemplateSet) -> None:
    form = forms.too_much()
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for piece in pieces(printed(form, templates)):
        found[piece.name or ""].append((piece.page, drawn(piece.text)))
    for label in ("产出指标", "效益指标"):
        (texts,) = (texts for texts in found.values() if texts[0][1] == label)
        assert len(texts) > 1
        assert [page for page, _ in texts] == list(range(texts[0][0], texts[0][0] + len(texts)))
        assert {text for _, text in texts[1:]} == {drawn(again(label))}


def test_a_cell_that_prints_something_else_is_found(templates: TemplateSet, workspace: Path) -> None:
    source = templates.text("form.cells.typ").replace(
        "      cell.body\n", "      cell.body; if cell.x == 2 [多]\n"
    )
    (workspace / "form.cells.typ").write_text(source, "utf-8")
    form = forms.data_service()
    found = verify_pdf(printed(form, TemplateSet((workspace,))), form)
    assert {problem.rule for problem in found} == {"V01"}


def test_cells_in_another_order_are_found(templates: TemplateSet) -> None:
    form = forms.data_service()
    found = pieces(printed(form, templates))
    swapped = {numbered(3): numbered(8), numbered(8): numbered(3)}
    moved = [evolve(piece, name=swapped.get(piece.name or "", piece.name)) for piece in found]
    assert verify_pieces(moved, sheet(form))


def test_words_and_numbers_stay_within_their_cells(templates: TemplateSet) -> None:
    """A word that fills more than a line is broken, a number shrunk."""
    form = with_row(forms.data_service(), name="Supercalifragilistic" * 6, reason="A1" * 90)
    rows = (evolve(form.funds.rows[0], budget=Decimal(10**17)), *form.funds.rows[1:])
    form = evolve(form, funds=evolve(form.funds, rows=rows))
    document = pypdfium2.PdfDocument(printed(form, templates))
    text_page = document[0].get_textpage()
    width = document[0].get_width()
    boxes = [text_page.get_charbox(number) for number in range(text_page.count_chars())]
    assert all(left >= 28 and right <= width - 28 for left, _, right, _ in boxes if right > left)
    lines = text_page.get_text_range().split("\r\n")
    assert max(map(len, (line for line in lines if "califragi" in line))) < 40


def test_the_bookmarks_are_those_of_the_other_engine(templates: TemplateSet) -> None:
    form = forms.too_much()
    document = pypdfium2.PdfDocument(printed(form, templates))
    marks = [(entry.level, entry.get_title()) for entry in document.get_toc()]
    levels = [
        mark
        for level1 in form.levels
        for mark in ((2, level1.name), *((3, level2.name) for level2 in level1.children))
    ]
    assert marks == [(0, form.title), *((1, section) for section in SECTIONS), *levels]


def test_a_page_lies_on_its_side_where_the_layout_does(templates: TemplateSet) -> None:
    form = long_form("sichuan", seed=1, longest=20)
    first = pypdfium2.PdfDocument(printed(form, templates))[0]
    assert first.get_width() > first.get_height()


def test_labels_to_sign_at_and_the_watermark(templates: TemplateSet) -> None:
    form = forms.network()
    content = printed(form, templates, FURNISHED)
    assert verify_pdf(content, form, FURNISHED.signatures) == ()
    assert {problem.rule for problem in verify_pdf(content, form, ("另一项",))} == {"V01", "V02"}
    drawn_paths = [printed(form, templates, settings) for settings in (SETTINGS, FURNISHED)]
    assert len(drawn_paths[1]) > len(drawn_paths[0]) + 1000


@pytest.mark.parametrize("make", [forms.data_service, forms.too_much])
def test_both_standards_are_kept(make: Callable[[], Form], templates: TemplateSet) -> None:
    attached = (attachment("项目名称: 数据运营服务\n".encode(), "数据运营服务"),)
    content = render_pdf(make(), templates=templates, settings=FURNISHED, attachments=attached)
    for profile in PROFILES:
        failures = validator.validate_pdf_bytes(content, profile=profile).failures
        assert {failure.rule_id for failure in failures} <= {MISTAKEN}


def test_the_same_form_gives_the_same_bytes(templates: TemplateSet) -> None:
    form = forms.data_service()
    assert printed(form, templates) == printed(form, templates)


def test_the_attached_yaml_is_read_back_exactly_and_believed(templates: TemplateSet, tmp_path: Path) -> None:
    (source,) = Path("tests/shanghai").glob("数据运营服务*.yaml")
    yaml = source.read_bytes().replace(b"\n", b"\r\n") + '# “引号” \\ # $ "x" \t\u00a0\r\n'.encode()
    form = load(source).form
    assert form is not None
    file = tmp_path / "表.pdf"
    file.write_bytes(
        render_pdf(form, templates=templates, settings=FURNISHED, attachments=(attachment(yaml, "表"),))
    )
    assert yaml_in_pdf(file) == yaml
    assert attached_yaml(file) == yaml.decode()
    other = evolve(form, project="另一个项目")
    file.write_bytes(
        render_pdf(other, templates=templates, settings=SETTINGS, attachments=(attachment(yaml, "表"),))
    )
    assert attached_yaml(file) is None


def test_metadata_say_what_it_is(templates: TemplateSet) -> None:
    form = forms.data_service()
    content = render_pdf(
        form, templates=templates, settings=SETTINGS, attachments=(attachment(b"a: b\n", "a"),)
    )
    with pikepdf.open(BytesIO(content)) as file, file.open_metadata() as metadata:
        assert form.project in str(metadata["dc:title"])
        assert form.department in str(metadata["dc:creator"])
        assert "sha256:" in str(metadata["pdf:Keywords"])


_NO_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)


@given(st.text() | st.booleans() | st.none() | st.integers(-(10**9), 10**9) | st.lists(st.text(), max_size=3))
def test_every_value_is_a_literal_of_typst(value: object) -> None:
    text = "".join(map(str, value)) if isinstance(value, list) else str(value)
    if any(0xD800 <= ord(character) < 0xE000 for character in text):
        return
    assert json.loads(typst.eval(b"", str(literal(value)), font_paths=_NO_FONTS)) == value


def test_a_blank_form_has_room_to_write(templates: TemplateSet) -> None:
    form = to_print(Form(project="", department="", year=0))
    content = printed(form, templates)
    assert verify_pdf(content, form) == ()
    text_page = pypdfium2.PdfDocument(content)[0].get_textpage()
    tops = {}
    for label in ("数量指标", "质量指标"):
        found = text_page.search(label).get_next()
        assert found
        tops[label] = text_page.get_charbox(found[0])[3]
    assert tops["数量指标"] - tops["质量指标"] > 6 / 25.4 * 72
