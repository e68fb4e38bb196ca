"""The summary of three Shanghai forms: every number by hand, in the figures, the PDF and the workbook."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from attrs import evolve
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from generator.audit import RULES
from generator.model.form import Form, Funds, Level2, Review
from generator.model.problem import Severity, ZipingbiaoError
from generator.model.value import Value
from generator.render import summary as reports
from generator.render.summary import Figures, spreadsheet
from generator.render.summary.charts import lost_chart, money_chart, score_chart, short_number
from generator.render.summary.figures import BARS, DEVIATIONS, ENDS, FEW, MESSAGES, MOST_NAMED, NAMES
from generator.render.templates import TemplateSet
from generator.render.xlsx.workbook import workbook_bytes
from tests.support import forms

FORMS = (forms.one_stop(), forms.data_service(), forms.network())
SOFFICE = shutil.which("soffice")


def figures(some: Iterable[Form]) -> Figures:
    with forms.tables(some) as data:
        return reports.figures(data)


def summary_pdf(some: Iterable[Form], *, templates: TemplateSet, left_out: tuple[str, ...] = ()) -> bytes:
    with forms.tables(some) as data:
        return reports.summary_pdf(data, templates=templates, left_out=left_out)


def summary_xlsx(some: Iterable[Form], *, left_out: tuple[str, ...] = ()) -> bytes:
    with forms.tables(some) as data:
        return reports.summary_xlsx(data, left_out=left_out)


@pytest.fixture(scope="module")
def summary() -> Figures:
    return figures(FORMS)


@pytest.fixture(scope="module")
def pdf_text(templates: TemplateSet) -> str:
    return text_of(summary_pdf(FORMS, templates=templates))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", "", "".join(page.get_textpage().get_text_bounded() for page in document))


def charts_of(worksheet: Any) -> list[object]:  # noqa: ANN401 - openpyxl's charts are untyped
    return list(worksheet._charts)


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def cells(content: bytes, *, values: bool = False) -> dict[tuple[str, str], Any]:
    workbook = load_workbook(BytesIO(content), data_only=values)
    return {
        (worksheet.title, cell.coordinate): cell
        for worksheet in workbook.worksheets
        for row in worksheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


# The figures. 39,090,800 + 43,918,000 + 51,565,764; 104,769,000 + …; 104,756,332 + 43,918,000 + 51,562,685.


def test_money_is_added_and_the_overall_rate_is_of_the_sums(summary: Figures) -> None:
    money = summary.money
    assert [money.initial, money.budget, money.executed] == decimals("134574564", "200252764", "200237017")
    assert [money.rate, money.unspent, money.adjusted] == decimals("99.99", "15747", "65678200")


def test_scores_are_ranked_and_graded(summary: Figures) -> None:
    """99.00 and 94.06 are stated, 90.00 is computed; (99 + 90 + 94.06) ÷ 3 = 94.3533."""
    assert [(p.rank, p.score) for p in summary.ranking] == [
        (1, Decimal("99.00")),
        (2, Decimal("94.06")),
        (3, Decimal("90.00")),
    ]
    assert [summary.mean, summary.highest, summary.lowest] == decimals("94.35", "99", "90")
    assert summary.grades == {"优": 3, "良": 0, "中": 0, "差": 0}
    assert list(summary.grade_ranges.values()) == ["≥90", "80–90", "60–80", "<60"]


def test_grades_are_half_open_and_equal_scores_share_a_rank() -> None:
    scores = ("90", "89.99", "80", "60", "59.99", "80")
    some = figures([evolve(FORMS[0], project=str(n), total=Decimal(s)) for n, s in enumerate(scores)])
    assert some.grades == {"优": 1, "良": 3, "中": 1, "差": 1}
    assert [project.rank for project in some.projects] == [1, 2, 3, 5, 6, 3]


def test_each_project_executes_by_its_amounts_not_by_what_it_states(summary: Figures) -> None:
    assert [str(project.rate) for project in summary.projects] == ["99.99", "100.00", "99.99"]
    assert [project.money.unspent for project in summary.projects] == [12668, 0, 3079]


def test_lost_points_by_kind_and_project(summary: Figures) -> None:
    """一网通办 1 (满意度); 数据运营 4 + 3 + 3; 政务外网 0.74 + 0.8 + 1 + 0.6 + 0.6 + 1.2 + 1."""
    assert [project.lost for project in summary.projects] == [1, 10, Decimal("5.94")]
    assert summary.lost == Decimal("16.94")
    assert [(kind.level2, str(kind.lost), kind.rows, kind.short) for kind in summary.level2[:3]] == [
        ("可持续影响指标", "5.20", 12, 3),
        ("质量指标", "4.80", 3, 2),
        ("社会效益指标", "3.60", 3, 2),
    ]
    assert {kind.level1: kind.lost for kind in summary.level1} == {
        "预算执行率": Decimal("0.74"),
        "产出指标": Decimal("5.80"),
        "效益指标": Decimal("9.40"),
        "满意度指标": Decimal("1.00"),
    }


def test_deviations_carry_their_reasons_and_those_without_are_told(summary: Figures) -> None:
    assert len(summary.deviations) == 11
    assert [d.name for d in summary.deviations if not d.reason] == ["个人、企业用户满意度", "预算执行率"]
    assert summary.deviations[1].reason.startswith("数据质量体系的构建")


def test_a_reason_for_the_whole_form_is_a_deviation() -> None:
    (*_, last) = figures([evolve(FORMS[0], reason="受疫情影响。")]).deviations
    assert (last.name, last.reason, last.lost) == ("（全表合写）", "受疫情影响。", None)


def test_findings_are_the_audits_by_rule(summary: Figures) -> None:
    assert [(r.rule, r.messages[0].projects.text) for r in summary.rules[Severity.ERROR]] == [
        ("R01", FORMS[2].project),
        ("R08", FORMS[0].project),
    ]
    assert sum(sum(project.found.values()) for project in summary.projects) == summary.findings
    assert sum(rule.count for rules in summary.rules.values() for rule in rules) == summary.findings
    assert {rule.omitted for rules in summary.rules.values() for rule in rules} == {0}


def test_findings_of_one_rule_stand_together_under_its_name(summary: Figures, pdf_text: str) -> None:
    """One heading for all that a rule says, with its title, its hint once, and each project once."""
    for rule in (rule for rules in summary.rules.values() for rule in rules):
        heading = f"{rule.rule}{rule.title}{rule.count}条，{rule.projects.count}个项目"
        assert pdf_text.count(re.sub(r"\s+", "", heading)) == 1
        assert rule.projects.count == len({name for m in rule.messages for name in m.projects.names})
        assert sum(map(len, rule.by_projects.values())) == len(rule.messages)
    spaces = next(rule for rule in summary.rules[Severity.INFORMATION] if rule.rule == "R45")
    assert spaces.count > len(spaces.by_projects)
    assert pdf_text.count(re.sub(r"\s+", "", spaces.hint)) == 1


def test_of_many_projects_a_rule_names_the_first_and_counts_all(templates: TemplateSet) -> None:
    some = figures(many(FEW + 20))
    rule = next(rule for rule in some.rules[Severity.WARNING] if rule.projects.count == FEW + 20)
    assert len(rule.projects.names) == MOST_NAMED
    text = text_of(summary_pdf(many(FEW + 20), templates=templates))
    assert re.sub(r"\s+", "", rule.projects.text) in text
    assert rule.projects.text.endswith(f"等 {FEW + 20} 个项目")


def test_subtotals_stand_beside_their_level_and_sums_below(summary: Figures, pdf_text: str) -> None:
    for level1, kinds in summary.levels:
        last = f"{kinds[-1].level2}{kinds[-1].rows}{kinds[-1].short}{kinds[-1].weight}"
        follows = pdf_text.split(last, 1)[1]
        sums = f"小计{level1.rows}{level1.short}{level1.weight}"
        assert (sums in follows[:60]) == (len(kinds) > 1)
    whole = summary.scored
    assert f"合计{whole.rows}{whole.short}{whole.weight}{whole.score}{whole.lost}" in pdf_text
    assert whole.lost == summary.lost


def test_units_are_brought_to_yuan() -> None:
    form = FORMS[1]
    rows = tuple(
        evolve(row, initial=Decimal("4391.8"), budget=Decimal("4391.8"), executed=Decimal("4391.8"))
        for row in form.funds.rows
    )
    assert figures([evolve(form, funds=evolve(form.funds, unit="万元", rows=rows))]).money.budget == 43918000


def test_a_form_that_says_nothing_has_no_figures_but_a_line() -> None:
    empty = Form(year=2020, project="空", department=FORMS[0].department, funds=Funds())
    some = figures([empty, FORMS[0]])
    assert (some.projects[0].score, some.projects[0].rank, some.projects[0].rate) == (None, None, None)
    assert some.mean == 99
    assert [project.name for project in some.ranking] == [FORMS[0].project, "空"]
    assert figures([empty]).mean is None


def test_two_projects_of_one_name_are_told_apart() -> None:
    second = evolve(FORMS[0], accepted={"R27": "分两期填报"})
    names = [project.name for project in figures([FORMS[0], second]).projects]
    assert names == [FORMS[0].project, f"{FORMS[0].project}〔2〕"]


def test_one_project_in_two_forms_counts_once(templates: TemplateSet) -> None:
    twice = [FORMS[2], evolve(FORMS[2], project=FORMS[2].project.replace(" (运维)", "（运维）")), FORMS[0]]
    once, some = figures([FORMS[2], FORMS[0]]), figures(twice)
    assert (some.count, some.money, some.mean, some.lost, some.indicators) == (
        once.count, once.money, once.mean, once.lost, once.indicators,
    )  # fmt: skip
    assert (some.grades, some.level1, some.deviations) == (once.grades, once.level1, once.deviations)
    assert "R27" in {rule.rule for rule in some.rules[Severity.ERROR]}
    assert some.doubles_text == f"{twice[1].project}，共 1 张"
    assert "未计入（同一项目的另一张表）" in text_of(summary_pdf(twice, templates=templates))
    workbook = cells(summary_xlsx(twice))
    assert f"同一项目的另一张表：{some.doubles_text}" in {cell.value for cell in workbook.values()}
    apart = figures([*twice, evolve(FORMS[1], department="某局")])
    assert {one.name: (one.projects, one.money) for one in apart.departments}[twice[0].department] == (
        2,
        once.money,
    )


def test_what_a_person_accepted_stands_with_the_reason(templates: TemplateSet) -> None:
    accepted = [evolve(FORMS[2], accepted={"R01": "按调整前的口径填报"}), FORMS[0]]
    some = figures(accepted)
    assert "R01" not in {rule.rule for rules in some.rules.values() for rule in rules}
    assert some.findings == sum(figures([FORMS[2], FORMS[0]]).found.values()) - 1
    assert [(one.rule, one.projects.text, one.reason, one.count) for one in some.accepted] == [
        ("R01", FORMS[2].project, "按调整前的口径填报", 1)
    ]
    text = text_of(summary_pdf(accepted, templates=templates))
    assert "已核对认可1条" in text
    assert "另认可1" in text
    (message,) = some.accepted[0].messages
    assert f"{some.accepted[0].title}{FORMS[2].project}".replace(" ", "") in text
    assert re.sub(r"\s+", "", message)[:12] in text
    assert "按调整前的口径填报" in text
    told = {key: cell.value for key, cell in cells(summary_xlsx(accepted)).items()}
    assert told["核对", "A4"] == "R01"
    assert told["核对", "E4"] == "按调整前的口径填报"
    assert "核对" not in {sheet for sheet, _ in cells(summary_xlsx(FORMS))}


def many(number: int) -> list[Form]:
    return [evolve(FORMS[n % 3], project=f"{n}{FORMS[n % 3].project}") for n in range(number)]


def test_of_many_projects_the_ends_are_named_and_the_rest_counted() -> None:
    some = figures(many(FEW + 10))
    assert [project.score for project in some.ranking] == [99] * ENDS + [90] * ENDS
    assert [len(some.spending), len(some.projects), some.count] == [FEW, FEW + 10, FEW + 10]
    assert [len(some.deviations), some.deviation_count] == [DEVIATIONS, 110]
    told = [deviation.lost for deviation in some.deviations]
    assert min(lost for lost in told if lost is not None) >= 1
    (repeated,) = [rule for rule in some.rules[Severity.ERROR] if rule.rule == "R08"]
    assert [(len(m.projects.names), m.count) for m in repeated.messages] == [(NAMES, 10)]
    scattered = next(rule for rule in some.rules[Severity.WARNING] if rule.omitted)
    assert len(scattered.messages) == MESSAGES
    assert scattered.omitted + sum(message.count for message in scattered.messages) == scattered.count


def test_the_last_of_a_ranking_have_a_score() -> None:
    unscored = [Form(year=2020, project=f"空{n}", department=forms.CENTRE, funds=Funds()) for n in range(12)]
    some = figures([*many(FEW + 10), *unscored])
    assert [project.score for project in some.ranking] == [99] * ENDS + [90] * ENDS
    assert (some.unscored, some.ranks_all) == (12, False)
    few = figures([*many(15), *unscored])
    assert ([project.rank is None for project in few.ranking], few.ranks_all) == ([False] * 15, True)


def test_a_finding_names_each_project_once_with_its_department() -> None:
    tree = FORMS[1].levels[0]
    others = [evolve(FORMS[1], project=name, department="乙局", levels=(tree,)) for name in ("甲", "丁")]
    for some, department in ((figures([*FORMS, *others]), "乙局"), (figures(others), "")):
        told = [m for rules in some.rules.values() for rule in rules for m in rule.messages]
        for m in told:
            assert len(set(m.projects.names)) == len(m.projects.names) <= m.projects.count <= m.count
        assert any((department, "甲") in m.projects.names for m in told)
        assert any((f"{department}：" if department else "") + "甲、丁" in m.projects.text for m in told)


def test_several_departments_have_a_line_each() -> None:
    others = [evolve(form, department="乙局") for form in many(2)]
    some = figures([*FORMS, *others])
    assert (some.is_overall, some.department) == (True, "上海市大数据中心等 2 个部门")
    assert not figures(FORMS).is_overall
    assert [name for name, _ in some.largest] == ["上海市大数据中心", "乙局"]
    first, second = some.departments
    assert (first.name, first.projects, first.money.budget) == ("上海市大数据中心", 3, Decimal("200252764"))
    assert (second.mean, second.grades, second.found[Severity.ERROR]) == (Decimal("94.5"), {"优": 2}, 1)


# The charts


def test_charts_say_in_words_what_they_show(summary: Figures, templates: TemplateSet) -> None:
    scores, money, lost = (
        draw(summary, templates.font_folders) for draw in (score_chart, money_chart, lost_chart)
    )
    assert scores is not None
    assert money is not None
    assert lost is not None
    assert "数据运营服务 90.00 分" in scores.alt
    assert f"{FORMS[0].project} 预算 104,769,000.00，执行 104,756,332.00" in money.alt
    assert lost.alt.startswith("失分：效益·可持续影响指标 5.20 分；产出·质量指标 4.80 分")
    assert "104,769,000.00" in money.svg.decode()


def test_charts_have_units_on_their_axes_and_a_legend(summary: Figures, templates: TemplateSet) -> None:
    several = figures(many(BARS + 1))
    levels = {kind.level1 for kind in summary.level1}
    for draw, some, units, names in (
        (score_chart, summary, ["总分（分）"], {"优", "良", "中", "差"}),
        (score_chart, several, ["总分（分）", "项目（个）"], {"优", "良", "中", "差"}),
        (money_chart, summary, ["金额（元）"], {"全年预算数", "全年执行数"}),
        (lost_chart, summary, ["失分（分）"], levels),
    ):
        chart = draw(some, templates.font_folders)
        assert chart is not None
        svg = chart.svg.decode()
        assert all(f">{unit}</text>" in svg for unit in units)
        assert {name for _, name in chart.legend} == names
        assert all(colour in svg for colour, name in chart.legend if name in levels or name == "优")


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (80, "80"), (25000000, "2,500万"), (1.5e8, "1.5亿"), (2e12, "2万亿")]
)
def test_the_numbers_of_an_axis_are_short(number: float, text: str) -> None:
    assert short_number(number) == text


def test_the_bars_are_as_long_as_their_numbers(summary: Figures, templates: TemplateSet) -> None:
    chart = money_chart(summary, templates.font_folders)
    assert chart is not None
    paths = re.findall(r'<path d="M 154.8 [\d.]+ \nL ([\d.]+) ', chart.svg.decode())
    _, *lengths = [float(end) - 154.8 for end in paths if float(end) > 154.8]  # the first is the frame
    budgets = [money.budget for _, money in summary.largest]
    shares = [float(budget / budgets[0]) for budget in budgets if budget and budgets[0]]
    assert [length / lengths[0] for length in lengths[::2]] == pytest.approx(shares, rel=1e-3)


def test_many_scores_are_shown_by_their_distribution(templates: TemplateSet) -> None:
    some = figures(many(BARS + 1))
    assert dict(some.distribution) == {Decimal(n): 3 if n in (90, 94, 99) else 0 for n in range(90, 100)}
    chart = score_chart(some, templates.font_folders)
    assert chart is not None
    assert "90 分起 3 个；94 分起 3 个；99 分起 3 个" in chart.alt
    wide = figures([evolve(FORMS[0], project=str(n), total=Decimal(n * 10)) for n in range(10)])
    assert [list(wide.distribution)[:2], sum(wide.distribution.values())] == [decimals("0", "5"), 10]


def test_scores_off_the_scale_are_counted_not_drawn(templates: TemplateSet) -> None:
    some = figures(
        evolve(FORMS[0], project=str(n), total=Decimal(10**12 if n == 0 else 99)) for n in range(BARS + 1)
    )
    assert (dict(some.distribution), some.off_scale) == ({Decimal(99): BARS}, 1)
    chart = score_chart(some, templates.font_folders)
    assert chart is not None
    assert chart.remark.endswith("图中没有 0–100 以外的 1 个。")
    huge = [evolve(FORMS[0], project=str(n), total=Decimal(10**9)) for n in range(BARS + 1)]
    assert score_chart(figures(huge), templates.font_folders) is None


def test_nothing_is_drawn_of_nothing(templates: TemplateSet) -> None:
    some = figures([Form(year=2020, project="空", department="乙", funds=Funds())])
    for draw in (score_chart, money_chart, lost_chart):
        assert draw(some, templates.font_folders) is None


# The PDF


def _numbers(summary: Figures) -> Iterator[str]:
    yield from ("94.35", "99.99%", "134,574,564.00", "200,252,764.00", "200,237,017.00", "15,747.00")
    for project in summary.projects:
        for value in (project.money.initial, project.money.budget, project.money.executed):
            yield f"{value:,.2f}"
        yield from (f"{project.rate}%", f"{project.score}", f"{project.lost:.2f}")
    for kind in (*summary.level1, *summary.level2):
        yield from (f"{kind.weight:.2f}", f"{kind.score:.2f}", f"{kind.lost:.2f}")


def test_every_number_and_text_is_in_the_pdf(summary: Figures, pdf_text: str) -> None:
    missing = [number for number in _numbers(summary) if number not in pdf_text]
    told = [message for rules in summary.rules.values() for rule in rules for message in rule.messages]
    texts = [*(m.message for m in told), *(m.hint for m in told), *(d.reason for d in summary.deviations)]
    missing += [text for text in texts if re.sub(r"\s+", "", text)[:12] not in pdf_text]
    assert missing == []


def test_key_figures_and_charts_fill_one_page_however_many_projects(templates: TemplateSet) -> None:
    some = [evolve(FORMS[n % 3], project=f"{n}{FORMS[n % 3].project * 3}") for n in range(BARS + 4)]
    left_out = tuple(f"读不出的一份{n}.yaml" for n in range(9))
    document = pypdfium2.PdfDocument(summary_pdf(some, templates=templates, left_out=left_out))
    assert "失分最多的指标" in document[0].get_textpage().get_text_bounded()
    assert "一、总分排名" in document[1].get_textpage().get_text_bounded()


def test_what_could_not_be_read_is_said(templates: TemplateSet) -> None:
    names = tuple(f"{n}.yaml" for n in range(6))
    said = "0.yaml、1.yaml、2.yaml、3.yaml、4.yaml 等，共 6 份"
    text = text_of(summary_pdf(FORMS, templates=templates, left_out=names))
    assert f"未计入（读不出）：{said}".replace(" ", "") in text
    found = cells(summary_xlsx(FORMS, left_out=names))
    assert [found["概览", f"{c}19"].value for c in "AB"] == ["未计入", f"读不出：{said}"]
    assert "未计入" not in text_of(summary_pdf(FORMS, templates=templates))


def test_money_is_named_with_its_department_in_a_report_over_several(templates: TemplateSet) -> None:
    other = evolve(FORMS[1], project="甲项目", department="乙局")
    assert (
        text_of(summary_pdf([*FORMS, other], templates=templates)).count("甲项目（乙局）43,918,000.00") == 1
    )


def test_of_many_projects_the_pdf_says_what_it_leaves_out(templates: TemplateSet) -> None:
    unscored = Form(year=2020, project="空", department=forms.CENTRE, funds=Funds())
    text = text_of(summary_pdf([*many(FEW + 10), unscored], templates=templates))
    said = "以下为有总分的最后10名，共31个项目，其中1个没有总分，更多见汇总.xlsx的“排名”，全部在out/数据表。"
    assert said in text
    assert "图中为预算最大的8个项目，共31个项目。" in text


def test_the_same_forms_give_the_same_bytes(templates: TemplateSet) -> None:
    assert summary_pdf(FORMS[:1], templates=templates) == summary_pdf(FORMS[:1], templates=templates)
    assert summary_xlsx(FORMS) == summary_xlsx(FORMS)


def test_markup_in_a_form_is_text(templates: TemplateSet) -> None:
    form = evolve(FORMS[1], project="<b>甲</b>{{ 7*7 }}")
    assert "<b>甲</b>{{7*7}}" in text_of(summary_pdf([form], templates=templates))


def test_a_character_without_a_glyph_is_refused(templates: TemplateSet) -> None:
    with pytest.raises(ZipingbiaoError, match="U\\+E000"):
        summary_pdf([evolve(FORMS[1], project="甲\ue000")], templates=templates)


# The workbook


def test_sheets_and_charts() -> None:
    workbook = load_workbook(BytesIO(summary_xlsx(FORMS)))
    assert workbook.sheetnames == [
        "概览", "排名", "资金执行", "指标失分", "偏差原因", "校核结果", "规则结果",
    ]  # fmt: skip
    assert [len(charts_of(worksheet)) for worksheet in workbook.worksheets] == [3, 0, 0, 0, 0, 0, 0]
    assert {worksheet.page_setup.paperSize for worksheet in workbook.worksheets} == {9}


def test_every_printed_page_says_what_it_is() -> None:
    """What it is, whose, its unit and the heads stand above the list, on each of its pages."""
    form = evolve(forms.data_service(), department="甲&乙局")
    workbook = load_workbook(BytesIO(summary_xlsx((form,))))
    units = {
        "排名": "分",
        "资金执行": "元",
        "指标失分": "分",
        "偏差原因": "分",
        "校核结果": "",
        "规则结果": "",
    }
    assert units.keys() == {sheet.title for sheet in workbook.worksheets[1:]}
    for name, unit in units.items():
        sheet = workbook[name]
        assert sheet["A1"].value == f"2020 年度项目支出绩效自评汇总　{name}"
        assert sheet["A2"].value == (f"甲&乙局　　单位：{unit}" if unit else "甲&乙局")
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.print_area == f"'{name}'!$A$1:${get_column_letter(sheet.max_column)}${sheet.max_row}"
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_charts_of_many_projects_have_a_sheet_of_their_own() -> None:
    content = summary_xlsx(many(BARS + 1))
    workbook = load_workbook(BytesIO(content))
    assert workbook.sheetnames[-1] == "图表数据"
    assert len(charts_of(workbook["概览"])) == 3
    found = cells(content)
    assert [found["图表数据", f"{c}4"].value for c in "AB"] == ["90", 3]
    assert [found["图表数据", f"{c}4"].value for c in "CDE"] == [
        f"0{FORMS[0].project}", 104769000, 104756332,
    ]  # fmt: skip


def test_only_whole_sheets_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "LISTED", 3)
    found, some = cells(summary_xlsx(FORMS)), figures(FORMS)
    assert some.findings > 3
    assert found["概览", "B4"].value == "=ROWS(排名!D4:D6)"
    assert [found["概览", f"B{row}"].value for row in (16, 17, 18)] == list(some.found.values())


def test_numbers_that_a_workbook_does_not_hold_are_not_computed_with() -> None:
    """A double has no room for so many digits, which are text then; the other sums and rows are formulas."""
    long = Decimal("1234567890123456.78")
    first, *rest = FORMS[0].funds.rows
    funds = evolve(FORMS[0].funds, rows=(evolve(first, budget=long), *rest))
    total = Decimal("12345678901234567.89")
    found = cells(summary_xlsx([evolve(FORMS[0], funds=funds, total=total), *FORMS[1:]]))
    assert found["资金执行", "C4"].data_type == found["概览", "B6"].data_type == "s"
    formulas = {at: c.value for at, c in found.items() if str(c.value).startswith("=") and c.data_type == "f"}
    assert not {("资金执行", f"{column}{row}") for column, row in ("E4", "F4", "C7", "D7")} & set(formulas)
    assert {("资金执行", "B7"), ("资金执行", "E5"), ("指标失分", "G4")} <= set(formulas)
    assert not any("排名!D4" in text and "ROWS" not in text for text in formulas.values())
    assert formulas["指标失分", "G4"].startswith("=ROUND(E4-F4,")


def _checked(found: dict[tuple[str, str], Any]) -> None:
    overview = {
        cell.value: found[title, f"B{cell.row}"].value
        for (title, coordinate), cell in found.items()
        if title == "概览" and coordinate[0] == "A" and cell.row >= 4
    }
    assert overview == {
        "项目（个）": 3,
        "年初预算数（元）": 134574564,
        "全年预算数（元）": 200252764,
        "全年执行数（元）": 200237017,
        "总执行率": pytest.approx(0.9999),
        "平均总分": pytest.approx(94.35),
        "最高总分": 99,
        "最低总分": 90,
        "优（≥90 分）": 3,
        "良（80–90 分）": 0,
        "中（60–80 分）": 0,
        "差（<60 分）": 0,
        "校核错误（条）": 2,
        "校核警告（条）": figures(FORMS).found[Severity.WARNING],
        "校核提示（条）": figures(FORMS).found[Severity.INFORMATION],
    }
    assert [found["排名", f"A{row}"].value for row in (4, 5, 6)] == [1, 2, 3]
    assert [found["资金执行", f"E{row}"].value for row in (4, 5, 6, 7)] == [12668, 0, 3079, 15747]
    assert found["资金执行", "F7"].value == pytest.approx(0.9999)
    assert found["指标失分", "G4"].value == pytest.approx(5.2)


def test_formulas_hold_their_values() -> None:
    _checked(cells(summary_xlsx(FORMS), values=True))


@pytest.mark.skipif(not SOFFICE, reason="soffice (libreoffice-calc) is missing")
def test_libreoffice_calculates_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored values are left out, so that what comes back is calculated."""
    monkeypatch.setattr(spreadsheet, "workbook_bytes", lambda workbook, _: workbook_bytes(workbook, {}))
    (tmp_path / "汇总.xlsx").write_bytes(summary_xlsx(FORMS))
    assert ("概览", "B5") not in cells(summary_xlsx(FORMS), values=True)
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path / "out"), str(tmp_path / "汇总.xlsx")], check=True, capture_output=True
    )
    _checked(cells((tmp_path / "out" / "汇总.xlsx").read_bytes(), values=True))


