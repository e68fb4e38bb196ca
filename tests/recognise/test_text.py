"""Forms in plain text of every origin: what is not sure is doubted, and what cannot be read is refused."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from generator.model.form import Form, Indicator
from generator.recognise.grid import Recognition
from generator.recognise.lines.books import balance
from generator.recognise.recognised import Recognised
from generator.recognise.text import recognise_text

from ..layouts.test_layouts import expected
from ..layouts.texts import KEPT, ORDERED, as_text

TEXTS = Path(__file__).parent / "texts"
"""What pdftotext makes of the made-up pages, printed at 9 pt on A4."""
TRIED = ("L1", "L3", "L4", "L7", "L9")
_KEYS = {field.name: field.metadata["key"] for field in attrs.fields(Indicator)}


def read(text: str) -> Recognition:
    return recognise_text(text, file="文本.txt")


def unmarked(found: Recognised, true: Form) -> Iterator[str]:
    """The fields that differ from the truth, or are missing, and that no doubt names."""
    paths = {doubt.path for doubt in found.doubts}
    form = found.form
    for name in ("project", "department", "operator", "year"):
        key = attrs.fields_dict(Form)[name].metadata["key"]
        if getattr(form, name) != getattr(true, name) and (key,) not in paths:
            yield f"{key}: {getattr(form, name)}"
    goals = {
        "预期目标": (form.goals.expected, true.goals.expected),
        "实际完成情况": (form.goals.actual, true.goals.actual),
    }
    for key, (mine, theirs) in goals.items():
        if mine.replace("\n", "") != theirs.replace("\n", "") and ("年度总体目标", key) not in paths:
            yield key
    mine_funds = {row.name: row for row in form.funds.rows}
    for fund in true.funds.rows:
        same = attrs.evolve(fund, rate=None) == attrs.evolve(mine_funds.get(fund.name, fund), rate=None)
        if not (same and fund.name in mine_funds) and not any(fund.name in path for path in paths):
            yield fund.name
    if form.total != true.total and ("总分",) not in paths:
        yield f"总分: {form.total}"
    rows = {row.name: (path, row) for path, row in form.indicators()}
    for path, row in true.indicators():
        if row.name not in rows:
            if ("其他", row.name) not in paths:
                yield f"没有{row.name}"
            continue
        where, mine_row = rows[row.name]
        differing = [key for name, key in _KEYS.items() if getattr(row, name) != getattr(mine_row, name)]
        level = where[:3] == path[:3] or where in paths or where[:3] in paths
        if (where not in paths and any((*where, key) not in paths for key in differing)) or not level:
            yield f"{row.name}: {differing}"


def share_right(form: Form, true: Form) -> float:
    rows = {row.name: row for _, row in form.indicators()}
    return sum(rows.get(row.name) == row for _, row in true.indicators()) / max(
        1, len(list(true.indicators()))
    )


@pytest.mark.parametrize("layout", TRIED)
@pytest.mark.parametrize("way", KEPT)
def test_text_that_keeps_its_cells_is_as_good_as_a_table(layout: str, way: str) -> None:
    (found,) = read(as_text(layout, way)).forms
    assert not list(unmarked(found, expected(layout)))
    assert share_right(found.form, expected(layout)) == 1.0


@pytest.mark.parametrize("layout", TRIED)
@pytest.mark.parametrize("way", ORDERED)
def test_text_in_order_is_read_and_what_is_not_sure_is_doubted(layout: str, way: str) -> None:
    (found,) = read(as_text(layout, way)).forms
    assert not list(unmarked(found, expected(layout)))
    assert share_right(found.form, expected(layout)) >= 0.5


@pytest.mark.parametrize("layout", ["L3", "L4"])
@pytest.mark.parametrize("mode", ["raw", "layout"])
def test_text_of_pdftotext_is_read_and_every_row_doubted(layout: str, mode: str) -> None:
    (found,) = read((TEXTS / f"{layout}-{mode}.txt").read_text("utf-8")).forms
    assert not list(unmarked(found, expected(layout)))
    assert share_right(found.form, expected(layout)) >= 0.8
    rows = {path for path, _ in found.form.indicators()}
    assert rows <= {doubt.path for doubt in found.doubts}


def test_text_whose_order_is_lost_is_refused_for_that() -> None:
    recognition = read((TEXTS / "L4-default.txt").read_text("utf-8"))
    (problem,) = recognition.refused
    assert not recognition.forms
    assert "次序" in problem.message
    assert "没有找到" not in problem.message
    assert "PDF" in (problem.hint or "")


def test_everything_on_one_line_is_read_or_refused_with_the_better_way() -> None:
    text = " ".join(as_text("L4", "空格").split("\n"))
    recognition = read(text)
    for found in recognition.forms:
        assert not list(unmarked(found, expected("L4")))
    assert all("PDF" in (problem.hint or "") for problem in recognition.refused)
    assert recognition.forms or recognition.refused


def test_the_lines_of_the_page_around_a_form_are_not_the_forms() -> None:
    lines = as_text("L4", "空格")
    web = f"某某市人民政府\n发布时间:2024-03-01 10:00\n【字体:大 中 小】\n{lines}【打印本页】 【关闭窗口】\n"
    (found,) = read(web).forms
    assert found.form.year == 2022
    assert "2024" not in str(found.form)
    assert "打印" not in str(found.form)


def test_many_forms_in_one_text_are_many_forms() -> None:
    text = as_text("L4", "空格") + as_text("L3", "空格")
    assert [f.form.year for f in read(text).forms] == [expected("L4").year, expected("L3").year]
    copies = as_text("L4", "每格一行") * 3
    assert len(read(copies).forms) == 3


def test_quotes_of_the_text_itself_stay() -> None:
    text = as_text("L4", "Word").replace("高标准农田建设", '"高标准"农田建设', 1)
    (found,) = read(text).forms
    assert found.form.project == '"高标准"农田建设'


def test_a_doubled_and_a_dropped_piece_are_found_in_the_books() -> None:
    text = as_text("L4", "空格")
    (found,) = read(text).forms
    lines = list(enumerate(text.split("\n"), start=1))
    assert balance(lines, found.form, wrapped=False).is_even
    dropped = attrs.evolve(found.form, levels=found.form.levels[1:])
    left = balance(lines, dropped, wrapped=False).leftovers
    assert {"新建高标准农田面积"} <= {leftover.label for leftover in left}
    doubled = attrs.evolve(found.form, operator=found.form.department)
    assert ("实施单位",) in balance(lines, doubled, wrapped=False).unfounded


def test_a_reason_merged_over_rows_is_a_doubt_of_both() -> None:
    form = as_text("L2", "Excel")
    (found,) = read(form).forms
    assert not list(unmarked(found, expected("L2")))


@pytest.mark.parametrize(
    "text",
    [
        "\t" * 50_000,
        '\t"' * 20_000,
        "|" * 50_000,
        "项目支出绩效自评表 项目名称 甲 " + "指标 " * 20_000,
        "项目支出绩效自评表\n项目名称 甲\n" * 2_000,
        "一级指标    三级指标    年度指标值   实际完成值\n" * 500,
    ],
)
def test_hostile_text_is_refused_in_bounded_time(text: str) -> None:
    assert not read(f"{text}\n绩效指标\n").forms


CELLS = """2022年度项目支出绩效自评表
项目名称
滴灌设施安装
项目负责人及电话
主管部门
县农水局
实施单位
县农水站
资金情况(万元)
全年预算数(A)
全年执行数(B)
分值
执行率(B/A)
得分
年度资金总额:
36
36
10
100%
10
自治区补助
36万元
36万元
年度总体目标
年初绩效目标
全年(调整)绩效目标
年度总体目标完成情况综述
装好滴灌设施。
装好滴灌设施两处。
已装好三处。
绩效指标
一级指标
二级指标
三级指标
分值
年度指标值
全年实际值
得分
未完成原因及拟采取的改进措施
产出指标(60分)
数量指标
铺设管带
60
≥1850米
1920米
60
时效指标
完成时间
30
12月底
12月
29
连阴雨影响工期
总分
100
99
"""


def test_words_of_a_kind_are_labels_in_text_as_they_are_in_tables() -> None:
    (found,) = read(CELLS).forms
    form = found.form
    assert form.project == "滴灌设施安装"
    assert form.total == 99
    assert (form.goals.expected, form.goals.actual) == ("装好滴灌设施。", "已装好三处。")
    assert "装好滴灌设施两处。" in (*form.particulars.values(), *form.other.values())
    assert [row.name for row in form.funds.rows] == ["年度资金总额", "自治区补助"]
    assert {row.executed for row in form.funds.rows} == {36}
    assert [row.name for _, row in form.indicators()] == ["铺设管带", "完成时间"]


def test_goals_beside_their_labels_are_no_rows_of_the_funds() -> None:
    text = """                项目支出绩效自评表
