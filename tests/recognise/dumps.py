"""Prints a Form as the text layer of an office program's PDF comes out: content order, geometry lost.

Cells of a row follow each other; a cell of several lines is centred on its row, so that the step to the next
cell is a whole or half line; merged labels, the title and the goals come apart from their places.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from generator.model.form import Form, FundRow, Indicator


@frozen
class Widths:
    """Characters to a line: 三级指标, 年度指标值, 实际完成值, the reasons, the two goals."""

    name: int
    target: int
    actual: int
    reason: int
    expected: int
    achieved: int

    @classmethod
    def drawn(cls, rng: random.Random) -> "Widths":
        goals = rng.sample(range(24, 32), 2)
        name, target, actual = (rng.randint(5, 9) for _ in range(3))
        return cls(name, target, actual, rng.randint(9, 13), goals[0], goals[1])


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters; none begins with a closing mark."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if len(line) >= width and character not in "。，、；：）”%":
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def printed(form: Form, widths: Widths, rng: random.Random) -> str:
    """The dump of one form."""
    blocks = [_table(form, widths), _head(form), _goals(form, widths), _labels(form)]
    first, rest = blocks[0], blocks[1:]
    rng.shuffle(rest)
    return "\n\n".join(["实施单位", _funds(form), first, *rest]) + "\n"


def _funds(form: Form) -> str:
    lines = ["年初预算数 全年预算数 全年执行数 分值 得分"]
    for number, row in enumerate(form.funds.rows):
        scores = f"{form.funds.weight} {form.funds.score}" if number == 0 else "—"
        lines.append(f"{'其中：' if number == 1 else ''}{row.name} {_amounts(row)} {scores}")
    return "\n\n".join([*lines, "项目资金", "（元）", "执行率", f"{form.funds.rate}%"])


def _amounts(row: FundRow) -> str:
    return " ".join(f"{n:,}" for n in (row.initial, row.budget, row.executed) if n is not None)


def _table(form: Form, widths: Widths) -> str:
    lines = ["一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分"]
    for level1 in form.levels:
        for level2 in level1.children:
            alone = len(level2.indicators) == 1
            label = level2.name if alone else None
            lines.extend(_row(label, indicator, widths) for indicator in level2.indicators)
    return "\n\n".join([*lines, f"100.00 {form.total}"])


def _row(label: str | None, indicator: Indicator, widths: Widths) -> str:
    cells = [
        *([[label]] if label else []),
        wrap(indicator.name, widths.name),
        wrap(indicator.target.text, widths.target),
        wrap(indicator.actual.text, widths.actual),
        [str(indicator.weight)],
        [str(indicator.score)],
    ]
    text = "\n\n".join(cells[0])
    for before, cell in pairwise(cells):
        text += _step(len(before), len(cell)) + "\n\n".join(cell)
    return text


def _step(before: int, after: int) -> str:
    """From the last line of a centred cell to the first of the next one."""
    halves = before + after - 2
    return " " if halves == 0 else "\n" if halves % 2 else "\n\n"


def _head(form: Form) -> str:
    return "\n\n".join(
        [
            form.title,
            f"({form.year} 年度)",
            f"项目名称 {form.project}",
            f"主管部门 {form.department} {form.operator}",
        ]
    )


def _goals(form: Form, widths: Widths) -> str:
    texts = [
        *wrap(form.goals.expected, widths.expected),
        *wrap(form.goals.actual, widths.achieved),
    ]
    return "\n\n".join(["年度", "总体", "目标", "预算目标 实际完成情况", *texts, "总分"])


def _labels(form: Form, reason_width: int = 11) -> str:
    return "\n\n".join(_loose(form, reason_width))


def _loose(form: Form, width: int) -> Iterator[str]:
    yield from ("绩", "效", "指", "标", "偏差原因分析及", "改进措施")
    for level1 in form.levels:
        yield from wrap(level1.name, 2 if len(level1.name) == 4 else 3)
        for level2 in level1.children:
            reasons: Sequence[str | None] = [indicator.reason for indicator in level2.indicators]
            if len(level2.indicators) > 1:
                yield level2.name
            for reason in reasons:
                yield from wrap(reason, width) if reason else ()