def test_text_is_never_a_formula() -> None:
    first = FORMS[1].levels[0].children[0]
    risky = evolve(first.indicators[0], name="-甲", target=Value("=1+1"), reason="=CMD()")
    level = evolve(FORMS[1].levels[0], children=(evolve(first, indicators=(risky,)),))
    form = evolve(FORMS[1], project="=HYPERLINK(1)", operator="+乙", department="@丙", levels=(level,))
    found = cells(summary_xlsx([form]))
    texts = {cell.value: cell for cell in found.values() if isinstance(cell.value, str)}
    for text in ("=HYPERLINK(1)", "+乙", "@丙", "-甲", "=1+1", "=CMD()"):
        assert (texts[text].data_type, texts[text].quotePrefix) == ("s", True)


def test_text_that_no_cell_holds_does_not_stop_the_summary() -> None:
    form = evolve(FORMS[1], project="甲\x0b乙", department="丙\x0b局", reason="长" * 40000)
    found = cells(summary_xlsx([form]))
    assert "甲\ufffd乙" in {cell.value for cell in found.values()}
    assert max(len(str(cell.value)) for cell in found.values()) == 32767


def test_a_character_without_a_glyph_is_named_with_its_project() -> None:
    bad = evolve(forms.network(), operator="某\ue123中心")
    with pytest.raises(ZipingbiaoError) as raised:
        summary_pdf([forms.one_stop(), bad], templates=TemplateSet())
    assert {problem.path for problem in raised.value.problems} == {(bad.project, "实施单位")}


