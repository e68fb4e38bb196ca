"""Rules on how the indicators are built: weights per 一级指标, what is missing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..model.form import UNLEVELLED
from ..model.profile import WeightScheme
from ..model.terms import BENEFIT, EXECUTION, INDICATORS, LEVEL1, LEVEL2, NAME, TARGET
from .facts import FULL_MARKS, Facts
from .needs import ROWS, EachRow, Given, Verdict
from .rows import Row
from .rule import Finding, rule
from .text import shown
from .words import is_abstract, is_saving, is_spending_rate, same_name, stem

COST = "成本指标"
COSTS = ("成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标")
SPENT = ("数量指标", "成本指标", "经济成本指标")
NO_UNIT = "年度指标值缺单位"


LEVELLED = Given[Facts](
    lambda facts: not facts.rows or _is_levelled(facts),
    "表中的指标不分级",
    seen=lambda facts: f"一级指标 {len(facts.form.levels)} 种",
)
WEIGHED = Given[Facts](
    lambda facts: any(row.weight is not None for row in facts.rows), "各项都没有分值", Verdict.UNDECIDED
)


@rule("R12", LEVELLED, WEIGHED)
def weights_by_level(facts: Facts) -> Iterator[Finding]:
    """Points per 一级指标 against the scheme of the profile that has the same levels."""
    if all(row.weight is None for row in facts.rows) or not _is_levelled(facts):
        return
    stated = _points_by_level(facts)
    schemes = facts.profile.weights
    scheme = next((one for one in schemes if one.points.keys() == stated.keys()), schemes[0])
    departures = _departures(stated, scheme)
    if departures:
        yield Finding((INDICATORS,), f"分值与规定不同：{'，'.join(departures)}（{scheme.source}）")


def _points_by_level(facts: Facts) -> dict[str, Decimal]:
    """Canonical 一级指标 → points, the execution rate first."""
    stated = {EXECUTION: facts.funds.weight or Decimal(0)}
    for row in facts.rows:
        stated[row.level1] = stated.get(row.level1, Decimal(0)) + (row.weight or 0)
    return stated


def _departures(stated: Mapping[str, Decimal], scheme: WeightScheme) -> list[str]:
    return [
        f"{level} {shown(stated.get(level, Decimal(0)))}（应为 {shown(points)}）"
        for level, points in scheme.points.items()
        if stated.get(level, Decimal(0)) != points
    ]


@rule("R13", LEVELLED)
def missing_levels(facts: Facts) -> Iterator[Finding]:
    """Every 一级指标 and every required 二级指标 that has no row."""
    if not facts.rows:
        yield Finding((INDICATORS,), "没有一项绩效指标", hint="请填写绩效指标。")
    if not _is_levelled(facts):
        return
    level1, level2 = {row.level1 for row in facts.rows}, {row.level2 for row in facts.rows}
    for name in facts.profile.required_level1:
        if name not in level1:
            yield _missing(LEVEL1, name)
    for name in facts.profile.required_level2:
        if name not in level1 | level2:
            yield _missing(LEVEL2, name)


def _is_levelled(facts: Facts) -> bool:
    """Whether there are levels to speak of: forms of whole departments list their indicators without any."""
    return any(row.level1 != UNLEVELLED for row in facts.rows)


def _missing(kind: str, name: str) -> Finding:
    return Finding((INDICATORS,), f"没有{kind}“{name}”", value=name, hint="请补设指标；确不适用的，请说明。")


@rule("R18", ROWS)
def vague_indicators(facts: Facts) -> Iterator[Finding]:
    """A name that says nothing, or a number of nobody knows what."""
    unitless_is_known = has_scores_for_values(facts)
    for row in facts.rows:
        faults = [fault for fault in _vagueness(row) if not (unitless_is_known and fault == NO_UNIT)]
        if faults:
            yield Finding(
                (*row.path, TARGET if faults == [NO_UNIT] else NAME),
                f"{row.name}：{'；'.join(faults)}",
                value=row.indicator.target.text if faults == [NO_UNIT] else row.indicator.name,
            )


def _vagueness(row: Row) -> Iterator[str]:
    target, name = row.target, row.indicator.name
    is_all = target.measure is not None and target.measure.unit == "%" and target.measure.low == FULL_MARKS
    if same_name(name, str(row.path[2])):
        yield "三级指标与二级指标同名"
    elif row.level1 == BENEFIT and is_all and is_abstract(name):
        yield f"“{target.text}”量不出这样的效益"
    if target.measure and not target.measure.unit:
        yield NO_UNIT


@rule("R19", ROWS)
def misplaced_indicators(facts: Facts) -> Iterator[Finding]:
    """The same name under two levels; a spending rate among outputs or costs."""
    first: dict[str, Row] = {}
    for row in facts.rows:
        earlier = first.setdefault(stem(row.indicator.name), row)
        if row.indicator.name and earlier.path[:3] != row.path[:3]:
            yield Finding(
                (*row.path, NAME),
                f"{row.name}已列在“{earlier.path[2]}”下，又列在“{row.path[2]}”下",
                value=row.indicator.name,
                hint="请只留一处，或改写指标。",
            )
        if row.level2 in SPENT and is_spending_rate(row.indicator.name):
            yield Finding(
                (*row.path, NAME),
                f"{row.name}是资金支出的比率，不宜作{row.level2}",
                value=row.indicator.name,
                hint="请改用反映产出数量或成本的指标。",
            )


COSTED = EachRow(
    "成本指标",
    wanted=lambda row, _: row.level1 == COST or row.level2 in COSTS,
    known=lambda row, _: not row.target.is_nothing,
    lacking="没有填写年度指标值",
)


@rule("R37", COSTED)
def costs_without_limit(facts: Facts) -> Iterator[Finding]:
    """A cost that is to be at least so much, where nothing says that more of it is better."""
    for row in facts.rows:
        is_cost = row.level1 == COST or row.level2 in COSTS
        if is_cost and row.target.operator in ("≥", ">") and not is_saving(row.indicator.name):
            yield Finding(
                (*row.path, TARGET),
                f"{row.name}是{row.level2}，{TARGET}却写“{row.target.text}”，花得越多越好",
                value=row.indicator.target.text,
                hint="成本指标一般写 ≤；不是成本的，请移到别的二级指标。",
            )


ENOUGH_ROWS = Given[Facts](lambda facts: len(facts.rows) > 2, "三级指标不足 3 项")


@rule(
    "R22", ENOUGH_ROWS, EachRow("三级指标", known=lambda row, _: row.weight is not None, lacking="没有分值")
)
def scores_for_values(facts: Facts) -> Iterator[Finding]:
    """Scores typed into the columns of values."""
    if has_scores_for_values(facts):
        count = sum(map(_is_score_for_value, facts.rows))
        yield Finding(
            (INDICATORS,),
            f"{len(facts.rows)} 行中有 {count} 行的年度指标值、实际完成值都等于分值，疑把分数填进了这两栏",
        )


def has_scores_for_values(facts: Facts) -> bool:
    """Whether most rows have their points as target and actual."""
    return sum(map(_is_score_for_value, facts.rows)) > max(2, len(facts.rows) // 2)


def _is_score_for_value(row: Row) -> bool:
    target, actual = row.target, row.actual
    return (
        target.unit is None
        and actual.unit is None
        and row.weight is not None
        and target.number == actual.number == row.weight
    )
