"""Rules on what a form leaves out: targets, results, goals, the unit, amounts, a year that can be.

Each applies only where the form's layout has such a column.
"""

from collections.abc import Iterator

from ..model.layout import Columns
from ..model.problem import Severity
from ..model.terms import (
    ACTUAL,
    AMOUNTS,
    DONE,
    FUNDS,
    GOALS,
    INITIAL,
    OPERATOR,
    PLANNED,
    SCORE,
    TARGET,
    WEIGHT,
    YEAR,
)
from ..model.value import NOTHING_MARKS
from .facts import Facts
from .needs import EachRow, Given
from .rows import Row
from .rule import Finding, rule
from .text import shown
from .words import is_whole_department, words


def _column(key: str) -> Given[Facts]:
    return Given(lambda facts: _has(facts.layout.indicators, key), f"这种表没有{key}一栏")


USED = EachRow("填写了的三级指标", wanted=lambda row, _: _is_used(row))


@rule("R30", _column(TARGET), USED)
def missing_targets(facts: Facts) -> Iterator[Finding]:
    """A row that is scored, or done, without a target."""
    if _has(facts.layout.indicators, TARGET):
        for row in facts.rows:
            if row.indicator.target.is_nothing and not _has_other_target(row) and _is_used(row):
                yield Finding((*row.path, TARGET), f"{row.name}没有填写{TARGET}", hint=f"请填写{TARGET}。")


def _has_other_target(row: Row) -> bool:
    """Whether another column holds the target, as where it was adjusted in the course of the year."""
    others = (row.indicator.more.get(column) for column in words().targets)
    return any(text is not None and text.strip() not in NOTHING_MARKS for text in others)


def _is_used(row: Row) -> bool:
    """Whether a row says anything beside its name: blank forms have rows that are only examples."""
    indicator = row.indicator
    is_stated = indicator.weight is not None or indicator.score is not None
    return is_stated or not (indicator.target.is_nothing and indicator.actual.is_nothing)


@rule("R31", _column(ACTUAL), USED)
def missing_actuals(facts: Facts) -> Iterator[Finding]:
    """A row without a result, above all one that got points for it."""
    if _has(facts.layout.indicators, ACTUAL):
        for row in facts.rows:
            if row.indicator.actual.is_nothing and _is_used(row):
                yield Finding(
                    (*row.path, ACTUAL),
                    f"{row.name}没有填写{ACTUAL}{_got(row)}",
                    hint=f"请填写{ACTUAL}，再按它评分。",
                )


def _got(row: Row) -> str:
    """The points that it got all the same, in words."""
    if row.score is None or row.score <= 0:
        return ""
    out_of = "" if row.weight is None else f"（{WEIGHT} {shown(row.weight)}）"
    return f"，{SCORE}却是 {shown(row.score)}{out_of}"


GOALS_BLOCK = Given[Facts](
    lambda facts: facts.layout.goals is not None,
    "这种表没有年度总体目标",
    seen=lambda _: f"核了{PLANNED}、{DONE}",
)


@rule("R32", GOALS_BLOCK)
def missing_goals(facts: Facts) -> Iterator[Finding]:
    """A goal, or what came of it, that is not written."""
    goals = facts.form.goals
    for key, text in ((PLANNED, goals.expected), (DONE, goals.actual)):
        if facts.layout.goals and _has(facts.layout.goals, key) and text.strip() in NOTHING_MARKS:
            yield Finding((GOALS, key), f"没有填写{key}", hint=f"请填写{key}。")


ASKED_OPERATOR = Given[Facts](
    lambda facts: any(entry.label == OPERATOR for row in facts.layout.heading for entry in row),
    "这种表的表头没有实施单位",
)
OF_A_PROJECT = Given[Facts](
    lambda facts: not is_whole_department(facts.form), "部门整体的表", seen=lambda _: f"核了{OPERATOR}"
)


@rule("R33", ASKED_OPERATOR, OF_A_PROJECT)
def missing_operator(facts: Facts) -> Iterator[Finding]:
    """A head that asks for 实施单位, and no one named."""
    is_asked = ASKED_OPERATOR.is_there(facts) and OF_A_PROJECT.is_there(facts)
    if is_asked and (facts.form.operator or "").strip() in NOTHING_MARKS:
        yield Finding((OPERATOR,), f"没有填写{OPERATOR}")


ASKED_AMOUNTS = Given[Facts](
    lambda facts: facts.layout.funds is not None and any(_has(facts.layout.funds, key) for key in AMOUNTS),
    "这种表没有金额各栏",
    seen=lambda facts: f"核了{facts.form.funds.total.name if facts.form.funds.total else FUNDS}的各栏",
)


@rule("R34", ASKED_AMOUNTS)
def missing_amounts(facts: Facts) -> Iterator[Finding]:
    """The total of the funds without an amount.

    年初预算数 alone is asked for only where a source states one: many forms have no such column.
    """
    total = facts.form.funds.total
    missing = list(_missing_amounts(facts))
    is_column = any(source.initial is not None for source in facts.form.funds.sources)
    if missing and (missing != [INITIAL] or is_column):
        path = (FUNDS,) if total is None else (FUNDS, total.name)
        yield Finding(
            (*path, missing[0]),
            f"{'年度资金总额' if total is None else total.name}没有填写{'、'.join(missing)}",
            severity=Severity.WARNING if missing == [INITIAL] else None,
        )


def _missing_amounts(facts: Facts) -> Iterator[str]:
    """The columns of the layout in which the total states nothing."""
    for key, attribute in AMOUNTS.items():
        is_column = facts.layout.funds is not None and _has(facts.layout.funds, key)
        if is_column and getattr(facts.form.funds.total, attribute, None) is None:
            yield key


YEAR_STATED = Given[Facts](lambda _: True, "", seen=lambda facts: f"{YEAR} {facts.form.year}")


@rule("R35", YEAR_STATED)
def impossible_year(facts: Facts) -> Iterator[Finding]:
    """A year that has not come, or of which no form of this kind can be."""
    year, today = facts.form.year, facts.today
    if today is not None and year > today.year:
        yield Finding((YEAR,), f"年度写的是 {year}，还没有到（今年是 {today.year}）", value=str(year))
    elif year < facts.profile.first_year:
        yield Finding(
            (YEAR,),
            f"年度写的是 {year}，早于开展自评的 {facts.profile.first_year} 年",
            value=str(year),
            severity=Severity.WARNING,
        )


def _has(columns: Columns, label: str) -> bool:
    return label in columns.spans
