"""Labels of a workbook break between words, after 及 and before brackets where they can."""

import pytest
from attrs import evolve

from generator.model.layout import layout_names
from generator.render import lines, measure
from generator.render.columns import fitted_page
from generator.render.labels import label_text, page_text
from generator.render.xlsx.worksheet import shown_text
from generator.sheet.build import Cell, Role, sheet
from tests.support import forms


@pytest.mark.parametrize(
    ("text", "em", "broken"),
    [
        ("偏差原因分析及改进措施", 9.7, "偏差原因分析及|改进措施"),
        ("偏差原因分析及改进措施", 11.1, "偏差原因分析及改进措施"),
        ("未完成原因分析及拟采取的改进措施", 9, "未完成原因分析及|拟采取的改进措施"),
        ("年度指标值", 4, "年度|指标值"),
        ("实际完成值", 3.2, "实际|完成值"),
        ("全年预算数（A）", 6, "全年预算数|（A）"),
        ("项目负责人及联系电话", 6.5, "项目负责人及|联系电话"),
        ("䨻", 0.5, "䨻"),
    ],
)
def test_a_label_breaks_between_words(text: str, em: float, broken: str) -> None:
    cell = Cell(row=0, column=3, text=text, role=Role.LABEL, header=True)
    assert label_text(cell, em).split("\n") == broken.split("|")


@pytest.mark.parametrize("layout", layout_names())
def test_no_label_of_a_layout_loses_or_gains_a_character(layout: str) -> None:
    for cell in sheet(evolve(forms.data_service(), layout=layout)).cells():
        assert shown_text(cell).replace("\n", "") == cell.text.replace("\n", "")


def test_the_labels_at_the_side_have_two_characters_a_line() -> None:
    shown = [shown_text(cell) for cell in sheet(forms.data_service()).cells() if cell.is_narrow]
    assert shown == ["项目\n资金\n（元）", "年度\n总体\n目标", "绩效\n指标"]


def test_a_unit_of_two_characters_stands_on_one_line_at_the_side() -> None:
    form = forms.data_service()
    printed = sheet(evolve(form, funds=evolve(form.funds, unit="万元")))
    wide = fitted_page(printed)
    (side,) = (cell for cell in wide.cells() if cell.is_narrow and "万元" in cell.text)
    room = measure.line_room(side)
    assert lines.broken(page_text(side, room), room)[-1] == ("（万元）",)
    assert sum(wide.columns) == sum(printed.columns)
    assert fitted_page(sheet(form)).columns[0] == printed.columns[0]


def test_a_label_of_three_thousand_words_is_broken_once() -> None:
    """Each of its words is measured once, not once for each place where it may break."""
    text = "指标，" * 3000
    cell = Cell(row=0, column=3, text=text, role=Role.LABEL, header=True)
    broken = label_text(cell, 9.0).split("\n")
    assert "".join(broken) == text
    assert {measure.width(line) for line in broken} <= {3.0, 6.0, 9.0}
