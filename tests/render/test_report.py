"""A department's report: its figures and words, both files, what a template may do."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import docx
import pdfplumber
import pytest
from attrs import evolve
from docx.oxml.ns import qn
from openxml_audit.errors import FileFormat
from openxml_audit.validator import OpenXmlValidator

from generator.audit import full_audit
from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.render.report import BLANK, Contents, contents, missing, report_docx, report_pdf
from generator.render.report.blocks import Figure, Paragraph, Table, blocks
from generator.render.report.given_back import between
from generator.render.templates import TemplateSet
from generator.tables import Dataset, department_rows
from generator.workspace.report_file import Known, Scope
from tests.support import forms

FORMS = {"a.yaml": forms.one_stop(), "b.yaml": forms.data_service(), "c.yaml": forms.network()}
TEMPLATES = TemplateSet()


def content_of(some: dict[str, Form], known: Known | None = None) -> Contents:
    with Dataset.of_rows(department_rows(some)) as data:
        return contents(data, known or Known())


@pytest.fixture(scope="module")
def content() -> Contents:
    return content_of(FORMS)


@pytest.fixture(scope="module")
def pdf(content: Contents) -> bytes:
    return report_pdf(content, TEMPLATES)


def texts(content: Contents, templates: TemplateSet = TEMPLATES) -> list[str]:
    return [block.text for block in blocks(content, templates) if isinstance(block, Paragraph)]


def test_the_funds_and_scores_are_those_of_the_forms(content: Contents) -> None:
    figures = content.figures
    assert (figures["自评项目数"], figures["自评预算金额"]) == ("3", "20025.28")
    assert (figures["全年执行数"], figures["执行率"]) == ("20023.70", "99.99%")
    assert (figures["平均得分"], figures["最高得分"], figures["最低得分"]) == ("94.35", "99.00", "90.00")
    assert [figures[f"等级/{grade}"] for grade in content.grades] == ["3", "0", "0", "0"]


def test_the_levels_add_up(content: Contents) -> None:
    lost = [float(content.figures[f"{level.key}/失分"]) for level in content.levels]
    assert round(sum(lost), 2) == float(content.figures["失分"]) == 16.94
    assert content.levels[0].level1 == "预算执行率"
    assert [level.level1 for level in content.levels if level.level1 == "产出指标"] == ["产出指标"] * 4


def test_each_loss_is_told_with_its_reason(content: Contents) -> None:
    told = [text for text in texts(content) if "失" in text and "质量问题整改率" in text]
    (line,) = told
    assert "年度指标值“≥90%”，实际完成值“80%”，分值10.00分，得6.00分，失4.00分。" in line
    assert line.endswith("数据质量体系的构建需要进一步完善与细化，数据质量规则还有待优化。")
    assert sum("自评表没有写明原因。" in text for text in texts(content)) == int(
        content.figures["没有原因的项数"]
    )


def test_what_nobody_states_is_left_blank_and_named(content: Contents) -> None:
    (blank, targets) = missing(content)
    assert (blank.rule, targets.rule) == ("B50", "B51")
    for asked in (
        "绩效跟踪的项目数",
        "绩效跟踪的预算金额",
        "“发现”",
        "“已整改”",
        "“正在整改”",
        "改进措施",
        "日期",
    ):
        assert asked in blank.message
    assert any(f"开展绩效跟踪的项目{BLANK}个" in text for text in texts(content))
    assert texts(content)[-1] == "____年__月__日"


def test_what_a_person_states_is_printed() -> None:
    known = Known(
        tracking=Scope(projects=Decimal(2), budget=Decimal("1.005")),
        found=Decimal(3),
        mended=Decimal(2),
        mending=Decimal(1),
        issues=("进度偏慢",),
        measures=("按月<核对>",),
        date="2021年3月15日",
    )
    content = content_of(FORMS, known)
    said = texts(content)
    assert [problem.rule for problem in missing(content)] == ["B51"]
    assert any("开展绩效跟踪的项目2个，涉及预算金额1.01万元" in text for text in said)
    assert {"1.进度偏慢", "1.按月<核对>", "2021年3月15日"} <= set(said)


def test_accepted_findings_are_told_with_their_reasons() -> None:
    form = forms.network()
    rule = next(problem.rule for problem in full_audit(form).problems if problem.severity == "E")
    accepted = evolve(form, accepted={rule: "以公开件所印为准"})
    content = content_of({"c.yaml": accepted})
    assert content.figures["认可条数"] == str(len(content.accepted)) != "0"
    assert any(text.endswith("核对：以公开件所印为准") for text in texts(content))


def test_what_could_not_be_read_is_named() -> None:
    with Dataset.of_rows(department_rows(FORMS)) as data:
        content = contents(data, Known(), ("坏.yaml",))
    assert any("未计入（读不出）：坏.yaml。" in text for text in texts(content))


def test_both_files_say_the_same(content: Contents, pdf: bytes) -> None:
    document = docx.Document(BytesIO(report_docx(content, TEMPLATES)))
    written = "".join(str(text.text) for text in document.element.body.iter(qn("w:t")))
    with pdfplumber.open(BytesIO(pdf)) as opened:
        printed = "".join(page.crop((0, 0, page.width, 745)).extract_text() for page in opened.pages)
    for block in blocks(content, TEMPLATES):
        if isinstance(block, Paragraph):
            text = block.text.replace("\n", "")
            assert text in written
            assert "".join(text.split()) in "".join(printed.split())


def test_equal_contents_give_equal_files(content: Contents, pdf: bytes) -> None:
    assert report_docx(content, TEMPLATES) == report_docx(content_of(FORMS), TEMPLATES)
    assert pdf == report_pdf(content, TEMPLATES)


def test_the_pdf_is_set_as_official_documents_are(pdf: bytes) -> None:
    with pdfplumber.open(BytesIO(pdf)) as opened:
        page = opened.pages[3]
        body = [one for one in page.chars if abs(one["size"] - 16) < 0.01]
        number = [one for one in page.chars if abs(one["size"] - 14) < 0.01]
        lines = sorted({round(one["top"]) for one in body})
        assert len(lines) == 22
        assert {round(b - a) for a, b in pairwise(lines)} == {29}
        assert min(one["x0"] for one in body) >= mm(28) - 0.1
        assert max(one["x1"] for one in body) <= mm(184) + 1
        assert "".join(one["text"] for one in number) == "— 4 —"
        assert min(one["x0"] for one in number) < mm(40)
        assert min(one["top"] for one in number) > mm(37 + 225 + 6)
        assert max(one["x1"] for one in opened.pages[2].chars if abs(one["size"] - 14) < 0.01) > mm(175)
        assert {round(one["size"]) for one in opened.pages[0].chars} >= {22, 16, 14}


def mm(length: float) -> float:
    return length / 25.4 * 72


def test_figures_stand_in_controls_that_nothing_shows(content: Contents) -> None:
    document = docx.Document(BytesIO(report_docx(content, TEMPLATES)))
    controls = list(document.element.body.iter(qn("w:sdt")))
    figures = list(_figures(content))
    assert ["".join(t.text or "" for t in one.iter(qn("w:t"))) for one in controls] == [
        figure.text for figure in figures
    ]
    hidden = "{http://schemas.microsoft.com/office/word/2012/wordml}appearance"
    assert all(one.find(f"{qn('w:sdtPr')}/{hidden}") is not None for one in controls)


def _figures(content: Contents) -> Iterator[Figure]:
    for block in blocks(content, TEMPLATES):
        cells = (block,) if isinstance(block, Paragraph) else (c for row in block.body for c in row)
        yield from (piece for cell in cells for piece in cell.pieces if isinstance(piece, Figure))


def test_the_faces_of_the_document(content: Contents) -> None:
    document = docx.Document(BytesIO(report_docx(content, TEMPLATES)))
    faces = {}
    for style in document.styles.element.iter(qn("w:style")):
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            faces[style.get(qn("w:styleId"))] = fonts.get(qn("w:eastAsia"))
    assert faces["ReportTitle"] == "方正小标宋简体"
    assert (faces["Heading1"], faces["Heading2"], faces["Footer"]) == ("黑体", "楷体", "宋体")
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert default is not None
    assert default.get(qn("w:eastAsia")) == "仿宋"
    section = document.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    assert round((section.top_margin or 0) / 36000, 1) == 37
    assert round((section.left_margin or 0) / 36000, 1) == 28


def test_holds_to_the_schema_of_word(content: Contents, tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(report_docx(content, TEMPLATES))
    assert [str(error) for error in OpenXmlValidator(FileFormat.OFFICE_2013).validate(path).errors] == []


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


def test_a_template_of_ones_own(content: Contents, own: Path) -> None:
    (own / "report.html").write_text(
        "<h1>{{ report.department }}</h1>\n<p>\n得分\n{{ figure('平均得分') }}<br>第二行\n</p>\n"
        "<table><col style='width: 20mm'><tr><td>{{ text('a\nb') }}</td></tr></table>",
        "utf-8",
    )
    title, line, table = blocks(content, TemplateSet((own,)))
    assert (title.text, line.text) == (content.department, "得分94.35\n第二行")  # type: ignore[union-attr]
    assert isinstance(table, Table)
    assert table.body[0][0].text == "a\nb"
    assert report_docx(content, TemplateSet((own,)))


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>{{ figure('没有的') }}</p>", "没有“没有的”这个数"),
        ("<p><b>粗</b></p>", "不能用 <b>"),
        ("<ul><li>项</li></ul>", "不能用 <ul>"),
        ("散落的字", "不在段落里"),
        ("<table><col style='width: 9mm'><tr><td>一</td><td>二</td></tr></table>", "表格有 1 列"),
        ("<table><col><tr><td>一</td></tr></table>", "写明宽度"),
    ],
)
def test_a_faulty_template_is_told(content: Contents, own: Path, template: str, said: str) -> None:
    (own / "report.html").write_text(template, "utf-8")
    with pytest.raises(ZipingbiaoError) as raised:
        blocks(content, TemplateSet((own,)))
    (problem,) = raised.value.problems
    assert problem.rule == "T01"
    assert said in problem.message
    assert problem.place is not None
    assert problem.place.file.endswith("report.html")


def test_texts_of_forms_stay_text(content: Contents) -> None:
    form = evolve(forms.one_stop(), project="<b>甲</b>&{{ 7*7 }}")
    made = texts(content_of({"a.yaml": form}))
    assert any("<b>甲</b>&{{ 7*7 }}：" in text for text in made)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共3个，计4.5万元。", ["3", "4.5"]),
        ("共个，计万元。", ["", ""]),
        ("共3个，计4.5万元", None),
        ("共3件，计4.5万元。", None),
        ("又共3个，计4.5万元。", None),
        (f"共{'9' * 50}个，计4.5万元。", None),
    ],
)
def test_figures_between_their_words(text: str, found: list[str] | None) -> None:
    pieces = ("共", Figure("a", "1"), "个，计", Figure("b", "2"), "万元。")
    assert between(pieces, normalize("NFKC", text)) == found


def test_figures_with_nothing_between_them_are_not_told_apart() -> None:
    one, other = Figure("a", "1"), Figure("b", "2")
    assert between(("共", one, other, "个"), "共12个") is None
    assert between(("共", one, " ", other), "共12") is None
    assert between(("共", one), "共12") == ["12"]
