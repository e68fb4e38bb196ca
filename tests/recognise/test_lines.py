"""Forms in plain-text dumps."""

import random
from collections.abc import Iterator

import pytest

from generator.model.form import Form
from generator.model.problem import Path
from generator.recognise.lines import recognise_lines
from generator.recognise.recognised import Recognised
from generator.sources.lines import split_lines

from .dumps import Widths, printed
from .made_forms import made_form

SEEDS = range(120)
LOOKED_AT = 0.9
"""A doubt below this is listed to a person."""


def dumped(seed: int, copies: int = 1) -> tuple[Form, str]:
    rng = random.Random(seed)
    form = made_form(rng)
    return form, "\n".join(printed(form, Widths.drawn(rng), rng) for _ in range(copies))


def recognised(text: str) -> Recognised:
    (result,), refused = recognise_lines(split_lines(text), file="dump.txt")
    assert not refused
    return result


def wrong_fields(mine: Form, true: Form) -> Iterator[Path]:
    if mine.goals != true.goals:
        yield ("年度总体目标",)
    for (path, read), (true_path, row) in zip(mine.indicators(), true.indicators(), strict=True):
        if path[:3] != true_path[:3]:
            yield path[:3]
        if read != row:
            yield path
    for name in ("title", "year", "project", "department", "operator", "funds", "total", "labels"):
        if getattr(mine, name) != getattr(true, name):
            yield (name,)


def test_what_is_wrong_is_doubted() -> None:
    """Where cells cannot be told apart, the program says so; it never guesses silently."""
    wrong = 0
    for seed in SEEDS:
        form, text = dumped(seed)
        result = recognised(text)
        doubted = {doubt.path for doubt in result.doubts if doubt.confidence < LOOKED_AT}
        for path in wrong_fields(result.form, form):
            wrong += 1
            assert any(doubt[: len(path)] == path[: len(doubt)] for doubt in doubted), (seed, path)
    assert wrong <= len(SEEDS) // 8


def test_two_copies_settle_what_one_leaves_open() -> None:
    alone = sum(recognised(dumped(seed)[1]).form != dumped(seed)[0] for seed in SEEDS)
    together = 0
    for seed in SEEDS:
        form, text = dumped(seed, copies=2)
        together += recognised(text).form != form
    assert together < alone / 2


def test_copies_that_differ_are_a_doubt_that_names_both() -> None:
    form, text = dumped(3, copies=2)
    score = str(form.total)
    changed = text[::-1].replace(f" {score}"[::-1], " 77.77"[::-1], 1)[::-1]
    result = recognised(changed)
    (doubt,) = [doubt for doubt in result.doubts if doubt.kind == "D04"]
    assert doubt.path == ("总分",)
    assert (doubt.decided, doubt.alternatives) == (score, ("77.77",))
    assert len(result.spans) == 2


def test_glued_total_is_split() -> None:
    form, text = dumped(5)
    glued = text.replace(f"100.00 {form.total}", f"100.00 {form.total}总分").replace("\n\n总分\n", "\n")
    assert recognised(glued).form.total == form.total


def test_a_label_wrapped_as_a_line_of_a_cell_opens_no_form() -> None:
    texts = (dumped(seed)[1] for seed in range(200))
    text = next(text for text in texts if "及时拨付到各\n\n实施单位" in text)
    assert recognised(text)


@pytest.mark.parametrize(
    "text",
    [
        "话说天下大势，分久必合，合久必分。\n周末七国分争，并入于秦。",
        "部门收支决算总表\n单位：万元\n项目 决算数\n一般公共预算财政拨款收入 1,234.56 1,230.00",
        "姓名 基本工资 奖金\n张三 5000.00 300.00\n李四 4800.00 200.00",
        "12 34\n" * 500,
    ],
)
def test_other_documents_are_refused_with_what_was_missing(text: str) -> None:
    forms, refused = recognise_lines(split_lines(text), file="其他.txt")
    assert not forms
    assert all("不是绩效自评表：没有找到" in problem.message for problem in refused)
