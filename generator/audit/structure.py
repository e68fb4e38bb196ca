"""Rules on how the indicators are built: weights per 一级指标, what is missing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..model.form import UNLEVELLED
from ..model.problem import Severity
from ..model.profile import Profile, WeightScheme
from ..model.terms import BENEFIT, EXECUTION, INDICATORS, NAME, TARGET
from .facts import FULL_MARKS, Facts
from .rows import Row
from .rule import Finding, rule
from .text import shown
from .words import is_abstract, is_spending_rate, same_name, stem

SPENT = ("数量指标", "成本指标", "经济成本指标")
NO_UNIT = "指标值缺单位"


@rule(
    "R12",
    Severity.WARNING,
    "一级指标的分值与规定不同",
    formula=(
        "预算执行率 10、产出 50、效益 30、满意度 10（原则上；成本为一级指标时产出 40、成本 20、效益 2"
        "0）；依规则配置。不分级的表不核。"
    ),
    source="财预〔2020〕10号；财预〔2021〕101号",
    example="产出 30、效益 50，则报；经财政部门同意调整的，可在核对中注明。",
)
def weights_by_level(facts: Facts) -> Iterator[Finding]:
    """Points per 一级指标 against the scheme of the profile that has the same levels."""
    if all(row.weight is None for row in facts.rows) or not _is_levelled(facts):
        return
    stated = _points_by_level(facts)
    scheme = _scheme_for(stated, facts.profile)
    departures = _departures(stated, scheme)
    if departures:
        yield Finding(
            (INDICATORS,),
            f"分值与规定不同：{'，'.join(departures)}（{scheme.source}）",
            hint="原则上按规定设置；因特殊情况调整的，请说明并经财政部门同意。",
        )


def _points_by_level(facts: Facts) -> dict[str, Decimal]:
    """Canonical 一级指标 → points, the execution rate first."""
    stated = {EXECUTION: facts.funds.weight or Decimal(0)}
    for row in facts.rows:
        stated[row.level1] = stated.get(row.level1, Decimal(0)) + (row.weight or 0)
    return stated


def _scheme_for(stated: Mapping[str, Decimal], profile: Profile) -> WeightScheme:
    """The scheme with the same levels; the profile's first where there is none."""
    same = (scheme for scheme in profile.weights if scheme.points.keys() == stated.keys())
    return next(same, profile.weights[0])


def _departures(stated: Mapping[str, Decimal], scheme: WeightScheme) -> list[str]:
    return [
        f"{level} {shown(stated.get(level, Decimal(0)))}（应为 {shown(points)}）"
        for level, points in scheme.points.items()
        if stated.get(level, Decimal(0)) != points
    ]


@rule(
    "R13",
    Severity.WARNING,
    "缺少应设的指标",
    formula=(
        "一级指标应有产出、效益、满意度；二级指标应有数量、质量、时效、成本（成本可为一级指标）。不分级的表"
        "不核。"
    ),
    source="财预〔2020〕10号；财预〔2021〕101号",
    example="产出指标下没有成本指标，则报。",
)
def missing_levels(facts: Facts) -> Iterator[Finding]:
    """Every 一级指标 and every required 二级指标 that has no row."""
    if not facts.rows:
        yield Finding((INDICATORS,), "没有一项绩效指标", hint="请填写绩效指标。")
    if not _is_levelled(facts):
        return
    level1, level2 = {row.level1 for row in facts.rows}, {row.level2 for row in facts.rows}
    for name in facts.profile.required_level1:
        if name not in level1:
            yield _missing("一级指标", name)
    for name in facts.profile.required_level2:
        if name not in level1 | level2:
            yield _missing("二级指标", name)


def _is_levelled(facts: Facts) -> bool:
    """Whether there are levels to speak of: forms of whole departments list their indicators without any."""
    return any(row.level1 != UNLEVELLED for row in facts.rows)


def _missing(kind: str, name: str) -> Finding:
    return Finding((INDICATORS,), f"没有{kind}“{name}”", value=name, hint="请补设指标；确不适用的，请说明。")


@rule(
    "R18",
    Severity.WARNING,
    "指标名称或指标值空泛",
    formula="三级指标不应与其二级指标同名；获得感、环境、能力之类不能只用百分比衡量；数字应带单位。",
    source="实务：指标应细化、量化",
    example="生态效益指标 › 生态效益、服务获得感 100%、≥150（缺单位）均报；投诉下降率 100%、≥150人不报。",
)
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
                hint="请把指标写得具体、可衡量。",
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


@rule(
    "R19",
    Severity.WARNING,
    "指标重复或错用",
    formula=(
        "同一个三级指标不应列在两个二级指标下；预算执行率、资金支付率之类已由预算执行率计分，不作数量"
        "、成本指标。"
    ),
    source="实务",
    example="成本指标 › 预算金额结算率，则报；成本指标 › 单位成本不报。",
)
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


@rule(
    "R22",
    Severity.WARNING,
    "疑把分数填进了指标值",
    formula="过半的行（至少 3 行）年度指标值＝实际完成值＝分值，且都不带单位。",
    source="实务",
    example="指标值 10、完成值 10、分值 10 占多数，则报；指标值 10 个不报。",
)
def scores_for_values(facts: Facts) -> Iterator[Finding]:
    """Scores typed into the columns of values."""
    if has_scores_for_values(facts):
        count = sum(map(_is_score_for_value, facts.rows))
        yield Finding(
            (INDICATORS,),
            f"{len(facts.rows)} 行中有 {count} 行的年度指标值、实际完成值都等于分值，疑把分数填进了指标值",
            hint="请填写指标本身的数值与单位。",
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
