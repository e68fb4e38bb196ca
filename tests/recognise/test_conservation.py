"""Every character ends in one place: whatever fault is planted in the recogniser, the books show it."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from attrs import evolve

from generator.model.form import Form, Indicator
from generator.model.value import Value
from generator.recognise import grid as recognition
from generator.recognise.conservation import Piece, conserve
from generator.recognise.grid import recognise_grids
from generator.recognise.grid.assemble import assemble as sound
from generator.recognise.recognised import Doubt, Recognised

from .test_grid import COLUMNS, HEAD, ROWS, TOTAL, grid

TABLE = grid(*HEAD, COLUMNS, *ROWS, TOTAL)


def first_row(form: Form, change: Callable[[Indicator], Indicator]) -> Form:
    """The form with its first indicator changed."""
    level1, *rest = form.levels
    (level2,) = level1.children
    changed = evolve(level2, indicators=(change(level2.indicators[0]), *level2.indicators[1:]))
    return evolve(form, levels=(evolve(level1, children=(changed,)), *rest))


def without_last_row(form: Form) -> Form:
    return evolve(form, levels=form.levels[:1])


FAULTS: dict[str, tuple[Callable[[Form], Form], str]] = {
    "a name is dropped": (lambda f: evolve(f, operator=None), "某处"),
    "a value is dropped": (lambda f: first_row(f, lambda r: evolve(r, target=Value(""))), "≥5次"),
    "a number is dropped": (lambda f: first_row(f, lambda r: evolve(r, score=None)), "60"),
    "a row is dropped": (without_last_row, "人手不足。"),
    "the total is dropped": (lambda f: evolve(f, total=None), "95"),
    "a fund is dropped": (lambda f: evolve(f, funds=evolve(f.funds, rows=())), "100"),
    "a text is cut": (lambda f: first_row(f, lambda r: evolve(r, target=Value("≥5"))), "≥5次"),
    "a name is doubled": (lambda f: evolve(f, operator=f.department), "某局"),
    "a value is doubled": (lambda f: first_row(f, lambda r: evolve(r, actual=r.target)), "≥"),
    "a reason is doubled": (lambda f: first_row(f, lambda r: evolve(r, reason="人手不足。")), "人手不足。"),
    "a number is doubled": (lambda f: evolve(f, total=Decimal(60)), "60"),
    "a note is invented": (lambda f: evolve(f, footers={"备注": "没有印过"}), "没有印过"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    change, text = FAULTS[fault]

    def faulty(parts: Sequence[object], *, file: str) -> Recognised:
        found = sound(parts, file=file)  # type: ignore[arg-type]
        return evolve(found, form=change(found.form))

    assert not recognise_grids([TABLE], file="表").forms[0].doubts
    monkeypatch.setattr(recognition, "assemble", faulty)
    (found,) = recognise_grids([TABLE], file="表").forms
    told = [doubt for doubt in found.doubts if text in (doubt.decided, *doubt.alternatives)]
    assert told
    assert {doubt.kind for doubt in told} <= {"D06", "D08"}


def test_what_is_dropped_is_kept_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(parts: Sequence[object], *, file: str) -> Recognised:
        found = sound(parts, file=file)  # type: ignore[arg-type]
        return evolve(found, form=first_row(found.form, lambda row: evolve(row, target=Value(""))))

    monkeypatch.setattr(recognition, "assemble", faulty)
    (found,) = recognise_grids([TABLE], file="表").forms
    assert found.form.other == {"次数｜年度指标值": "≥5次"}
    assert "第8行第4列" in found.doubts[-1].why


def books(form: Form, *texts: str) -> tuple[dict[str, str], list[Doubt]]:
    """The books of a form and pieces without a table, as lines of text hand them in."""
    pieces = [Piece(text=text, place=f"第{n}行", label=f"第{n}行") for n, text in enumerate(texts, 1)]
    found = conserve(Recognised(form=form), pieces)
    return dict(found.form.other), list(found.doubts)


FORM = Form(year=2020, project="甲项目", department="某局", footers={"备注": "第一段。第二段。"})


def test_a_text_over_several_lines_is_whole() -> None:
    assert books(FORM, "项目名称：甲项目", "主管部门 某局", "备注：第一段。", "第二段。") == ({}, [])


def test_a_line_that_nothing_holds_is_kept() -> None:
    other, (doubt,) = books(FORM, "甲项目", "某局", "备注：第一段。", "第二段。", "第三段。")
    assert other == {"第5行": "第三段。"}
    assert doubt.path == ("其他", "第5行")


def test_a_text_printed_once_and_used_twice_is_a_doubt() -> None:
    other, (doubt,) = books(evolve(FORM, footers={}, operator="某局"), "甲项目", "某局")
    assert other == {}
    assert doubt.path == ("实施单位",)


def test_a_number_is_no_part_of_a_longer_one() -> None:
    form = evolve(FORM, footers={}, total=Decimal(100))
    other, doubts = books(form, "甲项目", "某局", "10")
    assert other == {"第3行": "10"}
    assert ("总分",) in [doubt.path for doubt in doubts]
