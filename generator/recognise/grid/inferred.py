"""Columns whose label is not known, taken for one that a section lacks, a doubt at each cell."""

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve, field, frozen

from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Cell
from ..amount import amount
from .parts import Columns, Mark, column_name
from .rows import Row, is_nothing, joined

_END = "｜"
"""Stands for the table's edge beside a column."""


def _roles(names: str) -> frozenset[str]:
    return frozenset(names.split())


@frozen
class Rule:
    """Where a column may stand: beside which it is looked for, which others the section must have."""

    role: str
    left: frozenset[str] = field(converter=_roles)
    right: frozenset[str] = field(converter=_roles)
    needs: frozenset[str] = field(converter=_roles)
    fits: Callable[[str], bool] = lambda _: True


def _is_number(text: str) -> bool:
    return amount(text).number is not None and "%" not in text


def _is_percent(text: str) -> bool:
    return amount(text).number is not None


def _is_words(text: str) -> bool:
    return amount(text).number is None


INDICATORS = (
    Rule("一级指标", _END, "二级指标", "二级指标", _is_words),
    Rule("二级指标", "一级指标", "三级指标", "一级指标 三级指标", _is_words),
    Rule(
        "三级指标",
        "一级指标 二级指标 指标编码",
        "指标性质 年度指标值 实际完成值 分值",
        "年度指标值 实际完成值",
    ),
    Rule("年度指标值", "三级指标 指标性质 分值 计量单位", "实际完成值 计量单位 分值 得分", "实际完成值"),
    Rule(
        "实际完成值",
        "年度指标值 计量单位 分值",
        f"计量单位 分值 得分 偏差原因分析及改进措施 {_END}",
        "年度指标值",
    ),
    Rule("分值", "三级指标 年度指标值 实际完成值 计量单位", "得分 年度指标值 实际完成值", "得分", _is_number),
    Rule("得分", "分值 实际完成值", f"偏差原因分析及改进措施 {_END}", "分值", _is_number),
    Rule("偏差原因分析及改进措施", "得分 实际完成值", _END, "实际完成值", _is_words),
)
FUNDS = (
    Rule("年初预算数", _END, "全年预算数", "全年执行数", _is_number),
    Rule("全年预算数", f"年初预算数 {_END}", "全年执行数", "全年执行数", _is_number),
    Rule("全年执行数", "全年预算数", f"分值 执行率 得分 {_END}", "全年预算数", _is_number),
    Rule("分值", "全年执行数 执行率", "执行率 得分", "得分", _is_number),
    Rule("执行率", "全年执行数 分值", f"得分 分值 {_END}", "全年执行数", _is_percent),
    Rule("得分", "执行率 分值", f"偏差原因分析及改进措施 {_END}", "执行率", _is_number),
)
GOALS = (
    Rule("预期目标", _END, "实际完成情况", "实际完成情况"),
    Rule("实际完成情况", "预期目标", _END, "预期目标"),
)


def with_inferred(layout: Columns, rows: Sequence[Row], rules: Sequence[Rule]) -> Columns:
    """The columns with those of unknown labels that can only be one that is lacking."""
    for header in sorted((*layout.before, *layout.unknown), key=lambda cell: cell.column):
        if bare(header.text) in vocabulary().columns:
            continue
        role = next((rule.role for rule in rules if _is_it(rule, header, layout, rows)), None)
        if role is not None:
            layout = evolve(
                layout,
                roles={**layout.roles, role: header},
                unknown=tuple(cell for cell in layout.unknown if cell is not header),
                inferred={**layout.inferred, role: column_name(header)},
            )
    return layout


def _is_it(rule: Rule, header: Cell, layout: Columns, rows: Sequence[Row]) -> bool:
    if rule.role in layout.roles or not rule.needs <= layout.roles.keys():
        return False
    left, right = _neighbours(header, layout)
    if left not in rule.left or right not in rule.right:
        return False
    cells = (row.under(header) for row in rows)
    texts = [cell.text for cell in cells if cell is not None and not is_nothing(cell.text)]
    return bool(texts) and all(map(rule.fits, texts))


def _neighbours(header: Cell, layout: Columns) -> tuple[str, str]:
    """The known columns to the left and to the right of an unknown one."""
    before = [role for role, cell in layout.roles.items() if cell.column < header.column]
    after = [role for role, cell in layout.roles.items() if cell.column > header.column]
    left = max(before, key=lambda role: layout.roles[role].column, default=_END)
    return left, min(after, key=lambda role: layout.roles[role].column, default=_END)


def inferred_marks(row: Row, layout: Columns) -> Iterator[Mark]:
    """A doubt at each cell of a row in a column that was inferred."""
    for role, word in layout.inferred.items():
        text = joined(layout.text(row, role))
        if not is_nothing(text):
            yield Mark(role, text, f"不认识“{word}”这一栏，按它的位置当作“{role}”", confidence=0.6)
