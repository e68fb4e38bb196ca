"""Forms in tables: what is refused, what is inferred, what is kept where it is not understood."""

from collections.abc import Callable

import pytest
from attrs import evolve

from generator.model.form import UNLEVELLED
from generator.recognise.grid import recognise_grids
from generator.recognise.recognised import Recognised
from generator.sources.flow import Span, laid_out
from generator.sources.grid import Grid
from generator.store import dump, loads

HEAD = (
    "财政项目支出绩效自评表",
    "（2020 年度）",
    "项目名称|甲项目",
    "主管部门|某局|实施单位|某处",
    "项目资金（元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "年度资金总额|100|100|90|10|90%|9",
)
COLUMNS = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"
ROWS = ("产出指标|数量指标|次数|≥5次|5次|60|60|", "效益指标|社会效益指标|人数|≥9人|8人|30|26|人手不足。")
TOTAL = "总分|||||100|95|"


def grid(*rows: str) -> Grid:
    """A table of one square for each text between bars; empty ones are no cells."""
    texts = [row.split("|") for row in rows]
    placed = laid_out([[Span(text) for text in row] for row in texts])
    written = tuple(cell for cell in placed.cells if cell.text)
    return Grid(rows=placed.rows, columns=placed.columns, cells=written)


def one(*rows: str) -> Recognised:
    (found,) = recognise_grids([grid(*rows)], file="表.xlsx").forms
    return found


def whole(
    *, head: tuple[str, ...] = HEAD, rows: tuple[str, ...] = ROWS, foot: tuple[str, ...] = ()
) -> Recognised:
    return one(*head, COLUMNS, *rows, TOTAL, *foot)


