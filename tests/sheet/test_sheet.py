from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.form import Form
from generator.model.layout import layout_names, load_layout
from generator.sheet.build import Cell, Sheet, amount_text, decimal_text, sheet
from tests.support.sheets import assert_tiled

from ..support import forms


def _at(printed: Sheet, path: tuple[str | int, ...]) -> Cell:
    return next(cell for cell in printed.cells() if cell.path == path)


@pytest.mark.parametrize("form", [forms.one_stop(), forms.data_service(), forms.network(), forms.too_much()])
def test_cells_tile_the_table(form: Form) -> None:
    printed = sheet(form)
    assert_tiled(printed)


@pytest.mark.parametrize("name", layout_names())
def test_table_is_as_wide_as_the_page_between_its_margins(name: str) -> None:
    layout = load_layout(name)
    assert sum(layout.widths) == (277 if layout.landscape else 190)


def test_prints_the_words_of_the_form() -> None:
    texts = [cell.text for cell in sheet(forms.one_stop()).cells()]
    assert "预算目标" in texts
    assert "预期目标" not in texts
    assert texts[:4] == ["项目名称", "“一网通办”及“随申办”运营", "主管部门", "上海市大数据中心"]
    assert "其中：当年财政拨款" in texts
    assert texts.count("—") == 3


def test_numbers_keep_the_digits_written() -> None:
    assert amount_text(Decimal("104769000.00")) == "104,769,000.00"
    assert amount_text(Decimal("1234567")) == "1,234,567.00"
    assert amount_text(Decimal("0.125")) == "0.125"
    assert amount_text(Decimal(0)) == "0"
    assert amount_text(None) == ""
    assert decimal_text(Decimal("10")) == "10"
    assert decimal_text(Decimal("1E+2")) == "100"


def test_stated_figures_are_printed_and_absent_ones_computed() -> None:
    stated, computed = sheet(forms.network()), sheet(forms.data_service())
    assert _at(stated, ("项目资金", "执行率")).text == "92.64%"
    assert not _at(stated, ("项目资金", "执行率")).agrees
    assert _at(stated, ("总分",)).agrees
    assert _at(computed, ("项目资金", "执行率")).text == "100.00%"
    assert _at(computed, ("项目资金", "得分")).text == "10.00"
    assert _at(computed, ("总分",)).text == "90.00"


def test_total_sums_every_score_and_weight_once() -> None:
    printed = sheet(forms.network())
    by_position = {(cell.row, cell.column): cell for cell in printed.cells()}
    total = _at(printed, ("总分",)).computation
    assert total is not None
    summed = [by_position[at].number for at in total.operands]
    assert sum(number for number in summed if number is not None) == Decimal("94.06")
    assert len(summed) == 15


def test_a_form_without_funds_and_indicators_still_prints() -> None:
    printed = sheet(Form(year=2024, project="新项目", department="某局"))
    assert [block.name for block in printed.blocks] == ["项目", "资金", "目标", "指标", "总分"]
    assert _at(printed, ("总分",)).text == ""


def test_every_value_of_the_form_has_its_cell() -> None:
    form = evolve(forms.one_stop(), operator=None)
    paths = {cell.path for cell in sheet(form).cells()}
    for path, _ in form.indicators():
        assert {(*path, term) for term in ("三级指标", "年度指标值", "实际完成值", "分值", "得分")} <= paths
