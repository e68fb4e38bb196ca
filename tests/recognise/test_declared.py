"""Tables of declared goals: which they are, what of them is the year's, and that nothing is lost."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.form import GOAL_DECLARATION, SELF_EVALUATION, Form
from generator.recognise.grid import recognise_grids
from generator.recognise.recognised import Recognised
from generator.recognise.text import recognise_text
from generator.store import dump, loads
from tests.support.declarations import CELLS_OF_A_TEXT, MINISTRY, PLAIN, Row, table

TITLE = ("项目支出绩效目标申报表", "（2024年度）")


def one(rows: tuple[Row, ...], *before: str, name: str = "", file: str = "表") -> Recognised:
    recognition = recognise_grids((table(rows, before, name),), file=file)
    assert not recognition.refused
    (found,) = recognition.forms
    return found


def targets(form: Form) -> dict[str, str]:
    return {row.name: row.target.text for _, row in form.indicators()}


def test_the_ministrys_table_is_read_with_the_year_apart_from_the_term() -> None:
    found = one(MINISTRY, *TITLE)
    form = found.form
    assert not found.doubts
    assert (form.kind, form.year, form.project) == (GOAL_DECLARATION, 2024, "职业技能培训")
    assert (form.department, form.operator, form.codes) == ("某部", "某司", {"主管部门": "123"})
    assert [(row.name, row.initial) for row in form.funds.rows] == [
        ("年度资金总额", Decimal("1000.00")),
        ("财政拨款", Decimal("900.00")),
        ("其他资金", Decimal("100.00")),
    ]
    assert form.funds.unit == "万元"
    assert form.goals.expected == "目标1：培训500人次。"
    assert targets(form) == {
        "培训人次": "≥500人次",
        "编写教材": "1本",
        "合格率": "≥95%",
        "学员满意度": "≥90.00(%)",
    }


def test_what_is_said_of_the_term_is_kept() -> None:
    kept = one(MINISTRY, *TITLE).form.particulars
    assert kept["中期目标"] == "目标1：三年培训1500人次。"
    assert kept["中期资金总额"] == "3000.00"
    assert kept["中期资金总额·财政拨款"] == "2700.00"
    assert "产出指标｜数量指标｜培训人次：≥1500人次" in kept["项目期指标"]
    assert "三年就业率：≥80%" in kept["项目期指标"]


def test_a_plain_table_is_read() -> None:
    found = one(PLAIN, "项目支出绩效目标表", "（2023年度）")
    form = found.form
    assert (form.year, form.goals.expected) == (2023, "完成甲乙丙三项任务。")
    assert targets(form) == {"完成报告数量": "≥3份", "用户满意度": "≥95%"}
    assert [row.weight for _, row in form.indicators()] == [Decimal(50), Decimal(40)]
    assert [doubt.decided for doubt in found.doubts if doubt.kind != "D06"] == []


def test_two_tables_of_indicators_one_below_the_other() -> None:
    def block(side: str, number: str) -> tuple[Row, ...]:
        return (
            ((side, 1, 3), "一级指标", "二级指标", "指标内容", ("指标值", 2)),
            ("产出指标", "数量指标", "完成项目数", (number, 2)),
            ("效益指标", "经济效益指标", "带动收入", (f"{number}万元", 2)),
        )

    rows = (*PLAIN[:6], *block("长期绩效指标", "100"), *block("年度绩效指标", "20"))
    form = one(rows, "项目绩效目标表（2023年度）").form
    assert targets(form) == {"完成项目数": "20", "带动收入": "20万元"}
    assert "完成项目数：100" in form.particulars["项目期指标"]


def test_a_table_of_two_levels_names_its_indicators_in_the_second() -> None:
    rows: tuple[Row, ...] = (
        *PLAIN[:6],
        (("绩效指标", 1, 3), "一级指标", "二级指标", "绩效标准", ("当年预期实现值", 2)),
        ("数量指标", "巡查次数", "反映巡查情况", ("200次", 2)),
        ("质量指标", "合格率", "反映质量情况", ("≥92%", 2)),
    )
    form = one(rows, "某市项目支出绩效目标表（2022年度）").form
    assert targets(form) == {"巡查次数": "200次", "合格率": "≥92%"}
    assert [level.name for level in form.levels] == ["产出指标"]
    assert [row.more["绩效标准"] for _, row in form.indicators()] == ["反映巡查情况", "反映质量情况"]


@pytest.mark.parametrize(
    ("name", "file"), [("绩效目标申报表", "表.xlsx"), ("Sheet1", "甲/项目绩效目标申报表.xlsx")]
)
def test_without_a_title_the_sheet_or_file_may_say_it(name: str, file: str) -> None:
    found = one(PLAIN, name=name, file=file)
    assert [doubt.kind for doubt in found.doubts if doubt.path == ("类型",)] == ["D20"]


def test_without_any_name_it_is_refused() -> None:
    assert not recognise_grids((table(PLAIN, name="Sheet1"),), file="表.xlsx").forms


def test_a_table_with_results_is_no_declaration() -> None:
    rows: tuple[Row, ...] = (
        *PLAIN[:6],
        ("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "实际完成值"),
        ("", "产出指标", "数量指标", "完成报告数量", "≥3份", "3份"),
    )
    kinds = [found.form.kind for found in recognise_grids((table(rows, TITLE),), file="表").forms]
    assert GOAL_DECLARATION not in kinds


def test_a_blank_table_is_none() -> None:
    rows: tuple[Row, ...] = (
        (("项目名称", 2), ("", 4)),
        *PLAIN[1:6],
        PLAIN[6],
        ("产出指标", "数量指标", "指标1：", "", ""),
    )
    assert not recognise_grids((table(rows, TITLE),), file="表").forms


def test_declarations_and_a_self_evaluation_of_one_document() -> None:
    evaluated = table(
        (
            (("项目名称", 2), ("数据归集", 4)),
            (("主管部门", 2), ("某局", 4)),
            ("项目资金", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"),
            ("年度资金总额", "500", "500", "450", "10", "9"),
            ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"),
            ("产出指标", "数量指标", "完成报告数量", "≥3份", "3份", "90"),
        ),
        ("项目支出绩效自评表", "（2023年度）"),
    )
    declared = table(PLAIN, ("项目支出绩效目标表", "（2023年度）"))
    second = table(((("项目名称", 2), ("乙项目", 4)), *PLAIN[1:]), ("项目支出绩效目标表", "（2023年度）"))
    found = recognise_grids((declared, evaluated, second), file="表").forms
    assert [(one.form.kind, one.form.project) for one in found] == [
        (GOAL_DECLARATION, "数据归集"),
        (SELF_EVALUATION, "数据归集"),
        (GOAL_DECLARATION, "乙项目"),
    ]


@pytest.mark.parametrize("name", ["项目支出绩效目标执行监控", "部门整体支出绩效评价"])
def test_a_table_of_another_kind_does_not_go_on_a_declaration(name: str) -> None:
    first = table(PLAIN, before=("项目支出绩效目标申报表",), name="目标")
    assert len(recognise_grids([first, table(PLAIN, name="续")], file="x.xlsx").forms) == 2
    assert len(recognise_grids([first, table(PLAIN, name=name)], file="x.xlsx").forms) == 1


def test_nothing_that_is_printed_is_lost() -> None:
    rows: tuple[Row, ...] = (
        *PLAIN[:2],
        (("特别事项", 2), ("需经常务会议审定", 4)),
        *PLAIN[2:],
        (("填报人：张三", 3), ("填报日期：2023年1月", 3)),
    )
    found = one(rows, "项目支出绩效目标表", "（2023年度）")
    assert "需经常务会议审定" in found.form.other.values()
    assert found.form.footers == {"填报人": "张三", "填报日期": "2023年1月"}


def test_the_yaml_says_which_it_is_and_reads_back() -> None:
    form = one(MINISTRY, *TITLE).form
    text = dump(form)
    assert f"类型: {GOAL_DECLARATION}\n" in text
    assert loads(text, file="", kind=GOAL_DECLARATION).form == form


def test_a_text_of_one_cell_a_line_is_read_and_every_row_is_a_doubt() -> None:
    (found,) = recognise_text(f"前言\n{CELLS_OF_A_TEXT}", file="表.txt").forms
    form = found.form
    assert (form.kind, form.year, form.project) == (GOAL_DECLARATION, 2026, "绿化养护")
    assert (form.department, form.operator) == ("某区绿化管理局", "某区绿化所")
    assert form.goals.expected == "1.养护绿地三百亩。2.长势良好。"
    assert form.particulars["项目总目标"] == "1.三年养护绿地一千亩。2.长势良好。"
    assert [(row.name, row.initial) for row in form.funds.rows] == [
        ("年度资金申请总额", Decimal("300000.00")),
        ("当年财政拨款", Decimal("300000.00")),
        ("其他资金", Decimal(0)),
    ]
    assert targets(form) == {
        "文明施工情况": "可控",
        "绿地养护面积": "300亩",
        "绿地补种完成率": "=100.00(%)",
        "居民满意度": "≥90.00(%)",
    }
    doubted = {doubt.path for doubt in found.doubts}
    assert {path for path, _ in form.indicators()} <= doubted
    assert ("年度总体目标", "预期目标") in doubted


def test_several_declarations_of_a_text() -> None:
    second = CELLS_OF_A_TEXT.replace("绿化养\n护", "路灯维护")
    forms = recognise_text(CELLS_OF_A_TEXT + second, file="表.txt").forms
    assert [found.form.project for found in forms] == ["绿化养护", "路灯维护"]


def test_an_aligned_text_is_refused_with_what_to_do() -> None:
    lines = (f"{name:<12}    {value}" for name, value in (("项目名称", "甲"), ("数量指标", "次数      ≥5次")))
    text = "项目支出绩效目标申报表\n" + "\n".join([*lines] * 4)
    recognition = recognise_text(text, file="表.txt")
    assert not recognition.forms
    assert any("绩效目标申报表读不了" in problem.message for problem in recognition.refused)


def test_a_percent_in_brackets_is_a_percent() -> None:
    form = one(MINISTRY, *TITLE).form
    (row,) = [row for _, row in form.indicators() if row.name == "学员满意度"]
    assert row.target.measure is not None
    assert (row.target.measure.low, row.target.measure.unit) == (Decimal("90.00"), "%")


def test_a_declaration_says_nothing_of_results() -> None:
    text = dump(evolve(one(PLAIN, "项目支出绩效目标表（2023年度）").form, total=Decimal(90)))
    loaded = loads(text, file="", kind=GOAL_DECLARATION)
    assert loaded.form is None
    assert [problem.rule for problem in loaded.problems] == ["Y62"]


@pytest.mark.parametrize(("wanted", "rule"), [(SELF_EVALUATION, "Y60"), (None, None)])
def test_a_declaration_is_read_only_where_it_is_wanted(wanted: str | None, rule: str | None) -> None:
    text = dump(one(PLAIN, "项目支出绩效目标表（2023年度）").form)
    loaded = loads(text, file="", kind=wanted)
    assert (loaded.form is None) is bool(rule)
    assert [problem.rule for problem in loaded.problems] == [rule][: bool(rule)]


def test_a_kind_that_there_is_not() -> None:
    text = dump(one(PLAIN, "项目支出绩效目标表（2023年度）").form).replace(GOAL_DECLARATION, "目标表")
    assert [problem.rule for problem in loads(text, file="").problems] == ["Y61"]


def test_a_list_of_many_projects_is_one_declaration_each() -> None:
    rows: tuple[Row, ...] = (
        (
            "单位名称、项目名称",
            "项目年度绩效目标",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "指标说明",
        ),
        ("某县卫健局", "", "", "", "", "", "", "", ""),
        (
            ("1301-甲项目", 1, 2),
            ("完成甲任务。", 1, 2),
            "产出指标",
            "数量指标",
            "巡查次数",
            "≥",
            "5",
            "次",
            "反映次数",
        ),
        ("产出指标", "质量指标", "合格率", "=", "100", "%", "反映质量"),
        ("乙项目", "完成乙任务。", "产出指标", "数量指标", "培训人次", "≥", "50", "人次", "反映人次"),
    )
    grid = table(rows, ("部门项目支出绩效目标表（2025年）",))
    first, second = recognise_grids((grid,), file="表.xlsx").forms
    assert (first.form.project, first.form.department, first.form.year) == ("甲项目", "某县卫健局", 2025)
    assert (first.form.codes, first.form.goals.expected) == ({"项目名称": "1301"}, "完成甲任务。")
    assert {row.name: row.full_target.text for _, row in first.form.indicators()} == {
        "巡查次数": "≥5次",
        "合格率": "=100%",
    }
    assert (second.form.project, second.form.goals.expected) == ("乙项目", "完成乙任务。")
    assert [row.name for _, row in second.form.indicators()] == ["培训人次"]
    assert [doubt.decided for found in (first, second) for doubt in found.doubts] == []
