"""Rules on how the indicators are built: weights per 一级指标, what is missing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..problem import Severity
from ..profile import Profile, WeightScheme
from .facts import INDICATORS, Facts
from .rule import Finding, rule
from .text import added, shown

EXECUTION = "预算执行率"


@rule(
    "R12",
    Severity.WARNING,
    "一级指标的分值与规定不同",
    formula=(
        "预算执行率 10、产出 50、效益 30、满意度 10（原则上；成本为一级指标时产出 40、成本 20、效益 2"
        "0）；依规则配置。"
    ),
    source="财预〔2020〕10号；财预〔2021〕101号",
    example="产出 30、效益 50，则报；经财政部门同意调整的，可在核对中注明。",
)
def weights_by_level(facts: Facts) -> Iterator[Finding]:
    """Points per 一级指标 against the scheme of the profile that has the same levels."""
    if not facts.rows or all(row.weight is None for row in facts.rows):
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
    levels = dict.fromkeys(row.level1 for row in facts.rows)
    stated = {level: added(row.weight for row in facts.rows if row.level1 == level) for level in levels}
    return {EXECUTION: facts.funds.weight or Decimal(0), **stated}


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
    formula="一级指标应有产出、效益、满意度；二级指标应有数量、质量、时效、成本（成本可为一级指标）。",
    source="财预〔2020〕10号；财预〔2021〕101号",
    example="产出指标下没有成本指标，则报。",
)
def missing_levels(facts: Facts) -> Iterator[Finding]:
    """Every 一级指标 and every required 二级指标 that has no row."""
    if not facts.rows:
        yield Finding((INDICATORS,), "没有一项绩效指标", hint="请填写绩效指标。")
        return
    level1, level2 = {row.level1 for row in facts.rows}, {row.level2 for row in facts.rows}
    for name in facts.profile.required_level1:
        if name not in level1:
            yield _missing("一级指标", name)
    for name in facts.profile.required_level2:
        if name not in level1 | level2:
            yield _missing("二级指标", name)


def _missing(kind: str, name: str) -> Finding:
    return Finding((INDICATORS,), f"没有{kind}“{name}”", value=name, hint="请补设指标；确不适用的，请说明。")
