"""Summaries and reports by Typst: the other engine's texts and bookmarks, no more pages, both standards."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import page as validator
import pypdfium2
import pytest
from attrs import evolve, frozen

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.outputs.formats import REPORT_DOCX, REPORT_PDF, SUMMARY_PDF, SUMMARY_XLSX
from generator.outputs.plan import plan
from generator.outputs.run import run
from generator.render.pdf.drawn import drawn
from generator.render.pdf.tagged import pieces
from generator.render.report import contents, report_pdf
from generator.render.summary import summary_pdf
from generator.render.summary.figures import FEW
from generator.render.templates import TemplateSet
from generator.workspace.report_file import Known
from generator.workspace.settings import TYPST, WEASYPRINT
from generator.workspace.workspace import Workspace
from tests.support import forms

from .test_long_texts import with_row
from .test_validated import MISTAKEN, PROFILES

THREE = (forms.one_stop(), forms.data_service(), forms.network())
MANY = tuple(evolve(THREE[n % 3], project=f"{n}{THREE[n % 3].project * 2}") for n in range(FEW + 30))
OVERALL = tuple(
    evolve(form, department=f"{n}局", project=f"{n}{m}") for n in range(2) for m, form in enumerate(THREE * 2)
)
LONG = (*THREE, forms.too_much())
SETS: Mapping[str, tuple[Form, ...]] = {"long": LONG, "many": MANY, "overall": OVERALL}

Maker = Callable[[tuple[Form, ...], str], bytes]


def summary(some: tuple[Form, ...], engine: str, templates: TemplateSet | None = None) -> bytes:
    with forms.tables(some) as data:
        return summary_pdf(data, templates=templates or TemplateSet(), wanted=engine)


def report(some: tuple[Form, ...], engine: str, templates: TemplateSet | None = None) -> bytes:
    with forms.tables(some) as data:
        return report_pdf(contents(data, Known()), templates or TemplateSet(), engine)


@frozen
class Read:
    """What a file prints: the texts of its cells in order, the characters beside them, bookmarks, pages."""

    cells: list[str]
    beside: Counter[str]
    bookmarks: list[tuple[int, str]]
    pages: int


def read(content: bytes) -> Read:
    cells: dict[int, str] = {}
    beside: Counter[str] = Counter()
    for piece in pieces(content):
        if piece.name is not None:
            number = int(piece.name.removeprefix("#"))
            cells[number] = cells.get(number, "") + drawn(piece.text)
        elif not piece.is_artifact:
            beside.update(drawn(piece.text))
    document = pypdfium2.PdfDocument(content)
    bookmarks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    texts = [text for _, text in sorted(cells.items()) if text]
    return Read(texts, beside, bookmarks, len(document))


@pytest.fixture(
    scope="module",
    params=[(summary, name) for name in SETS] + [(report, name) for name in ("long", "many")],
    ids=lambda case: f"{case[0].__name__}-{case[1]}",
)
def both(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    make, name = request.param
    return make(SETS[name], WEASYPRINT), make(SETS[name], TYPST)


def test_they_say_the_same(both: tuple[bytes, bytes]) -> None:
    """WeasyPrint tags a head anew on each page on which it stands, a cell on each that it reaches."""
    theirs, ours = map(read, both)
    repeated = set(Counter(theirs.cells) - Counter(ours.cells)) & set(ours.cells)
    said = ["".join(text for text in one.cells if text not in repeated) for one in (theirs, ours)]
    assert said[0] == said[1]
    assert ours.beside == theirs.beside
    assert ours.bookmarks == theirs.bookmarks
    assert ours.pages <= theirs.pages


def test_both_standards_are_kept(both: tuple[bytes, bytes]) -> None:
    for profile in PROFILES:
        failures = validator.validate_pdf_bytes(both[1], profile=profile).failures
        assert {failure.rule_id for failure in failures} <= {MISTAKEN}


# What a person's own templates may do


@pytest.fixture
def own(tmp_path: Path) -> TemplateSet:
    (tmp_path / "templates").mkdir()
    return TemplateSet((tmp_path / "templates",))


def written(templates: TemplateSet, name: str, old: str, new: str) -> None:
    """A person's own copy of a template, changed."""
    source = TemplateSet().text(name)
    assert old in source
    (templates.folders[0] / name).write_text(source.replace(old, new, 1), "utf-8")


def test_a_summary_of_ones_own(own: TemplateSet) -> None:
    written(own, "summary.typ", "== 自评等级", '#remark("本局提示")\n== 自评等级')
    written(own, "summary.parts.typ", "16mm", "18mm")
    before, after = (read(summary(THREE, TYPST, templates)) for templates in (TemplateSet(), own))
    assert after.beside - before.beside == Counter("本局提示")
    assert after.cells == before.cells


