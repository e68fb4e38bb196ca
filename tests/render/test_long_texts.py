"""Natural and long texts: each form has its pages, and every cell of every page prints what the form says."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from attrs import evolve

from generator.ingest.read import attached_yaml
from generator.model.form import Form, Goals, Level1, Level2
from generator.model.layout import layout_names
from generator.model.value import Value
from generator.render.pdf import page
from generator.render.pdf import weasyprint_engine as pdf
from generator.render.pdf.attachment import attachment
from generator.render.pdf.continued import again
from generator.render.pdf.drawn import drawn
from generator.render.pdf.form import render_pdf
from generator.render.pdf.laid_out import Line, cell_name
from generator.render.pdf.paginate import flow_texts, rest_text
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.sheet.build import sheet
from generator.store import load
from generator.store.write.outline import MAX_NAME
from tests.support import forms
from tests.support.long_forms import long_form
from tests.support.made_again import failures

SENTENCE = "本年度因上级部门调整建设标准，招标较原计划推迟，完成数量指标、社会效益指标的时间相应延后。"


def with_row(form: Form, **fields: Any) -> Form:  # noqa: ANN401 - the fields of Indicator
    """The form with other fields in its second indicator."""
    first, second, *rest = form.levels[0].children
    changed = evolve(second, indicators=(evolve(second.indicators[0], **fields), *second.indicators[1:]))
    return evolve(form, levels=(evolve(form.levels[0], children=(first, changed, *rest)), *form.levels[1:]))


def printed(content: bytes) -> dict[str, list[str]]:
    """Name of a cell → what each page prints in it, by pdfplumber's characters and the tree from its root."""
    found: dict[str, list[str]] = defaultdict(list)
    with pdfplumber.open(BytesIO(content)) as file, pikepdf.open(BytesIO(content)) as tree:
        numbers = {found.obj.objgen: number for number, found in enumerate(tree.pages)}
        texts = [_by_mark(page) for page in file.pages]
        for element in _cells(tree.Root.StructTreeRoot):
            at = numbers[element.Pg.objgen]
            found[str(element.T)].append(drawn("".join(texts[at][mark] for mark in _marks(element))))
    return found


def _by_mark(shown: Any) -> dict[int, str]:  # noqa: ANN401 - pdfplumber's page
    texts: dict[int, str] = defaultdict(str)
    for char in shown.chars:
        if char["mcid"] is not None:
            texts[char["mcid"]] += char["text"]
    return texts


def _cells(element: Any) -> Iterator[Any]:  # noqa: ANN401 - pikepdf's objects
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary):
            if "/T" in kid:
                yield kid
            else:
                yield from _cells(kid)


def _marks(element: Any) -> Iterator[int]:  # noqa: ANN401
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary):
            yield from _marks(kid)
        else:
            yield int(kid)


def assert_says(content: bytes, form: Form) -> None:
    """Every cell, by both readings."""
    assert verify_pdf(content, form) == ()
    found = printed(content)
    heads = {c.origin for block in sheet(form).blocks for row in block.head for c in row.cells}
    for cell in sheet(form).cells():
        own = found[cell_name(cell.origin)]
        once = own[:1] if cell.origin in heads and len(set(own)) == 1 else own
        assert "".join(once) == drawn(cell.text), cell
        assert set(found[cell_name(cell.origin, again=True)]) <= {drawn(again(cell.text))}, cell


@pytest.mark.parametrize("layout", layout_names())
def test_every_layout_prints_long_and_repeated_texts(layout: str, templates: TemplateSet) -> None:
    form = long_form(layout, seed=1, longest=200)
    assert verify_pdf(render_pdf(form, templates=templates), form) == ()


@pytest.mark.parametrize("seed", range(3))
def test_forms_of_random_and_rare_texts_are_made_and_read_again(seed: int) -> None:
    """As `bench.long_texts` does for hundreds, of up to 3,000 characters a field."""
    layout = layout_names()[seed % len(layout_names())]
    form = long_form(layout, seed, longest=120, longest_name=MAX_NAME, rare=True)
    assert list(failures(form)) == []


def test_texts_of_three_thousand_characters(templates: TemplateSet) -> None:
    text = (SENTENCE * 80)[:3000]
    form = with_row(forms.network(), name=text[:900], actual=Value(text[:900]), reason=text)
    form = evolve(form, project=text, goals=Goals(expected=text, actual=""))
    assert_says(render_pdf(form, templates=templates), form)


def test_a_level_s_name_and_a_head_that_are_longer_than_a_page(templates: TemplateSet) -> None:
    text = (SENTENCE * 80)[:700]
    form = evolve(forms.data_service(), labels={"三级指标": text})
    form = evolve(form, levels=(evolve(form.levels[0], name=text), *form.levels[1:]))
    assert_says(render_pdf(form, templates=templates), form)


