"""The three-way merge: a person's edits win, new facts come in, what both changed is shown."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.model.form import Form, FundRow, Indicator, Level1, Level2
from generator.model.problem import Path, ZipingbiaoError
from generator.model.value import Value
from generator.store import dump, loads, merge, merge_forms
from generator.store.edit.edits import edit, with_changes

from .forms import forms
from .test_write import FORM

ROW = ("绩效指标", "产出指标", "质量指标", 0)


def changed(form: Form, path: Path, value: Decimal | str | None) -> Form:
    return with_changes(form, {path: value})


def with_rows(*rows: Indicator) -> Form:
    level2 = Level2(name="质量指标", indicators=rows)
    return evolve(FORM, levels=(Level1(name="产出指标", children=(level2,)),))


def row(name: str, score: int = 1) -> Indicator:
    return Indicator(name=name, target=Value("≥90%"), actual=Value("95%"), score=Decimal(score))


def names(form: Form) -> list[str]:
    return [indicator.name for _, indicator in form.indicators()]


def test_each_side_changes_something_else() -> None:
    mine = edit("# 我的\n" + dump(FORM), {(*ROW, "得分"): Decimal(7)})
    merged = merge(dump(FORM), changed(FORM, (*ROW, "实际完成值"), "85%"), mine)
    assert merged.conflicts == ()
    assert merged.text == edit(mine, {(*ROW, "实际完成值"): "85%"})


def test_what_both_change_stays_the_persons_and_is_shown() -> None:
    mine = edit(dump(FORM), {(*ROW, "得分"): Decimal(7)})
    merged = merge(dump(FORM), changed(FORM, (*ROW, "得分"), Decimal(8)), mine, file="甲.yaml")
    assert merged.text == mine
    (problem,) = merged.problems()
    assert str(problem).startswith("甲.yaml:26:13: W M01 〔绩效指标 › 产出指标 › 质量指标 › 第1行 › 得分〕")
    assert "文件里是「7」，重新读入的是「8」（上次读入「6」）；保留文件里的" in problem.message


def test_without_a_last_reading_every_difference_is_a_conflict_but_gaps_are_filled() -> None:
    mine = evolve(FORM, operator=None, total=Decimal(1))
    form, conflicts = merge_forms(None, FORM, mine)
    assert form == evolve(FORM, total=Decimal(1))
    assert [(c.path, c.base, c.new, c.mine) for c in conflicts] == [(("总分",), None, "90.00", "1")]


@pytest.mark.parametrize(
    ("base", "new", "mine", "merged", "conflicts"),
    [
        ("甲乙", "甲丙乙", "甲乙", "甲丙乙", 0),
        ("甲乙", "甲乙", "甲丁乙", "甲丁乙", 0),
        ("甲乙", "甲丙乙", "甲丁乙", "甲丙丁乙", 0),
        ("甲乙", "丙甲乙", "乙", "丙乙", 0),
        ("甲乙", "乙", "甲乙", "乙", 0),
        ("甲乙", "甲乙", "乙甲", "乙甲", 0),
        ("甲", "甲", "", "", 0),
        ("", "甲", "甲", "甲", 0),
    ],
)
def test_rows_come_and_go(base: str, new: str, mine: str, merged: str, conflicts: int) -> None:
    forms = [with_rows(*map(row, rows)) for rows in (base, new, mine)]
    form, found = merge_forms(forms[0], forms[1], forms[2])
    assert "".join(names(form)) == merged
    assert len(found) == conflicts


def test_a_moved_row_takes_new_facts() -> None:
    base, new = with_rows(row("甲"), row("乙")), with_rows(row("甲", 5), row("乙", 6))
    form, conflicts = merge_forms(base, new, with_rows(row("乙"), row("甲")))
    assert form == with_rows(row("乙", 6), row("甲", 5))
    assert conflicts == ()


def test_a_renamed_row_takes_new_facts() -> None:
    base, new = with_rows(row("甲"), row("乙")), with_rows(row("甲", 5), row("乙"))
    form, conflicts = merge_forms(base, new, with_rows(row("新名"), row("乙")))
    assert form == with_rows(row("新名", 5), row("乙"))
    assert conflicts == ()


def test_a_row_edited_here_and_gone_there_stays() -> None:
    form, conflicts = merge_forms(with_rows(row("甲")), with_rows(), with_rows(row("甲", 9)))
    assert form == with_rows(row("甲", 9))
    assert [(c.base, c.new, c.mine) for c in conflicts] == [("甲", None, "甲")]


def test_a_row_deleted_here_and_changed_there_stays_out() -> None:
    form, conflicts = merge_forms(with_rows(row("甲")), with_rows(row("甲", 9)), with_rows())
    assert names(form) == []
    assert [(c.base, c.new, c.mine) for c in conflicts] == [("甲", "甲", None)]


def test_no_name_stands_twice_after_a_merge() -> None:
    def funded(*names: str) -> Form:
        return evolve(FORM, funds=evolve(FORM.funds, rows=tuple(FundRow(name=name) for name in names)))

    form, conflicts = merge_forms(funded("甲", "乙"), funded("甲", "丙"), funded("甲", "乙", "丙"))
    assert [fund.name for fund in form.funds.rows] == ["甲", "乙", "丙"]
    assert len(conflicts) == 1
    dump(form)


def test_a_persons_file_with_errors_is_not_touched() -> None:
    with pytest.raises(ZipingbiaoError, match="Y06"):
        merge(None, FORM, dump(FORM) + "年度: 2020\n")


@given(forms, forms)
def test_one_side_alone_decides(one: Form, other: Form) -> None:
    assert merge_forms(one, other, one) == (other, ())
    assert merge_forms(one, one, other) == (other, ())
    assert merge_forms(one, other, other) == (other, ())


VALUES = st.sampled_from(["甲", "乙", "丙", "12"])
PATHS: tuple[Path, ...] = (
    ("项目名称",),
    ("主管部门",),
    ("实施单位",),
    ("项目资金", "单位"),
    ("年度总体目标", "预期目标"),
    (*ROW, "三级指标"),
    (*ROW, "实际完成值"),
    (*ROW, "年度指标值"),
    (*ROW, "偏差原因分析及改进措施"),
    ("用语", "执行率"),
)
changes = st.dictionaries(st.sampled_from(PATHS), VALUES)


@given(changes, changes)
def test_no_edit_of_a_person_is_lost_and_no_new_fact_beside_it(
    mine: dict[Path, str], new: dict[Path, str]
) -> None:
    assume({"三级指标", "实际完成值", "年度指标值"} - {path[-1] for path in (*mine, *new)})
    text = edit(dump(FORM), mine)
    merged = merge(dump(FORM), with_changes(FORM, new), text)
    assert loads(merged.text, file="").form == with_changes(FORM, {**new, **mine})
    assert {c.path for c in merged.conflicts} == {p for p in mine if p in new and mine[p] != new[p]}


@given(forms, forms, forms)
def test_any_three_forms_merge_into_a_form_that_can_be_written(base: Form, new: Form, mine: Form) -> None:
    form, _ = merge_forms(base, new, mine)
    assert loads(dump(form), file="").form == form
