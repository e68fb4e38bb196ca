"""A person's answer at each kind of place of a form."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.form import UNLEVELLED, Form, FundRow, Funds, Indicator, Level1, Level2
from generator.model.problem import Path, ZipingbiaoError
from generator.model.value import Value
from generator.store.edit.answers import path_from_words, said_at, with_answer
from generator.store.edit.characters import Context, with_character

ROWS = tuple(Indicator(name=name, target=Value("≥90%"), reason="原因") for name in ("甲", "乙"))
FORM = Form(
    year=2020,
    project="项目",
    department="局",
    funds=Funds(rows=(FundRow(name="年度资金总额", budget=Decimal(3), executed=Decimal(2)),)),
    levels=(
        Level1(name="产出指标", children=(Level2(name="数量指标", indicators=ROWS),)),
        Level1(name="效益指标", children=(Level2(name="社会效益指标", indicators=ROWS[:1]),)),
    ),
)
ROW: Path = ("绩效指标", "产出指标", "数量指标", 0)


def rows(form: Form) -> dict[tuple[str, str], list[str]]:
    return {(a.name, b.name): [row.name for row in b.indicators] for a in form.levels for b in a.children}


def test_columns_of_a_row() -> None:
    form = with_answer(FORM, ROW, "三级指标：丙｜年度指标值：（空）｜偏差原因分析及改进措施：", "")
    row = form.levels[0].children[0].indicators[0]
    assert (row.name, row.target.text, row.reason) == ("丙", "", None)


def test_what_the_funds_print_once_is_theirs() -> None:
    form = with_answer(FORM, ("项目资金", "年度资金总额"), "分值：2｜全年执行数：（空）", "")
    assert (form.funds.weight, form.funds.rows[0].executed) == (Decimal(2), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二级指标：质量指标", ("产出指标", "质量指标")),
        ("一级指标：效益指标", ("效益指标", "数量指标")),
        ("一级指标：效益指标｜二级指标：社会效益指标", ("效益指标", "社会效益指标")),
        ("一级指标：成本指标｜二级指标：（空）", ("成本指标", UNLEVELLED)),
    ],
)
def test_a_row_is_moved_to_a_level(text: str, expected: tuple[str, str]) -> None:
    found = rows(with_answer(FORM, ROW, text, ""))
    assert found["产出指标", "数量指标"] == ["乙"]
    assert found[expected][-1] == "甲"


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("质量指标", "数量指标", ("产出指标", "质量指标")),
        ("效益指标", "产出指标", ("效益指标", "数量指标")),
        ("效益指标 › 社会效益指标", "产出指标 › 数量指标", ("效益指标", "社会效益指标")),
    ],
)
def test_a_level_is_moved_with_its_rows(text: str, read: str, expected: tuple[str, str]) -> None:
    found = rows(with_answer(FORM, ROW[:3], text, read))
    assert ("产出指标", "数量指标") not in found
    assert found[expected][-2:] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "字"),
        (("绩效指标",), "字"),
        (("绩效指标", 3), "字"),
        (ROW, "没有栏名"),
        (ROW[:3], " "),
        (("实施单位",), "很长的一段……"),
        (("项目资金",), "元"),
        (("没有", "这处"), "字"),
        (("绩效指标", "产出指标", "数量指标", 9, "得分"), "1"),
    ],
)
def test_what_cannot_stand_there_is_refused(path: Path, text: str) -> None:
    with pytest.raises(ZipingbiaoError, match=r"H02|Y16"):
        with_answer(FORM, path, text, "")


def test_paths_in_words_come_back() -> None:
    assert path_from_words("绩效指标 › 产出指标 › 数量指标 › 第1行 › 得分") == (*ROW, "得分")
    assert path_from_words("") == ()


def test_what_a_form_says_of_a_level_are_its_rows() -> None:
    assert said_at(FORM, ROW[:3]) == "甲｜乙"
    assert said_at(FORM, ("没有",)) == ""


def test_a_character_is_changed_where_its_context_stands_and_nowhere_else() -> None:
    goals = evolve(FORM.goals, expected="完善不细化工作，\n不断 提高服务水平。", actual="不可不细")
    form = evolve(FORM, goals=goals)
    context = Context.of("需要完善【不】细化 工作")
    assert context
    changed = with_character(form, "不", "与", [context])
    assert changed.goals.expected == "完善与细化工作，\n不断 提高服务水平。"
    assert changed.goals.actual == "不可不细"
    assert with_character(changed, "与", "不", [context]) == form


def test_a_character_that_was_not_read_is_put_in() -> None:
    context = Context.of("完善【】细化工作")
    assert context
    form = evolve(FORM, goals=evolve(FORM.goals, expected="要完善细化工作。"))
    assert with_character(form, "", "与", [context]).goals.expected == "要完善与细化工作。"


def test_a_context_that_is_gone_changes_nothing() -> None:
    context = Context.of("早已删去【不】在这里")
    assert context
    form = evolve(FORM, goals=evolve(FORM.goals, expected="不断提高"))
    assert with_character(form, "不", "与", [context]) == form


def test_of_two_like_places_the_one_that_is_more_like() -> None:
    goals = evolve(
        FORM.goals, expected="统一云服务，确保业务稳定，满足需求", actual="统一云服务，确保业务稳定，实现共享"
    )
    context = Context.of("一【云】服务，确保业务稳定，实现")
    assert context
    changed = with_character(evolve(FORM, goals=goals), "云", "于", [context])
    assert (changed.goals.expected, changed.goals.actual[:3]) == (goals.expected, "统一于")