def test_a_sheet_without_merged_cells_is_read() -> None:
    form = whole().form
    assert (form.project, form.year, form.operator, str(form.total)) == ("甲项目", 2020, "某处", "95")
    assert [indicator.name for _, indicator in form.indicators()] == ["次数", "人数"]
    assert not whole().doubts


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "部门决算表": (
        (
            "收入支出决算总表",
            "项目|行次|年初预算数|全年预算数|决算数",
            "一、一般公共预算财政拨款收入|1|100|120|118",
            "二、政府性基金预算财政拨款收入|2|0|0|0",
        ),
        "绩效指标",
    ),
    "工资表": (
        ("2020年12月工资表", "姓名|岗位工资|绩效工资|得分|实发", "张三|5000|2000|95|6800"),
        "项目名称",
    ),
    "空白的绩效目标申报表": (
        (
            "项目绩效目标申报表",
            "项目名称|",
            "一级指标|二级指标|三级指标|指标值",
            "产出指标|数量指标|指标1|",
        ),
        "实际完成值",
    ),
    "员工考核": (
        ("员工绩效考核自评表", "姓名|张三", "指标名称|目标值|权重|自评得分", "销售额|100万|50|45"),
        "项目名称",
    ),
    "小说": (("第一回 甄士隐梦幻识通灵",), "标题"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_other_documents_are_refused_with_what_is_missing(kind: str) -> None:
    rows, missing = REFUSED[kind]
    recognition = recognise_grids((grid(*rows),), file="别的.xlsx")
    (problem,) = recognition.refused
    assert not recognition.forms
    assert problem.rule == "F06"
    assert "不是绩效自评表" in problem.message
    assert missing in problem.message


def test_an_empty_document_is_refused() -> None:
    assert recognise_grids((), file="空.html").refused


def kept(found: Recognised, text: str) -> bool:
    """Whether a text is kept, with a doubt that says where."""
    return any(doubt.kind == "D06" and text in doubt.decided for doubt in found.doubts)


def test_an_unknown_row_is_kept() -> None:
    found = whole(head=(*HEAD[:4], "扶贫类别|产业扶贫", *HEAD[4:]))
    assert "产业扶贫" in found.form.other.values()
    assert kept(found, "产业扶贫")


def test_an_unknown_column_is_kept_with_its_row() -> None:
    found = one(*HEAD, f"{COLUMNS}|印证材料", *(f"{row}|见附件{n}" for n, row in enumerate(ROWS, 1)), TOTAL)
    assert [dict(i.more) for _, i in found.form.indicators()] == [
        {"印证材料": "见附件1"},
        {"印证材料": "见附件2"},
    ]
    assert kept(found, "见附件1")


def test_words_where_a_number_belongs_are_kept() -> None:
    found = whole(rows=("产出指标|数量指标|次数|≥5次|5次|六十|60|", ROWS[1]))
    assert found.form.other == {"次数｜分值": "六十"}
    assert kept(found, "六十")


def test_a_fund_that_prints_a_score_is_kept() -> None:
    found = whole(head=(*HEAD, "当年财政拨款|100|100|90|10|90%|9"))
    assert found.form.other == {"当年财政拨款｜分值": "10", "当年财政拨款｜得分": "9"}


def test_a_level_that_is_not_printed_is_inferred() -> None:
    found = whole(rows=(ROWS[0], "|社会效益指标|人数|≥9人|8人|30|26|人手不足。"))
    assert [level.name for level in found.form.levels] == ["产出指标", "效益指标"]
    (doubt,) = found.doubts
    assert (doubt.kind, doubt.decided) == ("D01", "效益指标")


def test_rows_without_any_level_stand_below_one() -> None:
    rows = ("次数|≥5次|5次|60|60", "人数|≥9人|8人|30|26")
    found = one(*HEAD, "指标名称|年度指标值|实际完成值|分值|得分", *rows)
    (level1,) = found.form.levels
    assert (level1.name, level1.children[0].name) == (UNLEVELLED, UNLEVELLED)


def test_the_year_is_inferred_where_it_is_not_printed() -> None:
    found = whole(head=(HEAD[0], *HEAD[2:]), foot=("填报日期|2021年3月",))
    (doubt,) = [doubt for doubt in found.doubts if doubt.path == ("年度",)]
    assert (found.form.year, doubt.kind) == (2021, "D05")


def test_a_missing_year_is_said() -> None:
    found = whole(head=(HEAD[0], *HEAD[2:]))
    assert found.form.year == 0
    assert "请填写" in found.doubts[0].why


def test_several_forms_in_one_table() -> None:
    second = tuple(row.replace("甲项目", "乙项目") for row in HEAD)
    table = grid(*HEAD, COLUMNS, *ROWS, TOTAL, *second, COLUMNS, *ROWS, TOTAL)
    assert [found.form.project for found in recognise_grids([table], file="表").forms] == ["甲项目", "乙项目"]


def test_one_form_in_several_tables() -> None:
    tables = (grid(*HEAD[:4]), grid(*HEAD[4:]), grid(COLUMNS, ROWS[0]), grid(COLUMNS, ROWS[1], TOTAL))
    (found,) = recognise_grids(tables, file="表").forms
    assert found.form == whole().form


def test_a_form_beside_another_document() -> None:
    recognition = recognise_grids((grid(*HEAD, COLUMNS, *ROWS, TOTAL), grid(*HEAD[:4])), file="表")
    assert len(recognition.forms) == 1
    assert len(recognition.refused) == 1


@pytest.mark.parametrize("order", [lambda c: c, lambda c: [*c[:3], *reversed(c[3:])]])
def test_columns_stand_in_any_order(order: Callable[[list[str]], list[str]]) -> None:
    rows = ["|".join(order(row.split("|"))) for row in (COLUMNS, *ROWS)]
    assert one(*HEAD, *rows).form.levels == whole().form.levels


def test_a_reason_beside_several_rows_goes_to_those_that_lost_points() -> None:
    rows = [[Span(text) for text in row.split("|")[:7]] for row in ROWS]
    rows[0].append(Span("人手不足。", rows=2))
    header = [Span(text) for text in COLUMNS.split("|")]
    reasons = laid_out([header, *rows])
    (found,) = recognise_grids((grid(*HEAD), reasons), file="表").forms
    assert [indicator.reason for _, indicator in found.form.indicators()] == [None, "人手不足。"]
    assert [doubt.kind for doubt in found.doubts] == ["D02"]


def test_funds_of_one_name_are_told_apart() -> None:
    found = whole(head=(*HEAD, "其他资金|1|1|1", "其他资金|2|2|2"))
    assert [row.name for row in found.form.funds.rows] == ["年度资金总额", "其他资金", "其他资金（2）"]


def test_a_row_without_a_name_bears_its_levels() -> None:
    found = whole(rows=("产出指标|数量指标||≥5次|5次|60|60|", ROWS[1]))
    (first, _) = found.form.indicators()
    assert first[1].name == "数量指标"
    assert [doubt.path for doubt in found.doubts] == [(*first[0], "三级指标")]


def test_names_that_are_not_printed_are_asked_for() -> None:
    found = whole(head=(*HEAD[:2], "项目名称|", *HEAD[4:]))
    assert (found.form.project, found.form.department) == ("未填写", "未填写")
    assert [doubt.path for doubt in found.doubts] == [("项目名称",), ("主管部门",)]


@pytest.mark.parametrize(
    "head", [HEAD, (*HEAD[:2], "项目名称|", *HEAD[4:]), (*HEAD, "其他资金|1|1|1", "其他资金|2|2|2")]
)
def test_what_is_recognised_can_be_written_and_read(head: tuple[str, ...]) -> None:
    form = whole(head=head, rows=("产出指标|数量指标||≥5次|5次|60|60|", ROWS[1])).form
    assert loads(dump(form), file="甲.yaml").form == form


def test_hidden_rows_are_pointed_at() -> None:
    table = evolve(grid(*HEAD, COLUMNS, *ROWS, TOTAL), hidden=("第9行：质量指标｜合格率",), name="表1")
    (found,) = recognise_grids([table], file="表.xlsx").forms
    assert kept(found, "合格率")


@pytest.mark.parametrize("line", ["金额单位：万元", "（单位：万元）", "填报单位：某局|||金额单位：万元"])
def test_the_unit_may_stand_above_the_table(line: str) -> None:
    found = whole(head=(HEAD[0], line, HEAD[1], *HEAD[2:4], HEAD[4].replace("（元）", ""), HEAD[5]))
    assert found.form.funds.unit == "万元"
    assert not found.form.other


def test_the_grade_may_stand_beside_the_total() -> None:
    found = one(*HEAD, COLUMNS, *ROWS, "合计|||||100|95|优")
    assert (found.form.grade, found.form.other) == ("优", {})
    assert found.form.labels["总分"] == "合计"