def test_a_report_of_ones_own(own: TemplateSet) -> None:
    """Its text is that of report.html, whoever sets it; how it looks is in report.typ."""
    written(own, "report.html", "<h2>二、资金情况</h2>", "<h2>二、资金</h2>")
    written(own, "report.typ", "#show: report", '#show: report\n#paragraph(("密级：内部",), side: right)')
    found = "".join(piece.text for piece in pieces(report(THREE, TYPST, own)))
    assert "二、资金各项目" in found
    assert "密级：内部" in found
    assert "密级" not in "".join(piece.text for piece in pieces(report(THREE, WEASYPRINT, own)))


def test_a_mistake_in_ones_own_is_named_by_its_line(own: TemplateSet) -> None:
    written(own, "summary.typ", "== 自评等级", "#nothing()")
    with pytest.raises(ZipingbiaoError) as caught:
        summary(THREE, TYPST, own)
    (said,) = caught.value.problems
    assert said.rule == "T11"
    assert f"summary.typ:{own.text('summary.typ').splitlines().index('#nothing()') + 1}" in str(said)


# What forms may say


TEXTS = (
    '#panic("甲") ]]} "+read("/etc/passwd")+" \\ $ << 7 * 7 >> <% x %> <# y #> \\u{41} // 尾 /* */',
    "https://www.example.invalid/" + "averyveryverylongpath" * 8,
    "甲" * 900,
    "第一段\n\n第二段",
)


@pytest.mark.parametrize(("text", "engine"), [*((text, TYPST) for text in TEXTS), (TEXTS[1], WEASYPRINT)])
def test_whatever_forms_say_is_printed_within_the_margins(text: str, engine: str) -> None:
    form = evolve(forms.data_service(), project=text.replace("\n", ""), operator=text)
    some = (with_row(form, name=text, reason=text), forms.network())
    for made in (summary(some, engine), report(some, engine)):
        assert drawn(text) in "".join(read(made).cells) + _all(made)
        for page in pypdfium2.PdfDocument(made):
            text_page = page.get_textpage()
            boxes = [text_page.get_charbox(number) for number in range(text_page.count_chars())]
            assert all(
                left >= 40 and right <= page.get_width() - 40 for left, _, right, _ in boxes if right > left
            )


def _all(content: bytes) -> str:
    return drawn("".join(piece.text for piece in pieces(content) if not piece.is_artifact))


@pytest.mark.parametrize("character", ["\ue000", "\x07"])
def test_a_character_without_a_glyph_is_refused(character: str) -> None:
    form = evolve(THREE[1], project=f"甲{character}")
    for make in (summary, report):
        with pytest.raises(ZipingbiaoError) as caught:
            make((form,), TYPST)
        assert caught.value.problems[0].rule in ("G01", "X01")


def test_characters_that_the_bundled_faces_lack_are_printed() -> None:
    form = evolve(THREE[1], project="𠮷野家㐂", operator="张𪛖葛")
    assert "𠮷野家㐂" in "".join(read(summary((form,), TYPST)).cells)


def test_the_same_forms_give_the_same_bytes() -> None:
    for make in (summary, report):
        assert make(THREE[:1], TYPST) == make(THREE[:1], TYPST)


# What makes them stale


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    folder = workspace.data / "上海市大数据中心/2020"
    folder.mkdir(parents=True)
    (source,) = Path("tests/shanghai").glob("数据运营服务*.yaml")
    (folder / source.name).write_bytes(source.read_bytes())
    return workspace


REPORTS = (SUMMARY_PDF, SUMMARY_XLSX, REPORT_DOCX, REPORT_PDF)


def stale(desk: Workspace, engine: str) -> set[str]:
    return {
        step.product.name
        for step in plan(desk.yaml_files(), desk, REPORTS, engine=engine)
        if not step.is_fresh
    }


def test_a_switch_makes_the_pdfs_again_and_nothing_else(desk: Workspace) -> None:
    assert not any(
        done.failed for done in run(plan(desk.yaml_files(), desk, REPORTS, engine=WEASYPRINT), desk)
    )
    assert stale(desk, WEASYPRINT) == set()
    assert stale(desk, TYPST) == {"summary.pdf", "report.pdf"}
    assert not any(done.failed for done in run(plan(desk.yaml_files(), desk, REPORTS, engine=TYPST), desk))
    assert stale(desk, TYPST) == set()
    for file in desk.out.rglob("*.pdf"):
        assert b"Typst" in file.read_bytes()
    desk.templates.mkdir()
    (desk.templates / "summary.css").write_text("/* 我的 */", "utf-8")
    assert stale(desk, TYPST) == set()
    for name, products in {
        "summary.parts.typ": {"summary.pdf"},
        "report.typ": {"report.pdf"},
        "report.html": {"report.docx", "report.pdf"},
    }.items():
        (desk.templates / name).write_text(TemplateSet().text(name) + "\n", "utf-8")
        assert stale(desk, TYPST) == products
        (desk.templates / name).unlink()