def test_a_workbook_of_several_departments_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [*FORMS, evolve(FORMS[0], department="乙局")]
    found = cells(summary_xlsx(some))
    assert [found["各部门", f"A{row}"].value for row in (4, 5, 6)] == ["上海市大数据中心", "乙局", "合计"]
    assert found["排名", "G3"].value == "主管部门"
    monkeypatch.setattr(spreadsheet, "LISTED", 2)
    cut = cells(summary_xlsx(some))
    assert cut["排名", "A6"].value == "共 4 行，这里是前 2 行，全部在 out/数据表 里"
    assert cut["资金执行", "A6"].value == "合计（全部项目）"
    assert (cut["资金执行", "C6"].value, cut["概览", "B4"].value) == (305021764, 4)


# Grades by the profile of each form; what became of every rule; self-evaluation beside review.


def test_grades_are_those_of_the_forms_profiles() -> None:
    district = [
        evolve(FORMS[0], layout="shanghai-district", project=s, total=Decimal(s)) for s in ("76", "59")
    ]
    one = figures(district)
    assert one.grades == {"优": 0, "良": 1, "合格": 0, "不合格": 1}
    assert list(one.grade_ranges.values()) == ["≥90", "75–90", "60–75", "<60"]
    both = figures([*district, *FORMS])
    assert both.grades == {"优": 3, "良": 1, "中": 0, "差": 0, "合格": 0, "不合格": 1}
    assert both.grade_ranges["良"] == "80–90 或 75–90"
    assert [both.grade_places[name] for name in ("优", "差", "不合格")] == [0, 3, 3]
    assert sum(both.grades.values()) == both.count