CLERKS = (
    "第一行\n第二行\n\n\n第四行",
    "\u3000\u3000首行缩进\u3000中间\n\u3000\u3000第二段",
    "见 https://example.invalid/art/2020/1/1/art_1234.html?x=1&y=2#top",
    "a" * 200 + " " + "B" * 200,
    "<b>&amp;</b> <script>alert(1)</script> {{ 7 * 7 }}",
    "甲\u00ad乙 co\u00adoperation " * 40,
    "甲\u200b乙\u200d丙\u2060丁\u202e戊己\u202c庚",
    "质量指标（续）第1页共2页 数量指标" * 20,
    "e\u0301 é \u00b5g \u03bcg 2020-2021 co\u2011op",
)


def test_what_else_a_clerk_may_write(templates: TemplateSet) -> None:
    first = forms.data_service().levels[0].children[0]
    rows = tuple(
        evolve(first.indicators[0], name=text, actual=Value(text), reason=text, target=Value(text))
        for text in CLERKS
    )
    levels = (Level1(name="产出指标", children=(Level2(name="质量指标", indicators=rows),)),)
    form = evolve(forms.data_service(), levels=levels, goals=Goals(expected="\n".join(CLERKS), actual=""))
    assert verify_pdf(render_pdf(form, templates=templates), form) == ()


def test_a_word_without_a_place_to_break_stays_inside_its_cell(templates: TemplateSet) -> None:
    word = "a" * 200
    form = with_row(forms.network(), name=word, target=Value(word), actual=Value(word), reason=word)
    form = evolve(form, title=word, project=word, department=word, operator=word)
    with pdfplumber.open(BytesIO(render_pdf(form, templates=templates))) as file:
        for shown in file.pages:
            walls = [edge for edge in shown.edges if edge["orientation"] == "v"]
            for char in shown.chars:
                middle = (char["top"] + char["bottom"]) / 2
                assert 28 < char["x0"] < char["x1"] < 568
                assert not [
                    wall
                    for wall in walls
                    if char["x0"] + 0.3 < wall["x0"] < char["x1"] - 0.3
                    and wall["top"] < middle < wall["bottom"]
                ]


def test_many_rows_over_many_pages_are_laid_out_once(
    templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[int] = []

    def counted(*texts: Any, **options: Any) -> Any:  # noqa: ANN401 - weasyprint is untyped
        document = page.lay_out(*texts, **options)
        laid_out.append(len(document.pages))
        return document

    monkeypatch.setattr(pdf, "lay_out", counted)
    goals = Goals(expected=SENTENCE * 70, actual=SENTENCE * 50)
    form = with_row(evolve(forms.network(), goals=goals), reason=SENTENCE * 20)
    render_pdf(form, templates=templates)
    assert len(laid_out) == 1
    assert laid_out[0] >= 4


def test_no_line_stands_alone_on_a_side_of_a_break(templates: TemplateSet) -> None:
    paragraphs = "\n".join(SENTENCE * count for count in (3, 1, 2, 4) * 14)
    form = evolve(forms.network(), goals=Goals(expected=paragraphs, actual=""))
    (parts,) = (
        found for name, found in printed(render_pdf(form, templates=templates)).items() if name == "8.1"
    )
    assert len(parts) > 1
    ends = {len(drawn(paragraphs[:at])) for at, char in enumerate(paragraphs) if char == "\n"}
    place = 0
    for part in parts[:-1]:
        place += len(part)
        assert place in ends or min(abs(place - end) for end in ends) > 28


LINES = tuple(Line(10, 16.0, 0) for _ in range(3))


def test_the_rest_of_a_text_begins_at_its_next_character() -> None:
    text = "一二三四五 六七八九十\n\u3000\u3000壹贰叁肆伍 陆柒捌玖拾 甲乙丙丁"
    assert rest_text(text, LINES, 1) == "\u3000\u3000壹贰叁肆伍 陆柒捌玖拾 甲乙丙丁"
    assert rest_text(text, LINES, 2) == "甲乙丙丁"
    assert rest_text(text, LINES, 3) == ""
    assert flow_texts(text, LINES, [1, 2]) == (
        "一二三四五 六七八九十",
        "\u3000\u3000壹贰叁肆伍 陆柒捌玖拾",
        "甲乙丙丁",
    )


YAML = min((Path(__file__).parents[1] / "shanghai").glob("*政务外网*.yaml"))


@pytest.fixture(scope="module")
def sound(templates: TemplateSet) -> bytes:
    form = load(YAML).form
    assert form is not None
    attached = (attachment(YAML.read_bytes(), YAML.stem),)
    return render_pdf(form, templates=templates, attachments=attached)


def _cell_named(file: pikepdf.Pdf, name: str) -> Any:  # noqa: ANN401
    return next(cell for cell in _cells(file.Root.StructTreeRoot) if str(cell.T) == name)


def _a_character_drawn_as_another(file: pikepdf.Pdf) -> None:
    """Two characters of the project's name change places."""
    content = file.pages[0].Contents.read_bytes()
    (mark, *_) = _marks(_cell_named(file, "0.2"))
    start = content.index(f"/MCID {mark}>>".encode())
    shown = content.index(b"<", start + 20) + 1
    swapped = content[shown + 4 : shown + 8] + content[shown : shown + 4]
    file.pages[0].Contents = file.make_stream(content[:shown] + swapped + content[shown + 8 :])


def _two_cells_exchanged(file: pikepdf.Pdf) -> None:
    one, other = _cell_named(file, "3.3"), _cell_named(file, "4.3")
    one.T, other.T = "3.5", "4.5"
    for row in ("3", "4"):
        _cell_named(file, f"{row}.5")


def _a_cell_without_its_name(file: pikepdf.Pdf) -> None:
    del _cell_named(file, "0.2").T


def _a_text_beside_the_tags(file: pikepdf.Pdf) -> None:
    name = next(iter(file.pages[0].Resources.Font.keys()))
    text = f"BT {name} 9 Tf 1 0 0 1 40 40 Tm <0010> Tj ET".encode()
    file.pages[0].contents_add(file.make_stream(text))


def _a_text_called_an_artifact(file: pikepdf.Pdf) -> None:
    name = next(iter(file.pages[0].Resources.Font.keys()))
    text = f"/Artifact BMC BT {name} 9 Tf 1 0 0 1 40 40 Tm <0010> Tj ET EMC".encode()
    file.pages[0].contents_add(file.make_stream(text))


def _a_text_in_a_drawing(file: pikepdf.Pdf) -> None:
    name = next(iter(file.pages[0].Resources.Font.keys()))
    form = file.make_stream(f"BT {name} 9 Tf 1 0 0 1 40 40 Tm <0010> Tj ET".encode())
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 100]
    form.Resources = file.pages[0].Resources
    file.pages[0].Resources.XObject = pikepdf.Dictionary(Added=form)
    file.pages[0].contents_add(file.make_stream(b"q /Added Do Q"))


