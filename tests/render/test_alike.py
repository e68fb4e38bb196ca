"""What the report over all departments tells of their texts, their targets and their satisfaction figures."""

import random
from io import BytesIO

import pypdfium2
import pytest
from attrs import evolve
from openpyxl import load_workbook

from generator.audit import Others
from generator.model.form import Form, Goals
from generator.render.summary import Figures, figures, summary_pdf, summary_xlsx
from generator.render.templates import TemplateSet
from generator.tables import REASONS, Dataset, Rows, department_rows
from tests.audit.cases import QUALITY, QUANTITY, SATISFACTION, SOCIAL
from tests.audit.edit import changed
from tests.audit.forms import SOUND
from tests.audit.test_across import REASON, TEXT, words

REASON_AT = (*QUALITY, 1, REASON)
SHARED = "请按项目的实际情况填写绩效目标，" + words(7, 80)


def form(number: int, department: str, reason: str = "", goal: str = "") -> Form:
    """A form whose texts are its own where none is given."""
    one = evolve(SOUND, project=f"项目{number}", department=department)
    one = evolve(one, goals=Goals(expected=goal or words(100 + number), actual=words(200 + number)))
    return changed(one, REASON_AT, reason or words(300 + number, 60))


def rows(*forms: Form, earlier: tuple[Form, ...] = ()) -> Rows:
    return department_rows({one.project: one for one in forms}, others=Others(earlier=earlier))


def told(*forms: Form, earlier: tuple[Form, ...] = ()) -> Figures:
    with Dataset.of_rows(rows(*forms, earlier=earlier)) as data:
        return figures(data)


def test_texts_that_projects_share_are_told_most_first() -> None:
    edited = f"{TEXT}特此说明。"
    found = told(
        form(1, "甲局", TEXT, SHARED),
        form(2, "甲局", TEXT),
        form(3, "乙局", edited),
        form(4, "乙局", goal=SHARED),
        form(5, "丙局"),
    )
    first, second = found.alike
    assert (first.part, first.projects, first.departments) == (REASONS, 3, 2)
    assert 85 <= first.likeness < 100
    assert set(first.examples) == {"项目1（甲局）", "项目2（甲局）", "项目3（乙局）"}
    assert (second.part, second.projects, second.departments) == ("预期目标", 2, 2)
    assert second.likeness == 100
    assert second.text.startswith(SHARED[:20])
    assert found.alike_count == 2


def test_goals_of_one_department_alone_are_its_own_summarys() -> None:
    found = told(form(1, "甲局", goal=SHARED), form(2, "甲局", goal=SHARED), form(3, "乙局"))
    assert found.alike == ()


def test_a_report_on_one_department_has_none_of_it() -> None:
    found = told(form(1, "甲局", TEXT), form(2, "甲局", TEXT))
    assert (found.alike, found.fallen, found.satisfied) == ((), (), ())


def target(one: Form, text: str) -> Form:
    return changed(one, (*QUANTITY, 0, "年度指标值"), text)


def test_targets_that_fell_and_one_satisfaction_figure() -> None:
    some = [changed(form(n, "甲局"), (*SATISFACTION, 0, "实际完成值"), "95%") for n in range(1, 6)]
    now = [target(some[0], "≥90%"), *some[1:], form(9, "乙局")]
    found = told(*now, earlier=(evolve(target(some[0], "≥95%"), year=SOUND.year - 1),))
    assert [(one.project, one.department) for one in found.fallen] == [("项目1", "甲局")]
    assert "≥95%" in found.fallen[0].message
    (same,) = found.satisfied
    assert "有 5 个都是 95%" in same.message
    assert found.fallen_count == 1


def test_the_report_and_the_workbook_tell_it(templates: TemplateSet) -> None:
    some = rows(form(1, "甲局", TEXT), form(2, "乙局", TEXT))
    with Dataset.of_rows(some) as data:
        pages = pypdfium2.PdfDocument(summary_pdf(data, templates=templates))
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        workbook = load_workbook(BytesIO(summary_xlsx(data)))
    assert "各部门之间" in text
    assert "几乎相同的文字 1 组" in text
    sheet = workbook["雷同文字"]
    assert [cell.value for cell in sheet[3]][:4] == ["栏", "文字", "项目", "部门数"]
    assert [cell.value for cell in sheet[4]][:4] == [REASONS, f"{TEXT[:60]}……", 2, 2]


def test_a_table_made_by_hand_may_hold_no_fingerprints() -> None:
    some = rows(form(1, "甲局", TEXT), form(2, "乙局", TEXT))
    broken = evolve(some, texts=tuple(evolve(row, mark="AAAA") for row in some.texts))
    with Dataset.of_rows(broken) as data:
        assert figures(data).count == 2


def test_every_text_stands_in_the_table() -> None:
    one = evolve(form(1, "甲局", TEXT), reason="全表合写的一段说明文字，写明各项偏差的原因与今后改进的措施。")
    texts = [(row.part, row.name, bool(row.mark)) for row in rows(one).texts]
    assert texts == [
        ("预期目标", "", True),
        ("实际完成情况", "", True),
        (REASONS, "", True),
        (REASONS, dict(one.indicators())[(*QUALITY, 1)].name, True),
        (REASONS, dict(one.indicators())[(*SOCIAL, 0)].name, False),
    ]


@pytest.mark.parametrize("size", [40])
def test_planted_copies_are_found_among_many(size: int) -> None:
    chance = random.Random(3)
    forms = []
    for number in range(size):
        text = words(1000 + number, 120)
        forms += [form(2 * number, "甲局", text)]
        place = chance.randrange(len(text))
        forms += [form(2 * number + 1, "乙局", text[:place] + "改" + text[place + 1 :])]
    found = told(*forms)
    assert found.alike_count >= size - 2
    assert {one.projects for one in found.alike} == {2}