def test_what_became_of_every_rule_is_counted_over_all_forms(summary: Figures, pdf_text: str) -> None:
    assert [one.rule for one in summary.outcomes] == [rule.id for rule in RULES]
    assert all(sum(one.counts.values()) == len(FORMS) for one in summary.outcomes)
    told = {one.rule: one for one in summary.outcomes}
    assert told["R12"].counts == {"通过": 0, "发现": 3, "不适用": 0, "无法判定": 0}
    assert told["R02"].counts["无法判定"] == 1
    assert told["R02"].why == "得分是按所印的执行率算的，归入 R01"
    assert "R02执行率得分与公式不符111得分是按所印的执行率算的，归入R01" in pdf_text
    rows = list(load_workbook(BytesIO(summary_xlsx(FORMS)))["规则结果"].values)[3:]
    assert len(rows) == len(RULES) * len(FORMS)
    assert {row[3] for row in rows} == {"通过", "发现", "不适用", "无法判定"}


def reviewed(form: Form, change: str) -> Form:
    """The form as a reviewer left it: every score as stated, the funds' less so many points."""

    def with_review(level: Level2) -> Level2:
        rows = tuple(evolve(row, review=Review(score=row.score)) for row in level.indicators)
        return evolve(level, indicators=rows)

    levels = tuple(evolve(one, children=tuple(map(with_review, one.children))) for one in form.levels)
    assert form.funds.score is not None
    funds = evolve(form.funds, review=Review(score=form.funds.score - Decimal(change)))
    return evolve(form, levels=levels, funds=funds)


def test_self_evaluation_is_compared_with_the_review(templates: TemplateSet) -> None:
    partly = evolve(FORMS[1], funds=evolve(FORMS[1].funds, review=Review(score=Decimal(5))))
    some = (reviewed(FORMS[0], "9.50"), partly, reviewed(FORMS[2], "0"))
    found = figures(some)
    assert (found.reviewed_count, found.reviewed_partly) == (2, 1)
    first, second = found.reviewed
    assert [first.score, first.review_score, first.deviation] == decimals("99", "89.5", "-9.5")
    assert (first.grade, first.review_grade) == ("优", "良")
    assert second.deviation == 0
    assert [found.reviewed_mean, found.review_mean] == decimals("96.53", "91.78")
    text = text_of(summary_pdf(some, templates=templates))
    assert "已复核2个项目，共3个；另有1个只复核了一部分" in text
    sheet = cells(summary_xlsx(some))
    assert sheet["复核", "F4"].value == "=ROUND(D4-B4,2)"
    assert cells(summary_xlsx(some), values=True)["复核", "F4"].value == -9.5


def test_without_a_review_nothing_is_said_of_one(pdf_text: str) -> None:
    assert "复核" not in pdf_text