def _another_label_where_it_goes_on(file: pikepdf.Pdf) -> None:
    cell = next(cell for cell in _cells(file.Root.StructTreeRoot) if str(cell.T).endswith("+"))
    cell.T = "0.0+"


def _pages_without_their_marks(file: pikepdf.Pdf) -> None:
    for found in file.pages:
        found.StructParents = pikepdf.Name.X
        found.contents_add(file.make_stream(b"Tj /X Tf TJ Q EMC (a) Do /P BDC BMC q"), prepend=True)


def _no_structure(file: pikepdf.Pdf) -> None:
    del file.Root.StructTreeRoot


@pytest.mark.parametrize(
    ("tamper", "rules"),
    [
        (_a_character_drawn_as_another, {"V01"}),
        (_two_cells_exchanged, {"V01"}),
        (_a_text_beside_the_tags, {"V02"}),
        (_a_text_called_an_artifact, {"V02"}),
        (_a_text_in_a_drawing, {"V02"}),
        (_another_label_where_it_goes_on, {"V01"}),
        (_no_structure, {"V01", "V02"}),
    ],
)
def test_a_file_that_prints_something_else_is_not_taken_for_its_yaml(
    sound: bytes,
    tmp_path: Path,
    tamper: Any,  # noqa: ANN401 - a change to a file
    rules: set[str],
) -> None:
    form = load(YAML).form
    assert form is not None
    whole, changed = tmp_path / "whole.pdf", tmp_path / "changed.pdf"
    whole.write_bytes(sound)
    with pikepdf.open(whole) as file:
        tamper(file)
        file.save(changed)
    problems = verify_pdf(changed.read_bytes(), form)
    assert {problem.rule for problem in problems} == rules
    assert attached_yaml(changed) is None
    assert attached_yaml(whole) == YAML.read_text("utf-8")


@pytest.mark.parametrize("loosen", [_a_cell_without_its_name, _pages_without_their_marks])
def test_a_file_that_says_less_of_itself_but_prints_the_same_is_taken(
    sound: bytes,
    tmp_path: Path,
    loosen: Any,  # noqa: ANN401 - a change to a file
) -> None:
    """A cell without a title is known by its place in the structure, marks by the structure alone."""
    form = load(YAML).form
    assert form is not None
    whole, changed = tmp_path / "whole.pdf", tmp_path / "changed.pdf"
    whole.write_bytes(sound)
    with pikepdf.open(whole) as file:
        loosen(file)
        file.save(changed)
    assert verify_pdf(changed.read_bytes(), form) == ()
    assert attached_yaml(changed) == YAML.read_text("utf-8")


def test_the_cell_that_differs_is_named_with_what_it_prints(sound: bytes) -> None:
    form = load(YAML).form
    assert form is not None
    other = with_row(form, reason="不是这样")
    (problem,) = verify_pdf(sound, other)
    assert problem.path[-1] == "偏差原因分析及改进措施"
    assert "从政务外网管理标准出发" in problem.message
