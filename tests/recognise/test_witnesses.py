"""Sums held against how a form was read."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.form import Form
from generator.recognise.grid import recognise_grids
from generator.recognise.recognised import Recognised
from generator.recognise.witnesses import heard

from ..support import forms
from .test_grid import COLUMNS, HEAD, ROWS, grid, whole

FORM = forms.one_stop()


def test_a_number_under_the_weights_is_no_total() -> None:
    rows = ("产出指标|数量指标|次数|≥5次|5次|60|60|", "效益指标|社会效益指标|人数|≥9人|9人|30|30|")
    head = (*HEAD[:-1], "年度资金总额|100|100|90|||")
    (found,) = recognise_grids([grid(*head, COLUMNS, *rows, "总分|||||90|100|")], file="表").forms
    assert found.form.total == 100
    assert not found.doubts


def told(form: Form, *totals: str) -> dict[tuple[str | int, ...], tuple[str, tuple[str, ...]]]:
    """Path → both readings."""
    doubts = heard(Recognised(form=form), [Decimal(total) for total in totals]).doubts
    return {doubt.path: (doubt.decided, doubt.alternatives) for doubt in doubts}


def test_a_form_that_adds_up_is_no_doubt() -> None:
    assert told(FORM, "100", str(FORM.total)) == {}


def test_the_total_that_the_scores_add_up_to() -> None:
    read = evolve(FORM, total=Decimal(100))
    assert told(read, "100", f"{FORM.total}") == {("总分",): (f"{FORM.total}", ("100",))}


def test_amounts_in_another_order() -> None:
    total = FORM.funds.rows[0]
    total = evolve(total, budget=Decimal(200), executed=Decimal(400), initial=Decimal(200))
    read = evolve(FORM, funds=evolve(FORM.funds, rows=(total,), rate=Decimal(50)))
    doubts = told(read)
    assert doubts["项目资金", total.name, "全年预算数"] == ("200", ("400",))
    assert doubts["项目资金", total.name, "全年执行数"] == ("400", ("200",))


def test_another_row_is_the_sum() -> None:
    first, second, *_ = FORM.funds.rows
    rows = (
        evolve(first, name="当年财政拨款", initial=Decimal(3)),
        evolve(second, name="小计", initial=Decimal(5)),
        evolve(second, name="其他资金", initial=Decimal(2)),
    )
    doubts = told(evolve(FORM, funds=evolve(FORM.funds, rows=rows)))
    assert doubts["项目资金", "小计", "年初预算数"] == ("5", ("3",))


def test_a_sum_that_fails_in_every_order_is_the_audits() -> None:
    assert told(evolve(FORM, total=Decimal("1.5")), "100", "1.5") == {}


@pytest.mark.parametrize("total", ["总分|||||100||95", "总分||||||100|95", "95|总分|||||100|"])
def test_the_total_never_falls_back_to_the_weights(total: str) -> None:
    (found,) = recognise_grids([grid(*HEAD, COLUMNS, *ROWS, total)], file="表").forms
    assert found.form.total in (None, Decimal(95))


def test_a_column_taken_by_its_place_is_surer_where_the_sum_holds() -> None:
    columns = COLUMNS.replace("得分", "评定")
    (found,) = recognise_grids([grid(*HEAD, columns, *ROWS, "总分|||||100|95|")], file="表").forms
    scores = [doubt for doubt in found.doubts if doubt.path[-1] == "得分"]
    assert [indicator.score for _, indicator in found.form.indicators()] == [60, 26]
    assert all(doubt.confidence > 0.9 and "合计相符" in doubt.why for doubt in scores)
    assert len(scores) == 2


def test_a_sound_table_is_no_doubt() -> None:
    assert not whole().doubts


def test_a_total_that_is_the_sum_of_the_weights_gives_way_to_the_scores_beside_it() -> None:
    (found,) = recognise_grids([grid(*HEAD, COLUMNS, *ROWS, "总分|90||||86||")], file="表").forms
    assert found.form.total == 86
    assert ("总分",) in {doubt.path for doubt in found.doubts}