项目名称        饮水安全
主管部门        市水利局            实施单位     水利科
项目资金        年初预算数    全年预算数    全年执行数    分值    执行率    得分
（万元）
年度资金总额    1500          1500          1425          10      95%       9.5
年度总体目
                完成年度任务。
标
实际完成情
                年度任务全部完成。
况
一级指标    二级指标    三级指标    分值    年度指标值    实际完成值    得分    偏差原因
产出指标    数量指标    新建工程    50      ≥12处         12处          50
            质量指标    合格率      40      100%          100%          40
总分                                100                                 99.5
"""
    (found,) = read(text).forms
    assert (found.form.goals.expected, found.form.goals.actual) == ("完成年度任务。", "年度任务全部完成。")
    assert [row.name for row in found.form.funds.rows] == ["年度资金总额"]
    assert {("年度总体目标", "预期目标"), ("年度总体目标", "实际完成情况")} <= {d.path for d in found.doubts}


def test_a_blank_form_names_an_indicator_a_line() -> None:
    text = """2022年度绩效目标自评表
项目名称 农技推广
主管部门 农业厅 实施单位 推广站
项目资金(万元)
全年预算数(A) 全年执行数(B) 执行率(B/A)
年度资金总额:
年度总体目标 年初设定目标 全年实际完成情况
绩效指标
一级指标 二级指标 三级指标 年度指标值 全年完成值 未完成原因和改进措施
产出指标 数量指标
站点改造项目数量
示范项目数量
"""
    (found,) = read(text).forms
    assert [row.name for _, row in found.form.indicators()] == ["站点改造项目数量", "示范项目数量"]


def test_a_goal_made_of_labels_shows_that_the_order_is_lost() -> None:
    text = """2022年度项目支出绩效自评表
项目名称 饮水安全
主管部门 市水利局 实施单位 水利科
年度总体目标 预期目标 实际完成情况
效益指标
满意度指标
一级指标 二级指标 三级指标 年度指标值 实际完成值
产出指标 数量指标 新建工程 12处 12处
"""
    recognition = read(text)
    assert not recognition.forms
    assert [problem.rule for problem in recognition.refused] == ["F06"]
