"""Tables as strangers print them: kinds of labels, headers on two levels, forms among other tables."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.vocabulary import vocabulary
from generator.recognise.grid import recognise_grids
from generator.recognise.recognised import Recognised
from generator.sources.flow import Span, laid_out
from generator.sources.grid import Box, Cell, Grid

from .test_grid import COLUMNS, HEAD, ROWS, TOTAL, grid, whole

FORM = grid(*HEAD, COLUMNS, *ROWS, TOTAL)


@pytest.mark.parametrize(
    ("printed", "term"),
    [
        ("全年实际值", "实际完成值"),
        ("年度总体目标完成情况综述", "实际完成情况"),
        ("县级主管部门", "主管部门"),
        ("市县主管部门", "主管部门"),
        ("自治区主管部门", "主管部门"),
        ("实施单位/项目负责人", "实施单位"),
        ("承担单位", "实施单位"),
        ("项目总得分", "总分"),
        ("预算部门、单位名称", "部门名称"),
        ("未完成原因及拟采取的改进措施", "偏差原因分析及改进措施"),
        ("三级\u200b指标", "三级指标"),
        ("★三级指标", "三级指标"),
        ("１.年度指标值（Ａ）", "年度指标值"),
        ("数量指标", None),
        ("得分率", None),
        ("预算金额结算率", None),
        ("第三方机构名称", None),
    ],
)
def test_kinds_of_labels(printed: str, term: str | None) -> None:
    assert vocabulary().label(printed) == term


@pytest.mark.parametrize(
    "printed",
    [
        "项目负责人及电话", "负责人及电话", "市县财政部门", "财政处室", "部门联系人", "专项实施期", "部门：",
        "全年(调整)绩效目标", "2.项目实施内容及过程概述", "其他需要说明事项", "绩效评价结论", "按收入性质分",
    ],
)  # fmt: skip
def test_kinds_of_details(printed: str) -> None:
    assert vocabulary().is_detail(printed)


def spans(*rows: str) -> list[list[Span]]:
    """Rows of cells between bars; ``甲^2`` takes two columns, ``甲_2`` two rows."""
    return [[_span(text) for text in row.split("|")] for row in rows]


def _span(text: str) -> Span:
    text, _, rows = text.partition("_")
    text, _, columns = text.partition("^")
    return Span(text, int(columns or 1), int(rows or 1))


def one(*rows: str) -> Recognised:
    (found,) = recognise_grids((laid_out(spans(*rows)),), file="表.html").forms
    return found


TWO_LEVELS = (
    *(f"{row}|" for row in HEAD),
    "绩效指标^3|年度指标值^3|实际完成值_2|分值_2|得分_2|偏差原因分析及改进措施_2",
    "一级指标|二级指标|三级指标|指标性质|指标值|度量单位",
    "产出指标|数量指标|次数|≧|5|次|5次|60|60|",
    "效益指标|社会效益指标|受益人数||有所增加||增加|30|26|人手不足。",
    "其他需要说明事项^3|无^7",
    "总分^3|^4|100|95|优",
)


def test_a_header_on_two_levels_names_its_columns() -> None:
    found = one(*TWO_LEVELS)
    first, second = (row for _, row in found.form.indicators())
    assert (first.operator, first.target.text, first.unit) == (None, "≧5次", None)
    assert (first.target.operator, first.target.number) == ("≥", Decimal(5))
    assert (second.target.text, second.reason) == ("有所增加", "人手不足。")
    assert (found.form.total, found.form.grade) == (Decimal(95), "优")
    assert found.form.footers["其他需要说明事项"] == "无"
    assert not found.doubts


def test_an_equals_sign_of_its_own_stays_apart() -> None:
    found = one(*(row.replace("≧", "=") for row in TWO_LEVELS))
    first = next(row for _, row in found.form.indicators())
    assert (first.operator, first.target.text) == ("=", "5次")


def test_a_group_without_columns_of_its_own_is_no_column() -> None:
    rows = (
        *HEAD,
        "一级指标_2|二级指标_2|三级指标_2|年度指标值_2|自评情况^3|偏差原因分析及改进措施_2",
        "实际完成值|分值|得分",
        *ROWS,
        "总分^4||100|95|",
    )
    assert one(*rows).form.levels == whole().form.levels


@pytest.mark.parametrize(
    ("label", "role"),
    [("年度指标值", "年度指标值"), ("实际完成值", "实际完成值"), ("得分", "得分"), ("三级指标", "三级指标")],
)
def test_an_unknown_word_is_a_doubt_and_no_refusal(label: str, role: str) -> None:
    found = whole_with(COLUMNS.replace(label, "丙栏"))
    assert found.form.levels == whole().form.levels
    assert {doubt.path[-1] for doubt in found.doubts} == {role}
    assert len(found.doubts) == 2


def whole_with(columns: str) -> Recognised:
    (found,) = recognise_grids((grid(*HEAD, columns, *ROWS, TOTAL),), file="表").forms
    return found


AMOUNTS = ("年度资金总额|３００万元|300万元|270万元|10|90%|9", "其中：财政拨款|300|300|270|||")


def test_units_and_digits_of_full_width_in_amounts() -> None:
    head = (*HEAD[:4], HEAD[4].replace("（元）", "（万元）"), *AMOUNTS)
    form = whole(head=head).form
    assert [row.initial for row in form.funds.rows] == [300, 300]
    assert not whole(head=head).doubts


def test_a_unit_other_than_the_tables_is_brought_to_it_with_a_doubt() -> None:
    head = (*HEAD[:5], "年度资金总额|0.01万元|100|90|10|90%|9")
    (doubt,) = whole(head=head).doubts
    assert (doubt.decided, doubt.alternatives) == ("100", ("0.01",))


def test_amounts_inside_their_labels() -> None:
    head = (
        *HEAD,
        "按收入性质分:100|||按支出性质分:100",
        "其中：一般公共预算：90|||基本支出：60",
        "未见过的资金:3",
    )
    found = whole(head=head)
    assert found.form.particulars == {
        "按收入性质分": "100", "按支出性质分": "100", "一般公共预算": "90", "基本支出": "60",
    }  # fmt: skip
    assert found.form.other == {"未见过的资金": "3"}
    assert len(found.form.funds.rows) == 1


def test_departments_on_several_levels() -> None:
    head = (*HEAD[:3], "自治区主管部门|某厅|市县主管部门|某局", *HEAD[4:])
    form = whole(head=head).form
    assert (form.department, form.particulars) == ("某局", {"自治区主管部门": "某厅"})
    assert form.labels["主管部门"] == "市县主管部门"


@pytest.mark.parametrize("number", ["公开14表", "公开14表|"])
def test_a_number_of_the_form_beside_its_unit(number: str) -> None:
    form = whole(head=(HEAD[0], f"部门：某局|{number}", *HEAD[1:])).form
    assert form.particulars == {"部门": "某局", "报表编号": "公开14表"}


def test_parts_of_an_indicator_need_no_weight() -> None:
    found = whole(rows=(ROWS[0], "||其中：城区|≥3次|3次||", "||其中：乡镇|≥2次|2次||", ROWS[1]))
    assert [row.weight for _, row in found.form.indicators()] == [60, None, None, 30]
    assert not found.doubts


def test_a_note_among_the_rows_is_kept_and_the_rows_go_on() -> None:
    rows = (*HEAD, COLUMNS, ROWS[0], "此行由另一人补写^8", ROWS[1], TOTAL)
    found = one(*rows)
    assert found.form.levels == whole().form.levels
    assert "此行由另一人补写" in found.form.other.values()


@pytest.mark.parametrize("name", ["完成时间", "存在问题整改率", "实施单位", "自评结论"])
def test_a_name_that_is_a_label_elsewhere_is_a_name(name: str) -> None:
    rows = (
        *HEAD,
        COLUMNS,
        "产出指标_2|数量指标_2|次数|≥5次|5次|30|30|",
        f"{name}|12月底前|12月|30|30|",
        ROWS[1],
        TOTAL,
    )
    names = [row.name for _, row in one(*rows).form.indicators()]
    assert names == ["次数", name, "人数"]


@pytest.mark.parametrize("name", ["省财政厅", "市财政局", "财政拨款", "项目支出", "其他资金"])
def test_a_value_that_is_a_label_elsewhere_is_a_value(name: str) -> None:
    form = whole(head=(*HEAD[:3], f"主管部门|{name}|实施单位|某处", *HEAD[4:])).form
    assert (form.department, form.operator) == (name, "某处")


OTHERS = {
    "收入支出决算总表": ("项目|决算数", "一、财政拨款收入|77"),
    "绩效目标申报表（2022年度）": ("项目名称|另一个项目", "一级指标|指标值"),
    "2022年项目绩效目标执行监控表": ("项目名称|另一个项目", "三级指标|年度指标值|1-8月执行情况"),
    "项目绩效评价得分表": ("一级指标|三级指标|评分标准|分值|得分", "决策|立项|充分|5|5"),
    "2022年度部门整体支出绩效评价基础数据表": ("编制数|在职人数", "3|4"),
}


@pytest.mark.parametrize("title", OTHERS)
@pytest.mark.parametrize("first", [True, False])
def test_other_tables_are_named_and_leave_nothing_behind(title: str, *, first: bool) -> None:
    other = evolve(grid(*OTHERS[title]), before=(title,), name="表2")
    tables = (other, FORM) if first else (FORM, other)
    recognition = recognise_grids(tables, file="表")
    assert [(found.form, found.doubts) for found in recognition.forms] == [(whole().form, ())]
    (problem,) = recognition.refused
    assert "没有读取" in problem.message
    assert "表2" in problem.message


def test_other_tables_in_the_same_sheet() -> None:
    rows = (*HEAD, COLUMNS, *ROWS, TOTAL, "收入支出决算总表", *OTHERS["收入支出决算总表"])
    recognition = recognise_grids((grid(*rows),), file="表")
    assert [found.form for found in recognition.forms] == [whole().form]


def test_further_tables_without_a_title() -> None:
    others = tuple(grid("部门：某局|公开01表", "项目|决算数", f"一、收入|{n}") for n in range(3))
    (found,) = recognise_grids((FORM, *others), file="表").forms
    assert (found.form, found.doubts) == (whole().form, ())


def test_the_year_is_the_forms_own() -> None:
    other = evolve(grid("项目|金额", "甲|1"), before=("（2021年度）",))
    for tables in ((FORM, other), (other, FORM)):
        (found,) = recognise_grids(tables, file="表").forms
        assert found.form.year == 2020


def beside(left: Grid, right: Grid, gap: int) -> Grid:
    moved = (evolve(cell, column=cell.column + left.columns + gap) for cell in right.cells)
    cells = sorted((*left.cells, *moved), key=lambda cell: (cell.row, cell.column))
    return Grid(
        rows=max(left.rows, right.rows), columns=left.columns + gap + right.columns, cells=tuple(cells)
    )


def second() -> Grid:
    return grid(*(row.replace("甲项目", "乙项目") for row in HEAD), COLUMNS, *ROWS, TOTAL)


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_forms_side_by_side(gap: int) -> None:
    forms = recognise_grids((beside(FORM, second(), gap),), file="表").forms
    assert [found.form.project for found in forms] == ["甲项目", "乙项目"]
    assert not any(found.doubts for found in forms)


def test_another_table_beside_a_form() -> None:
    other = grid("收入支出决算总表", "项目|决算数", "一、收入|7")
    recognition = recognise_grids((beside(FORM, other, 1),), file="表")
    assert [found.form for found in recognition.forms] == [whole().form]
    assert len(recognition.refused) == 1


def on_page(text: str, page: int, row: int, column: int) -> Cell:
    box = Box(page=page, x0=column * 50, top=row * 10, x1=column * 50 + 50, bottom=row * 10 + 10)
    return Cell(row=row, column=column, text=text, box=box)


def test_a_row_that_a_page_cuts_is_whole() -> None:
    cells = (
        on_page("", 1, 0, 0), on_page("无", 1, 0, 1),
        on_page("存在问题", 2, 1, 0), on_page("", 2, 1, 1),
    )  # fmt: skip
    foot = Grid(rows=2, columns=2, cells=cells)
    (found,) = recognise_grids((FORM, foot), file="表").forms
    assert found.form.footers == {"存在问题": "无"}


def test_what_makes_a_form_no_form_is_said() -> None:
    (problem,) = recognise_grids((grid("项目绩效自评表", "项目名称|甲"),), file="表").refused
    assert "找到了标题" in problem.message
    assert "没有找到项目资金" in problem.message
